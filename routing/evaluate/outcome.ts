import { REDIRECT_STATUS } from "../../platform/facts";
import { compileTemplateRewrite, unchangedRewrite } from "../paths/path-template";
import type { HeaderAction, RouteAction, Target, UrlRedirect, UrlRewrite } from "../url-map";
import type { Decision, Destination, Forward, MatchedRule, Redirect, Request, Respond } from "./decision";
import {
  headerActionNotes,
  type Note,
  portAfterHttpsRedirect,
  preflight,
  rewriteOfDefault,
  shadowOfRewrittenHost,
} from "./notes";
import type { PathCondition } from "./path-condition";

/** What happens to a request that reached a target: a decision without the parts that the request brings. */
export type Outcome = ForwardOutcome | RedirectOutcome | RespondOutcome;

/** The parts of a decision that depend on its request. */
type OfRequest = "matched" | "notes" | "rewritten" | "location";

interface Open {
  readonly openQuestions: readonly Note[];
}

interface ForwardOutcome extends Omit<Forward, OfRequest>, Open {
  readonly hostRewrite: string | undefined;
  readonly pathRewrite: PathRewrite;
}

interface RedirectOutcome extends Omit<Redirect, OfRequest>, Open {
  readonly https: boolean;
  readonly hostRewrite: string | undefined;
  readonly pathRewrite: PathRewrite;
  readonly stripQuery: boolean;
}

interface RespondOutcome extends Omit<Respond, OfRequest>, Open {}

/** `replacement` takes the place of a path's first `length` characters, or, filled with what a template captures, of all. */
export type PathRewrite =
  | { readonly replacement: string; readonly length: number }
  | { readonly template: string; readonly replacement: string; readonly apply: (path: string) => string };

export const UNCHANGED: PathRewrite = { replacement: "", length: 0 };

/** Where a target stands. */
export interface OutcomeContext {
  /** The path condition that led here; absent for a default. */
  readonly path?: PathCondition;
  /** In the order in which they are applied. */
  readonly headerActions: readonly HeaderAction[];
  readonly at: string;
}

/** @throws Error when the target leads nowhere, or rewrites by a template without having matched one. */
export function compileOutcome(target: Target, context: OutcomeContext): Outcome {
  const { urlRedirect, routeAction } = target;
  if (urlRedirect) return redirect(urlRedirect, context);
  const abort = routeAction?.faultInjectionPolicy?.abort;
  const { service } = target;
  if (abort && abort.percentage >= 100)
    return { kind: "respond", status: abort.httpStatus, ...(service && { service }), openQuestions: [] };
  return forward(target, routeAction ?? {}, context);
}

/** The decision for a request that reached the target of an outcome. */
export function applyOutcome(
  outcome: Outcome,
  request: Request,
  matched: MatchedRule,
  notes: readonly string[],
): Decision {
  switch (outcome.kind) {
    case "respond":
      return {
        kind: "respond",
        matched,
        notes,
        status: outcome.status,
        ...(outcome.service && { service: outcome.service }),
      };
    case "redirect":
      return { kind: "redirect", matched, notes, status: outcome.status, location: locationOf(outcome, request) };
    case "forward":
      return {
        kind: "forward",
        matched,
        notes,
        destinations: outcome.destinations,
        rewritten: {
          host: outcome.hostRewrite ?? request.host,
          path: rewrite(request.path, outcome.pathRewrite),
          query: request.query,
        },
        timeout: outcome.timeout,
        retryPolicy: outcome.retryPolicy,
        mirror: outcome.mirror,
        cors: outcome.cors,
        fault: outcome.fault,
        headerActions: outcome.headerActions,
      };
  }
}

