import { formatDuration } from "../duration";
import { changesIn, MESSAGES } from "../header-changes";
import type { CorsPolicy, FaultInjectionPolicy, HeaderAction, RetryPolicy } from "../url-map";
import type { Decision, Destination, Forward } from "./decision";

/** What can differ between two decisions. Only `to` says something about a request that is not forwarded. */
export const ASPECTS = ["to", "timeout", "retries", "mirror", "cors", "fault", "headers", "host", "path"] as const;
export type Aspect = (typeof ASPECTS)[number];

/** What a decision means for client and backend: equal texts mean the same. */
export type Meaning = { readonly to: string } & { readonly [A in Exclude<Aspect, "to">]?: string };

/** Everything but notes and which rule decided. */
export function meaningOf(decision: Decision): Meaning {
  switch (decision.kind) {
    case "redirect":
      return { to: `redirect ${decision.status} to ${decision.location}` };
    case "respond":
      return { to: `respond ${decision.status}` };
    case "forward":
      return {
        to: exactShares(decision.destinations),
        ...describeActions(decision),
        host: decision.rewritten.host,
        path: decision.rewritten.path,
      };
  }
}

/** The aspects that both have and that differ. */
export function differingAspects(a: Meaning, b: Meaning): Aspect[] {
  return ASPECTS.filter((aspect) => a[aspect] !== undefined && b[aspect] !== undefined && a[aspect] !== b[aspect]);
}

export const NONE = "none";

type Actions = Pick<
  Forward,
  "destinations" | "timeout" | "retryPolicy" | "mirror" | "cors" | "fault" | "headerActions"
>;

/** What else happens to a request that is forwarded, and to its answer. */
export function describeActions({ destinations, headerActions, ...actions }: Actions) {
  const { timeout, retryPolicy, mirror, cors, fault } = actions;
  return {
    timeout: timeout ? formatDuration(timeout) : NONE,
    retries: retryPolicy ? formatRetryPolicy(retryPolicy) : NONE,
    mirror: mirror ? `${mirror.service} ${formatShare(mirror.percent / 100)}` : NONE,
    cors: cors ? formatCors(cors) : NONE,
    fault: (fault && formatFault(fault)) || NONE,
    headers: formatHeaderActions(destinations, headerActions) || NONE,
  };
}

/** The share of each service, from 0 to 1, largest first. A service may be listed more than once. */
export function sharesOf(destinations: readonly Destination[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { service, share } of destinations) shares.set(service, (shares.get(service) ?? 0) + share);
  return new Map([...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

/** 0.05 → `5 %` */
const formatShare = (share: number) => `${Number((share * 100).toFixed(2))} %`;

/** `a 90 %`, `b 10 %`; a single service has no share. */
export const formatDestinations = (shares: ReadonlyMap<string, number>): string[] =>
  [...shares].map(([service, share]) => (share === 1 ? service : `${service} ${formatShare(share)}`));

/** Rounded only as far as a sum of shares may be off. */
export function exactShares(destinations: readonly Destination[]): string {
  return JSON.stringify([...sharesOf(destinations)].map(([service, share]) => [service, share.toPrecision(12)]).sort());
}

function formatRetryPolicy({ numRetries = 1, perTryTimeout, retryConditions = [] }: RetryPolicy): string {
  const conditions = [...retryConditions].sort().join(", ") || "no condition";
  return `${numRetries} on ${conditions}${perTryTimeout ? `, ${formatDuration(perTryTimeout)} each` : ""}`;
}

function formatCors(cors: CorsPolicy): string {
  const lists = [
    ["origins", cors.allowOrigins],
    ["origins matching", cors.allowOriginRegexes],
    ["methods", cors.allowMethods],
    ["headers", cors.allowHeaders],
    ["exposed headers", cors.exposeHeaders],
  ] as const;
  const parts = [
    ...lists.flatMap(([name, values = []]) => (values.length > 0 ? `${name} ${[...values].sort().join(" ")}` : [])),
    ...(cors.maxAge === undefined ? [] : [`max age ${cors.maxAge}s`]),
    ...(cors.allowCredentials ? ["credentials"] : []),
  ];
  return parts.join(", ") || "allows nothing";
}

function formatFault({ delay, abort }: FaultInjectionPolicy): string {
  return [
    ...(delay && delay.percentage > 0
      ? [`delay ${formatDuration(delay.fixedDelay)} for ${formatShare(delay.percentage / 100)}`]
      : []),
    ...(abort && abort.percentage > 0 ? [`abort ${abort.httpStatus} for ${formatShare(abort.percentage / 100)}`] : []),
  ].join(", ");
}

/** The changes of single destinations first, as they are applied. */
function formatHeaderActions(destinations: readonly Destination[], actions: readonly HeaderAction[]): string {
  const own = destinations.flatMap(({ service, share, headerAction }) => {
    const words = headerAction ? formatHeaderAction(headerAction) : "";
    return words ? `for ${formatShare(share)} to ${service}: ${words}` : [];
  });
  return [...own.sort(), ...actions.map(formatHeaderAction).filter(Boolean)].join("; ");
}

const formatHeaderAction = (action: HeaderAction): string =>
  MESSAGES.flatMap((message) => {
    const { add, remove } = changesIn(action, message);
    return [
      ...remove.map((name) => `${message} without ${name.toLowerCase()}`).sort(),
      ...add.map(
        ({ headerName, headerValue, replace }) =>
          `${message} ${additionVerb(replace)} ${headerName.toLowerCase()}: ${headerValue}`,
      ),
    ];
  }).join(", ");

/** Without `replace`, Google's documentation leaves open which of the two it is. */
function additionVerb(replace: boolean | undefined): "sets" | "appends" | "adds" {
  if (replace === undefined) return "adds";
  return replace ? "sets" : "appends";
}
