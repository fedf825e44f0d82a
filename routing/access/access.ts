import type { Decision, Request } from "../evaluate/decision";
import type { Caller } from "./caller";
import { holds } from "./expression";
import { conditionHolds, ruleMatches } from "./matches";
import type {
  ListenerPolicies,
  RateLimitOptions,
  ReadPolicy,
  ReadSecurityPolicy,
  SecurityPolicyRule,
  ServicePolicies,
} from "./policies";
import { isOpen, negated, not, open, type Reason, some, type Truth, unlessSaid } from "./truth";

/** Whether a request gets through, as far as its policies tell. */
export interface Access {
  /** `depends`: on who calls, which is not said. Whoever is asked besides may still say no. */
  readonly verdict: "allowed" | "denied" | "depends" | "cannot be told";
  /** What denies it, or may. */
  readonly denials: readonly Denial[];
  /** Who is asked besides, in their order. */
  readonly asks: readonly Asked[];
  /** The limit that it counts against, if it gets there. */
  readonly counts: readonly Counted[];
  /** What Google leaves open about this, in one sentence each. */
  readonly notes: readonly string[];
}

export interface Denial {
  readonly by: string;
  /** Absent: the connection is refused, and nothing is answered. */
  readonly status?: number;
  /** Empty: certainly. */
  readonly because: readonly Reason[];
}

export interface Asked {
  readonly by: string;
  /** A yes of it is needed; otherwise it may only change the request. */
  readonly decides: boolean;
  readonly who: string;
  readonly failOpen?: true;
  readonly because: readonly Reason[];
}

export interface Counted {
  readonly by: string;
  readonly limit: RateLimitOptions;
  readonly because: readonly Reason[];
}

/** The policies of what a request meets. */
export interface Guards {
  /** Of the listener that takes it. */
  readonly listener: ListenerPolicies;
  /** Of the backend service that the URL map chooses. */
  readonly service: ServicePolicies;
}

/** Answers of one stage; the next is asked only while nothing has certainly been denied. */
interface Stage {
  readonly denials: readonly Denial[];
  readonly counts: readonly Counted[];
}

/**
 * Whether a request gets through, in Google's order: the security policy of the backend service, then whoever is asked
 * (`CUSTOM`), then `DENY`, then `ALLOW`.
 *
 * @see https://cloud.google.com/service-extensions/docs/lb-extensions-overview
 * @see https://cloud.google.com/load-balancing/docs/auth-policy/auth-policy-overview
 */
export function accessOf({ listener, service }: Guards, request: Request, caller: Caller, decision?: Decision): Access {
  const call = { request, caller };
  const matches = (one: ReadPolicy) => policyMatches(one, call);
  const ofAction = (action: string) => listener.authorization.filter(({ policy }) => policy.action === action);
  const { clientCertificate } = caller;
  const shown = clientCertificate !== undefined || unlessSaid("a certificate that the listener trusts");
  const armor = service.securityPolicy === undefined ? NOTHING : armorOf(service.securityPolicy, call);
  const allowing = ofAction("ALLOW");
  const unread = listener.authorization.filter(({ policy }) => !ACTIONS.has(policy.action));
  const byPolicies = [
    ...unread.flatMap(({ name }) => denied(name, 403, unreadTruth(`what ${name} does is not understood`))),
    ...ofAction("DENY").flatMap((one) => denied(one.name, 403, matches(one))),
    ...(allowing.length === 0
      ? []
      : denied(allowing.map(({ name }) => name).join(" or "), 403, not(some(allowing.map(matches))))),
  ];
  const denials = [
    ...(listener.certificate === "required" ? denied("clientCertificates", undefined, not(shown)) : []),
    ...armor.denials,
    ...(isPreflight(request, decision)
      ? byPolicies.map((one) => ({ ...one, because: [...one.because, BY_THE_PROXY] }))
      : byPolicies),
  ];
  const certain = denials.filter(({ because }) => because.length === 0).slice(0, 1);
  const asks = [
    ...listener.callouts.flatMap(({ name, kind, expression, failOpen }): Asked[] => {
      const truth = holds(expression, call);
      const who = `${kind} extension`;
      return truth === false ? [] : [{ by: name, decides: false, who, failOpen, because: reasonsOf(truth) }];
    }),
    ...(service.iap ? [{ by: "iap", decides: true, who: "IAP", because: [] }] : []),
    ...ofAction("CUSTOM").flatMap((one): Asked[] => {
      const truth = matches(one);
      const { who, failOpen } = one.asked ?? { who: one.name };
      return truth === false ? [] : [{ by: one.name, decides: true, who, failOpen, because: reasonsOf(truth) }];
    }),
  ];
  const verdict = certain.length > 0 ? "denied" : verdictOf(denials);
  const isRedirect = decision?.kind === "redirect" && denials.length > armor.denials.length;
  return {
    verdict,
    denials: certain.length > 0 ? certain : denials,
    asks,
    counts: armor.counts,
    notes: [
      ...(isRedirect ? [BEFORE_REDIRECTS] : []),
      ...(listener.certificate === "perhaps required" && clientCertificate === undefined ? [EXISTING_TLS] : []),
    ],
  };
}

