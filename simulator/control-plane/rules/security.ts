import { RATE_LIMIT, SECURITY_POLICY } from "../../../platform/facts";
import { invalidValue } from "../api-error";
import type { SecurityPolicyRule } from "../resources";
import { repeated } from "./repeated";
import { found, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const REST = SOURCE.rest("regionSecurityPolicies");
const LANGUAGE = "https://cloud.google.com/armor/docs/rules-language-reference";
const RATES = "https://cloud.google.com/armor/docs/rate-limiting-overview";

const COUNTS = ["throttle", "rate_based_ban"];
const counts = ({ action = "" }: SecurityPolicyRule): boolean => COUNTS.includes(action);

const isOneOf = (value: number, allowed: readonly number[]): boolean => allowed.includes(value);

/** Operators that put conditions together; each joins one more. */
const conditionsIn = (expression: string): number => expression.replace(/'[^']*'/g, "").split(/&&|\|\|/).length;

export const SECURITY_POLICIES: RuleSet = rulesOf("securityPolicies", RATES, [
  {
    id: "security-policy.priority",
    source: REST,
    refuses: "two rules of one priority",
    write: ({ rules = [] }) => {
      const twice = repeated(rules.map(({ priority }) => priority));
      return found("rules", twice, "Cannot have rules with the same priorities.");
    },
  },
  {
    id: "security-policy.default-rule",
    source: REST,
    refuses: "rules without the one of priority 2147483647, which matches whatever no other one does",
    write: ({ rules = [] }) =>
      rules.some(({ priority }) => priority === SECURITY_POLICY.lastPriority)
        ? undefined
        : invalidValue("rules", "", `A rule of priority ${SECURITY_POLICY.lastPriority} is required.`),
  },
  {
    id: "security-policy.ranges",
    source: REST,
    refuses: "more than 10 source ranges in one rule",
    write: ({ rules = [] }) => {
      const ranges = rules.map(({ match }) => match?.config?.srcIpRanges ?? []);
      const long = ranges.find(({ length }) => length > SECURITY_POLICY.ranges);
      return long && invalidValue("match.config.srcIpRanges", long, `At most ${SECURITY_POLICY.ranges} are allowed.`);
    },
  },
  {
    id: "security-policy.expression",
    source: LANGUAGE,
    refuses: "an expression of more than 5 conditions, or more than 2048 characters",
    write: ({ rules = [] }) => {
      const expressions = rules.flatMap(({ match }) => match?.expr?.expression ?? []);
      const long = expressions.find(
        (one) => one.length > SECURITY_POLICY.expression || conditionsIn(one) > SECURITY_POLICY.subexpressions,
      );
      return found("match.expr.expression", long, "The expression is too complex.");
    },
  },
  {
    id: "security-policy.rate-limit-options",
    refuses: "a throttle or a ban without rate limit options, and these with another action",
    write: ({ rules = [] }) => {
      const wrong = rules.find((rule) => counts(rule) !== (rule.rateLimitOptions !== undefined));
      return wrong && invalidValue("rateLimitOptions", wrong.rateLimitOptions, `Not with the action ${wrong.action}.`);
    },
  },
  {
    id: "security-policy.count",
    refuses: "a throttle of more than 1000000 requests, or a ban at more than 10000",
    write: ({ rules = [] }) => {
      for (const { action, rateLimitOptions = {} } of rules) {
        const { rateLimitThreshold, banThreshold } = rateLimitOptions;
        const { max } = action === "rate_based_ban" ? RATE_LIMIT.bannedRequests : RATE_LIMIT.requests;
        for (const { count = 1 } of [rateLimitThreshold ?? {}, banThreshold ?? {}])
          if (count < 1 || count > max)
            return invalidValue("rateLimitOptions.rateLimitThreshold.count", count, `Must be from 1 to ${max}.`);
      }
      return undefined;
    },
  },
  {
    id: "security-policy.interval",
    refuses: "an interval or the duration of a ban that is not one of Google's",
    write: ({ rules = [] }) => {
      for (const { rateLimitOptions = {} } of rules) {
        const { rateLimitThreshold, banThreshold, banDurationSec = 0 } = rateLimitOptions;
        for (const { intervalSec } of [rateLimitThreshold ?? {}, banThreshold ?? {}])
          if (intervalSec !== undefined && !isOneOf(intervalSec, RATE_LIMIT.intervals))
            return invalidValue("rateLimitOptions.rateLimitThreshold.intervalSec", intervalSec, "Is not supported.");
        if (banDurationSec !== 0 && !isOneOf(banDurationSec, RATE_LIMIT.banDurations))
          return invalidValue("rateLimitOptions.banDurationSec", banDurationSec, "Is not supported.");
      }
      return undefined;
    },
  },
  {
    id: "security-policy.keys",
    refuses: "more than three keys of one limit",
    write: ({ rules = [] }) => {
      const keys = rules.map(({ rateLimitOptions }) => rateLimitOptions?.enforceOnKeyConfigs ?? []);
      const long = keys.find(({ length }) => length > RATE_LIMIT.mostKeys);
      return long && invalidValue("rateLimitOptions.enforceOnKeyConfigs", long, "At most 3 are allowed.");
    },
  },
  {
    id: "security-policy.ban-to-throttle",
    refuses: "to turn a ban into a throttle at one priority",
    write: ({ rules = [] }, { before }) => {
      const banned = (before?.rules ?? []).flatMap(({ action, priority }) =>
        action === "rate_based_ban" ? priority : [],
      );
      const turned = rules.find(({ action, priority }) => action === "throttle" && banned.includes(priority));
      return turned && invalidValue("action", turned.action, "A rate_based_ban rule cannot become a throttle rule.");
    },
  },
]);
