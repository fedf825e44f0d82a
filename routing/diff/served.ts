import { distinct } from "../group-by";
import type { Listener, NamedUrlMap } from "../readers/named-url-map";
import type { UrlMap } from "../url-map";
import { type AccessDiff, diffAccess } from "./access-diff";
import { alignServices } from "./align-services";
import type { RouteDiff } from "./diff-routes";
import { diffPartialMaps } from "./partial";
import { ANY_REQUEST, type Scope } from "./scope";

/** What becomes of the requests that some listeners take, or of a URL map that nobody says who listens for. */
export interface ServedDiff {
  /** `https on port 443`, `http on port 80, https on port 443`, `URL map ai`. */
  readonly name: string;
  /** A region, or `global`; absent when no side says. */
  readonly location?: string;
  readonly listeners: readonly Listener[];
  /** `new`: nothing listened before. `removed`: nothing listens any more. */
  readonly status: "kept" | "new" | "removed";
  readonly diff: RouteDiff;
  /** Who gets through otherwise, for each listener that both sides have; empty where policies are alike. */
  readonly access: readonly AccessDiff[];
  /** What was taken to be so, because a side does not say it. */
  readonly assumptions: readonly string[];
}

export interface ServedDiffs {
  readonly compared: readonly ServedDiff[];
  /** What has nothing to be compared with, one sentence each. */
  readonly notes: readonly string[];
}

/** Which requests are answered differently, listener by listener: what a URL map says counts where something listens for it. */
export function diffServed(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): ServedDiffs {
  const regions = placesOf(before, after).map((place) => {
    const here = (maps: readonly NamedUrlMap[]) =>
      maps.filter(({ location }) => place === undefined || location === place || location === undefined);
    const [old, now] = [here(before), here(after)];
    const silent = saysNothingOf(old, before, after) ? before : saysNothingOf(now, after, before) ? after : undefined;
    if (silent === undefined) return { place, ...meetings(old, now) };
    const held = [...new Set(silent.map(({ location }) => location))].join(", ");
    return { place, met: [], notes: [`${place}: the ${silent === before ? "old" : "new"} side holds only ${held}`] };
  });
  return {
    compared: regions.flatMap(({ place, met }) => met.map((one) => compare(one, place))),
    notes: regions.flatMap(({ notes, met }) => [...notes, ...met.flatMap(unguarded)]),
  };
}

/** A state, a plan or an export is of one stack, and only a configuration has all its regions. */
const saysNothingOf = (here: readonly NamedUrlMap[], side: readonly NamedUrlMap[], other: readonly NamedUrlMap[]) =>
  here.length === 0 && side.length > 0 && !side.some(isConfigured) && other.some(isConfigured);

const isConfigured = ({ placeOf }: NamedUrlMap) => placeOf !== undefined;

/** The places of both sides; one for all where a side does not say where it is. */
function placesOf(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): (string | undefined)[] {
  const everywhere = [...before, ...after].map(({ location }) => location);
  const [only, ...others] = [...new Set(everywhere.filter((location) => location !== undefined))].sort();
  if (others.length === 0 || only === undefined) return [only];
  return everywhere.includes(undefined) ? [undefined] : [only, ...others];
}

/** A URL map of each side that the same requests reach; `undefined` where none does. */
interface Meeting {
  readonly before: NamedUrlMap | undefined;
  readonly after: NamedUrlMap | undefined;
  readonly scope: Scope;
}

interface Meetings {
  readonly met: readonly Meeting[];
  readonly notes: readonly string[];
}

const listens = ({ listeners }: NamedUrlMap) => listeners.length > 0;

function meetings(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): Meetings {
  const known = [before, after].every((maps) => maps.length === 0 || maps.some(listens));
  if (!known) return meetByRole(before, after);
  const rest = meetByRole(
    before.filter((map) => !listens(map)),
    after.filter((map) => !listens(map)),
  );
  return { met: [...meetByListener(before, after), ...rest.met], notes: rest.notes };
}

function meetByListener(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): Meeting[] {
  const listeners = [...before, ...after].flatMap((map) => map.listeners);
  const all = distinct(listeners, keyOf).sort(byPort);
  const takes = (listener: Listener) => (map: NamedUrlMap) =>
    map.listeners.some((own) => keyOf(own) === keyOf(listener));
  const met: (Meeting & { readonly scope: { readonly listeners: Listener[] } })[] = [];
  for (const listener of all) {
    const [old, now] = [before.find(takes(listener)), after.find(takes(listener))];
    const same = met.find((other) => other.before === old && other.after === now);
    if (same) same.scope.listeners.push(listener);
    else met.push({ before: old, after: now, scope: { listeners: [listener], otherPorts: [] } });
  }
  return met.map(({ scope: { listeners: own }, ...maps }) => {
    const ports = new Set(own.map(({ port }) => port));
    const otherPorts = [...new Set(all.map(({ port }) => port))].filter((port) => !ports.has(port));
    return { ...maps, scope: { listeners: own, otherPorts } };
  });
}

