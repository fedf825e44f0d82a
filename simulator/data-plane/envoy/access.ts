import type {
  AuthorizationPolicy,
  HttpRule,
  Operation,
  SecurityPolicyRule,
  Source,
  SourceResource,
  StringMatch,
} from "../../../routing/access/policies";
import { type Extension, extension, type HeaderMatcher, type TypedConfig, typedConfig } from "./api";

/** Request headers that say who calls, on this machine alone. No workload sees them. */
export const CALLER_HEADERS = { ip: "x-preview-client-ip", principal: "x-preview-principal" } as const;

/** The client's address from the header above; otherwise the connection's. */
export const CALLER_ADDRESS = extension(
  "envoy.http.original_ip_detection.custom_header",
  "extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig",
  { header_name: CALLER_HEADERS.ip, allow_extension_to_set_address_as_trusted: true },
);

/** A condition of Envoy's role-based access control, on who calls and on the request alike. */
type Principal =
  | { readonly any: true }
  | { readonly remote_ip: { readonly address_prefix: string; readonly prefix_len: number } }
  | { readonly header: HeaderMatcher }
  | { readonly and_ids: { readonly ids: readonly Principal[] } }
  | { readonly or_ids: { readonly ids: readonly Principal[] } }
  | { readonly not_id: Principal };

const ANY: Principal = { any: true };
const every = (ids: readonly Principal[]): Principal => (ids.length === 0 ? ANY : { and_ids: { ids } });
const some = (ids: readonly Principal[]): Principal => ({ or_ids: { ids } });
const not = (id: Principal): Principal => ({ not_id: id });

const RBAC = "extensions.filters.http.rbac.v3.RBAC";

/** The filter that a security policy acts through, where a route says so: only there the backend service is known. */
export const SECURITY_POLICY_FILTER = extension("security-policy", RBAC);

/** Refuses what a security policy denies. Rate limits are counted elsewhere; rules in preview decide nothing. */
export function securityPolicyConfig(rules: readonly SecurityPolicyRule[]): TypedConfig {
  const policies: Record<string, object> = {};
  const passed: Principal[] = [];
  for (const rule of [...rules].sort((a, b) => a.priority - b.priority)) {
    const condition = rule.preview ? undefined : conditionOf(rule);
    if (condition === undefined) continue;
    if (rule.action.startsWith("deny"))
      policies[String(rule.priority)] = policy(every([condition, ...passed.map(not)]));
    else passed.push(condition);
  }
  return typedConfig(`${RBAC}PerRoute`, { rbac: { rules: { action: "DENY", policies } } });
}

const policy = (principal: Principal) => ({ permissions: [{ any: true }], principals: [principal] });

/** What a rule of a security policy is about; `undefined` for an expression of the user's own, which is not enforced. */
export function conditionOf({ match }: Pick<SecurityPolicyRule, "match">): Principal | undefined {
  const { config, expr } = match;
  if (config !== undefined) return config.src_ip_ranges.includes("*") ? ANY : some(config.src_ip_ranges.map(remoteIp));
  return expr && expressionOf(expr.expression);
}

const NEGATED = /^!\((.*)\)$/;
const ATOM = /^(?:inIpRange\(origin\.ip, '([^']+)'\)|has\(request\.headers\['([^']+)'\]\))$/;

/** The expressions that constructs write: ranges, or headers that are there; all or any of them, negated or not. */
function expressionOf(text: string): Principal | undefined {
  const [, negated] = NEGATED.exec(text) ?? [];
  if (negated !== undefined) {
    const inner = expressionOf(negated);
    return inner && not(inner);
  }
  const atoms = text.split(/ (?:\|\||&&) /).map((atom): Principal | undefined => {
    const [, range, header] = ATOM.exec(atom) ?? [];
    if (range !== undefined) return remoteIp(range);
    return header === undefined ? undefined : { header: { name: header, present_match: true } };
  });
  const known = atoms.filter((atom) => atom !== undefined);
  if (known.length < atoms.length || (text.includes("||") && text.includes("&&"))) return undefined;
  return text.includes("||") ? some(known) : every(known);
}

function remoteIp(range: string): Principal {
  const [address_prefix = "", length = "32"] = range.split("/");
  return { remote_ip: { address_prefix, prefix_len: Number(length) } };
}

/**
 * The filters of a listener's authorization policies: each DENY, then one for all ALLOW policies, of which one must match.
 * CUSTOM ones ask somebody else.
 */
export function authorizationFilters(policies: readonly AuthorizationPolicy[]): Extension[] {
  return (["DENY", "ALLOW"] as const).flatMap((action) => {
    const rules = policies.filter((one) => one.action === action).flatMap(({ http_rules = [] }) => http_rules);
    if (rules.length === 0) return [];
    const named = Object.fromEntries(rules.map((rule, i) => [String(i), policy(ruleCondition(rule))]));
    return [extension(`authorization-${action.toLowerCase()}`, RBAC, { rules: { action, policies: named } })];
  });
}

function ruleCondition({ from = {}, to = {} }: HttpRule): Principal {
  const { sources, not_sources } = from;
  return every([
    ...(sources ? [sourceCondition(sources)] : []),
    ...(not_sources ? [not(sourceCondition(not_sources))] : []),
    ...(to.operations ? [operationCondition(to.operations)] : []),
  ]);
}

function sourceCondition({ ip_blocks, principals, resources }: Source): Principal {
  return every([
    ...(ip_blocks ? [some(ip_blocks.map(({ prefix, length }) => remoteIp(`${prefix}/${length}`)))] : []),
    ...(principals ? [some(principals.map(({ principal }) => identity(principal)))] : []),
    ...(resources ? [some(resources.map(resourceCondition))] : []),
  ]);
}

const identity = (value: StringMatch): Principal => header(CALLER_HEADERS.principal, value);

const resourceCondition = ({ iam_service_account, tag_value_id_set }: SourceResource): Principal =>
  every([
    ...(iam_service_account ? [identity(iam_service_account)] : []),
    ...(tag_value_id_set?.ids ?? []).map((exact) => identity({ exact })),
  ]);

function operationCondition({ hosts, paths, methods, header_set }: Operation): Principal {
  return every([
    ...(hosts ? [some(hosts.map((host) => header(":authority", host)))] : []),
    // With the query, as Google compares it.
    ...(paths ? [some(paths.map((path) => header(":path", path)))] : []),
    ...(methods ? [some(methods.map((exact) => header(":method", { exact })))] : []),
    ...(header_set ? [every(header_set.headers.map(({ name, value }) => header(name, value)))] : []),
  ]);
}

const header = (name: string, string_match: StringMatch): Principal => ({
  header: { name, string_match: string_match as HeaderMatcher["string_match"] },
});
