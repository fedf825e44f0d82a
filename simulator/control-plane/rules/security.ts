import { invalidValue } from "../api-error";
import { repeated } from "./repeated";
import { type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

export const SECURITY_POLICIES: RuleSet = rulesOf("securityPolicies", [
  {
    id: "security-policy.priority",
    source: SOURCE.rest("regionSecurityPolicies"),
    refuses: "two rules of one priority",
    write: ({ rules = [] }) => {
      const twice = repeated(rules.map(({ priority }) => priority));
      return twice === undefined
        ? undefined
        : invalidValue("rules", twice, "Cannot have rules with the same priorities.");
    },
  },
]);
