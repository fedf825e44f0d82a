import type { Target } from "../../../routing/url-map";
import { invalidValue } from "../api-error";
import type { Resource, StoredUrlMap } from "../resources";
import type { View } from "../state";
import { servicesOf } from "../url-map-links";
import { repeated } from "./repeated";
import { each, found, type RuleSet, rulesOf } from "./rule";
import { PROVIDER, SOURCE } from "./sources";
import { redirectsToHttps } from "./target-proxy";
import { fieldOf, hostRulesOf, pathMatchersOf, targetsOf } from "./url-map-walk";

const REST = SOURCE.rest("regionUrlMaps");

/** How many of the three ways to say where a request goes are used; weights are one of them. */
function destinations({ service, urlRedirect, routeAction }: Target): number {
  return [service, urlRedirect, routeAction?.weightedBackendServices].filter((way) => way !== undefined).length;
}

function usersOf({ selfLink }: Resource, state: View) {
  const proxies = [...state.all("targetHttpProxies"), ...state.all("targetHttpsProxies")].filter(
    ({ urlMap }) => urlMap === selfLink,
  );
  return state.all("forwardingRules").filter(({ target }) => proxies.some((proxy) => proxy.selfLink === target));
}

export const URL_MAP_STRUCTURE: RuleSet = rulesOf("urlMaps", REST, [
  {
    id: "url-map.target",
    refuses: "a rule or default that does not go to exactly one of a service, a redirect and weighted services",
    write: (map) => {
      const bad = targetsOf(map).find(({ value }) => destinations(value) !== 1);
      if (bad === undefined) return undefined;
      const fields = (["service", "urlRedirect", "routeAction"] as const).map((name) => fieldOf(bad, name));
      const why = `Exactly one of ${fields.join(", ")}.weightedBackendServices must be specified.`;
      return invalidValue(fieldOf(bad, "service"), bad.value.service, why);
    },
  },
  {
    id: "url-map.redirect-with-action",
    refuses: "a redirect beside a route action",
    write: (map) => {
      const bad = targetsOf(map).find(({ value }) => value.urlRedirect && value.routeAction);
      const why = "Cannot be combined with a route action.";
      return bad && invalidValue(fieldOf(bad, "urlRedirect"), bad.value.urlRedirect, why);
    },
  },
  {
    id: "url-map.path-matcher-name",
    refuses: "two path matchers of one name",
    write: (map) => {
      const twice = repeated(pathMatchersOf(map).map(({ value }) => value.name));
      return found("pathMatchers", twice, "Path matcher names must be unique.");
    },
  },
  {
    id: "url-map.unknown-path-matcher",
    source: SOURCE.issue(PROVIDER, 21069),
    refuses: "a host rule whose path matcher is not there",
    verbatim: true,
    write: each(hostRulesOf, ({ pathMatcher }, { pathMatchers = [] }: StoredUrlMap) => {
      const isThere = pathMatchers.some(({ name }) => name === pathMatcher);
      return !isThere && ["pathMatcher", pathMatcher, "Bad path matcher name specified in host rule"];
    }),
  },
  {
    id: "url-map.both-forms",
    refuses: "path rules and route rules in one path matcher",
    write: each(pathMatchersOf, ({ name, pathRules = [], routeRules = [] }) => {
      const hasBoth = pathRules.length > 0 && routeRules.length > 0;
      return hasBoth && ["routeRules", name, "Only one of pathRules and routeRules may be specified."];
    }),
  },
  {
    id: "url-map.scheme",
    source: SOURCE.rest("forwardingRules"),
    refuses: "backend services of another load balancing scheme than the forwarding rules that lead to the map",
    write: (map, { state }) => {
      const schemes = servicesOf(map, state).map(({ loadBalancingScheme }) => loadBalancingScheme);
      const rule = usersOf(map, state).find((one) => schemes.some((scheme) => scheme !== one.loadBalancingScheme));
      const why = `The forwarding rule '${rule?.name}' has ${rule?.loadBalancingScheme}.`;
      return rule && invalidValue("defaultService", map.defaultService, why);
    },
  },
  {
    id: "url-map.https-redirect",
    refuses: "a redirect to HTTPS in a map that an HTTPS proxy uses",
    write: (map, { state }) => {
      const proxies = redirectsToHttps(map) ? state.all("targetHttpsProxies") : [];
      const proxy = proxies.find(({ urlMap }) => urlMap === map.selfLink);
      const why = `httpsRedirect is not permitted: the map is used by the HTTPS proxy '${proxy?.name}'.`;
      return proxy && invalidValue("defaultUrlRedirect", map.defaultUrlRedirect, why);
    },
  },
]);