/** Google answers CORS after Cloud Armor and before everything else. */
const isPreflight = ({ method, headers }: Request, decision: Decision | undefined): boolean =>
  method === "OPTIONS" &&
  ["origin", "access-control-request-method"].every((name) => name in headers) &&
  decision?.kind === "forward" &&
  decision.cors !== undefined;

const BY_THE_PROXY: Reason = { kind: "unread", words: "the proxy may answer this preflight before it asks policies" };

const BEFORE_REDIRECTS =
  "that a redirect asks authorization policies first follows from Google's order, and is not said of redirects";
const EXISTING_TLS = "whether clients need a certificate is up to an existing server TLS policy, which is not known";

const ACTIONS: ReadonlySet<string> = new Set(["ALLOW", "DENY", "CUSTOM"]);

const NOTHING: Stage = { denials: [], counts: [] };

const reasonsOf = (truth: Truth): readonly Reason[] => (isOpen(truth) ? truth.because : []);

const denied = (by: string, status: number | undefined, truth: Truth): Denial[] =>
  truth === false ? [] : [{ by, status, because: reasonsOf(truth) }];

function verdictOf(denials: readonly Denial[]): Access["verdict"] {
  if (denials.length === 0) return "allowed";
  const isForCallers = denials.every(({ because }) => because.every(({ kind }) => kind === "caller"));
  return isForCallers ? "depends" : "cannot be told";
}

function policyMatches({ policy, unread }: ReadPolicy, call: Parameters<typeof ruleMatches>[1]): Truth {
  const whole = unread.get("all");
  if (whole !== undefined) return unreadTruth(whole);
  if (policy.http_rules === undefined) return true;
  return some(
    policy.http_rules.map((rule, i) => {
      const why = unread.get(i);
      return why === undefined ? ruleMatches(rule, call) : unreadTruth(why);
    }),
  );
}

const unreadTruth = (words: string): Truth => open({ kind: "unread", words });

/** The first rule that matches decides; those before it that may match, decide perhaps. */
function armorOf({ name, rules, unread }: ReadSecurityPolicy, call: Parameters<typeof ruleMatches>[1]): Stage {
  const whole = unread.get("all");
  if (rules === undefined || whole !== undefined)
    return { denials: denied(name, 403, unreadTruth(whole ?? "its rules are not known")), counts: [] };
  const denials: Denial[] = [];
  const counts: Counted[] = [];
  /** Rules that may let the request through before the next is asked. */
  let passes: readonly Reason[] = [];
  const byPriority = [...rules.entries()].sort(([, a], [, b]) => a.priority - b.priority);
  for (const [i, rule] of byPriority) {
    const why = unread.get(i);
    const truth = why === undefined ? conditionHolds(rule.match, call) : unreadTruth(why);
    if (rule.preview || truth === false) continue;
    const because = [...passes.map(negated), ...reasonsOf(truth)];
    const by = rule.description || `${name}, priority ${rule.priority}`;
    const status = statusOf(rule);
    if (status !== undefined) denials.push({ by, status, because });
    else {
      if (rule.rate_limit_options) counts.push({ by, limit: rule.rate_limit_options, because });
      if (rule.action !== "allow" && !rule.rate_limit_options)
        denials.push(...denied(by, 403, unreadTruth(`what ${by} does (${rule.action}) is not understood`)));
      passes = [...passes, ...reasonsOf(truth)];
    }
    if (!isOpen(truth)) return { denials, counts };
  }
  return { denials: [...denials, ...denied(name, 403, unreadTruth(`${name} has no default rule`))], counts };
}

/** The status that a rule denies with. */
function statusOf({ action }: SecurityPolicyRule): number | undefined {
  const [, status] = /^deny\((\d+)\)$/.exec(action) ?? [];
  return status === undefined ? undefined : Number(status);
}
