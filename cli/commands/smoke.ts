import { setTimeout as sleep } from "node:timers/promises";
import { readForeign } from "../../config/document/files";
import { formatSeconds } from "../../config/duration";
import { linesOf } from "../../config/reason";
import { askedRequest } from "../../routing/asked-request";
import type { Request } from "../../routing/evaluate/decision";
import { describePlace } from "../../routing/evaluate/rule-place";
import { configFile, readConfiguration } from "../configuration";
import { indent, renderTable } from "../layout";
import { exchange } from "../smoke-exchange";
import { type Trial, trialsOf } from "../smoke-requests";
import { type Target, targetsOf } from "../smoke-targets";
import { type Verdict, verdictOf } from "../smoke-verdict";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";
import { synthesizedUrlMaps } from "../url-maps";

export interface SmokeOptions {
  /** Default: PROXY_CONFIG, or proxy.yaml. */
  readonly file?: string;
  /** `http://IP`, `REGION=http://IP`, or the JSON of the output `urls`. */
  readonly url: readonly string[];
  /** Seconds until what does not hold yet has failed. */
  readonly wait: number;
  /** Seconds for one answer. */
  readonly timeout: number;
  /** A file of certificates to trust. */
  readonly ca?: string;
  readonly paid?: boolean;
  /** Of every request, as `NAME:VALUE`. */
  readonly header?: readonly string[];
  readonly json?: boolean;
}

type Result = Trial & Omit<Verdict, "verdict" | "mayPass"> & { readonly verdict: Verdict["verdict"] | "skipped" };

/** `npm run smoke`: tries every route of what is deployed, and the tests of the file, and says who answers. */
export async function runSmoke(options: SmokeOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    return await smoke(options, terminal);
  } catch (error) {
    // An address, a header or a file that cannot be used; the message says which.
    terminal.error(...linesOf(error));
    return EXIT.usage;
  }
}

async function smoke(options: SmokeOptions, terminal: Terminal): Promise<ExitCode> {
  const configuration = readConfiguration(configFile(options.file));
  const maps = synthesizedUrlMaps(configuration, terminal);
  if (typeof maps === "number") return maps;
  const { config } = configuration.analysis ?? {};
  if (config === undefined) return EXIT.usage;
  const ca = options.ca === undefined ? undefined : readForeign(options.ca);
  const { headers } = askedRequest("GET", "http://any", options.header ?? []).request;
  const targets = targetsOf(options.url, maps);
  const trials = trialsOf(targets, config, { paid: options.paid === true, headers });
  const results = await settled(trials, { ...options, ca }, terminal);
  const notes = notesOn(results, config.tests?.length ?? 0, config.workloadHeader);
  if (options.json) terminal.document(JSON.stringify({ results: results.map(dataOf), notes }, null, 2));
  else terminal.out(...targets.flatMap((target) => renderTarget(target, results, terminal)), ...notes);
  return results.every(({ verdict }) => verdict !== "fails" && verdict !== "untold") ? EXIT.ok : EXIT.findings;
}

/** How long nothing is asked between two rounds. */
const PAUSE_MS = 2_000;

/** Asks until everything holds, or until the time is over. What an address does not answer at all, it is asked once a round. */
async function settled(trials: readonly Trial[], options: SmokeOptions, terminal: Terminal): Promise<Result[]> {
  const verdicts = new Map<Trial, Verdict>();
  const end = performance.now() + options.wait * 1000;
  let pending = trials.filter(({ skipped }) => skipped === undefined);
  for (let said = ""; ; ) {
    const silent = new Map<Target, Verdict>();
    for (const [i, trial] of pending.entries()) {
      if (pending.length > 1) terminal.progress?.(`${i + 1} of ${pending.length}`);
      const verdict = silent.get(trial.target) ?? (await tried(trial, options));
      if (verdict.isSilent) silent.set(trial.target, verdict);
      verdicts.set(trial, verdict);
    }
    pending = pending.filter((trial) => verdicts.get(trial)?.mayPass);
    const [first] = pending;
    const left = Math.ceil((end - performance.now()) / 1000);
    if (first === undefined || left <= 0) break;
    const why = `${pending.length} do not hold yet, the first: ${nameOf(first)}: ${verdicts.get(first)?.detail}`;
    if (terminal.progress) terminal.progress(`${why} (${formatSeconds(left)} left)`);
    else if (why !== said) terminal.error(why);
    said = why;
    await sleep(Math.min(PAUSE_MS, left * 1000));
  }
  terminal.progress?.("");
  return trials.map((trial) => ({ ...trial, verdict: "skipped", detail: "", ...verdicts.get(trial) }));
}

