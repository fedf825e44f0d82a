import { snakeCase } from "../../routing/casing";

/**
 * An error as Google's APIs report it.
 *
 * @see https://cloud.google.com/compute/docs/api/how-tos/troubleshooting
 */
export interface ApiError {
  /** The HTTP status. */
  readonly code: number;
  /** Default: `global`. */
  readonly domain?: string;
  /** `invalid`, `notFound`, `alreadyExists`, … */
  readonly reason: string;
  readonly message: string;
}

/** Thrown where a request is refused; the server turns it into a response. */
export class Refused extends Error {
  constructor(
    readonly error: ApiError,
    /** The id of the rule that refuses it; absent where the request itself makes no sense. */
    readonly rule?: string,
  ) {
    super(error.message);
  }
}

/** The body of an HTTP response. */
export function errorBody({ code, domain = "global", reason, message }: ApiError) {
  return { error: { code, message, errors: [{ domain, reason, message }] } };
}

/** The `error` field of an operation, whose codes are in upper case: `RESOURCE_IN_USE_BY_ANOTHER_RESOURCE`. */
export function operationError({ reason, message }: ApiError) {
  return { errors: [{ code: snakeCase(reason).toUpperCase(), message }] };
}

export function notFound(path: string): ApiError {
  return { code: 404, reason: "notFound", message: `The resource '${path}' was not found` };
}

export function alreadyExists(path: string): ApiError {
  return { code: 409, reason: "alreadyExists", message: `The resource '${path}' already exists` };
}

export function notReady(path: string): ApiError {
  return { code: 400, reason: "resourceNotReady", message: `The resource '${path}' is not ready` };
}

export function inUse(noun: string, path: string, user: string): ApiError {
  return {
    code: 400,
    reason: "resourceInUseByAnotherResource",
    message: `The ${noun} resource '${path}' is already being used by '${user}'`,
  };
}

export function addressInUse(address: string): ApiError {
  const message = `IP_IN_USE_BY_ANOTHER_RESOURCE - IP '${address}' is already being used by another resource.`;
  return { code: 409, reason: "conflict", message };
}

export function invalidValue(field: string, value: unknown, why: string): ApiError {
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
  return { code: 400, reason: "invalid", message: `Invalid value for field 'resource.${field}': '${shown}'. ${why}` };
}

export function badRequest(message: string): ApiError {
  return { code: 400, reason: "badRequest", message };
}

/** A body that is no JSON, or whose fields are of other types than the API's. */
export function invalidPayload(detail: string): ApiError {
  return { code: 400, reason: "badRequest", message: `Invalid JSON payload received. ${detail}` };
}

export function conditionNotMet(): ApiError {
  return { code: 412, reason: "conditionNotMet", message: "Invalid fingerprint." };
}

/**
 * A quota of the project. (Google also reports it at the end of the operation.)
 *
 * @see https://cloud.google.com/docs/quotas/troubleshoot
 * @see https://github.com/mesosphere-backup/terraform-dcos/issues/61
 */
export function quotaExceeded(metric: string, limit: number, region?: string): ApiError {
  const where = region === undefined ? "globally" : `in region ${region}`;
  return {
    code: 403,
    domain: "usageLimits",
    reason: "quotaExceeded",
    message: `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} ${where}.`,
  };
}

/**
 * A limit of the system, which no project can have raised.
 *
 * @see https://cloud.google.com/load-balancing/docs/quotas
 */
export function limitExceeded(metric: string, limit: number): ApiError {
  return { code: 413, reason: "quotaExceeded", message: `Quota '${metric}' exceeded. Limit: ${limit}.0` };
}

export function internalError(): ApiError {
  return { code: 500, reason: "internalError", message: "Internal error. Please try again or contact Google Support." };
}

/** Google is overloaded (`503`) or asked too often (`429`). */
export function unavailable(status: "503" | "429"): ApiError {
  return status === "503"
    ? { code: 503, reason: "backendError", message: "The service is currently unavailable." }
    : { code: 429, reason: "rateLimitExceeded", message: "Rate Limit Exceeded" };
}

export function unsupported(method: string, path: string): ApiError {
  return { code: 404, reason: "notFound", message: `The method ${method} is not supported on '${path}'` };
}
