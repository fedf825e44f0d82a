import { seconds } from "../../config/duration";
import type { DocumentPath } from "../../config/finding";
import { mirrorOf } from "../../config/model/mirror";
import type { Model, Workload } from "../../config/model/model";
import { API_FAMILIES, type ApiFamilyName } from "../../config/presets/api-families";
import { PROFILES } from "../../config/presets/profiles";
import type { ActionConfig } from "../../config/schema/config";
import { DEFAULTS } from "../../config/schema/defaults";
import { REDIRECT_STATUS } from "../../platform/facts";
import { closed } from "../closed";
import { toDuration } from "../duration";
import { compareTexts } from "../order";
import type {
  CorsPolicy,
  FaultInjectionPolicy,
  HeaderAction,
  RedirectCode,
  RetryPolicy,
  RouteAction,
  Target,
  UrlRedirect,
} from "../url-map";
import type { Report } from "./collect-findings";
import { headersWithoutBackend, hostsDiffer, httpsToHttps, percentTooFine, timeoutWithoutEffect } from "./findings";
import { headerActionOf, joined, workloadHeaderAction } from "./header-actions";
import { nearestPercent, type Weights, weightsOf } from "./weights";

/** What happens with a request, in the Compute API's shape. Absent fields are left out, so that equal actions are equal texts. */
export interface Action extends Target {
  readonly headerAction?: HeaderAction;
}

export interface ActionContext {
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly scheme: Model["scheme"];
  /** A listener with TLS uses this URL map too. */
  readonly servesHttps: boolean;
  /** The response header that names the workload. */
  readonly workloadHeader?: string;
  readonly report: Report;
}

/** An action that a default has, or a rule with its API family. */
export type ActionWords = ActionConfig & { readonly api?: ApiFamilyName };

/** A rule's or a default's action, save for what it does with the path, which depends on the pattern that matches. */
export function actionOf(words: ActionWords, at: DocumentPath, context: ActionContext): Action {
  const headerAction = headerActionOf(words, at, context);
  if (words.redirect !== undefined)
    return defined({ urlRedirect: redirectOf(words.redirect, at, context), headerAction });
  if (words.respond !== undefined) {
    if (headerAction !== undefined) context.report("warning", at, headersWithoutBackend(words.respond));
    return closed(words.respond, corsPolicyOf(words.cors));
  }
  const weights = weightsOf(words);
  if (weights === undefined && words.canary !== undefined) {
    const { percent } = words.canary;
    context.report("error", [...at, "canary", "percent"], percentTooFine(percent, nearestPercent(percent)));
  }
  const destinations = destinationsOf(weights ?? {}, words.to, at, context);
  return destinations.length === 0 ? closed(404) : forward(destinations, words, headerAction, at, context);
}

interface Destination {
  readonly workload: Workload;
  readonly weight: number;
  /** What names it to clients, and what its share alone does. */
  readonly headerAction?: HeaderAction;
}

/** The workloads that have backends in this region, sorted by id. */
function destinationsOf(
  weights: Weights,
  to: ActionWords["to"],
  at: DocumentPath,
  context: ActionContext,
): Destination[] {
  return Object.entries(weights)
    .flatMap(([id, weight]): Destination[] => {
      const workload = context.workloads.get(id);
      if (workload === undefined || workload.backends.length === 0) return [];
      const share = typeof to === "object" ? to[id] : undefined;
      const own = typeof share === "object" ? headerActionOf(share, [...at, "to", id], context) : undefined;
      return [{ workload, weight, headerAction: joined(workloadHeaderAction(context.workloadHeader, id), own) }];
    })
    .sort((a, b) => compareTexts(a.workload.id, b.workload.id));
}

function forward(
  destinations: readonly Destination[],
  words: ActionWords,
  headerAction: HeaderAction | undefined,
  at: DocumentPath,
  context: ActionContext,
): Action {
  const workloads = destinations.map(({ workload }) => workload);
  const hostRewrite = words.rewrite?.host ?? hostOf(workloads, at, context.report);
  const [first, second] = destinations;
  const routeAction: RouteAction = defined({
    weightedBackendServices:
      second &&
      destinations.map(({ workload, weight, headerAction }) =>
        defined({ backendService: workload.id, weight, headerAction }),
      ),
    urlRewrite: hostRewrite === undefined ? undefined : { hostRewrite },
    timeout: timeoutOf(words, workloads, at, context.report),
    retryPolicy: retryPolicyOf(words, workloads),
    requestMirrorPolicy: mirrorPolicyOf(words.mirror, context),
    corsPolicy: corsPolicyOf(words.cors),
    faultInjectionPolicy: faultOf(words.fault),
  });
  return defined({
    service: second ? undefined : first?.workload.id,
    routeAction: Object.keys(routeAction).length === 0 ? undefined : routeAction,
    headerAction: second ? headerAction : joined(first?.headerAction, headerAction),
  });
}

