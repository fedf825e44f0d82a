import type { DocumentPath } from "../../config/finding";
import { camelCase } from "../casing";
import { groupBy } from "../group-by";
import { defaultTarget } from "../targets";
import type { PartialUrlMap, Unread } from "../unread";
import type { MatchRule, PathMatcher, UrlMap } from "../url-map";
import { ANYTHING, type Gap, isForeign, neverMatching } from "./candidates";
import type { CompiledPathMatcher } from "./path-matcher";
import type { Route } from "./route";

/** What is unread, by what it is about: `match 0 2 1` is the second match rule of the third rule of the first path matcher. */
export interface Gaps {
  readonly at: (...home: readonly (string | number)[]) => readonly Unread[];
  /** Fields that leave the destination alone, by where they stand, and what else they may do. */
  readonly aside: (...home: readonly (string | number)[]) => readonly Unread[];
}

const ERRORS = "an error may be answered otherwise";
const COPIES = "the URL map may exist several times, or not at all";

/** Fields that are not modelled and leave the destination alone, where they belong; and what they may do. */
const ASIDE: readonly (readonly [place: RegExp, effect: string])[] = [
  [/routeAction\.maxStreamDuration$/i, "a stream may be cut"],
  [/routeAction\.cachePolicy$/i, "a cache may answer"],
  [/(?:pathRules|routeRules)\.customErrorResponsePolicy$/, ERRORS],
  [/^(?:pathMatchers\.)?defaultCustomErrorResponsePolicy$/, ERRORS],
  [/^(?:count|forEach)$/, COPIES],
];

/** What an unread field may do beside the answer, which does not depend on it; `undefined` where it may do anything. */
export function asideOf(one: Unread): string | undefined {
  if (one.why === "left out") return "the answer is as if every host led here";
  const place = camelCase(one.path.filter((step) => typeof step === "string").join("."));
  return isForeign(one) ? ASIDE.find(([pattern]) => pattern.test(place))?.[1] : undefined;
}

export const replacesErrors = (one: Unread): boolean => asideOf(one) === ERRORS;

export function gapsOf({ map, unread }: PartialUrlMap): Gaps {
  const homes = groupBy(unread, (one) => [asideOf(one) ? "aside" : "at", ...homeOf(one, map)].join(" "));
  return {
    at: (...home) => homes.get(["at", ...home].join(" ")) ?? [],
    aside: (...home) => homes.get(["aside", ...home].join(" ")) ?? [],
  };
}

const TARGET = new Set(["service", "routeAction", "urlRedirect", "headerAction"]);
const DEFAULT = new Set(["defaultService", "defaultRouteAction", "defaultUrlRedirect"]);

function homeOf({ path }: Unread, map: UrlMap): readonly (string | number)[] {
  const [part, index, inside, rule, field, item] = path;
  if (DEFAULT.has(String(part))) return ["default"];
  if (part === "headerAction") return ["headers"];
  if (part === "hostRules") {
    if (index === undefined) return ["hosts"];
    return [inside === "pathMatcher" ? "leads" : "hosts", index];
  }
  if (part !== "pathMatchers") return ["map"];
  if (index === undefined) return ["matchers"];
  if (inside === "name") return ["name", index];
  if (DEFAULT.has(String(inside))) return ["default", index];
  if (inside === "headerAction") return ["headers", index];
  if ((inside !== "pathRules" && inside !== "routeRules") || rule === undefined) return ["rules", index];
  if (TARGET.has(String(field))) return ["target", index, rule];
  if (field === "priority") return ["priority", index, rule];
  if (field === "paths" || field === "matchRules")
    return item === undefined ? ["match", index, rule] : ["match", index, rule, item];
  const [own] = matchesOf(map.pathMatchers?.[Number(index)] ?? { name: "" }, Number(rule));
  return own === undefined ? ["match", index, rule] : ["target", index, rule];
}

/** The paths or match rules of a rule. */
function matchesOf({ pathRules = [], routeRules = [] }: PathMatcher, rule: number): readonly (string | MatchRule)[] {
  return pathRules[rule]?.paths ?? routeRules[rule]?.matchRules ?? [];
}

