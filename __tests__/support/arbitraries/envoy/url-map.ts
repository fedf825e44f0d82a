import fc, { type Arbitrary } from "fast-check";
import type { PathMatcher, PathRule, RouteRule, UrlMap } from "../../../../routing/url-map";
import { defaults, forward, hostRewrite, target, withHeaderAction } from "./actions";
import { conditions, HOST_PATTERNS, pathCondition, pathRulePath, template, templateRewrite } from "./conditions";
import { merged } from "./record";

const plainRule: Arbitrary<Omit<RouteRule, "priority">> = merged(
  merged(
    fc.record({ matchRules: fc.array(merged(pathCondition, conditions), { minLength: 1, maxLength: 2 }) }),
    target,
  ),
  withHeaderAction,
);

/** A rule whose captures are used by its rewrite. */
const capturingRule: Arbitrary<Omit<RouteRule, "priority">> = template
  .filter(({ variables }) => variables.length > 0)
  .chain(({ text, variables }) =>
    merged(
      merged(
        conditions.map((more) => ({ matchRules: [{ pathTemplateMatch: text, ...more }] })),
        forward(merged(hostRewrite, fc.record({ pathTemplateRewrite: templateRewrite(variables) }))),
      ),
      withHeaderAction,
    ),
  );

const routeRules: Arbitrary<RouteRule[]> = fc.uniqueArray(
  merged(
    fc.record({ priority: fc.nat(99) }),
    fc.oneof({ arbitrary: plainRule, weight: 4 }, { arbitrary: capturingRule, weight: 1 }),
  ),
  { minLength: 1, maxLength: 16, size: "max", selector: ({ priority }) => priority },
);

/** A path stands in one rule of a matcher only. */
const pathRules: Arbitrary<PathRule[]> = fc
  .uniqueArray(fc.tuple(pathRulePath, fc.nat(9)), {
    minLength: 1,
    maxLength: 24,
    size: "max",
    selector: ([text]) => text,
  })
  .chain((entries) => {
    const groups = [...new Set(entries.map(([, group]) => group))].map((group) =>
      entries.filter(([, other]) => other === group).map(([text]) => text),
    );
    return fc.tuple(...groups.map((paths) => target.map((action) => ({ paths, ...action }))));
  });

const pathMatcher: Arbitrary<Omit<PathMatcher, "name">> = merged(
  merged(defaults, withHeaderAction),
  fc.oneof(
    routeRules.map((rules) => ({ routeRules: rules })),
    pathRules.map((rules) => ({ pathRules: rules })),
  ),
);

/** A random regional URL map that Google would take: a few path matchers, each with some of the hosts. */
export const urlMap: Arbitrary<UrlMap> = fc
  .tuple(
    merged(defaults, withHeaderAction),
    fc.array(pathMatcher, { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(fc.constantFrom(...HOST_PATTERNS), { maxLength: 5, size: "max" }),
  )
  .map(([owner, matchers, hosts]) => ({
    ...owner,
    hostRules: hosts.map((host, i) => ({ hosts: [host], pathMatcher: `m${i % matchers.length}` })),
    pathMatchers: matchers.map((matcher, i) => ({ name: `m${i}`, ...matcher })),
  }));
