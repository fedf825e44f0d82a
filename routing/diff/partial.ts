import { answering } from "../evaluate/answer";
import { ANYTHING } from "../evaluate/candidates";
import type { Request } from "../evaluate/decision";
import { asideOf, type Gaps, gapsOf, knownPart } from "../evaluate/gaps";
import { hostMatches } from "../evaluate/hosts";
import { describeUnread, type PartialUrlMap, type Unread } from "../unread";
import type { HostRule, PathMatcher, UrlMap } from "../url-map";
import { type DiffOptions, diffUrlMaps, type RouteDiff } from "./diff-routes";
import type { RouteChange } from "./route-change";

/**
 * Which requests are answered differently by two URL maps that may not be known in full. Whatever is unread counts as equal
 * only where both sides say the same, in the same place; otherwise the requests that it concerns may change.
 */
export function diffPartialMaps(before: PartialUrlMap, after: PartialUrlMap, options: DiffOptions = {}): RouteDiff {
  if (before.unread.length === 0 && after.unread.length === 0) return diffUrlMaps(before.map, after.map, options);
  const nameOf = markers();
  const [old, now] = [knownSide(before, "before", nameOf), knownSide(after, "after", nameOf)];
  if (sideText(old) === sideText(now)) return { changes: [], covers: () => false };
  const ask = { before: answering(before), after: answering(after) };
  const known = diffUrlMaps(old.map, now.map, { ...options, ask });
  const notices = [...noticesOf(old, now), ...noticesOf(now, old)];
  return {
    changes: [...known.changes, ...notices.map(({ change }) => change)],
    covers: (request) => known.covers(request) || notices.some(({ concerns }) => concerns(request)),
  };
}

/** Names for what stands in place of unread targets: equal ones for what both sides say alike. */
function markers(): (content: string) => string {
  const known = new Map<string, string>();
  return (content) => {
    const name = known.get(content) ?? (known.size === 0 ? ANYTHING : `${ANYTHING} ${known.size + 1}`);
    known.set(content, name);
    return name;
  };
}

interface Side {
  readonly side: "before" | "after";
  readonly source: PartialUrlMap;
  readonly gaps: Gaps;
  /** What is known, with a marker for each target that is not. */
  readonly map: UrlMap;
}

function knownSide(source: PartialUrlMap, side: Side["side"], nameOf: (content: string) => string): Side {
  const gaps = gapsOf(source);
  const { pathMatchers = [], hostRules = [], ...rest } = source.map;
  const marked = (target: unknown, unread: readonly Unread[]) =>
    nameOf(JSON.stringify([target, contentOf(unread, side)]));
  const withMarkers = (matcher: PathMatcher, i: number): PathMatcher => {
    const known = knownPart(matcher, i, gaps);
    const targeted = <R extends object>(rules: readonly R[] | undefined, sources: readonly object[] | undefined) =>
      rules?.map((rule, n): R => {
        const unread = gaps.at("target", i, n);
        return unread.length === 0 ? rule : { ...rule, service: marked(targetOf(sources?.[n]), unread) };
      });
    const unread = [...gaps.at("default", i), ...(leadsSomewhere(known) ? [] : gaps.at("rules", i))];
    return {
      ...known,
      ...(unread.length > 0 && { defaultService: marked(defaultOf(matcher), unread) }),
      pathRules: targeted(known.pathRules, matcher.pathRules),
      routeRules: targeted(known.routeRules, matcher.routeRules),
    };
  };
  const names = new Set(pathMatchers.map(({ name }) => name));
  const isKnown = ({ pathMatcher }: HostRule, i: number) => gaps.at("leads", i).length === 0 && names.has(pathMatcher);
  const openDefault = [...gaps.at("default"), ...(leadsSomewhere(rest) ? [] : gaps.at("map"))];
  const fallback = {
    defaultService: marked(defaultOf(rest), openDefault),
    defaultRouteAction: undefined,
    defaultUrlRedirect: undefined,
  };
  return {
    side,
    source,
    gaps,
    map: {
      ...rest,
      ...(openDefault.length > 0 && fallback),
      pathMatchers: pathMatchers.map(withMarkers),
      hostRules: hostRules.flatMap((rule, i): HostRule[] => {
        const open = new Set(gaps.at("hosts", i).map(({ path }) => path[3]));
        return isKnown(rule, i) ? [{ ...rule, hosts: rule.hosts.filter((_, n) => !open.has(n)) }] : [];
      }),
    },
  };
}

/** Whether a default says where requests go, whatever a field that is not understood says besides. */
const leadsSomewhere = ({ defaultService, defaultRouteAction, defaultUrlRedirect }: Partial<PathMatcher>): boolean =>
  [defaultService, defaultRouteAction?.weightedBackendServices?.[0], defaultUrlRedirect].some(Boolean);

const targetOf = (rule: object | undefined) => ({
  ...rule,
  paths: undefined,
  matchRules: undefined,
  priority: undefined,
});
const defaultOf = ({ defaultService, defaultRouteAction, defaultUrlRedirect }: Omit<PathMatcher, "name">) => [
  ...[defaultService, defaultRouteAction, defaultUrlRedirect],
];

