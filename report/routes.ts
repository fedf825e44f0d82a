import type { Analysis } from "../checks/analysis";
import { unshownRoutes } from "../checks/overrides";
import { MODEL_PATHS } from "../checks/rules/endpoints";
import type { Source } from "../config/document/load";
import { type DocumentPath, formatPath } from "../config/finding";
import type { CompiledRoute } from "../routing/compile/compile";
import type { Match } from "../routing/compile/matches";
import { sharesOf } from "../routing/evaluate/meaning";
import { destinationsOf } from "../routing/evaluate/outcome";
import { type Chain, chainOf } from "./chain";
import { foldedIn, type RouteRow, routeRow } from "./route-row";

/** What `routes` answers as JSON: a region each. */
export type RoutesDocument = readonly RegionRoutes[];

export interface RegionRoutes extends Chain {
  readonly routes: readonly RouteEntry[];
  /** What of the URL maps the routes do not show, in words. */
  readonly unshown?: readonly string[];
}

/** A route as data: its conditions, the action of the URL map, and places in the file. */
export type RouteEntry = ReturnType<typeof routeData>;

export function routesDocument(source: Source, { config, regions }: Analysis): RoutesDocument {
  const unshown = unshownRoutes(config);
  return regions.map((region) => {
    const isFolded = foldedIn(region.routes);
    return {
      ...chainOf(region),
      routes: region.routes.map((route) => routeData(route, source, isFolded(route))),
      ...(unshown.length > 0 && { unshown }),
    };
  });
}

const placeOf = (path: DocumentPath | undefined) => path && formatPath(path);

function routeData(route: CompiledRoute, file: Source, isFolded: boolean) {
  const { host, source, match, action, opens, opening, shadowedBy, contradictory } = route;
  const { host: _, ...words } = routeRow(route);
  return {
    host,
    place: placeOf(source),
    line: source && file.positionOf(source)?.line,
    match: match && {
      ...match,
      path: { kind: match.path.kind, text: match.path.text, ignoreCase: match.path.ignoreCase },
    },
    action,
    opens: opens === "everything" ? opens : opening?.opens,
    closes: opening && opening.closes.length > 0 ? opening.closes : undefined,
    shadowedBy: placeOf(shadowedBy),
    contradictory,
    /** The same as a row of a table. */
    words: words satisfies Omit<RouteRow, "host">,
    /** The share of each service, from 0 to 1; none where the proxy answers by itself. */
    shares: isForwarded(route) ? Object.fromEntries(sharesOf(destinationsOf(action, ""))) : {},
    example: match && exampleOf(host, match),
    /** It opens nothing where other paths of its rule do. */
    folded: isFolded || undefined,
  };
}

/** Whether it sends requests to services: a closed one only names what would be asked. */
const isForwarded = ({ action: { urlRedirect, routeAction } }: CompiledRoute): boolean =>
  urlRedirect === undefined && routeAction?.faultInjectionPolicy?.abort?.percentage !== 100;

/** A request that takes a route, unless a more specific one does; absent where its conditions do not say one. */
function exampleOf(host: string, { path, method, headers, queryParameters }: Match) {
  const query = queryParameters.flatMap(({ name, exactMatch, regexMatch }) =>
    regexMatch === undefined ? `${name}=${encodeURIComponent(exactMatch ?? "x")}` : [],
  );
  const lines = headers.flatMap(({ headerName, exactMatch, prefixMatch, suffixMatch, presentMatch, invertMatch }) => {
    const value = exactMatch ?? prefixMatch ?? suffixMatch ?? (presentMatch ? "x" : undefined);
    return value === undefined || invertMatch ? [] : `${headerName}: ${value}`;
  });
  const isKnown = lines.length === headers.length && query.length === queryParameters.length;
  if (path.kind === "regex" || !isKnown) return undefined;
  const text = path.text.replace(/\{[^{}]*\}|\*+/g, "x");
  const isModel = [...MODEL_PATHS].some((model) => `${text}/`.includes(`${model}/`));
  return {
    method: method ?? (isModel ? "POST" : "GET"),
    host: host.replace(/^\*(?=\.)/, "any").replace(/^\*/, "any.example.com"),
    path: `${path.kind === "below" ? `${text}x` : text || "/"}${query.length > 0 ? `?${query.join("&")}` : ""}`,
    headers: lines,
  };
}

/** What each host sends where: the largest share of a route that a workload has; `404` is the proxy's own answer. */
export function waysOf(routes: readonly RouteEntry[]): { host: string; to: Record<string, number> }[] {
  const ways = new Map<string, Record<string, number>>();
  for (const { host, shares, words } of routes) {
    const to = ways.get(host) ?? {};
    ways.set(host, to);
    for (const [service, share] of Object.entries(shares)) to[service] = Math.max(to[service] ?? 0, share);
    if (words.destination === "404") to["404"] = 0.1;
  }
  return [...ways].map(([host, to]) => ({ host, to }));
}
