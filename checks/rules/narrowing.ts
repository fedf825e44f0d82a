import { cidrContains } from "../../config/cidr";
import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { formatList } from "../../config/format";
import type { Model } from "../../config/model/model";
import { type Caller, type Narrowed, onlyRanges, rangesOf } from "../../config/model/security";
import { authorizationPolicies } from "../../routing/access/authorization";
import { mergedRanges } from "../../routing/access/ranges";
import type { CompiledRoute } from "../../routing/compile/compile";
import { describeMatch } from "../../routing/compile/matches";
import { anyPath, covers, type PathPattern, patternOf } from "../../routing/paths/path-pattern";
import { servicesOf } from "../../routing/targets";
import type { AnalyzedRegion } from "../analysis";
import { at, type Rules, repeats } from "../rule";
import { SOURCES } from "./sources";

/** What authorization policies cannot tell apart: they know paths that are equal or begin alike, and methods. */
const UNKNOWN_CONDITIONS = ["template", "regex", "headers", "query", "model"] as const;

/** Callers of one source: one way to know them. */
const WAYS = {
  range: "ranges",
  clientCertificate: "certificates",
  serviceAccount: "service accounts and tags",
  tag: "service accounts and tags",
  headers: "headers",
} as const satisfies Record<Caller["kind"], string>;

