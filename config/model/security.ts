import { seconds } from "../duration";
import type { CallerConfig, Config, NarrowingConfig, RuleConfig } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";

/** Who may call, and how much, with every default filled in. Durations are seconds. */
export interface Security {
  /** `security: off`: what protects is taken away. */
  readonly off: boolean;
  readonly allow: readonly Caller[];
  readonly deny: readonly Caller[];
  readonly iap?: { readonly members: readonly string[] };
  readonly rateLimits: readonly RateLimit[];
  readonly rules: readonly SecurityRule[];
  /** Parts of the routes that fewer callers may reach, in the order of the file. */
  readonly narrowed: readonly Narrowed[];
  /** An existing security policy, by name or link; of all workloads that name none of their own. */
  readonly policy?: string;
}

/** What a caller is known by. `headers`: all of them. */
export type Caller =
  | { readonly kind: "range"; readonly range: string }
  | { readonly kind: "headers"; readonly headers: readonly HeaderMatch[] }
  | { readonly kind: "clientCertificate"; readonly selector: CertificateName; readonly name: string }
  | { readonly kind: "serviceAccount"; readonly email: string }
  | { readonly kind: "tag"; readonly id: string };

export interface HeaderMatch {
  readonly name: string;
  readonly match: "exact" | "prefix" | "suffix" | "contains";
  readonly value: string;
}

/** Which name of a client's certificate counts, in the provider's words. */
export type CertificateName = "CLIENT_CERT_URI_SAN" | "CLIENT_CERT_DNS_NAME_SAN" | "CLIENT_CERT_COMMON_NAME";

export interface RateLimit {
  readonly name: string;
  readonly keys: readonly RateLimitKey[];
  readonly requests: number;
  readonly interval: number;
  readonly withoutKey: "deny" | "skip";
  readonly ban?: { readonly requests: number; readonly interval: number; readonly duration: number };
  readonly when?: string;
  readonly preview: boolean;
}

/** In Cloud Armor's words, with the name of a header or cookie. */
export interface RateLimitKey {
  readonly type: "IP" | "XFF_IP" | "HTTP_PATH" | "REGION_CODE" | "ALL" | "HTTP_HEADER" | "HTTP_COOKIE";
  readonly name?: string;
}

export interface SecurityRule {
  readonly name: string;
  readonly expression: string;
  readonly action: "deny" | "allow";
  readonly preview: boolean;
}

/** A route group, or one of its rules, that fewer callers may reach. */
export interface Narrowed {
  readonly path: readonly (string | number)[];
  readonly hosts: readonly string[];
  /** Absent: the whole group. */
  readonly rule?: RuleConfig;
  readonly allow: readonly Caller[];
  readonly deny: readonly Caller[];
}

/** What the words for security of a valid configuration mean. */
export function resolveSecurity(config: Config): Security {
  const words = config.security === undefined || config.security === "off" ? {} : config.security;
  const { iap, rateLimits = [], rules = [] } = words;
  return {
    off: config.security === "off",
    ...callersOf(words),
    iap: iap && { members: iap.members ?? [] },
    rateLimits: rateLimits.map((limit) => ({
      name: limit.name,
      keys: [limit.key].flat().map(keyOf),
      requests: limit.requests,
      interval: seconds(limit.per),
      withoutKey: limit.withoutKey ?? DEFAULTS.rateLimit.withoutKey,
      ban: limit.ban && {
        requests: limit.ban.requests,
        interval: seconds(limit.ban.per),
        duration: seconds(limit.ban.duration),
      },
      when: limit.when,
      preview: limit.preview ?? DEFAULTS.rateLimit.preview,
    })),
    rules: rules.map((rule) => ({ preview: DEFAULTS.securityRule.preview, ...rule })),
    narrowed: narrowedOf(config),
    policy: config.securityPolicy,
  };
}

/**
 * Whether the words make a security policy. Ranges stand in one beside the authorization policies, which come after their
 * forwarding rule: a backend service has its policy before requests can reach it.
 */
export function makesSecurityPolicy({ policy, rateLimits, rules, allow, deny }: Security): boolean {
  if (policy !== undefined) return false;
  const ranges = [...rangesOf(deny), ...(onlyRanges(allow) ? allow : [])];
  return rateLimits.length + rules.length + ranges.length > 0;
}

/** Whether callers are known by nothing but ranges, which is all that a security policy knows. */
export const onlyRanges = (callers: readonly Caller[]): boolean => callers.every(({ kind }) => kind === "range");

export const rangesOf = (callers: readonly Caller[]): string[] =>
  callers.flatMap((caller) => (caller.kind === "range" ? caller.range : []));

function narrowedOf({ routes = [] }: Config): Narrowed[] {
  return routes.flatMap(({ hosts = DEFAULTS.routeGroup.hosts, security, rules = [] }, g) => [
    ...(security ? [{ path: ["routes", g, "security"], hosts, ...callersOf(security) }] : []),
    ...rules.flatMap((rule, r) =>
      rule.security ? [{ path: ["routes", g, "rules", r, "security"], hosts, rule, ...callersOf(rule.security) }] : [],
    ),
  ]);
}

const callersOf = ({ allow = [], deny = [] }: NarrowingConfig): Pick<Security, "allow" | "deny"> => ({
  allow: allow.map(callerOf),
  deny: deny.map(callerOf),
});

function callerOf(caller: string | CallerConfig): Caller {
  if (typeof caller === "string") return { kind: "range", range: caller.includes("/") ? caller : `${caller}/32` };
  const { headers, clientCertificate, serviceAccount, tag } = caller;
  if (headers !== undefined) return { kind: "headers", headers: Object.entries(headers).map(headerMatch) };
  if (serviceAccount !== undefined) return { kind: "serviceAccount", email: serviceAccount };
  if (clientCertificate === undefined) return { kind: "tag", id: tag ?? "" };
  return { kind: "clientCertificate", ...certificateName(clientCertificate) };
}

/** A name in a client's certificate, as a file writes it. */
export function certificateName(words: NonNullable<CallerConfig["clientCertificate"]>): {
  readonly selector: CertificateName;
  readonly name: string;
} {
  const names = typeof words === "string" ? { uri: words } : words;
  if (names.dns !== undefined) return { selector: "CLIENT_CERT_DNS_NAME_SAN", name: names.dns };
  if (names.commonName !== undefined) return { selector: "CLIENT_CERT_COMMON_NAME", name: names.commonName };
  return { selector: "CLIENT_CERT_URI_SAN", name: names.uri ?? "" };
}

type HeaderWords = NonNullable<CallerConfig["headers"]>[string];

function headerMatch([name, words]: [string, HeaderWords]): HeaderMatch {
  if (typeof words === "string") return { name, match: "exact", value: words };
  const [match = "exact"] = (["exact", "prefix", "suffix", "contains"] as const).filter(
    (one) => words[one] !== undefined,
  );
  return { name, match, value: words[match] ?? "" };
}

const KEYS = {
  clientIp: "IP",
  forwardedFor: "XFF_IP",
  path: "HTTP_PATH",
  region: "REGION_CODE",
  everyone: "ALL",
} as const;

type KeyWords = Exclude<NonNullable<Exclude<Config["security"], "off">>["rateLimits"], undefined>[number]["key"];

function keyOf(key: Exclude<KeyWords, readonly unknown[]>): RateLimitKey {
  if (typeof key === "string") return { type: KEYS[key] };
  return key.header === undefined
    ? { type: "HTTP_COOKIE", name: key.cookie }
    : { type: "HTTP_HEADER", name: key.header };
}
