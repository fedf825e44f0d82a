import type { Fault } from "../control-plane/faults";
import type { LogEntry } from "../control-plane/operations";
import type { Quota } from "../control-plane/quotas";
import { type Simulator, startSimulator } from "../control-plane/server";
import type { Dump } from "../control-plane/state";
import { type RefusedRoute, refusedRoutes } from "../data-plane/envoy/refused-routes";
import { routeConfiguration } from "../data-plane/envoy/route-configuration";
import { loadBalancerOf } from "../data-plane/load-balancer";
import { importedBy, withoutPaths } from "../stack/imported";
import { namedProject, withProject } from "../stack/named-project";
import { seedFor } from "../stack/seed";
import type { Stack } from "../stack/stack";
import { clashes } from "../stack/stack-clash";
import { finish, type Recovery } from "../terraform/recovery";
import type { Terraform, Workspace } from "../terraform/terraform";
import type { Diagnostic, PlannedChange, Run } from "../terraform/terraform-run";
import { criticalPath } from "./critical-path";
import { type DeniedRequests, watchExposures } from "./exposures";
import { watchFirewallGaps } from "./firewall-gaps";
import { type LetGo, managedOnly } from "./let-go";
import { type Outage, outagesOf } from "./outages";
import { type Difference, differences } from "./platform-difference";
import { type Replacement, replacementsOf } from "./replacements";
import { startTraffic, type TrafficReport } from "./traffic";

export interface RehearsalOptions {
  readonly terraform: Terraform;
  /** What is deployed. Default: nothing, a first deploy. */
  readonly from?: readonly Stack[];
  readonly to: readonly Stack[];
  /** What was deployed before `from`, one after the other. */
  readonly earlier?: readonly (readonly Stack[])[];
  /** An exact version of the google provider, in place of the stacks' own constraint. */
  readonly providerVersion?: string;
  /** What goes wrong while `to` is applied. */
  readonly faults?: readonly Fault[];
  /** What the project may still make when `to` begins to be applied. Default: no limits. */
  readonly quotas?: readonly Quota[];
  /** Kills Terraform once while `to` is applied, as soon as this is true of what that has asked of the platform. */
  readonly killWhen?: (log: readonly LogEntry[]) => boolean;
  /** Envoy, to send requests over every route while `to` is applied. Default: none are sent. */
  readonly envoy?: string;
  /** What others do to the platform, by other means, once `from` is deployed. */
  readonly meanwhile?: (simulator: Simulator) => Promise<void>;
  /** Called with what begins now. */
  readonly progress?: (step: string) => void;
}

/** One command of Terraform. */
export interface Step {
  readonly what: string;
  readonly milliseconds: number;
}

export interface Failure extends Diagnostic {
  /** The step that failed: `apply ai-us-central1`. */
  readonly step: string;
}

/** What a change did on the simulated platform. */
export interface Rehearsal {
  /** When the change began, in milliseconds since the epoch; what reports count from. */
  readonly startedAt: number;
  readonly steps: readonly Step[];
  /** Everything that the change asked of the platform, in the order of arrival. */
  readonly operations: readonly LogEntry[];
  /** Those of them that the whole has to wait for, one after the other. */
  readonly criticalPath: readonly LogEntry[];
  readonly planned: readonly PlannedChange[];
  readonly replaced: readonly Replacement[];
  /** What the change brings into the state, and the fields that it changes there: here it is as the file wants most of it. */
  readonly takenOver: readonly { readonly path: string; readonly changed: readonly string[] }[];
  readonly outages: readonly Outage[];
  /** Stacks that are no longer made and had to go before the new ones came, since both cannot be there. */
  readonly destroyedFirst: readonly string[];
  /** How the apply was finished after it had failed. */
  readonly recovery?: Recovery;
  /** What stopped it; without any, everything below is as it must be. */
  readonly failures: readonly Failure[];
  /** What a second plan would still do. */
  readonly notSettled: readonly PlannedChange[];
  /** What Terraform let go of and left there. It counts neither as a difference nor as left over. */
  readonly letGo: readonly LetGo[];
  /** In what the platform differs from a first deploy of the same stacks. */
  readonly differences: readonly Difference[];
  /**
   * In what the platform differs after everything was destroyed from what it was at the beginning, without what the stacks
   * had taken over.
   */
  readonly leftovers: readonly Difference[];
  readonly traffic?: TrafficReport;
  /** What became of requests that must be denied; absent where nothing denies any. */
  readonly denied?: DeniedRequests;
  /** The routes for which Envoy refuses all that the forwarding rules lead to in the end. */
  readonly refusedRoutes: readonly RefusedRoute[];
}

/**
 * Applies `to` over `from` with real Terraform and the real provider against the simulator, in temporary folders.
 *
 * @throws Error `PROVIDER_MISSING`, or what else `terraform init` says.
 */
