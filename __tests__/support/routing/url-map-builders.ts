import type { Decision } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { parseRequest } from "../../../routing/evaluate/request";
import type { PathMatcher, PathRule, RouteRule, UrlMap } from "../../../routing/url-map";

/** A URL map with one path matcher for every host. */
export function anyHost(matcher: Partial<PathMatcher>, map: Partial<UrlMap> = {}): UrlMap {
  return {
    defaultService: "closed",
    hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
    pathMatchers: [{ name: "m", ...(isDefaultGiven(matcher) ? {} : { defaultService: "default" }), ...matcher }],
    ...map,
  };
}

const isDefaultGiven = ({ defaultRouteAction, defaultUrlRedirect }: Partial<PathMatcher>) =>
  defaultUrlRedirect !== undefined || defaultRouteAction?.weightedBackendServices !== undefined;

export const pathRules = (...rules: PathRule[]): UrlMap => anyHost({ pathRules: rules });

export const routeRules = (...rules: RouteRule[]): UrlMap => anyHost({ routeRules: rules });

/** The decision for a request written as `POST http://host/path`, the method being GET when left out. */
export function ask(map: UrlMap, request: string, headers: Readonly<Record<string, string>> = {}): Decision {
  const [url = "", method = "GET"] = request.split(" ").reverse();
  return decide(compileUrlMap(map), parseRequest(method, url, Object.entries(headers)));
}

/** Where the decision sends the request: its services, its location or its status. */
export function target(decision: Decision): string {
  switch (decision.kind) {
    case "forward":
      return decision.destinations.map(({ service }) => service).join(" ");
    case "redirect":
      return decision.location;
    case "respond":
      return String(decision.status);
  }
}