export const NARROWING_RULES: Rules = {
  "narrowing-by-condition": {
    severity: "error",
    title: "`security` of a rule that is about more than paths and methods",
    why: "Authorization policies know paths that are equal or begin alike, and methods; no templates, expressions, headers, query parameters or models. A rule that they cannot tell from others would narrow those too, or nothing.",
    fix: "Give it `paths` or a `prefix` of its own, or write `security` at its group.",
    source: SOURCES.authorization,
    *check({ model }) {
      for (const { path, rule } of model.security.narrowed) {
        const unknown = UNKNOWN_CONDITIONS.filter((key) => rule?.[key] !== undefined);
        if (unknown.length > 0)
          yield at(path, {
            what: `a rule with ${formatList(unknown.map((key) => `\`${key}\``))} cannot be narrowed: authorization policies know paths that are equal or begin alike, and methods`,
          });
      }
    },
  },
  "narrowing-by-several-ways": {
    severity: "error",
    title: "`security.allow` of a part that knows callers in several ways",
    why: "A part is narrowed by a denial of everybody else. A denial knows callers in one way: two of them deny whoever is not known in both ways; and it cannot be turned around for headers.",
    fix: "Keep one way there, and let the proxy's own `allow` have the others.",
    source: SOURCES.authorization,
    *check({ model }) {
      for (const { path, allow } of model.security.narrowed) {
        const ways = [...new Set(allow.map(({ kind }) => WAYS[kind]))];
        if (ways.length > 1 || ways[0] === "headers")
          yield at([...path, "allow"], {
            what:
              ways.length > 1
                ? `${formatList(ways)} in one list: a part is narrowed by a denial of everybody else, which knows callers in one way`
                : "a part cannot be narrowed to headers: a denial of everybody else cannot be made of them",
            fix: ways.length > 1 ? "keep one of them here" : "know callers by ranges or certificates here",
          });
      }
    },
  },
  "narrowed-twice": {
    severity: "error",
    title: "Two words about who may call one part",
    why: "Policies are called by the hosts and paths that they are about: the second of two would be lost.",
    fix: "Write both into one list.",
    source: SOURCES.design,
    *check({ model }) {
      const policies = authorizationPolicies(model, (link) => link);
      for (const [{ id, source }, other] of repeats(policies, (one) => one.id))
        if (id.startsWith("narrowed "))
          yield at(source, { what: `${formatPath(other.source)} is about the same hosts and paths` });
    },
  },
  "narrowing-wider": {
    severity: "warning",
    title: "`allow` of a part with callers who are not allowed further out",
    why: "What stands at a group or a rule takes callers away, and never adds any: the proxy's own `allow` turns them away before.",
    fix: "Add it there too, or take it out of this list.",
    source: SOURCES.authorization,
    *check({ model }) {
      for (const narrowed of model.security.narrowed)
        for (const outer of outerLists(narrowed, model)) {
          const ranges = mergedRanges(rangesOf(outer.allow));
          for (const [i, caller] of narrowed.allow.entries())
            if (caller.kind === "range" && !ranges.some((range) => cidrContains(range, caller.range)))
              yield at([...narrowed.path, "allow", i], {
                what: `${caller.range} is not in ${formatPath([...outer.path, "allow"])}, which turns it away before: a part never lets more in`,
              });
        }
    },
  },
  "narrowed-too": {
    severity: "warning",
    title: "A rule that is narrowed by another one's `security`",
    why: "Authorization policies know hosts and paths, not rules: what narrows `/admin/*` narrows every more specific rule in there, and what narrows a group narrows every group of the same host.",
    fix: "Move it to a path or host outside, or write the same `security` here to say that it is meant.",
    source: SOURCES.authorization,
    *check({ model, regions }) {
      const routes = narrowedRoutes(regions[0]);
      for (const narrowed of model.security.narrowed.filter(isKnown)) {
        const own = routes.filter(({ by }) => by.includes(narrowed));
        const hosts = new Set(own.map(({ route }) => route.host));
        const others = routes.flatMap((other) =>
          hosts.has(other.route.host) && isOutside(other, narrowed) && own.some((one) => reaches(one, other, narrowed))
            ? other.route
            : [],
        );
        for (const { source = [], match } of firstOfEach(others))
          if (match !== undefined)
            yield at(source, {
              what: `${describeMatch(match)} is narrowed too, by ${formatPath(narrowed.path)}: policies know hosts and paths, not rules`,
            });
      }
    },
  },
  "narrowed-around": {
    severity: "warning",
    title: "A wider route to what a part keeps for a few",
    why: "A policy compares the path as the client writes it. `/%61dmin`, `//admin` or `/admin/` may be the same to the server and are another path to the policy: a wider rule leads them to the same workload, and nothing asks. So does a rule of another host: clients write the host as well.",
    fix: "Narrow that rule as well, or list the paths that it is for.",
    source: SOURCES.authorization,
    *check({ model, regions }) {
      const routes = narrowedRoutes(regions[0]);
      for (const narrowed of model.security.narrowed.filter(isKnown)) {
        const own = routes.flatMap(({ route, by }) => (by.includes(narrowed) ? route : []));
        const services = new Set(own.flatMap(({ action }) => servicesOf(action)));
        for (const entry of routes) {
          const { route: other } = entry;
          if (!servicesOf(other.action).some((service) => services.has(service)) || !isOutside(entry, narrowed))
            continue;
          const route = own.find((one) => leadsAround(one, other, narrowed));
          if (route && other.source)
            yield at(narrowed.path, {
              what: `${formatPath(other.source)} leads to ${formatList(servicesOf(other.action).map(formatValue))} as well: whoever ${route.host === other.host ? `spells the path in another way, as in ${otherSpelling(route)},` : `asks for ${other.host === "*" ? "another host" : other.host}`} goes there, and nothing asks`,
            });
        }
      }
    },
  },
};

/** Whether a place is in another, or is it. */
const isWithin = (path: DocumentPath, outer: DocumentPath): boolean => outer.every((part, i) => path[i] === part);

/** The group or the rule that is narrowed. */
const partOf = ({ path }: Narrowed): DocumentPath => path.slice(0, -1);

/** Whether `security` of a group or a rule is about an action at a place. */
export const narrows = (narrowed: Narrowed, place: DocumentPath): boolean => isWithin(place, partOf(narrowed));

interface NarrowedRoute {
  readonly route: CompiledRoute;
  /** What is about its group and its rule. */
  readonly by: readonly Narrowed[];
  /** Its paths, as a policy compares them. */
  readonly anyCase?: PathPattern;
}

function narrowedRoutes({ model, routes }: AnalyzedRegion): NarrowedRoute[] {
  const byPart = new Map(model.security.narrowed.map((one) => [formatPath(partOf(one)), one]));
  return routes.map((route) => {
    const { source = [], match } = route;
    const parts = [source.slice(0, 2), source.slice(0, 4)].map(formatPath);
    const isPlain = match !== undefined && match.path.kind !== "template" && match.path.kind !== "regex";
    return {
      route,
      by: [...new Set(parts)].flatMap((part) => byPart.get(part) ?? []),
      anyCase: isPlain ? patternOf({ ...match.path, ignoreCase: true }) : match?.path,
    };
  });
}

/** Whether a route is somewhere else in the file, and has no word of its own about who may call it. */
const isOutside = ({ route: { source, shadowedBy }, by }: NarrowedRoute, narrowed: Narrowed): boolean =>
  source !== undefined &&
  shadowedBy === undefined &&
  !by.includes(narrowed) &&
  by.every((one) => narrows(one, partOf(narrowed)));

/** Whether authorization policies know what a part is about. */
const isKnown = ({ rule }: Narrowed) => UNKNOWN_CONDITIONS.every((key) => rule?.[key] === undefined);

/** The lists of callers further out, where they are ranges alone. */
function outerLists(narrowed: Narrowed, { security }: Model) {
  const groups = security.narrowed.filter((one) => one !== narrowed && narrows(one, partOf(narrowed)));
  return [{ ...security, path: ["security"] }, ...groups].filter(({ allow }) => allow.length > 0 && onlyRanges(allow));
}

/** One route of each rule. */
const firstOfEach = (routes: readonly CompiledRoute[]) => [
  ...new Map(routes.toReversed().map((route) => [formatPath(route.source ?? []), route])).values(),
];

/** Whether what narrows a route is about another one as well, on the same host. */
function reaches({ route, anyCase }: NarrowedRoute, { route: other }: NarrowedRoute, { rule }: Narrowed): boolean {
  if (route.host !== other.host || other.match === undefined) return false;
  if (rule === undefined) return true;
  const [method, asked] = [route.match?.method, other.match.method];
  return anyCase !== undefined && (method ?? asked) === (asked ?? method) && covers(anyCase, other.match.path);
}

/** Whether a wider route leads another spelling of a route's paths to the same workload, or one of another host the same paths. */
function leadsAround(route: CompiledRoute, other: CompiledRoute, { path, rule }: Narrowed): boolean {
  const isSameHost = route.host === other.host;
  // Every rule is there for all hosts of its group, and what narrows a group for all its rules.
  const isAnswered = isSameHost ? rule === undefined : isWithin(other.source ?? [], path.slice(0, 2));
  if (isAnswered || route.match === undefined || other.opening !== undefined) return false;
  const services = servicesOf(other.action);
  if (!servicesOf(route.action).some((service) => services.includes(service))) return false;
  const taken = other.match?.path ?? anyPath;
  return covers(taken, route.match.path) && !(isSameHost && covers(route.match.path, taken));
}

/** A path of a route with its last letter in percent-encoding. */
function otherSpelling({ match }: CompiledRoute): string {
  const text = match?.path.literal ?? "/";
  const encoded = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;
  return text.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, encoded);
}
