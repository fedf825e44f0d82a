import { appendFileSync } from "node:fs";
import type { Analysis } from "../../checks/analyze";
import { compareConfigs } from "../../checks/changes";
import type { ChangeFinding } from "../../checks/changes/change";
import { findEnvoy } from "../../simulator/envoy/process";
import { type Rehearsal, rehearse } from "../../simulator/rehearsal";
import { findTerraform, openTerraform } from "../../simulator/terraform";
import { analyzeConfig, analyzeFile, EXAMPLES } from "../helpers/project";
import { announced } from "./announced";
import { MATRIX } from "./matrix";
import { stacksFor } from "./stacks";
import { rowOf } from "./table";

const MINUTE = 60_000;
const executable = findTerraform();
const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");

afterAll(() => terraform.close());

/** Announced, and not to be seen here: certificates are not looked at, and stand-ins speak what they are spoken to. */
const UNSEEN = ["certificate-swapped", "workload-protocol-changed"];
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
  "subnet-changed",
  "tier-changed",
  "vpc-changed",
  "workload-replaced",
];
const envoy = findEnvoy();
const isSeen = (id: string): boolean => (envoy ? !UNSEEN.includes(id) : SEEN_WITHOUT_REQUESTS.includes(id));

async function rehearsed(name: string, from: Analysis, to: Analysis): Promise<[Rehearsal, ChangeFinding[]]> {
  const started = Date.now();
  const result = await rehearse({ terraform, envoy, from: stacksFor(from), to: stacksFor(to) });
  const findings = compareConfigs(from, to);
  const { REHEARSAL_TABLE } = process.env;
  const row = { name, announced: announced(findings), rehearsal: result, milliseconds: Date.now() - started };
  if (REHEARSAL_TABLE) appendFileSync(REHEARSAL_TABLE, rowOf(row));
  return [result, findings];
}

function expectAsAnnounced(rehearsal: Rehearsal, findings: readonly ChangeFinding[]): void {
  if (announced(findings) === "fails") {
    expect(rehearsal.failures).not.toEqual([]);
    return;
  }
  const { failures, recovery, notSettled, differences, leftovers, silences, destroyedFirst, traffic } = rehearsal;
  expect({ failures, recovery, notSettled, differences, leftovers }).toEqual({
    failures: [],
    recovery: undefined,
    notSettled: [],
    differences: [],
    leftovers: [],
  });
  const interruptions = findings.filter(({ impact }) => impact === "interrupts").map(({ id }) => id);
  const interrupted = silences.length > 0 || (traffic !== undefined && traffic.lost.length + traffic.cut > 0);
  const lost = traffic?.lost ?? [];
  expect({ interruptions, lost, interrupted }).toEqual({
    interruptions,
    lost,
    interrupted: interruptions.some(isSeen) || destroyedFirst.length > 0,
  });
}

describe("every change of the matrix does what was announced", () => {
  concurrent.each(MATRIX)(
    "$name: $expected",
    async ({ name, from, to }) => {
      const [rehearsal, findings] = await rehearsed(name, analyzeConfig(from), analyzeConfig(to));
      expectAsAnnounced(rehearsal, findings);
    },
    2 * MINUTE,
  );
});

/** Each example to the next, or with EVERY_PAIR=1 to every other one. */
const PAIRS = EXAMPLES.flatMap((from, i) =>
  EXAMPLES.flatMap((to, j) =>
    process.env.EVERY_PAIR ? (i === j ? [] : [{ from, to }]) : j === (i + 1) % EXAMPLES.length ? [{ from, to }] : [],
  ),
);

describe("one example over another does what was announced", () => {
  concurrent.each(PAIRS)(
    "$from to $to",
    async ({ from, to }) => {
      const [rehearsal, findings] = await rehearsed(
        `${from} to ${to}`,
        analyzeFile(`examples/${from}.yaml`),
        analyzeFile(`examples/${to}.yaml`),
      );
      expectAsAnnounced(rehearsal, findings);
    },
    3 * MINUTE,
  );
});
