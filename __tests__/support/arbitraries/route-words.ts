import fc from "fast-check";
import type { RouteGroupConfig, RuleConfig } from "../../../config/schema/config";

/** Few segments, so that rules overlap and requests often hit them. */
const segment = fc.constantFrom("a", "b", "v1", "metrics", "v2", "embed", "embeddings", "models");
export const path = fc
  .array(segment, { maxLength: 3 })
  .chain((segments) => fc.constantFrom(`/${segments.join("/")}`, `/${[...segments, ""].join("/")}`));

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const below = fc.array(segment, { maxLength: 3 }).map((segments) => `/${[...segments, "*"].join("/")}`);
const prefixText = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join("/")}`);
const template = fc
  .tuple(
    fc.array(fc.oneof(segment, fc.constantFrom("*", "{x}", "a{")), { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "/**", "/{rest=**}", ":run"),
  )
  .map(([segments, end]) => `/${segments.join("/")}${end}`)
  .filter((text) => !/a\{|\{x\}.*\{x\}|[a-z0-9]:run/.test(text));
const regex = fc.constantFrom(
  "/v1/.*",
  "/v[12]/[^/]+",
  "/(a|b)/.*",
  ".*/metrics",
  "/a|/b",
  "/v1/a.*",
  "/[^/]+/b",
  "/a/(b|v1)/x?",
);

/** The words for paths that path rules can say. */
export const plainPaths = fc.oneof(
  fc.array(fc.oneof(path, below), { minLength: 1, maxLength: 2 }).map((paths) => ({ paths })),
  prefixText.map((prefix) => ({ prefix })),
);

export const anyPaths = fc.oneof(
  { weight: 3, arbitrary: plainPaths },
  template.map((text) => ({ template: text })),
  regex.map((source) => ({ regex: source })),
  plainPaths.map((paths) => ({ ...paths, ignoreCase: true as const })),
);

export const conditions = fc
  .record({
    method: fc.option(fc.constantFrom("GET" as const, "POST" as const), { nil: undefined }),
    headers: fc.option(fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom("1", "2"), { minKeys: 1 }), {
      nil: undefined,
    }),
  })
  .map(defined);

const workload = fc.constantFrom("a", "b", "c");
export const destination = fc.oneof(workload, fc.constantFrom("vllm", "triton", "tei", "ray"));
/** Servers that publish no template, so that path rules can say what a wide rule opens. */
const plainDestination = fc.oneof(workload, fc.constantFrom("tei", "ray"));

export const plainRule: fc.Arbitrary<RuleConfig> = fc
  .tuple(plainPaths, workload)
  .map(([paths, to]) => ({ ...paths, to }));

/** A rule with a condition on path, method and headers, for an oracle that knows no more. */
export const conditionalRule: fc.Arbitrary<RuleConfig> = fc
  .tuple(plainPaths, conditions, workload)
  .map(([paths, others, to]) => ({ ...paths, ...others, to }));

const actionTo = (destination: fc.Arbitrary<string>) =>
  fc.oneof(
    destination.map((to) => ({ to })),
    fc.tuple(destination, prefixText).map(([to, prefix]) => ({ to, rewrite: { prefix } })),
    fc.tuple(workload, workload).map(([to, canary]) => ({ to, canary: { to: canary, percent: 2.5 } })),
    fc.constantFrom({ respond: 404 }, { respond: 410 }, { to: "europe" }),
    prefixText.map((prefix) => ({ redirect: { prefix } })),
  );
const action = fc.oneof(
  { weight: 5, arbitrary: actionTo(destination) },
  destination.map((to) => ({ to, requestHeaders: { set: { z: "1" } } })),
  fc.constant({ redirect: { host: "new.example.com" }, responseHeaders: { set: { z: "1" } } }),
);

/** What path rules can say, with everything that can happen to a path. */
export const plainRichRule: fc.Arbitrary<RuleConfig> = fc
  .tuple(plainPaths, actionTo(plainDestination))
  .map(([paths, does]) => ({ ...paths, ...does }));

export const richRule: fc.Arbitrary<RuleConfig> = fc
  .tuple(anyPaths, conditions, action)
  .map(([paths, others, does]): RuleConfig => ({ ...paths, ...others, ...does }))
  .filter(({ template, regex, rewrite, redirect }) => {
    const changesPrefix = rewrite !== undefined || redirect?.prefix !== undefined;
    return !changesPrefix || (template === undefined && regex === undefined);
  });

const host = fc.constantFrom("a.example.com", "b.example.com", "*.example.com", "*", "a.example.com:80");
export const group: fc.Arbitrary<RouteGroupConfig> = fc.record({
  hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }),
  rules: fc.array(richRule, { minLength: 1, maxLength: 5 }),
});

export const request = fc.record({
  method: fc.constantFrom("GET", "POST"),
  host: fc.constantFrom("a.example.com", "b.example.com", "a.example.com:80", "x.example.com", "other.com"),
  path: fc.oneof(
    path,
    path.map((text) => text.toUpperCase()),
    path.map((text) => `${text}x`),
  ),
  headers: fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom("1", "2")),
  scheme: fc.constant("http" as const),
});
export const requests = fc.array(request, { minLength: 20, maxLength: 40 });
