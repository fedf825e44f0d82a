import type { ApiError } from "../api-error";
import type { Change } from "../resource-change";
import { ACCESS } from "./access";
import { ADDRESSES } from "./address";
import { BACKEND_GROUPS } from "./backend-groups";
import { BACKEND_SERVICES } from "./backend-service";
import { BACKENDS } from "./backends";
import { COMMON } from "./common";
import { FORWARDING_RULES } from "./forwarding-rule";
import { HEALTH_CHECKS } from "./health-check";
import { NETWORK } from "./network";
import { QUOTAS } from "./quotas";
import { REGION_HEALTH } from "./region-health";
import type { RuleContext, RuleSet } from "./rule";
import { SECURITY_POLICIES } from "./security";
import { TARGET_PROXIES } from "./target-proxy";
import { URL_MAP_ACTIONS } from "./url-map-actions";
import { URL_MAP_LIMITS } from "./url-map-limits";
import { URL_MAP_MATCHES } from "./url-map-matches";
import { URL_MAP_STRUCTURE } from "./url-map-structure";

/** Everything that is refused, in the order in which it is looked at. */
export const RULES: readonly RuleSet[] = [
  COMMON,
  ...NETWORK,
  ADDRESSES,
  HEALTH_CHECKS,
  ...BACKEND_GROUPS,
  SECURITY_POLICIES,
  ...BACKEND_SERVICES,
  BACKENDS,
  URL_MAP_STRUCTURE,
  URL_MAP_MATCHES,
  URL_MAP_ACTIONS,
  URL_MAP_LIMITS,
  ...TARGET_PROXIES,
  FORWARDING_RULES,
  ...ACCESS,
  ...REGION_HEALTH,
  QUOTAS,
];

/** What Google refuses, and by which rule. */
export interface Refusal {
  readonly rule: string;
  readonly error: ApiError;
}

/** Why Google would refuse the change, or undefined: the first rule that does. */
export function refusal(change: Change, context: RuleContext): Refusal | undefined {
  const { path, before, after } = change;
  for (const { collection, rules } of RULES) {
    if (collection !== "*" && collection !== path.collection) continue;
    for (const { id, ...rule } of rules) {
      const error = after ? rule.write?.(after, change, context) : before && rule.remove?.(before, change, context);
      if (error !== undefined) return { rule: id, error };
    }
  }
  return undefined;
}
