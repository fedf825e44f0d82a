/**
 * How fast the evaluator decides: `npx tsx bench/evaluator.ts`.
 *
 * One core, requests already parsed. `find-my-way` routes the same paths as a yardstick, and a linear scan over the same
 * patterns shows what the index saves. Nothing is asserted: a busy machine may be slow.
 */
import findMyWay from "find-my-way";
import type { Request } from "../routing/evaluate/decision";
import { compileUrlMap, decide } from "../routing/evaluate/evaluate";
import { parseRequest } from "../routing/evaluate/request";
import type { PathRule, RouteRule, UrlMap } from "../routing/url-map";

type Find = (request: Request) => unknown;

interface Measurement {
  readonly name: string;
  readonly rules: number;
  readonly perSecond: number;
}

const RULES = [10, 100, 1_000];
const REQUESTS = 1_000;
const HOST = "ai.example.com";

/** Every second path is exact, every other one a prefix, as in a table of models and tenants. */
function patterns(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? `/v1/models/model-${i}/chat/completions` : `/v1/tenants/team-${i}/*`,
  );
}

/** As many requests for any number of patterns, in an order that the branch predictor cannot learn. */
function requestsFor(paths: readonly string[], host = (_: number) => HOST): Request[] {
  return Array.from({ length: REQUESTS }, (_, i) => (i * 7919) % REQUESTS).map((i) => {
    const path = paths[i % paths.length]?.replace("*", `files/${i}`);
    return parseRequest("POST", `http://${host(i)}${path}`);
  });
}

const pathRules = (paths: readonly string[]): PathRule[] =>
  paths.map((path, i) => ({ paths: [path], service: `s${i}` }));

const routeRules = (paths: readonly string[]): RouteRule[] =>
  paths.map((path, i) => ({
    priority: i + 1,
    matchRules: [path.endsWith("*") ? { prefixMatch: path.slice(0, -1) } : { fullPathMatch: path }],
    service: `s${i}`,
  }));

const urlMap = (rules: { pathRules: PathRule[] } | { routeRules: RouteRule[] }): UrlMap => ({
  defaultService: "closed",
  hostRules: [{ hosts: [HOST], pathMatcher: "ai" }],
  pathMatchers: [{ name: "ai", defaultService: "closed", ...rules }],
});

/** Every second host is a wildcard. */
function hostMap(count: number): UrlMap {
  const names = Array.from({ length: count }, (_, i) => `team-${i}`);
  return {
    defaultService: "closed",
    hostRules: names.map((name, i) => ({
      hosts: [`${i % 2 === 0 ? "" : "*."}${name}.example.com`],
      pathMatcher: name,
    })),
    pathMatchers: names.map((name) => ({
      name,
      defaultService: "closed",
      pathRules: [{ paths: ["/v1/*"], service: name }],
    })),
  };
}

function evaluator(map: UrlMap): Find {
  const compiled = compileUrlMap(map);
  return (request) => decide(compiled, request);
}

function findMyWayOver(paths: readonly string[]): Find {
  const router = findMyWay();
  for (const path of paths) router.on("POST", path, () => {});
  return ({ path }) => router.find("POST", path);
}

/** Exact paths before prefixes, longest first, so that the first match is the right one. */
function linearScanOver(paths: readonly string[]): Find {
  const sorted = [...paths].sort((a, b) => Number(a.endsWith("*")) - Number(b.endsWith("*")) || b.length - a.length);
  const tests = sorted.map((path) => ({ path, prefix: path.endsWith("*") ? path.slice(0, -1) : undefined }));
  return ({ path }) =>
    tests.find((test) => (test.prefix === undefined ? path === test.path : path.startsWith(test.prefix)));
}

async function perSecond(find: Find, requests: readonly Request[]): Promise<number> {
  const { do_not_optimize, measure } = await import("mitata");
  let next = 0;
  // The median, because another process may take the core for a while.
  const { p50 } = await measure(() => {
    next = next + 1 < requests.length ? next + 1 : 0;
    const request = requests[next];
    if (request) do_not_optimize(find(request));
  });
  return 1e9 / p50;
}

async function compileMilliseconds(map: UrlMap): Promise<number> {
  const { do_not_optimize, measure } = await import("mitata");
  // The fastest run, because one takes so long that on a busy machine few go undisturbed.
  const { min } = await measure(() => do_not_optimize(compileUrlMap(map)));
  return min / 1e6;
}

async function measureRules(rules: number): Promise<Measurement[]> {
  const paths = patterns(rules);
  const requests = requestsFor(paths);
  const finders: readonly (readonly [string, Find])[] = [
    ["path_rule", evaluator(urlMap({ pathRules: pathRules(paths) }))],
    ["route_rules", evaluator(urlMap({ routeRules: routeRules(paths) }))],
    ["find-my-way", findMyWayOver(paths)],
    ["linear scan", linearScanOver(paths)],
  ];
  const measurements: Measurement[] = [];
  for (const [name, find] of finders) measurements.push({ name, rules, perSecond: await perSecond(find, requests) });
  return measurements;
}

function printTable(measurements: readonly Measurement[]): void {
  const at = (name: string, rules: number) =>
    measurements.find((one) => one.name === name && one.rules === rules)?.perSecond ?? Number.NaN;
  console.log(
    [
      "decisions/s".padEnd(14),
      ...RULES.map((rules) => `${thousands(rules)} rules`.padStart(14)),
      "10 to 1,000".padStart(16),
    ].join(""),
  );
  for (const name of new Set(measurements.map((one) => one.name))) {
    const cells = RULES.map((rules) => thousands(at(name, rules)).padStart(14));
    console.log(
      [name.padEnd(14), ...cells, `${(at(name, 10) / at(name, 1_000)).toFixed(2)}x slower`.padStart(16)].join(""),
    );
  }
  console.log("path_rule, times as fast as");
  for (const name of ["find-my-way", "linear scan"]) {
    const ratios = RULES.map((rules) => `${(at("path_rule", rules) / at(name, rules)).toFixed(2)}x`.padStart(14));
    console.log([`  ${name}`.padEnd(14), ...ratios].join(""));
  }
}

const thousands = (value: number) => Math.round(value).toLocaleString("en-US");

async function main(): Promise<void> {
  const measurements: Measurement[] = [];
  for (const rules of RULES) measurements.push(...(await measureRules(rules)));
  printTable(measurements);

  const hosts = hostMap(1_000);
  const requests = requestsFor(["/v1/chat"], (i) => `${i % 2 === 0 ? "" : "eu."}team-${i}.example.com`);
  console.log(`1,000 hosts: ${thousands(await perSecond(evaluator(hosts), requests))} decisions/s`);

  const paths = patterns(1_000);
  for (const [name, map] of [
    ["1,000 path rules", urlMap({ pathRules: pathRules(paths) })],
    ["1,000 route rules", urlMap({ routeRules: routeRules(paths) })],
    ["1,000 hosts", hosts],
  ] as const) {
    console.log(`compile ${name}: ${(await compileMilliseconds(map)).toFixed(2)} ms`);
  }
}

void main();
