import type { AuthorizationPolicy, HttpRule, SecurityPolicyRule, StringMatch } from "../../routing/access/policies";
import { snakeCase } from "../../routing/casing";
import { relativePath } from "../control-plane/resource-path";
import type { View } from "../control-plane/state";

/** What decides on a listener who may call. */
export interface ListenerAccess {
  readonly policies: readonly AuthorizationPolicy[];
  readonly authorizers: readonly Authorizer[];
}

/** A backend service that is asked whether a request may go on. */
export interface Authorizer {
  readonly name: string;
  /** Its path. */
  readonly service: string;
  readonly authority?: string;
  readonly protocol: "EXT_AUTHZ_GRPC" | "EXT_PROC_GRPC";
  /** `0.2s`. */
  readonly timeout: `${string}s`;
  readonly failOpen: boolean;
  /** Empty: all of them. */
  readonly headers: readonly string[];
  /** Empty: every host. */
  readonly hosts: readonly StringMatch[];
}

/** What sits on a forwarding rule; `undefined` where nothing does. */
export function accessOf(forwardingRule: string, view: View): ListenerAccess | undefined {
  const policies = [...view.entries("authzPolicies")].flatMap(([path]) => {
    const resource = view.get("authzPolicies", path);
    return resource?.target?.resources?.some((one) => relativePath(one) === forwardingRule)
      ? [asTerraform(resource) as AuthorizationPolicy]
      : [];
  });
  if (policies.length === 0) return undefined;
  return { policies, authorizers: policies.flatMap((policy) => authorizersOf(policy, view)) };
}

function authorizersOf({ custom_provider, http_rules = [] }: AuthorizationPolicy, view: View): Authorizer[] {
  return (custom_provider?.authz_extension?.resources ?? []).flatMap((link) => {
    const extension = view.get("authzExtensions", link);
    const service = extension?.service;
    // Model Armor is a service of Google's own.
    if (extension === undefined || service === undefined || !service.includes("/backendServices/")) return [];
    const { authority, wireFormat, timeout, failOpen = false, forwardHeaders = [] } = extension;
    return [
      {
        name: extension.name ?? "authorization",
        service: relativePath(service),
        authority,
        protocol: wireFormat === "EXT_AUTHZ_GRPC" ? wireFormat : "EXT_PROC_GRPC",
        timeout: (timeout ?? "1s") as Authorizer["timeout"],
        failOpen,
        headers: forwardHeaders,
        hosts: http_rules.flatMap(({ to }) => to?.operations?.hosts ?? []),
      },
    ];
  });
}

/** Whether a host, or a pattern of hosts, is one of some. */
export const isAmong = (host: string, hosts: readonly StringMatch[]): boolean =>
  hosts.some(({ exact, suffix }) => exact === host || (suffix !== undefined && host.endsWith(suffix)));

/** The same for other names of a host: what is about the host is about them too. */
export function withNames(
  { policies, authorizers }: ListenerAccess,
  host: string,
  names: readonly string[],
): ListenerAccess {
  const widened = (hosts: readonly StringMatch[]) =>
    isAmong(host, hosts) ? [...hosts, ...names.map((exact) => ({ exact }))] : hosts;
  return {
    policies: policies.map((policy) => ({
      ...policy,
      http_rules: policy.http_rules?.map((rule) => withHosts(rule, widened)),
    })),
    authorizers: authorizers.map((one) => ({ ...one, hosts: widened(one.hosts) })),
  };
}

function withHosts(rule: HttpRule, change: (hosts: readonly StringMatch[]) => readonly StringMatch[]): HttpRule {
  const { operations } = rule.to ?? {};
  if (operations?.hosts === undefined) return rule;
  return { ...rule, to: { operations: { ...operations, hosts: change(operations.hosts) } } };
}

/** The rules of a backend service's security policy, as far as that is there to be read. */
export function securityPolicyOf(policy: string | undefined, view: View): readonly SecurityPolicyRule[] | undefined {
  const rules = view.get("securityPolicies", policy)?.rules;
  return rules?.map((rule) => asTerraform(rule) as SecurityPolicyRule);
}

/** Lists of which the API has one element and Terraform a block. */
const SINGLE = ["sources", "notSources", "operations", "notOperations"];

/** A value of the API in Terraform's spelling: `ipBlocks` → `ip_blocks`. */
function asTerraform(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTerraform);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      snakeCase(key),
      asTerraform(SINGLE.includes(key) && Array.isArray(item) ? item[0] : item),
    ]),
  );
}