/** The path, or the path condition, as far as it is there. */
function writtenPattern(match: string | MatchRule | undefined): string | undefined {
  if (typeof match !== "object") return match;
  return match.fullPathMatch || match.prefixMatch || match.regexMatch || match.pathTemplateMatch;
}

/** One path or match rule of a rule; `part` is absent where their number is not known. */
export interface Part {
  readonly matcher: number;
  readonly rule: number;
  readonly part?: number;
}

/** A route that may have unread parts. */
export interface OpenRoute {
  readonly route: Route;
  readonly part: Part;
  /** Whether it matches may depend on what is unread; its conditions are of no use then. */
  readonly isOpen: boolean;
  readonly targetIsOpen: boolean;
}

/** The routes of a path matcher in the order of evaluation, with what is unread in them. */
export function openRoutes(
  source: PathMatcher,
  matcher: number,
  known: PathMatcher,
  { routes }: CompiledPathMatcher,
  gaps: Gaps,
): OpenRoute[] {
  const byPriority = [...(known.routeRules ?? []).entries()]
    .sort(([, a], [, b]) => a.priority - b.priority)
    .flatMap(([rule, { matchRules }]) => matchRules.map((_, part) => ({ rule, part })));
  return routes.map((route, i): OpenRoute => {
    const { rule, part } = byPriority[i] ?? {
      rule: route.rule.index,
      part: known.pathRules?.[route.rule.index]?.paths.indexOf(route.rule.pattern) ?? 0,
    };
    const isWritten = part < matchesOf(source, rule).length;
    const place: Part = { matcher, rule, ...(isWritten && { part }) };
    const unread = isWritten ? gaps.at("match", matcher, rule, part) : gaps.at("match", matcher, rule);
    const pattern = (isWritten && writtenPattern(matchesOf(source, rule)[part])) || (unread[0]?.field ?? "");
    const inTarget = [...gaps.at("target", matcher, rule), ...gaps.at("headers", matcher), ...gaps.at("headers")];
    return {
      route: unread.length > 0 ? { ...route, rule: { ...route.rule, pattern } } : route,
      part: place,
      isOpen: unread.length > 0,
      targetIsOpen: inTarget.length > 0,
    };
  });
}

/** A part of a URL map in which one rule, or the default, is all there is; with what is unread in it. */
export interface Fragment {
  readonly map: UrlMap;
  readonly gaps: readonly Gap[];
}

const NOWHERE = { defaultService: ANYTHING };
const EVERY_HOST = [{ hosts: ["*"], pathMatcher: "m" }];

export function fragmentOf(map: UrlMap, { matcher: index, rule, part }: Part, gaps: Gaps): Fragment {
  const { headerAction, pathRules = [], routeRules = [] } = map.pathMatchers?.[index] ?? { name: "" };
  const kind = pathRules.length > 0 ? "pathRules" : "routeRules";
  const at = ["pathMatchers", 0, kind, 0];
  const rules = pathRules.map((one) => ({ ...one, paths: [one.paths[part ?? -1] ?? "/"] }));
  const others = routeRules.map((one) => ({
    ...one,
    priority: 0,
    matchRules: [one.matchRules[part ?? -1] ?? neverMatching(one)],
  }));
  const only =
    kind === "pathRules" ? { pathRules: rules.slice(rule, rule + 1) } : { routeRules: others.slice(rule, rule + 1) };
  const list = kind === "pathRules" ? "paths" : "matchRules";
  const matches = part === undefined ? gaps.at("match", index, rule) : gaps.at("match", index, rule, part);
  return {
    map: {
      headerAction: map.headerAction,
      ...NOWHERE,
      hostRules: EVERY_HOST,
      pathMatchers: [{ name: "m", headerAction, ...NOWHERE, ...only }],
    },
    gaps: [
      ...inherited(index, gaps),
      ...gaps.at("target", index, rule).map((unread) => ({ unread, path: [...at, ...unread.path.slice(4)] })),
      ...matches
        .map(
          (unread): Gap => ({
            unread,
            path: [...at, list, 0, ...unread.path.slice(part === undefined ? unread.path.length : 6)],
          }),
        )
        .sort((a, b) => orderOf(a) - orderOf(b)),
    ],
  };
}

