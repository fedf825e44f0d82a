import { type DocumentPath, formatPath } from "../config/finding";
import type { Action } from "../routing/compile/actions";
import type { CompiledRoute } from "../routing/compile/compile";
import { describeMatch } from "../routing/compile/matches";
import { formatDuration } from "../routing/duration";
import { formatDestinations, sharesOf } from "../routing/evaluate/meaning";
import { destinationsOf } from "../routing/evaluate/outcome";

/** A route as a row of a table, in the words of whoever wrote it. */
export interface RouteRow {
  readonly host: string;
  readonly match: string;
  readonly destination: string;
  readonly timeout: string;
  readonly actions: string;
  /** Why no request reaches it, or who closed it. */
  readonly remark: string;
}

export function routeRow(route: CompiledRoute): RouteRow {
  const { timeout } = route.action.routeAction ?? {};
  return {
    host: route.host,
    match: route.match === undefined ? "everything else" : describeMatch(route.match),
    destination: formatDestination(route.action),
    timeout: timeout === undefined ? "" : formatDuration(timeout),
    actions: formatActions(route.action).join(", "),
    remark: remark(route),
  };
}

function formatDestination({ service, routeAction, urlRedirect }: Action): string {
  if (urlRedirect) return "redirect";
  const abort = routeAction?.faultInjectionPolicy?.abort;
  if (abort?.percentage === 100) return String(abort.httpStatus);
  return formatDestinations(sharesOf(destinationsOf({ service, routeAction }, ""))).join(", ");
}

function formatActions({ routeAction = {}, urlRedirect, headerAction }: Action): string[] {
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