const keyOf = ({ protocol, port }: Listener) => `${protocol} on port ${port}`;
const byPort = (a: Listener, b: Listener) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1);

/** Where a side does not say what listens: by name, then by what the URL map is for. */
function meetByRole(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): Meetings {
  const [old, now] = [[...before], [...after]];
  const met: Meeting[] = [];
  const meet = (isPair: (one: NamedUrlMap, other: NamedUrlMap) => boolean) => {
    for (const one of [...old]) {
      const candidates = now.filter((other) => isPair(one, other));
      const rivals = old.filter((other) => candidates.some((candidate) => isPair(other, candidate)));
      const [other] = candidates;
      if (other === undefined || candidates.length > 1 || rivals.length > 1) continue;
      old.splice(old.indexOf(one), 1);
      now.splice(now.indexOf(other), 1);
      const listeners = [...one.listeners, ...other.listeners];
      met.push({ before: one, after: other, scope: { ...ANY_REQUEST, listeners } });
    }
  };
  meet((one, other) => one.name === other.name || (one.map.name !== undefined && one.map.name === other.map.name));
  meet((one, other) => redirectsAll(one.map) === redirectsAll(other.map));
  const alone = (map: NamedUrlMap, side: string) =>
    `URL map ${map.name}${listens(map) ? ` (${map.listeners.map(keyOf).join(", ")})` : ""} is ${side} only: the other side does not say what listens`;
  // Where one side says what listens and the other does not, what is left has nothing to be compared with.
  const isNoted = [...before, ...after].some(listens);
  if (isNoted)
    return { met, notes: [...old.map((map) => alone(map, "before")), ...now.map((map) => alone(map, "after"))] };
  return {
    met: [
      ...met,
      ...old.map((map) => ({ before: map, after: undefined, scope: ANY_REQUEST })),
      ...now.map((map) => ({ before: undefined, after: map, scope: ANY_REQUEST })),
    ],
    notes: [],
  };
}

/** Whether a URL map is there to redirect whatever comes. */
const redirectsAll = ({ hostRules = [], defaultUrlRedirect }: UrlMap) =>
  hostRules.length === 0 && defaultUrlRedirect !== undefined;

/** What serves nothing, where one side has nothing that listens. */
const NOTHING: NamedUrlMap = {
  name: "",
  map: {
    defaultService: "nothing",
    defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
  },
  services: new Map(),
  listeners: [],
  unread: [],
};

function compare({ before, after, scope }: Meeting, place: string | undefined): ServedDiff {
  const { assumptions, doubtful, ...maps } = alignServices(before ?? NOTHING, after ?? NOTHING);
  const places = {
    ...(before?.placeOf && { before: before.placeOf }),
    ...(after?.placeOf && { after: after.placeOf }),
  };
  const partial = (map: UrlMap, source: NamedUrlMap | undefined) => ({ map, unread: source?.unread ?? [] });
  const options = { scope, doubtful, places };
  const diff = diffPartialMaps(partial(maps.before, before), partial(maps.after, after), options);
  const location = place ?? after?.location ?? before?.location;
  return {
    name: scope.listeners.map(keyOf).join(", ") || `URL map ${after?.name ?? before?.name}`,
    ...(location !== undefined && { location }),
    listeners: scope.listeners,
    status: before === undefined ? "new" : after === undefined ? "removed" : "kept",
    access: accessOf(before, after),
    diff: before === undefined ? withoutSide(diff, "before") : after === undefined ? withoutSide(diff, "after") : diff,
    assumptions,
  };
}

const accessOf = (before: NamedUrlMap | undefined, after: NamedUrlMap | undefined): AccessDiff[] =>
  before === undefined || after === undefined
    ? []
    : before.listeners
        .filter((listener) => after.listeners.some((other) => keyOf(other) === keyOf(listener)))
        .flatMap((listener) => diffAccess(before, after, listener) ?? []);

/** Policies of a side have nothing to be compared with where the other says nothing of its listeners. */
const unguarded = ({ before, after }: Meeting): string[] => {
  if (before === undefined || after === undefined) return [];
  const isSilent = (one: NamedUrlMap, other: NamedUrlMap) => one.access !== undefined && !listens(other);
  return isSilent(before, after) || isSilent(after, before)
    ? [`who gets through to ${after.name}: one side does not say what listens`]
    : [];
};

/** Whatever a side that does not listen seems to answer: nothing answers there. */
function withoutSide({ changes }: RouteDiff, side: "before" | "after"): RouteDiff {
  return {
    changes: changes.map((change) => ({
      ...change,
      changes: change.changes.map((each) => ({ ...each, [side]: "nothing" })),
      ...(change.answers && { answers: { ...change.answers, [side]: "nothing" } }),
    })),
    covers: () => true,
  };
}