export async function rehearse(given: RehearsalOptions): Promise<Rehearsal> {
  const project = namedProject(everDeployed(given));
  const named = (stacks: readonly Stack[] = []) => withProject(stacks, project);
  const options = { ...given, earlier: given.earlier?.map(named), from: named(given.from), to: named(given.to) };
  const seed = seedFor(everDeployed(options).map(({ json }) => json));
  const simulator = await startSimulator({ seed });
  try {
    return await rehearseOn(simulator, seed, options);
  } finally {
    await simulator.close();
  }
}

async function rehearseOn(simulator: Simulator, seed: Dump, options: RehearsalOptions): Promise<Rehearsal> {
  const { from = [], to } = options;
  const run = runner(simulator, options);
  const { earlier = [] } = options;
  for (const stack of [...earlier.flat(), ...from]) {
    await run.deploy(stack);
    if (earlier.length > 0 && run.failures.length === 0) run.failures.push(...unsettled(await run.secondPlan([stack])));
    if (run.failures.length > 0) return { ...NOTHING, steps: run.steps, failures: run.failures };
  }
  await options.meanwhile?.(simulator);
  const adopted = { before: importedBy(from), after: importedBy(to) };
  const givenUp = adopted.before.filter((path) => !adopted.after.includes(path));
  const fresh = from.length > 0 ? firstDeploy(withoutPaths(seed, givenUp), options) : undefined;
  // It is waited for at the end; what goes wrong before that is told then.
  fresh?.catch(() => {});

  const change = await changeUnderTraffic(simulator, run, options);
  const notSettled = run.failures.length === 0 ? await run.secondPlan(to) : [];
  for (const { name } of goneStacks(options)) if (!change.destroyedFirst.includes(name)) await run.destroy(name);
  const settled = simulator.dump();
  const refused = options.envoy && run.failures.length === 0 ? await refusedBy(options.envoy, simulator) : [];
  const expected = await fresh;
  if (from.length > 0 && expected === undefined && run.failures.length === 0) run.failures.push(NO_FIRST_DEPLOY);
  const worked = run.failures.length === 0;
  for (const { name } of [...to].reverse()) await run.destroy(name);
  const ever = everDeployed(options);
  const managed = managedOnly(settled, ever, to);
  return {
    ...change,
    steps: run.steps,
    failures: run.failures,
    refusedRoutes: refused,
    notSettled,
    letGo: managed.letGo,
    differences: worked && expected ? differences(managedOnly(expected, to, to).dump, managed.dump) : [],
    leftovers: worked
      ? differences(
          withoutPaths(seed, [...adopted.before, ...adopted.after]),
          managedOnly(simulator.dump(), ever, []).dump,
        )
      : [],
  };
}

const everDeployed = ({ earlier = [], from = [], to }: RehearsalOptions): Stack[] => [
  ...earlier.flat(),
  ...from,
  ...to,
];

const unsettled = (changes: readonly PlannedChange[]): Failure[] =>
  changes.map(({ action, address }) => ({
    step: "second plan",
    summary: `a stage is not settled: ${action} ${address}`,
    detail: "",
  }));

const NO_FIRST_DEPLOY: Failure = {
  step: "first deploy",
  summary: "the change applies, and a first deploy of the same does not",
  detail: "",
};

const refusedBy = (envoy: string, { state }: Simulator): Promise<RefusedRoute[]> =>
  refusedRoutes(
    envoy,
    loadBalancerOf(state).listeners.map(({ urlMap }) => routeConfiguration(urlMap, (service) => service)),
  );

type WhileChanging = Omit<
  Rehearsal,
  "steps" | "failures" | "refusedRoutes" | "notSettled" | "letGo" | "differences" | "leftovers"
>;

/** Applies `to`, and gathers what the platform was asked for and what requests met meanwhile. */
async function changeUnderTraffic(
  simulator: Simulator,
  run: Runner,
  options: RehearsalOptions,
): Promise<WhileChanging> {
  const { from = [], to, envoy, faults = [], quotas = [], killWhen } = options;
  const gone = goneStacks(options);
  const clashing = gone.filter((old) => to.some((stack) => clashes(old.json, stack.json)));
  // A stack of records can only be destroyed while the addresses that it reads are there.
  const destroyedFirst = gone
    .filter((old) => clashing.includes(old) || (clashing.length > 0 && readsAddresses(old.json)))
    .map(({ name }) => name);
  const before = simulator.dump();
  const begun = simulator.log().length;
  const sofar = () => simulator.log().slice(begun);
  const isServing = from.length > 0 || loadBalancerOf(simulator.state).listeners.length > 0;
  const traffic = envoy && isServing ? await startTraffic({ envoy, simulator, from, to }) : undefined;
  const startedAt = traffic?.startedAt ?? Date.now();
  const firewallGaps = watchFirewallGaps(simulator);
  const exposures = watchExposures(simulator, to);
  for (const fault of faults) simulator.inject(fault);
  simulator.setQuotas(quotas);

  const planned: PlannedChange[] = [];
  let recovery: Recovery | undefined;
  let sent: TrafficReport | undefined;
  let denied: DeniedRequests | undefined;
  try {
    for (const name of destroyedFirst) await run.destroy(name);
    const applying = simulator.log().length;
    const kill = killWhen && abortWhen(simulator, () => killWhen(simulator.log().slice(applying)));
    for (const stack of to) {
      const applied = await run.apply(stack, kill?.aborted ? undefined : kill);
      planned.push(...applied.changes);
      recovery ??= applied.recovery;
    }
  } finally {
    simulator.withdrawFaults();
    simulator.setQuotas([]);
    sent = await traffic?.stop();
    denied = exposures();
  }
  const operations = sofar();
  const after = simulator.dump();
  const known = importedBy(from);
  const changes = differences(before, after);
  return {
    startedAt,
    operations,
    criticalPath: criticalPath(operations, before, after),
    planned,
    replaced: replacementsOf(planned, from, to),
    takenOver: importedBy(to)
      .filter((path) => !known.includes(path))
      .map((path) => ({ path, changed: changes.find((change) => change.path === path)?.fields ?? [] })),
    outages: [...outagesOf({ operations, before, after, planned, to }), ...firewallGaps()],
    destroyedFirst,
    ...(recovery && { recovery }),
    ...(sent && { traffic: sent }),
    ...(denied && { denied }),
  };
}

