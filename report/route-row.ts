import { type DocumentPath, formatPath } from "../config/finding";
import { many } from "../config/format";
import { SERVERS } from "../config/presets/servers";
import type { Action } from "../routing/compile/actions";
import type { CompiledRoute } from "../routing/compile/compile";
import { describeMatch } from "../routing/compile/matches";
import type { Opening } from "../routing/compile/published-paths";
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
  /** Why no request reaches it, or what it opens of a model server. */
  readonly remark: string;
}

/** The rows of a table, without the paths of a rule that open nothing where another of its paths does. */
export function routeRows(routes: readonly CompiledRoute[]): RouteRow[] {
  const isFolded = foldedIn(routes);
  return routes.filter((route) => !isFolded(route)).map(routeRow);
}

/** Whether a route is a path of a rule that opens nothing where another of its paths does. */
export function foldedIn(routes: readonly CompiledRoute[]): (route: CompiledRoute) => boolean {
  const keyOf = ({ host, source }: CompiledRoute) => JSON.stringify([host, source]);
  const isOpen = ({ opening }: CompiledRoute) => opening?.opens?.length !== 0;
  const open = new Set(routes.filter(isOpen).map(keyOf));
  return (route) => !isOpen(route) && open.has(keyOf(route));
}

export function routeRow(route: CompiledRoute): RouteRow {
  const { timeout } = route.action.routeAction ?? {};
  return {
    host: route.host,
    match: route.match === undefined ? "everything else" : describeMatch(route.match),
    destination: formatDestination(route.action),
    timeout: timeout === undefined ? "" : formatDuration(timeout),
    actions: formatActions(route.action, route.headerAction).join(", "),
    remark: remark(route),
  };
}

function formatDestination({ service, routeAction, urlRedirect }: Action): string {
  if (urlRedirect) return "redirect";
  const abort = routeAction?.faultInjectionPolicy?.abort;
  if (abort?.percentage === 100) return String(abort.httpStatus);
  return formatDestinations(sharesOf(destinationsOf({ service, routeAction }, ""))).join(", ");
}

function formatActions(
  { routeAction = {}, urlRedirect, headerAction: own }: Action,
  ofHost: CompiledRoute["headerAction"],
): string[] {
  const { urlRewrite, requestMirrorPolicy, corsPolicy, faultInjectionPolicy, retryPolicy } = routeAction;
  const shares = routeAction.weightedBackendServices ?? [];
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
    (own ?? ofHost ?? shares.find(({ headerAction }) => headerAction)) && "headers",
  ];
  return words.filter((word) => typeof word === "string");
}

function remark({ shadowedBy, contradictory, opens, opening }: CompiledRoute): string {
  const at = (path: DocumentPath) => formatPath(path);
  if (shadowedBy) return `never reached: ${at(shadowedBy)} takes its requests`;
  if (contradictory) return "never reached: its conditions exclude each other";
  if (opens === "everything") return "opens everything";
  return opening === undefined ? "" : formatOpening(opening);
}

function formatOpening({ servers, opens, closes, below }: Opening): string {
  const names = servers.map((server) => `${SERVERS[server].title} ${SERVERS[server].release}`).join(" and ");
  if (opens === undefined) return `closes ${formatPaths(closes.length, "")} of ${names}, in their plain spelling only`;
  if (opens.length === 0) return `opens nothing of ${names}: 404`;
  const where = below === undefined ? "" : ` below ${below}`;
  return `opens ${formatPaths(opens.length, "published ")} of ${names}${where}; everything else answers 404`;
}

const formatPaths = (count: number, kind: string) => many(count, `${kind}path`);
