import { noTarget, noWeight, rewriteWithoutTemplate } from "../errors";
import { compileTemplateRewrite } from "../paths/path-template";
import type { HeaderAction, RedirectCode, RouteAction, Target, UrlRedirect, UrlRewrite } from "../url-map";
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

interface ForwardOutcome extends Omit<Forward, "matched" | "notes" | "rewritten"> {
  readonly hostRewrite: string | undefined;
  readonly rewritePath: PathRewrite | undefined;
  readonly openQuestions: readonly Note[];
}

interface RedirectOutcome extends Omit<Redirect, "matched" | "notes" | "location"> {
  readonly location: (request: Request) => string;
  readonly openQuestions: readonly Note[];
}

interface RespondOutcome extends Omit<Respond, "matched" | "notes"> {
  readonly openQuestions: readonly Note[];
}

type PathRewrite = (path: string) => string;

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
  if (abort && abort.percentage >= 100) return { kind: "respond", status: abort.httpStatus, openQuestions: [] };
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
      return { kind: "respond", matched, notes, status: outcome.status };
    case "redirect":
      return { kind: "redirect", matched, notes, status: outcome.status, location: outcome.location(request) };
    case "forward":
      return {
        kind: "forward",
        matched,
        notes,
        destinations: outcome.destinations,
        rewritten: {
          host: outcome.hostRewrite ?? request.host,
          path: outcome.rewritePath ? outcome.rewritePath(request.path) : request.path,
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
    rewritePath: urlRewrite && compilePathRewrite(urlRewrite, context),
    timeout,
    retryPolicy,
    mirror,
    cors,
    fault,
    headerActions,
    openQuestions,
  };
}

function destinationsOf({ service, routeAction }: Target, at: string): readonly Destination[] {
  const weighted = routeAction?.weightedBackendServices ?? [];
  if (weighted.length === 0) {
    if (!service) throw new Error(noTarget(at));
    return [{ service, share: 1 }];
  }
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) throw new Error(noWeight(at));
  return weighted
    .filter(({ weight }) => weight > 0)
    .map(({ backendService, weight, headerAction }) => ({
      service: backendService,
      share: weight / total,
      ...(headerAction && { headerAction }),
    }));
}

function compilePathRewrite(rewrite: UrlRewrite, context: OutcomeContext): PathRewrite | undefined {
  const { pathPrefixRewrite, pathTemplateRewrite } = rewrite;
  if (pathTemplateRewrite) {
    const template = context.path?.template;
    if (!template) throw new Error(rewriteWithoutTemplate(context.at));
    return compileTemplateRewrite(template, pathTemplateRewrite, context.at);
  }
  return pathPrefixRewrite
    ? replacePrefix(pathPrefixRewrite, context.path?.replacedLength ?? LEADING_SLASH)
    : undefined;
}

/** What the rewrite of a default replaces: Envoy's route for it matches `/`. */
const LEADING_SLASH = 1;
/** What the redirect of a default replaces: Google puts the prefix before the whole path. */
const NOTHING = 0;

function replacePrefix(replacement: string, length: number): PathRewrite {
  return (path) => replacement + path.slice(length);
}

const STATUS: Readonly<Record<RedirectCode, Redirect["status"]>> = {
  MOVED_PERMANENTLY_DEFAULT: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps */
function redirect(rules: UrlRedirect, context: OutcomeContext): Outcome {
  const { httpsRedirect, hostRedirect, pathRedirect, prefixRedirect, stripQuery } = rules;
  const status = STATUS[rules.redirectResponseCode ?? "MOVED_PERMANENTLY_DEFAULT"];
  const redirectPath = prefixRedirect
    ? replacePrefix(prefixRedirect, context.path?.replacedLength ?? NOTHING)
    : undefined;

  const location = (request: Request): string => {
    const scheme = httpsRedirect ? "https" : request.scheme;
    // Envoy drops the port when it was the default one of a scheme that changes.
    const ownHost = scheme === request.scheme ? request.host : request.host.replace(/:80$/, "");
    const path = pathRedirect || (redirectPath ? redirectPath(request.path) : request.path);
    // A path redirect with a query of its own wins over the request's query, as in Envoy.
    const query = request.query === undefined || stripQuery || pathRedirect?.includes("?") ? "" : `?${request.query}`;
    return `${scheme}://${hostRedirect || ownHost}${path}${query}`;
  };
  return {
    kind: "redirect",
    status,
    location,
    openQuestions: httpsRedirect && !hostRedirect ? [portAfterHttpsRedirect] : [],
  };
}
