import type { Analysis } from "../../../checks/analysis";
import { compareConfigs } from "../../../checks/changes";
import type { ChangeFinding } from "../../../checks/changes/change";
import { predict } from "../../../checks/changes/verdict";
import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import type { Simulator } from "../../../simulator/control-plane/server";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { type Rehearsal, rehearse } from "../../../simulator/rehearsal/rehearsal";
import { verdictOf } from "../../../simulator/rehearsal/verdict";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { everyPair, executable, fits, fitted, providerVersion, sampled } from "../../support/e2e";
import { EXAMPLES, exampleFile } from "../../support/examples";
import { analyzeConfig, readConfig } from "../../support/project";
import { announced } from "../../support/rehearsal/announced";
import { MATRIX } from "../../support/rehearsal/matrix";
import { attachEverywhere, isAttachment, isPolicy, isWithoutIap } from "../../support/rehearsal/protection";
import { HEADER, rowOf } from "../../support/rehearsal/table";

const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");

beforeAll(() => process.stdout.write(HEADER));
afterAll(() => terraform.close());

/** Announced interruptions that operations alone show; the others show only to requests. */
const SEEN_WITHOUT_REQUESTS = [
  "address-changed",
  "exposure-changed",
  "firewall-rules-removed",
  "global-access-changed",
  "listener-protocol-changed",
  "listener-removed",
  "proxy-only-range-changed",
  "stacks-clash",
  "subnet-changed",
  "tier-changed",
  "vpc-changed",
  "workload-replaced",
];
/** Announced interruptions that happen where nobody looks: certificates, names, clients that meet a redirect, other networks, and how proxies drain. */
const UNSEEN = [
  "attachment-replaced",
  "certificate-provisioning",
  "certificate-swapped",
  "consumer-removed",
  "egress-changed",
  "listener-becomes-redirect",
  "proxy-only-subnets-swapped",
  "record-removed",
  "record-replaced",
  "region-led-to",
  "taken-over-certificate",
];
const envoy = findEnvoy();
const isSeen = (id: string): boolean => (envoy ? !UNSEEN.includes(id) : SEEN_WITHOUT_REQUESTS.includes(id));

interface Meanwhile {
  readonly earlier?: readonly Analysis[];
  readonly meanwhile?: (simulator: Simulator) => Promise<void>;
}

async function rehearsed(
  name: string,
  from: Analysis | undefined,
  to: Analysis,
  { earlier, meanwhile }: Meanwhile = {},
): Promise<[Rehearsal, ChangeFinding[]]> {
  const started = Date.now();
  const result = await rehearse({
    terraform,
    envoy,
    providerVersion,
    from: from && stacksOf(from),
    to: stacksOf(to),
    earlier: earlier?.map(stacksOf),
    meanwhile,
  });
  const findings = compareConfigs(from, to);
  // Not by the console, which jest keeps until the file is done.
  process.stdout.write(
    rowOf({
      name,
      announced: announced(findings),
      rehearsal: withoutAttachments(result),
      milliseconds: Date.now() - started,
    }),
  );
  return [result, findings];
}

function expectAsAnnounced(rehearsal: Rehearsal, findings: readonly ChangeFinding[]): void {
  const told = findings.filter(({ impact }) => impact !== "unknown");
  expect(verdictOf(rehearsal, findings)).toMatchObject({ ok: predict(told).ok });
  if (announced(findings) === "fails") {
    expect(rehearsal.failures.length > 0 || rehearsal.recovery !== undefined).toBe(true);
    return;
  }
  const { failures, recovery, notSettled, differences, leftovers, outages, destroyedFirst, traffic } = rehearsal;
  expect({ failures, recovery, notSettled, differences, leftovers }).toEqual({
    failures: [],
    recovery: undefined,
    notSettled: [],
    differences: [],
    leftovers: [],
  });
  const interruptions = findings.filter(({ impact }) => impact === "interrupts").map(({ id }) => id);
  const interrupted = outages.length > 0 || (traffic !== undefined && traffic.lost.length + traffic.cut > 0);
  const lost = traffic?.lost ?? [];
  expect({ interruptions, lost, interrupted }).toEqual({
    interruptions,
    lost,
    interrupted: interruptions.some(isSeen),
  });
  const ids = findings.map(({ id }) => id);
  expect((rehearsal.denied?.exposures ?? []).length > 0).toBe(ids.includes("protection-window"));
  expect(destroyedFirst.length > 0).toBe(interruptions.includes("stacks-clash"));
  if (rehearsal.replaced.some(({ address }) => /backend_service\.(?!closed$)/.test(address)))
    expect(ids).toContain("protection-not-carried");
}

