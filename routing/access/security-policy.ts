import { onlyRanges, type RateLimit, rangesOf, type Security, type SecurityRule } from "../../config/model/security";
import { SECURITY_POLICY } from "../../platform/facts";
import type { SecurityPolicyMatch, SecurityPolicyRule } from "./policies";
import { mergedRanges } from "./ranges";

/** Where each part of a policy begins. A ban stands apart from a throttle: Google refuses to turn the one into the other. */
const PRIORITY = { deny: 1000, allow: 2000, rules: 10_000, throttle: 20_000, ban: 30_000, allowed: 40_000 } as const;

const EVERYBODY: SecurityPolicyMatch = { versioned_expr: "SRC_IPS_V1", config: { src_ip_ranges: ["*"] } };

/**
 * The rules of a security policy, by priority: who is denied, whoever is not allowed, the user's own rules, rate limits, and
 * the default rule, which must be there.
 */
export function securityPolicyRules(security: Security): SecurityPolicyRule[] {
  const allowed = onlyRanges(security.allow) ? mergedRanges(rangesOf(security.allow)) : [];
  const counts = security.rateLimits.length > 0;
  const gate = counts ? gateOf(allowed) : [];
  const listed = counts ? [] : allowedRules(allowed);
  return [
    ...inChunks(mergedRanges(rangesOf(security.deny))).map((ranges, i) => ({
      priority: PRIORITY.deny + i,
      action: "deny(403)" as const,
      description: "security.deny",
      match: from(ranges),
    })),
    ...gate,
    ...security.rules.map(ownRule),
    ...security.rateLimits.flatMap(rateLimitRules),
    ...listed,
    {
      priority: SECURITY_POLICY.lastPriority,
      action: listed.length > 0 ? "deny(403)" : "allow",
      description: listed.length > 0 ? "security.allow" : "default",
      match: EVERYBODY,
    },
  ];
}

/**
 * Turns away whoever is not allowed, in one expression. A rule that lets ranges in would end the search before the rate
 * limits; and an expression takes only a few ranges: more are left to the authorization policies.
 */
function gateOf(allowed: readonly string[]): SecurityPolicyRule[] {
  if (allowed.length === 0 || allowed.length > SECURITY_POLICY.subexpressions) return [];
  const inside = allowed.map((range) => `inIpRange(origin.ip, '${range}')`).join(" || ");
  const expression = `!(${inside})`;
  return [
    { priority: PRIORITY.allow, action: "deny(403)", description: "security.allow", match: { expr: { expression } } },
  ];
}

function allowedRules(allowed: readonly string[]): SecurityPolicyRule[] {
  return inChunks(allowed).map((ranges, i) => ({
    priority: PRIORITY.allowed + i,
    action: "allow",
    description: "security.allow",
    match: from(ranges),
  }));
}

function ownRule({ name, expression, action, preview }: SecurityRule, i: number): SecurityPolicyRule {
  return {
    priority: PRIORITY.rules + i,
    action: action === "deny" ? "deny(403)" : "allow",
    description: `security.rules ${name}`,
    preview,
    match: { expr: { expression } },
  };
}

/** A limit, after a rule for requests that lack its header or cookie: Cloud Armor would count those together. */
function rateLimitRules(limit: RateLimit, i: number): SecurityPolicyRule[] {
  const priority = (limit.ban === undefined ? PRIORITY.throttle : PRIORITY.ban) + 2 * i;
  const description = `security.rateLimits ${limit.name}`;
  const { preview } = limit;
  const present = limit.keys.flatMap(({ type, name }) => presence(type, name) ?? []);
  const has = present.join(" && ");
  const counted = [limit.when && `(${limit.when})`, limit.withoutKey === "skip" ? has : ""]
    .filter(Boolean)
    .join(" && ");
  const without = [limit.when && `(${limit.when})`, has && `!(${has})`].filter(Boolean).join(" && ");
  const denied: SecurityPolicyRule[] =
    has !== "" && limit.withoutKey === "deny"
      ? [
          {
            priority,
            action: "deny(403)",
            description: `${description} withoutKey`,
            preview,
            match: { expr: { expression: without } },
          },
        ]
      : [];
  return [
    ...denied,
    {
      priority: priority + 1,
      action: limit.ban === undefined ? "throttle" : "rate_based_ban",
      description,
      preview,
      match: counted === "" ? EVERYBODY : { expr: { expression: counted } },
      rate_limit_options: {
        conform_action: "allow",
        exceed_action: "deny(429)",
        enforce_on_key_configs: limit.keys.map(({ type, name }) => ({
          enforce_on_key_type: type,
          enforce_on_key_name: name,
        })),
        rate_limit_threshold: { count: limit.requests, interval_sec: limit.interval },
        ban_threshold: limit.ban && { count: limit.ban.requests, interval_sec: limit.ban.interval },
        ban_duration_sec: limit.ban?.duration,
      },
    },
  ];
}

/** The expression for a request that has what it is counted by. */
function presence(type: string, name = ""): string | undefined {
  if (type === "HTTP_HEADER") return `has(request.headers['${name.toLowerCase()}'])`;
  return type === "HTTP_COOKIE"
    ? `has(request.headers['cookie']) && request.headers['cookie'].contains('${name}=')`
    : undefined;
}

const from = (ranges: readonly string[]): SecurityPolicyMatch => ({
  versioned_expr: "SRC_IPS_V1",
  config: { src_ip_ranges: ranges },
});

function inChunks(ranges: readonly string[]): string[][] {
  const { ranges: most } = SECURITY_POLICY;
  return Array.from({ length: Math.ceil(ranges.length / most) }, (_, i) => ranges.slice(i * most, (i + 1) * most));
}