const readsAddresses = ({ data }: Stack["json"]): boolean => data?.google_compute_addresses !== undefined;

/** The last first: it may read what the others have. */
const goneStacks = ({ from = [], to }: RehearsalOptions): Stack[] =>
  from.filter(({ name }) => to.every((stack) => stack.name !== name)).reverse();

/** Terraform's commands on stacks, each stack in a folder of its own; what fails is kept. */
function runner(simulator: Simulator, { terraform, providerVersion, progress }: RehearsalOptions) {
  const workspaces = new Map<string, Workspace>();
  const workspaceOf = (stack: string): Workspace => {
    const workspace = workspaces.get(stack) ?? terraform.workspace({ url: simulator.url, providerVersion });
    workspaces.set(stack, workspace);
    return workspace;
  };
  const steps: Step[] = [];
  const failures: Failure[] = [];
  const timed = async <T>(what: string, command: () => Promise<T>): Promise<T> => {
    progress?.(what);
    const started = Date.now();
    const result = await command();
    steps.push({ what, milliseconds: Date.now() - started });
    return result;
  };
  const fail = (step: string, { errors }: Run) => failures.push(...errors.map((error) => ({ step, ...error })));
  const must = async <R extends Run>(step: string, command: () => Promise<R>): Promise<R> => {
    const run = await timed(step, command);
    fail(step, run);
    return run;
  };
  return {
    steps,
    failures,
    deploy: async ({ name, json }: Stack): Promise<void> => {
      await workspaceOf(name).configure(json);
      await must(`deploy ${name}`, () => workspaceOf(name).apply());
    },
    /** Where an apply fails, the next one may finish it. */
    apply: async ({ name, json }: Stack, signal?: AbortSignal): Promise<Run & { readonly recovery?: Recovery }> => {
      const workspace = workspaceOf(name);
      await workspace.configure(json);
      const step = `apply ${name}`;
      const run = await timed(step, () => workspace.apply(signal));
      if (run.ok) return run;
      const recovery = await timed(`${step} again`, () => finish(workspace, json));
      if (recovery.way === "none") fail(step, run);
      return { ...run, recovery };
    },
    /** What is still to be done, which should be nothing. */
    secondPlan: async (stacks: readonly Stack[]): Promise<PlannedChange[]> => {
      const changes: PlannedChange[] = [];
      for (const { name } of stacks) {
        const plan = await must(`plan ${name}`, () => workspaceOf(name).plan());
        if (!plan.empty) changes.push(...plan.changes);
      }
      return changes;
    },
    destroy: (stack: string): Promise<Run> => must(`destroy ${stack}`, () => workspaceOf(stack).destroy()),
  };
}

type Runner = ReturnType<typeof runner>;

/** The platform after a first deploy; undefined where that fails too. */
async function firstDeploy(
  seed: Dump,
  { terraform, to, providerVersion }: RehearsalOptions,
): Promise<Dump | undefined> {
  const simulator = await startSimulator({ seed });
  try {
    for (const { json } of to) {
      const workspace = terraform.workspace({ url: simulator.url, providerVersion });
      await workspace.configure(json);
      if (!(await workspace.apply()).ok) return undefined;
    }
    return simulator.dump();
  } finally {
    await simulator.close();
  }
}

function abortWhen(simulator: Simulator, isTime: () => boolean): AbortSignal {
  const controller = new AbortController();
  simulator.onChange(() => {
    if (isTime()) controller.abort();
  });
  return controller.signal;
}

/** A rehearsal in which nothing happened. */
export const NOTHING: Rehearsal = {
  startedAt: 0,
  steps: [],
  operations: [],
  criticalPath: [],
  planned: [],
  replaced: [],
  takenOver: [],
  outages: [],
  destroyedFirst: [],
  failures: [],
  refusedRoutes: [],
  notSettled: [],
  letGo: [],
  differences: [],
  leftovers: [],
};
