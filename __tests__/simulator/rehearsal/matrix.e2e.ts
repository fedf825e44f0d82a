import type { Analysis } from "../../../checks/analysis";
import { compareConfigs } from "../../../checks/changes";
import type { ChangeFinding } from "../../../checks/changes/change";
import { predict } from "../../../checks/changes/verdict";
import { stacksOf } from "../../../cli/stacks";
import { tooOldFor } from "../../../config/model/provider-version";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { type Rehearsal, rehearse } from "../../../simulator/rehearsal/rehearsal";
import { UNSEEN, verdictOf } from "../../../simulator/rehearsal/verdict";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { everyPair, executable, providerVersion } from "../../support/e2e";
import { EXAMPLES } from "../../support/examples";
import { analyzeConfig, analyzeExample } from "../../support/project";
import { announced } from "../../support/rehearsal/announced";
import { MATRIX } from "../../support/rehearsal/matrix";
import { HEADER, rowOf } from "../../support/rehearsal/table";

const MINUTE = 60_000;
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
  "project-changed",
  "proxy-only-range-changed",
  "stacks-clash",
  "subnet-changed",
  "tier-changed",
  "vpc-changed",
  "workload-replaced",
];
const envoy = findEnvoy();
const isSeen = (id: string): boolean => (envoy ? !UNSEEN.includes(id) : SEEN_WITHOUT_REQUESTS.includes(id));

async function rehearsed(name: string, from: Analysis, to: Analysis): Promise<[Rehearsal, ChangeFinding[]]> {
  const started = Date.now();
  const result = await rehearse({ terraform, envoy, providerVersion, from: stacksOf(from), to: stacksOf(to) });
  const findings = compareConfigs(from, to);
  // Not by the console, which jest keeps until the file is done.
  process.stdout.write(
    rowOf({ name, announced: announced(findings), rehearsal: result, milliseconds: Date.now() - started }),
  );
  return [result, findings];
}

function expectAsAnnounced(rehearsal: Rehearsal, findings: readonly ChangeFinding[]): void {
  expect(verdictOf(rehearsal, findings)).toMatchObject({ ok: predict(findings).ok });
  if (announced(findings) === "fails") {
    expect(rehearsal.failures).not.toEqual([]);
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
  expect(destroyedFirst.length > 0).toBe(interruptions.includes("stacks-clash"));
}

/** The rows that the provider which was asked for is not too old for. */
function fitting<Row>(rows: readonly Row[], analysesOf: (row: Row) => Analysis[]): readonly Row[] {
  const version = providerVersion;
  if (version === undefined) return rows;
  const needs = ({ regions }: Analysis) =>
    tooOldFor(
      regions.map(({ model }) => model),
      version,
    );
  return rows.filter((row) => analysesOf(row).flatMap(needs).length === 0);
}

describe("every change of the matrix does what was announced", () => {
  concurrent.each(fitting(MATRIX, ({ from, to }) => [from, to].map(analyzeConfig)))(
    "$name: $expected",
    async ({ name, from, to }) => {
      const [rehearsal, findings] = await rehearsed(name, analyzeConfig(from), analyzeConfig(to));
      expectAsAnnounced(rehearsal, findings);
    },
    2 * MINUTE,
  );
});

/** Each example to the next, or with `--all` to every other one. */
const PAIRS = EXAMPLES.flatMap((from, i) =>
  EXAMPLES.flatMap((to, j) =>
    everyPair ? (i === j ? [] : [{ from, to }]) : j === (i + 1) % EXAMPLES.length ? [{ from, to }] : [],
  ),
);

describe("one example over another does what was announced", () => {
  concurrent.each(fitting(PAIRS, ({ from, to }) => [from, to].map(analyzeExample)))(
    "$from to $to",
    async ({ from, to }) => {
      const [rehearsal, findings] = await rehearsed(`${from} to ${to}`, analyzeExample(from), analyzeExample(to));
      expectAsAnnounced(rehearsal, findings);
    },
    3 * MINUTE,
  );
});