/** The Host header that all the workloads insist on; one request cannot carry two. */
function hostOf(workloads: readonly Workload[], at: DocumentPath, report: Report): string | undefined {
  const hosts = new Map(workloads.map(({ id, hostRewrite }) => [id, hostRewrite]));
  if (new Set(hosts.values()).size > 1) report("error", [...at, "to"], hostsDiffer(hosts));
  return workloads[0]?.hostRewrite;
}

/**
 * The route's own, the API family's, the longest of the workloads' that have one. None where no workload has one: their
 * platform has its own, and refuses another.
 */
function timeoutOf(words: ActionWords, workloads: readonly Workload[], at: DocumentPath, report: Report) {
  const timeouts = workloads.flatMap(({ timeout }) => timeout ?? []);
  const ids = workloads.map(({ id }) => id);
  if (timeouts.length === 0 && words.timeout !== undefined)
    report("warning", [...at, "timeout"], timeoutWithoutEffect(words.timeout, ids));
  if (timeouts.length === 0) return undefined;
  if (words.timeout !== undefined) return toDuration(seconds(words.timeout));
  const family = words.api && API_FAMILIES[words.api];
  return toDuration(family ? (family.timeout ?? PROFILES[family.profile].timeout) : Math.max(...timeouts));
}

/** The route's own, the API family's, what all the workloads agree on. */
function retryPolicyOf(words: ActionWords, workloads: readonly Workload[]): RetryPolicy | undefined {
  if (words.retry === false) return undefined;
  if (words.retry !== undefined) {
    const { attempts = DEFAULTS.retry.attempts, on, perTry } = words.retry;
    return defined({
      numRetries: attempts,
      perTryTimeout: perTry === undefined ? undefined : toDuration(seconds(perTry)),
      retryConditions: on,
    });
  }
  const retry = words.api ? PROFILES[API_FAMILIES[words.api].profile].retry : commonRetry(workloads);
  return retry && { numRetries: retry.attempts, retryConditions: retry.on };
}

/** A request may be tried again only where each of the workloads it may reach would have it so. */
function commonRetry(workloads: readonly Workload[]): Workload["retry"] {
  const retries = workloads.flatMap(({ retry }) => retry ?? []);
  const [first, ...others] = retries;
  if (first === undefined || retries.length < workloads.length) return undefined;
  const on = first.on.filter((condition) => others.every((other) => other.on.includes(condition)));
  return on.length === 0 ? undefined : { attempts: Math.min(...retries.map(({ attempts }) => attempts)), on };
}

function mirrorPolicyOf(words: ActionWords["mirror"], { workloads, scheme }: ActionContext) {
  const mirror = mirrorOf(words, { scheme });
  if (mirror === undefined || (workloads.get(mirror.to)?.backends.length ?? 0) === 0) return undefined;
  return defined({ backendService: mirror.to, mirrorPercent: mirror.percent });
}

const REDIRECT_CODES = Object.keys(REDIRECT_STATUS) as RedirectCode[];

function redirectOf(
  { host, path, ...redirect }: NonNullable<ActionWords["redirect"]>,
  at: DocumentPath,
  { servesHttps, report }: ActionContext,
): UrlRedirect {
  const byDefault = DEFAULTS.redirect;
  const { https = byDefault.https, code = byDefault.code, stripQuery = byDefault.stripQuery } = redirect;
  if (https && servesHttps) report("error", [...at, "redirect", "https"], httpsToHttps());
  return defined({
    hostRedirect: host,
    pathRedirect: path,
    redirectResponseCode: REDIRECT_CODES.find((name) => REDIRECT_STATUS[name] === code),
    httpsRedirect: https || undefined,
    stripQuery,
  });
}

function corsPolicyOf(cors: ActionWords["cors"]): CorsPolicy | undefined {
  if (cors === undefined) return undefined;
  return defined({
    allowOrigins: cors.origins,
    allowMethods: cors.methods,
    allowHeaders: cors.headers,
    exposeHeaders: cors.expose,
    maxAge: cors.maxAge === undefined ? undefined : Math.round(seconds(cors.maxAge)),
    allowCredentials: cors.credentials,
    disabled: false,
  });
}

/** A share of 0 is no fault: the provider would leave the number out, and the API would refuse the rest. */
function faultOf(fault: ActionWords["fault"]): FaultInjectionPolicy | undefined {
  const { delay, abort } = fault ?? {};
  const policy: FaultInjectionPolicy = defined({
    delay:
      delay && delay.percent > 0
        ? { fixedDelay: toDuration(seconds(delay.for)), percentage: delay.percent }
        : undefined,
    abort: abort && abort.percent > 0 ? { httpStatus: abort.status, percentage: abort.percent } : undefined,
  });
  return Object.keys(policy).length === 0 ? undefined : policy;
}

/** The object without its absent fields. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
