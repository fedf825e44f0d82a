import { formatSeconds } from "../config/duration";
import { type DocumentPath, formatPath } from "../config/finding";
import type { Action } from "../routing/compile/actions";
import type { CompiledRoute } from "../routing/compile/compile";
import type { Match } from "../routing/compile/matches";
import type { HeaderMatch, QueryParameterMatch, RouteAction } from "../routing/url-map";

/** A route as a line of a table, in the words of whoever wrote it. */
export interface RouteLine {
  readonly host: string;
  readonly match: string;
  readonly destination: string;
  readonly timeout: string;
  readonly actions: string;
  /** Why no request reaches it, or who closed it. */
  readonly remark: string;
}

export function routeLine(route: CompiledRoute): RouteLine {
  return {
    host: route.host,
    match: route.match === undefined ? "everything else" : matchWords(route.match),
    destination: destinationWords(route.action),
    timeout: timeoutWords(route.action.routeAction),
    actions: actionWords(route.action).join(", "),
    remark: remark(route),
  };
}

function matchWords({ path, method, headers, queryParameters }: Match): string {
  const paths = {
    exact: path.text,
    below: `${path.text}*`,
    prefix: `${path.text} and below`,
    template: path.text,
    regex: `~ ${path.text}`,
  };
  return [
    ...(method === undefined ? [] : [method]),
    path.ignoreCase ? `${paths[path.kind]} (any case)` : paths[path.kind],
    ...headers.map(headerWords),
    ...queryParameters.map(queryWords),
  ].join(" ");
}

function headerWords({ headerName, invertMatch, presentMatch, ...condition }: HeaderMatch): string {
  const { exactMatch, prefixMatch, suffixMatch, regexMatch, rangeMatch } = condition;
  const is = invertMatch ? "!=" : "=";
  if (presentMatch) return `${headerName}${invertMatch ? " absent" : " present"}`;
  if (exactMatch !== undefined) return `${headerName}${is}${exactMatch}`;
  if (prefixMatch !== undefined) return `${headerName}${is}${prefixMatch}*`;
  if (suffixMatch !== undefined) return `${headerName}${is}*${suffixMatch}`;
  if (rangeMatch !== undefined) return `${headerName}${is}[${rangeMatch.rangeStart}, ${rangeMatch.rangeEnd})`;
  return `${headerName}${invertMatch ? "!~" : "~"}${regexMatch}`;
}

function queryWords({ name, exactMatch, regexMatch }: QueryParameterMatch): string {
  if (exactMatch !== undefined) return `?${name}=${exactMatch}`;
  return regexMatch === undefined ? `?${name}` : `?${name}~${regexMatch}`;
}

function destinationWords({ service, routeAction, urlRedirect }: Action): string {
  if (urlRedirect) return "redirect";
  const abort = routeAction?.faultInjectionPolicy?.abort;
  if (abort?.percentage === 100) return String(abort.httpStatus);
  const weighted = routeAction?.weightedBackendServices ?? [];
  if (weighted.length === 0) return service ?? "";
  const sum = weighted.reduce((total, { weight }) => total + weight, 0);
  return weighted.map(({ backendService, weight }) => `${backendService} ${percent(weight / sum)}`).join(", ");
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

function timeoutWords(action: RouteAction | undefined): string {
  if (action?.timeout === undefined) return "";
  return formatSeconds(Number(action.timeout.seconds) + (action.timeout.nanos ?? 0) / 1e9);
}

function actionWords({ routeAction = {}, urlRedirect, headerAction }: Action): string[] {
  const { urlRewrite, requestMirrorPolicy, corsPolicy, faultInjectionPolicy, retryPolicy } = routeAction;
  const words: (string | false | undefined)[] = [
    urlRedirect &&
      `to ${urlRedirect.httpsRedirect ? "https://" : ""}${urlRedirect.hostRedirect ?? ""}${urlRedirect.pathRedirect ?? urlRedirect.prefixRedirect ?? ""}`,
    urlRewrite?.hostRewrite && `host ${urlRewrite.hostRewrite}`,
    urlRewrite?.pathPrefixRewrite && `rewrite ${urlRewrite.pathPrefixRewrite}`,
    urlRewrite?.pathTemplateRewrite && `rewrite ${urlRewrite.pathTemplateRewrite}`,
    requestMirrorPolicy && `mirror to ${requestMirrorPolicy.backendService}`,
    retryPolicy && `retry ${retryPolicy.numRetries ?? 1} on ${(retryPolicy.retryConditions ?? []).join("/")}`,
    corsPolicy && "CORS",
    faultInjectionPolicy?.delay && "delay",
    faultInjectionPolicy?.abort &&
      faultInjectionPolicy.abort.percentage < 100 &&
      `abort ${faultInjectionPolicy.abort.percentage} %`,
    headerAction && "headers",
  ];
  return words.filter((word) => typeof word === "string");
}

function remark({ origin, shadowedBy, contradictory, source }: CompiledRoute): string {
  const at = (path: DocumentPath) => formatPath(path);
  if (shadowedBy) return `never reached: ${at(shadowedBy)} takes its requests`;
  if (contradictory) return "never reached: its conditions exclude each other";
  if (origin === "administrative") return `administrative path, closed below ${source ? at(source) : "the default"}`;
  return "";
}