async function tried(trial: Trial, { timeout, ca }: SmokeOptions): Promise<Verdict> {
  const { target, request, serverName, body } = trial;
  return verdictOf(trial, await exchange(target.url, request, { timeout: timeout * 1000, serverName, ca, body }));
}

const targetOf = ({ host, path, query }: Request): string => `${host}${path}${query === undefined ? "" : `?${query}`}`;

const nameOf = ({ request, test, conditions }: Trial): string =>
  [...(test === undefined ? [] : [`${test}:`]), request.method, targetOf(request), ...conditions].join(" ");

const COLOURS = { holds: "green", fails: "red", denied: "yellow", untold: "yellow" } as const;

function renderTarget(target: Target, results: readonly Result[], terminal: Terminal): string[] {
  const { url, map, listener } = target;
  const own = results.filter((one) => one.target === target && one.verdict !== "skipped");
  const [silent] = own.filter(({ isSilent }) => isSilent);
  const shown = own.filter(({ isSilent }) => !isSilent);
  const rows = [
    ...(silent ? [[silent.verdict, `${own.length - shown.length} requests`, silent.detail]] : []),
    ...shown.map((one) => {
      const place = one.verdict === "fails" && one.place ? ` (${describePlace(one.place)})` : "";
      return [one.verdict, nameOf(one), `${one.detail}${place}`];
    }),
  ];
  const place = [map.location, `${listener.protocol} on port ${listener.port}`].filter(Boolean).join(", ");
  const lines = renderTable(rows).map((line, i) => {
    const verdict = (rows[i]?.[0] ?? "holds") as Verdict["verdict"];
    return `${style(terminal, COLOURS[verdict], verdict)}${line.slice(verdict.length)}`;
  });
  return [`${style(terminal, "bold", url.origin)} (${place})`, ...indent(lines), ""];
}

function notesOn(results: readonly Result[], tests: number, workloadHeader: string | undefined): string[] {
  const count = (verdict: Result["verdict"]) => results.filter((one) => one.verdict === verdict).length;
  const skipped = (why: Trial["skipped"]) => results.filter((one) => one.skipped === why).length;
  const asked = new Set(results.flatMap(({ test }) => test ?? [])).size;
  const counts = (["holds", "fails", "denied", "untold"] as const).map((name) => [count(name), name] as const);
  return [
    counts.flatMap(([number, name]) => (number > 0 ? `${number} ${WORDS[name]}` : [])).join(", ") ||
      "nothing was tried",
    ...(skipped("paid") > 0 ? [`not tried: ${skipped("paid")} that may run a model, and cost (--paid)`] : []),
    ...(skipped("changes") > 0 ? [`not tried: ${skipped("changes")} by PUT, PATCH or DELETE (a test can)`] : []),
    ...(skipped("caller") > 0 ? [`not tried: ${skipped("caller")} tests that say who calls`] : []),
    ...(tests > asked ? [`not tried: ${tests - asked} tests of listeners that no --url is for`] : []),
    ...(workloadHeader === undefined && count("holds") > 0
      ? ["who has answered can be told only with `workloadHeader: x-served-by` in the file"]
      : []),
  ];
}

const WORDS = {
  holds: "as the file says",
  fails: "otherwise",
  denied: "denied, which the file may",
  untold: "cannot be told",
};

const dataOf = ({
  target: { url, map },
  request,
  test,
  place,
  verdict,
  detail,
  status,
  workload,
  skipped,
}: Result) => ({
  ...{ url: url.origin, region: map.location, request: `${request.method} ${request.scheme}://${targetOf(request)}` },
  ...{ test, place, verdict, because: skipped, detail: detail || undefined, status, workload },
});
