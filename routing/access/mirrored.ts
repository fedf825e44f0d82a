import type { AuthorizationPolicy, HttpRule, SecurityPolicyRule } from "./policies";

/**
 * Whether rules of a security policy deny all that an authorization policy denies: then nothing passes while that one is not
 * there yet. Only ranges stand in both.
 */
export function isMirrored({ http_rules = [] }: AuthorizationPolicy, rules: readonly SecurityPolicyRule[]): boolean {
  const text = JSON.stringify(rules);
  return http_rules.length > 0 && http_rules.every((rule) => rangesOnly(rule)?.every((range) => text.includes(range)));
}

/** The ranges of a rule that knows callers by nothing else, and is about every request. */
function rangesOnly({ from, to }: HttpRule): string[] | undefined {
  const { ip_blocks, ...others } = from?.sources ?? {};
  if (to !== undefined || from?.not_sources !== undefined || Object.keys(others).length > 0) return undefined;
  return ip_blocks?.map(({ prefix, length }) => `${prefix}/${length}`);
}
