import type { Decision, Destination, Forward } from "../evaluate/decision";
import type { CorsPolicy, Duration, FaultInjectionPolicy, HeaderAction, HeaderOption, RetryPolicy } from "../url-map";

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
      return { to: respondWords(decision.status) };
    case "forward":
      return { to: exactShares(decision.destinations), ...forwardMeaning(decision) };
  }
}

/** The aspects that both have and that differ. */
export function differingAspects(a: Meaning, b: Meaning): Aspect[] {
  return ASPECTS.filter((aspect) => a[aspect] !== undefined && b[aspect] !== undefined && a[aspect] !== b[aspect]);
}

export const respondWords = (status: number) => `respond ${status}`;

const NONE = "none";

function forwardMeaning(decision: Forward): Omit<Meaning, "to"> {
  const { destinations, rewritten, timeout, retryPolicy, mirror, cors, fault, headerActions } = decision;
  return {
    timeout: timeout ? durationWords(timeout) : NONE,
    retries: retryPolicy ? retryWords(retryPolicy) : NONE,
    mirror: mirror ? `${mirror.service} ${percent(mirror.percent / 100)}` : NONE,
    cors: cors ? corsWords(cors) : NONE,
    fault: (fault && faultWords(fault)) || NONE,
    headers: headerWords(destinations, headerActions) || NONE,
    host: rewritten.host,
    path: rewritten.path,
  };
}

/** The share of each service, from 0 to 1, largest first. A service may be listed more than once. */
export function sharesOf(destinations: readonly Destination[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { service, share } of destinations) shares.set(service, (shares.get(service) ?? 0) + share);
  return new Map([...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

/** 0.05 → `5 %` */
export const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;

/** Rounded only as far as a sum of shares may be off. */
function exactShares(destinations: readonly Destination[]): string {
  return JSON.stringify([...sharesOf(destinations)].map(([service, share]) => [service, share.toPrecision(12)]).sort());
}

/** 2 s and 500,000,000 ns → `2.5s` */
function durationWords({ seconds, nanos = 0 }: Duration): string {
  const fraction = String(nanos).padStart(9, "0").replace(/0+$/, "");
  return `${Number(seconds)}${fraction && `.${fraction}`}s`;
}

function retryWords({ numRetries = 1, perTryTimeout, retryConditions = [] }: RetryPolicy): string {
  const conditions = [...retryConditions].sort().join(", ") || "no condition";
  return `${numRetries} on ${conditions}${perTryTimeout ? `, ${durationWords(perTryTimeout)} each` : ""}`;
}

function corsWords(cors: CorsPolicy): string {
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

function faultWords({ delay, abort }: FaultInjectionPolicy): string {
  return [
    ...(delay && delay.percentage > 0
      ? [`delay ${durationWords(delay.fixedDelay)} for ${percent(delay.percentage / 100)}`]
      : []),
    ...(abort && abort.percentage > 0 ? [`abort ${abort.httpStatus} for ${percent(abort.percentage / 100)}`] : []),
  ].join(", ");
}

/** The changes of single destinations first, as they are applied. */
function headerWords(destinations: readonly Destination[], actions: readonly HeaderAction[]): string {
  const own = destinations.flatMap(({ service, share, headerAction }) => {
    const words = headerAction ? headerActionWords(headerAction) : "";
    return words ? `for ${percent(share)} to ${service}: ${words}` : [];
  });
  return [...own.sort(), ...actions.map(headerActionWords).filter(Boolean)].join("; ");
}

function headerActionWords(action: HeaderAction): string {
  const { requestHeadersToAdd, requestHeadersToRemove, responseHeadersToAdd, responseHeadersToRemove } = action;
  return [
    ...headerChanges("request", requestHeadersToAdd, requestHeadersToRemove),
    ...headerChanges("response", responseHeadersToAdd, responseHeadersToRemove),
  ].join(", ");
}

function headerChanges(
  message: "request" | "response",
  added: readonly HeaderOption[] = [],
  removed: readonly string[] = [],
): string[] {
  return [
    ...removed.map((name) => `${message} without ${name.toLowerCase()}`).sort(),
    ...added.map(
      ({ headerName, headerValue, replace }) =>
        `${message} ${additionVerb(replace)} ${headerName.toLowerCase()}: ${headerValue}`,
    ),
  ];
}

/** Without `replace`, Google's documentation leaves open which of the two it is. */
function additionVerb(replace: boolean | undefined): "sets" | "appends" | "adds" {
  if (replace === undefined) return "adds";
  return replace ? "sets" : "appends";
}
