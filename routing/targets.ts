import { CLOSED } from "./closed";
import type { PathMatcher, Target, UrlMap } from "./url-map";

/** What a URL map or a path matcher does with the requests that none of its rules takes. */
export type Defaults = Pick<PathMatcher, "defaultService" | "defaultRouteAction" | "defaultUrlRedirect">;

export const defaultTarget = ({ defaultService, defaultRouteAction, defaultUrlRedirect }: Defaults): Target => ({
  service: defaultService,
  routeAction: defaultRouteAction,
  urlRedirect: defaultUrlRedirect,
});

/** Every place of a URL map that says where requests go: its default, those of its path matchers, and their rules. */
export function targetsOf(map: UrlMap): Target[] {
  const { pathMatchers = [] } = map;
  return [
    ...[map, ...pathMatchers].map(defaultTarget),
    ...pathMatchers.flatMap(({ pathRules = [], routeRules = [] }) => [...pathRules, ...routeRules]),
  ];
}

/** The services that a target sends requests to; none when the proxy answers by itself. */
export function servicesOf({ service, routeAction }: Target): string[] {
  const weighted = routeAction?.weightedBackendServices?.filter(({ weight }) => weight > 0) ?? [];
  const services = weighted.map(({ backendService }) => backendService);
  return [...(service === undefined ? [] : [service]), ...services].filter((id) => id !== CLOSED);
}

/** Every service that a URL map names, as often as it does, with those that get copies or a share of 0. */
export function referencesOf(map: UrlMap): string[] {
  return targetsOf(map).flatMap(
    ({ service, routeAction: { weightedBackendServices = [], requestMirrorPolicy } = {} }) =>
      [
        service,
        ...weightedBackendServices.map(({ backendService }) => backendService),
        requestMirrorPolicy?.backendService,
      ].filter((name) => name !== undefined),
  );
}

const LINKS: ReadonlySet<string> = new Set(["service", "defaultService", "backendService"]);

/** A URL map, or a decision, with other names for its services. */
export function renameServices<T extends object>(from: T, nameOf: (service: string) => string): T {
  const renamed = (value: unknown, key = ""): unknown => {
    if (typeof value === "string") return LINKS.has(key) ? nameOf(value) : value;
    if (Array.isArray(value)) return value.map((item) => renamed(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, renamed(field, name)]));
  };
  // Texts become texts, and nothing else changes.
  return renamed(from) as T;
}
