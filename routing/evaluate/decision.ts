import type { REDIRECT_STATUS } from "../../platform/facts";
import type { CorsPolicy, Duration, FaultInjectionPolicy, HeaderAction, RedirectCode, RetryPolicy } from "../url-map";

/** A request as the proxy receives it. */
export interface Request {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** The `Host` header as sent, with its port if the client sent one. */
  readonly host: string;
  /** From the first `/`, without query and fragment, not percent-decoded. */
  readonly path: string;
  /** Without the leading `?`; absent when the URL has none. */
  readonly query?: string;
  /** Names in lower case; several lines of one header are joined with `,`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Which part of the URL map decided. */
export interface MatchedRule {
  /** The pattern of the host rule that won, or `undefined` for the URL map's own default. */
  readonly host?: string;
  readonly pathMatcher?: string;
  /** Absent when the default of the path matcher (or of the URL map) decided. */
  readonly rule?: {
    readonly kind: "pathRule" | "routeRule";
    /** Position in the matcher's list. */
    readonly index: number;
    /** The path, or the path condition, that matched. */
    readonly pattern: string;
    readonly priority?: number;
  };
}

/** One backend service and its share of the requests that are decided like this one. */
export interface Destination {
  readonly service: string;
  /** From 0 to 1; the shares of a decision add up to 1. */
  readonly share: number;
  /** Header changes of this destination alone, applied before those of the route. */
  readonly headerAction?: HeaderAction;
}

interface Common {
  readonly matched: MatchedRule;
  /** What the facts leave open about this decision, in one sentence each. */
  readonly notes: readonly string[];
}

export interface Forward extends Common {
  readonly kind: "forward";
  readonly destinations: readonly Destination[];
  /** The request line as the backend sees it. */
  readonly rewritten: { readonly host: string; readonly path: string; readonly query?: string };
  readonly timeout?: Duration;
  readonly retryPolicy?: RetryPolicy;
  readonly mirror?: { readonly service: string; readonly percent: number };
  readonly cors?: CorsPolicy;
  readonly fault?: FaultInjectionPolicy;
  /** Header changes in the order they are applied: rule, path matcher, URL map. */
  readonly headerActions: readonly HeaderAction[];
}

export interface Redirect extends Common {
  readonly kind: "redirect";
  readonly status: (typeof REDIRECT_STATUS)[RedirectCode];
  readonly location: string;
}

/** An abort of 100 %: the proxy answers by itself. */
export interface Respond extends Common {
  readonly kind: "respond";
  readonly status: number;
  /** The backend service that would otherwise be asked, whose security policy holds here too. */
  readonly service?: string;
}

export type Decision = Forward | Redirect | Respond;