function forward(target: Target, action: RouteAction, context: OutcomeContext): Outcome {
  const { urlRewrite, timeout, retryPolicy, requestMirrorPolicy, corsPolicy, faultInjectionPolicy: fault } = action;
  const { headerActions } = context;
  const destinations = destinationsOf(target, context.at);
  const hostRewrite = urlRewrite?.hostRewrite || undefined;
  const cors = corsPolicy?.disabled ? undefined : corsPolicy;
  const mirror = requestMirrorPolicy && {
    service: requestMirrorPolicy.backendService,
    percent: requestMirrorPolicy.mirrorPercent ?? 100,
  };
  const openQuestions = [
    ...destinations.flatMap(({ headerAction }) => headerAction ?? []).flatMap(headerActionNotes),
    ...headerActions.flatMap(headerActionNotes),
    ...(urlRewrite?.pathPrefixRewrite && !context.path ? [rewriteOfDefault] : []),
    ...(hostRewrite && mirror ? [shadowOfRewrittenHost] : []),
    ...(cors ? [preflight] : []),
  ];
  return {
    kind: "forward",
    destinations,
    hostRewrite,
    pathRewrite: pathRewriteOf(urlRewrite ?? {}, context),
    timeout,
    retryPolicy,
    mirror,
    cors,
    fault,
    headerActions,
    openQuestions,
  };
}

/** @throws Error when it leads to no service. */
export function destinationsOf({ service, routeAction }: Target, at: string): readonly Destination[] {
  const weighted = routeAction?.weightedBackendServices ?? [];
  if (weighted.length === 0) {
    if (!service) throw new Error(`${at}: leads nowhere; it needs a service, a redirect or weighted backend services`);
    return [{ service, share: 1 }];
  }
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) throw new Error(`${at}: the weights of the backend services add up to 0`);
  return weighted
    .filter(({ weight }) => weight > 0)
    .map(({ backendService, weight, headerAction }) => ({
      service: backendService,
      share: weight / total,
      ...(headerAction && { headerAction }),
    }));
}

function pathRewriteOf(
  { pathPrefixRewrite, pathTemplateRewrite }: UrlRewrite,
  { path, at }: OutcomeContext,
): PathRewrite {
  if (!pathTemplateRewrite)
    return pathPrefixRewrite
      ? { replacement: pathPrefixRewrite, length: path?.replacedLength ?? LEADING_SLASH }
      : UNCHANGED;
  if (!path?.template)
    throw new Error(`${at}: pathTemplateRewrite needs a pathTemplateMatch in every match rule of its rule`);
  const apply = compileTemplateRewrite(path.template, pathTemplateRewrite, at);
  const { text } = path.template;
  if (pathTemplateRewrite === unchangedRewrite(text)) return UNCHANGED;
  return { template: text, replacement: pathTemplateRewrite, apply };
}

/** What the rewrite of a default replaces: Envoy's route for it matches `/`. */
const LEADING_SLASH = 1;
/** What the redirect of a default replaces: Google puts the prefix before the whole path. */
const NOTHING = 0;

const rewrite = (path: string, by: PathRewrite): string =>
  "apply" in by ? by.apply(path) : by.replacement + path.slice(by.length);

/** @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps */
function redirect(rules: UrlRedirect, { path }: OutcomeContext): Outcome {
  const { httpsRedirect = false, hostRedirect, pathRedirect, prefixRedirect } = rules;
  const prefixRewrite = prefixRedirect
    ? { replacement: prefixRedirect, length: path?.replacedLength ?? NOTHING }
    : UNCHANGED;
  return {
    kind: "redirect",
    status: REDIRECT_STATUS[rules.redirectResponseCode ?? "MOVED_PERMANENTLY_DEFAULT"],
    https: httpsRedirect,
    hostRewrite: hostRedirect || undefined,
    pathRewrite: pathRedirect ? { replacement: pathRedirect, length: Number.POSITIVE_INFINITY } : prefixRewrite,
    // A path redirect with a query of its own wins over the request's query, as in Envoy.
    stripQuery: rules.stripQuery === true || pathRedirect?.includes("?") === true,
    openQuestions: httpsRedirect && !hostRedirect ? [portAfterHttpsRedirect] : [],
  };
}

function locationOf({ https, hostRewrite, pathRewrite, stripQuery }: RedirectOutcome, request: Request): string {
  const scheme = https ? "https" : request.scheme;
  // Envoy drops the port when it was the default one of a scheme that changes.
  const ownHost = scheme === request.scheme ? request.host : request.host.replace(/:80$/, "");
  const query = request.query === undefined || stripQuery ? "" : `?${request.query}`;
  return `${scheme}://${hostRewrite ?? ownHost}${rewrite(request.path, pathRewrite)}${query}`;
}