/** What the unread parts of a place say, from that place on; different on each side where that is not known. */
function contentOf(unread: readonly Unread[], side: Side["side"], from = 4) {
  return unread.map(({ path, text, says }) => [path.slice(from), text ?? says ?? side]);
}

interface Notice {
  readonly change: RouteChange;
  readonly concerns: (request: Request) => boolean;
}

/** What is unread on one side, cannot be seen in a rule's target, and is not the same on the other side. */
function noticesOf(own: Side, other: Side): Notice[] {
  const { unread, map } = own.source;
  return unread.flatMap((one): Notice[] => {
    const [part, index, inside, rule] = one.path;
    const effect = asideOf(one);
    if (part !== "pathMatchers" || typeof index !== "number") {
      const isTarget = /^default/.test(String(part)) && effect === undefined;
      const isShared = isTarget || (part === "hostRules" ? isSharedHost(one, own, other) : isSameText(own, other));
      return isShared ? [] : [notice(one, own, part === "hostRules" && one.text ? [one.text] : ["*"], () => true)];
    }
    const isTarget =
      own.gaps.at("default", index).includes(one) || own.gaps.at("target", index, Number(rule)).includes(one);
    if (isTarget) return [];
    const hosts = hostsOf(map, index);
    const others = hosts.map((host) => matcherOf(other.source.map, host));
    const isShared =
      hosts.length > 0 &&
      others.every((counterpart) => counterpart !== undefined && isSameMatcher(own, index, other, counterpart));
    if (isShared || (effect !== undefined && isSameRule(one, own, other, others))) return [];
    const path = inside === "pathRules" ? map.pathMatchers?.[index]?.pathRules?.[Number(rule)]?.paths[0] : undefined;
    const concerned = hosts.length > 0 ? hosts : ["*"];
    const isOpen = own.source.unread.some(({ path: [first] }) => first === "hostRules");
    return [
      notice(
        one,
        own,
        concerned,
        ({ host }) => isOpen || concerned.some((pattern) => hostMatches(pattern, host)),
        effect === undefined ? undefined : path,
      ),
    ];
  });
}

function notice(
  one: Unread,
  { side }: Side,
  hosts: readonly string[],
  concerns: Notice["concerns"],
  path = "*",
): Notice {
  const effect = asideOf(one);
  const reason = `${side}: ${describeUnread(one)}${effect ? `; ${effect}` : ""}`;
  return { change: { verdict: "may change", hosts, path, conditions: [], changes: [], reason, rules: [] }, concerns };
}

const hostsOf = ({ hostRules = [], pathMatchers = [] }: UrlMap, index: number): string[] =>
  hostRules.flatMap(({ hosts, pathMatcher }) => (pathMatcher === pathMatchers[index]?.name ? hosts : []));

function matcherOf({ hostRules = [], pathMatchers = [] }: UrlMap, host: string): number | undefined {
  const rule = hostRules.find(({ hosts }) => hosts.includes(host));
  const index = pathMatchers.findIndex(({ name }) => name === rule?.pathMatcher);
  return index < 0 ? undefined : index;
}

/** Everything that a path matcher says; `undefined` in it where a side cannot tell. */
function matcherText({ source: { map, unread }, side }: Side, index: number): string {
  const own = unread.filter(({ path }) => path[0] === "pathMatchers" && path[1] === index);
  return JSON.stringify([{ ...map.pathMatchers?.[index], name: "" }, contentOf(own, side, 2)]);
}

const isSameMatcher = (a: Side, i: number, b: Side, k: number) => matcherText(a, i) === matcherText(b, k);

const isSameText = (a: Side, b: Side) => sideText(a) === sideText(b);
const sideText = ({ source: { map, unread }, side }: Side) =>
  JSON.stringify([{ ...map, name: "" }, contentOf(unread, side, 0)]);

/** Whether a host that only Terraform knows is on the other side too, and leads to what is the same there. */
function isSharedHost({ text }: Unread, own: Side, other: Side): boolean {
  if (text === undefined) return isSameText(own, other);
  const [index, counterpart] = [own, other].map(({ source }) => matcherOf(source.map, text));
  return index !== undefined && counterpart !== undefined && isSameMatcher(own, index, other, counterpart);
}

/** Whether a field that leaves the destination alone stands in the same rule on the other side, and says the same. */
function isSameRule(one: Unread, own: Side, other: Side, others: readonly (number | undefined)[]): boolean {
  const [, , inside, rule, ...field] = one.path;
  const ruleIn = ({ source: { map } }: Side, path: Unread["path"]): unknown =>
    path.slice(0, 4).reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], map);
  if (one.says === undefined || rule === undefined) return false;
  const text = JSON.stringify(ruleIn(own, one.path));
  return others.every((index) =>
    other.source.unread.some(
      ({ path, says }) =>
        path[1] === index &&
        path[2] === inside &&
        says === one.says &&
        path.slice(4).join() === field.join() &&
        JSON.stringify(ruleIn(other, path)) === text,
    ),
  );
}