/** Names come before values, which depend on them; what may be anything comes last. */
function orderOf({ unread, path }: Gap): number {
  if (isForeign(unread)) return 2;
  return /^(?:headerName|name|ignoreCase)$/.test(String(path.at(-1))) ? 0 : 1;
}

/** @param index the path matcher; absent for the default of the URL map. */
export function defaultFragment(map: UrlMap, index: number | undefined, gaps: Gaps): Fragment {
  const matcher = index === undefined ? undefined : map.pathMatchers?.[index];
  if (index === undefined || matcher === undefined)
    return {
      map: { headerAction: map.headerAction, ...defaultsOf(map) },
      gaps: [...inherited(undefined, gaps), ...gaps.at("default").map((unread) => ({ unread, path: unread.path }))],
    };
  const only = { name: "m", headerAction: matcher.headerAction, ...defaultsOf(matcher) };
  return {
    map: { headerAction: map.headerAction, ...NOWHERE, hostRules: EVERY_HOST, pathMatchers: [only] },
    gaps: [
      ...inherited(index, gaps),
      ...gaps.at("default", index).map((unread) => ({ unread, path: within(unread.path) })),
    ],
  };
}

function inherited(index: number | undefined, gaps: Gaps): Gap[] {
  const own =
    index === undefined ? [] : gaps.at("headers", index).map((unread) => ({ unread, path: within(unread.path) }));
  return [...gaps.at("headers").map((unread) => ({ unread, path: unread.path })), ...own];
}

const within = (path: DocumentPath): DocumentPath => ["pathMatchers", 0, ...path.slice(2)];

function defaultsOf(owner: UrlMap | PathMatcher) {
  const { service, routeAction, urlRedirect } = defaultTarget(owner);
  return { defaultService: service, defaultRouteAction: routeAction, defaultUrlRedirect: urlRedirect };
}

/** A path matcher that compiles: what is not known in it matches nothing, or leads to nothing that is known. */
export function knownPart(matcher: PathMatcher, index: number, gaps: Gaps): PathMatcher {
  const { pathRules, routeRules, defaultService, defaultRouteAction, defaultUrlRedirect, ...rest } = matcher;
  const defaults =
    gaps.at("default", index).length > 0 ? NOWHERE : { defaultService, defaultRouteAction, defaultUrlRedirect };
  const isOpen = (rule: number, part?: number) =>
    gaps.at("match", index, rule, ...(part === undefined ? [] : [part])).length > 0;
  const targetOf = (rule: number) =>
    gaps.at("target", index, rule).length > 0
      ? { service: ANYTHING, routeAction: undefined, urlRedirect: undefined, headerAction: undefined }
      : {};
  const last = Math.max(0, ...(routeRules ?? []).map(({ priority }) => priority));
  return {
    ...rest,
    ...defaults,
    pathRules: pathRules?.map((one, rule) => ({
      ...one,
      ...targetOf(rule),
      paths: [
        ...one.paths.map((path, part) => (isOpen(rule, part) ? neverPath(rule, part) : path)),
        ...(isOpen(rule) ? [neverPath(rule, one.paths.length)] : []),
      ],
    })),
    routeRules: routeRules?.map((one, rule) => ({
      ...one,
      ...targetOf(rule),
      priority: gaps.at("priority", index, rule).length > 0 ? last + 1 + rule : one.priority,
      matchRules: [
        ...one.matchRules.map((match, part) => (isOpen(rule, part) ? neverMatching(one) : match)),
        ...(isOpen(rule) ? [neverMatching(one)] : []),
      ],
    })),
  };
}

/** A path that no request has, unlike every other. */
const neverPath = (rule: number, part: number) => `/\0${rule}.${part}`;
