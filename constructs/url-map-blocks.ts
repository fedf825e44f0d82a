import type {
  HeaderAction,
  HeaderOption,
  MatchRule,
  PathMatcher,
  RouteAction,
  Target,
  UrlMap,
  UrlRedirect,
} from "../routing/url-map";

/** The Terraform reference of a service that the URL map's data names. */
export type ServiceLink = (service: string) => string;

/**
 * The blocks of `google_compute_region_url_map`. The data already has the Compute API's names, which are Terraform's in
 * camel case; what differs is said here: singular block names, required fields, and no field for `description` of a rule.
 */
export function hostRulesOf({ hostRules = [] }: UrlMap) {
  return hostRules.map(({ hosts, pathMatcher, description }) => ({ hosts: [...hosts], pathMatcher, description }));
}

export function pathMatchersOf({ pathMatchers = [] }: UrlMap, link: ServiceLink) {
  return pathMatchers.map((matcher) => pathMatcher(matcher, link));
}

/** What the bindings do not know, by place in lists: the percentages of mirrors, header changes of path matchers. */
export function newerFieldsOf({ defaultRouteAction, pathMatchers = [] }: UrlMap) {
  return {
    ...sharesOf("default_route_action", defaultRouteAction),
    ...byPlace("path_matcher", pathMatchers, (matcher) => ({
      ...(matcher.headerAction && { header_action: terraformHeaderAction(matcher.headerAction) }),
      ...sharesOf("default_route_action", matcher.defaultRouteAction),
      ...byPlace("path_rule", matcher.pathRules, (rule) => sharesOf("route_action", rule.routeAction)),
      ...byPlace("route_rules", matcher.routeRules, (rule) => sharesOf("route_action", rule.routeAction)),
    })),
  };
}

export const mirrorsAShare = ({ routeAction }: Target): boolean =>
  routeAction?.requestMirrorPolicy?.mirrorPercent !== undefined;

function terraformHeaderAction(action: HeaderAction) {
  const option = ({ headerName, headerValue, replace = false }: HeaderOption) => ({
    header_name: headerName,
    header_value: headerValue,
    replace,
  });
  return {
    request_headers_to_remove: copy(action.requestHeadersToRemove),
    request_headers_to_add: action.requestHeadersToAdd?.map(option),
    response_headers_to_remove: copy(action.responseHeadersToRemove),
    response_headers_to_add: action.responseHeadersToAdd?.map(option),
  };
}

function sharesOf(block: string, action: RouteAction | undefined): object {
  const percent = action?.requestMirrorPolicy?.mirrorPercent;
  return percent === undefined ? {} : { [block]: { request_mirror_policy: { mirror_percent: percent } } };
}

function byPlace<T>(block: string, items: readonly T[] = [], found: (item: T) => object): object {
  const places = items.map((item, i) => [i, found(item)] as const).filter(([, value]) => Object.keys(value).length > 0);
  return places.length === 0 ? {} : { [block]: Object.fromEntries(places) };
}

export function testsOf({ tests = [] }: UrlMap, link: ServiceLink) {
  return tests.map(({ host, path, description, service = "" }) => ({
    host,
    path,
    description,
    service: link(service),
  }));
}

export function defaultsOf(
  map: Pick<UrlMap, "defaultService" | "defaultRouteAction" | "defaultUrlRedirect">,
  link: ServiceLink,
) {
  return {
    defaultService: map.defaultService && link(map.defaultService),
    defaultRouteAction: map.defaultRouteAction && routeAction(map.defaultRouteAction, link),
    defaultUrlRedirect: map.defaultUrlRedirect && urlRedirect(map.defaultUrlRedirect),
  };
}

function pathMatcher(matcher: PathMatcher, link: ServiceLink) {
  return {
    name: matcher.name,
    description: matcher.description,
    ...defaultsOf(matcher, link),
    pathRule: matcher.pathRules?.map((rule) => ({ paths: [...rule.paths], ...target(rule, link) })),
    routeRules: matcher.routeRules?.map((rule) => ({
      priority: rule.priority,
      matchRules: rule.matchRules.map(matchRule),
      headerAction: rule.headerAction && headerAction(rule.headerAction),
      ...target(rule, link),
    })),
  };
}

function target(rule: Target, link: ServiceLink) {
  return {
    service: rule.service && link(rule.service),
    routeAction: rule.routeAction && routeAction(rule.routeAction, link),
    urlRedirect: rule.urlRedirect && urlRedirect(rule.urlRedirect),
  };
}

function matchRule({ headerMatches, queryParameterMatches, ...path }: MatchRule) {
  return {
    ...path,
    headerMatches: headerMatches && [...headerMatches],
    queryParameterMatches: queryParameterMatches && [...queryParameterMatches],
  };
}

function routeAction(action: RouteAction, link: ServiceLink) {
  const { retryPolicy, corsPolicy, requestMirrorPolicy: mirror } = action;
  return {
    timeout: action.timeout,
    urlRewrite: action.urlRewrite,
    faultInjectionPolicy: action.faultInjectionPolicy,
    requestMirrorPolicy: mirror && { backendService: link(mirror.backendService) },
    retryPolicy: retryPolicy && {
      ...retryPolicy,
      numRetries: retryPolicy.numRetries ?? 1,
      retryConditions: copy(retryPolicy.retryConditions),
    },
    corsPolicy: corsPolicy && {
      allowCredentials: corsPolicy.allowCredentials,
      maxAge: corsPolicy.maxAge,
      disabled: corsPolicy.disabled ?? false,
      allowOrigins: copy(corsPolicy.allowOrigins),
      allowMethods: copy(corsPolicy.allowMethods),
      allowHeaders: copy(corsPolicy.allowHeaders),
      exposeHeaders: copy(corsPolicy.exposeHeaders),
    },
    weightedBackendServices: action.weightedBackendServices?.map(
      ({ backendService, weight, headerAction: changes }) => ({
        backendService: link(backendService),
        weight,
        headerAction: changes && headerAction(changes),
      }),
    ),
  };
}

function urlRedirect(redirect: UrlRedirect) {
  return { ...redirect, stripQuery: redirect.stripQuery ?? false };
}

function headerAction(action: HeaderAction) {
  return {
    requestHeadersToRemove: copy(action.requestHeadersToRemove),
    requestHeadersToAdd: action.requestHeadersToAdd?.map(headerOption),
    responseHeadersToRemove: copy(action.responseHeadersToRemove),
    responseHeadersToAdd: action.responseHeadersToAdd?.map(headerOption),
  };
}

function headerOption({ headerName, headerValue, replace = false }: HeaderOption) {
  return { headerName, headerValue, replace };
}

function copy<T>(list: readonly T[] | undefined): T[] | undefined {
  return list && [...list];
}