/** A row, for the provider that was asked for; none where that is too old for it. */
function fitting<Row extends { readonly earlier?: readonly Config[]; readonly from?: Config; readonly to: Config }>(
  row: Row,
) {
  const { earlier = [], from, to } = row;
  if (![...earlier, from ?? to, to].every((config) => fits(analyzeConfig(config)))) return [];
  const analyzed = (config: Config) => analyzeConfig(fitted(config));
  return [{ ...row, earlier: earlier.map(analyzed), from: from && analyzed(from), to: analyzed(to) }];
}

describe("every change of the matrix does what was announced", () => {
  concurrent.each(sampled(MATRIX.filter((row) => row.kept === undefined)).flatMap(fitting))(
    "$name: $expected",
    async ({ name, earlier, from, to, expected, leftOn = [] }) => {
      const [rehearsal, findings] = await rehearsed(name, from, to, { earlier });
      expectAsAnnounced(rehearsal, findings);
      expect(announced(findings)).toBe(expected);
      expect(workloadsOf(rehearsal.letGo.flatMap(({ usedBy }) => usedBy))).toEqual(leftOn);
    },
  );
});

/** The workloads of some backend services, by their paths. */
const workloadsOf = (paths: readonly string[]): string[] =>
  paths.map((path) => path.replace(/.*\/ai-us-central1-|-[0-9a-f]{8}$/g, "")).sort();

describe("what others attached to every backend service stays", () => {
  concurrent.each(sampled(MATRIX.filter((row) => row.kept !== undefined)).flatMap(fitting))(
    "$name: $expected",
    async ({ name, from, to, kept }) => {
      const [rehearsal, findings] = await rehearsed(name, from, to, { meanwhile: attachEverywhere });
      // What is attached is all in which the platform differs from a first deploy, and stays when all is destroyed.
      const attached = rehearsal.differences.filter(isAttachment);
      expect(workloadsOf(attached.map(({ path }) => path))).toEqual(kept);
      expect(attached.map(isWithoutIap)).toEqual(attached.map(() => to.regions[0]?.model.security.iap !== undefined));
      expectAsAnnounced(withoutAttachments(rehearsal), findings);
    },
  );
});

const withoutAttachments = (rehearsal: Rehearsal): Rehearsal => ({
  ...rehearsal,
  differences: rehearsal.differences.filter((difference) => !isAttachment(difference) && !isPolicy(difference)),
  leftovers: rehearsal.leftovers.filter((difference) => !isPolicy(difference)),
});

/** All in one project: a state of another one is refused. */
const readExample = (name: string): Config => ({ ...readConfig(exampleFile(name)), project: "ml-prod" });

/** Each example to the next, or with `--all` to every other one. */
const PAIRS = EXAMPLES.flatMap((from, i) =>
  EXAMPLES.flatMap((to, j) =>
    (everyPair ? i !== j : j === (i + 1) % EXAMPLES.length)
      ? [{ name: `${from} to ${to}`, from: readExample(from), to: readExample(to) }]
      : [],
  ),
);

describe("one example over another does what was announced", () => {
  concurrent.each(sampled(PAIRS).flatMap(fitting))("$name", async ({ name, from, to }) => {
    const [rehearsal, findings] = await rehearsed(name, from, to);
    expectAsAnnounced(rehearsal, findings);
  });
});
