/**
 * How long a check takes once the program has started: `npx tsx bench/check.ts`.
 *
 * The first check of a fresh process, as a user waits for it, from the text of the file to findings with their places.
 * Nothing is asserted: a busy machine may be slow.
 */

import { analyze } from "../checks/analyze";
import { loadText } from "../config/document/load";

const WORKLOADS = 1_000;
const ROUTES = 5_000;
const HOSTS = 10;

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** Each host has its share of the routes; every workload is on several. */
const TEXT = `name: bench
project: bench-project
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
${lines(WORKLOADS, (i) => `  model-${i}: { server: vllm, backends: [{ instanceGroup: us-central1-a/model-${i}, tags: [vllm] }] }`)}
routes:
${lines(
  HOSTS,
  (h) => `  - hosts: [team-${h}.example.com]
    rules:
${lines(ROUTES / HOSTS, (r) => `      - { paths: [/models/${r}/*], to: model-${(h * (ROUTES / HOSTS) + r) % WORKLOADS} }`)}`,
)}
`;

function measure<T>(what: string, work: () => T): T {
  const started = performance.now();
  const result = work();
  console.log(`${what.padEnd(28)} ${(performance.now() - started).toFixed(0).padStart(6)} ms`);
  return result;
}

console.log(`${WORKLOADS} workloads, ${ROUTES} routes, ${Math.round(TEXT.length / 1024)} KB\n`);
measure("all of it", () => {
  const source = measure("  read: YAML and schema", () => loadText("bench.yaml", TEXT, () => ""));
  const { config } = source;
  if (config === undefined) throw new Error("the benchmark's file is not valid");
  const { findings } = measure("  analyze: URL map and rules", () => analyze(config));
  const located = measure("  locate findings", () => source.locate(findings));
  console.log(`  ${located.length} findings`);
});
