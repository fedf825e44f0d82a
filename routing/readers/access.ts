import type { DocumentPath } from "../../config/finding";
import { reasonOf } from "../../config/reason";
import {
  type AccessPolicies,
  type AuthorizationPolicy,
  authorizationFields,
  type Callout,
  type ListenerPolicies,
  type ReadPolicy,
  type ReadSecurityPolicy,
  type SecurityPolicyRule,
  type ServicePolicies,
  securityPolicyFields,
  type Unread as UnreadRules,
} from "../access/policies";
import type { Fields } from "../fields";
import { lastSegment } from "../link";
import { describeUnread, isExpression, type Unread } from "../unread";
import { asList, asObject, asText, type JsonObject } from "./json";
import type { Listener } from "./named-url-map";
import { type Dialect, readBlocks } from "./read-fields";
import type { TerraformResource } from "./terraform-resource";

const POLICY = "google_network_security_authz_policy";
const CALLOUT = /^google_network_services_lb_(route|traffic)_extension$/;
const SECURITY_POLICY = /^google_compute_(?:region_)?security_policy$/;
const RULE_OF_ITS_OWN = /^google_compute_(?:region_)?security_policy_rule$/;

const dialect = (metadata: Dialect["metadata"]): Dialect => ({
  nameOf: (field) => field,
  zeroIsUnset: true,
  metadata: new Set([
    ...metadata,
    ...["name", "location", "target", "labels", "effective_labels", "terraform_labels", "create_time", "update_time"],
    ...["type", "policy_id", "self_link_with_policy_id", "advanced_options_config", "adaptive_protection_config"],
    ...["ddos_protection_config", "user_defined_fields"],
  ]),
});

/** A listener, and what decides who gets through it. */
export interface AccessSource extends Listener {
  readonly rule: TerraformResource;
  readonly proxy: TerraformResource;
}

/**
 * Who may call what a URL map serves; `undefined` where the document says nothing about it.
 *
 * @param services The address of each service that the URL map names.
 */
export function accessPolicies(
  sources: readonly AccessSource[],
  services: ReadonlyMap<string, string | undefined>,
  resources: readonly TerraformResource[],
  metadata: Dialect["metadata"],
): AccessPolicies | undefined {
  const reader: Reader = { resources, dialect: dialect(metadata), find: finder(resources) };
  const listeners = sources.map(({ protocol, port, rule, proxy }) => ({
    ...{ protocol, port },
    policies: listenerPolicies(rule, proxy, reader),
  }));
  const onServices = new Map(
    [...services].flatMap(([name, address]): [string, ServicePolicies][] => {
      const found = servicePolicies(reader.find(address), reader);
      return found.securityPolicy === undefined && !found.iap ? [] : [[name, found]];
    }),
  );
  const isSilent = listeners.every(({ policies: one }) => isEmpty(one)) && onServices.size === 0;
  return isSilent ? undefined : { listeners, services: onServices };
}

const isEmpty = ({ authorization, callouts, certificate }: ListenerPolicies) =>
  authorization.length + callouts.length === 0 && certificate !== "required";

interface Reader {
  readonly resources: readonly TerraformResource[];
  readonly dialect: Dialect;
  readonly find: (address: string | undefined) => TerraformResource | undefined;
}

function finder(resources: readonly TerraformResource[]): Reader["find"] {
  const byAddress = new Map(resources.map((one) => [one.address, one]));
  return (address) => (address === undefined ? undefined : byAddress.get(address));
}

function listenerPolicies(rule: TerraformResource, proxy: TerraformResource, reader: Reader): ListenerPolicies {
  const { resources, find } = reader;
  const tls = find(refersTo(proxy, ["server_tls_policy"]));
  const { client_validation_mode } = asObject(first(tls?.values.mtls_policy));
  return {
    authorization: resources.flatMap((one): ReadPolicy[] => {
      if (one.type !== POLICY) return [];
      const sits = sitsOn(one, targetPath(one), rule);
      if (sits === false) return [];
      const read = authorizationPolicy(one, reader);
      const why = `which listener ${read.name} is for is known only after apply`;
      return [sits ? read : { ...read, unread: new Map([["all", why]]) }];
    }),
    callouts: resources.flatMap((one): Callout[] => {
      const [, kind] = CALLOUT.exec(one.type) ?? [];
      if ((kind !== "route" && kind !== "traffic") || sitsOn(one, ["forwarding_rules"], rule) === false) return [];
      return asList(one.values.extension_chains).map((chain): Callout => {
        const { name, match_condition, extensions } = asObject(chain);
        const isOpen = asObject(first(extensions)).fail_open === true;
        return {
          name: `extensions ${asText(name) ?? one.address}`,
          kind,
          ...(isOpen && { failOpen: true }),
          expression: asText(asObject(first(match_condition)).cel_expression) ?? "an expression that is not there",
        };
      });
    }),
    ...certificateOf(asText(client_validation_mode), proxy),
  };
}

function certificateOf(mode: string | undefined, { values }: TerraformResource): Pick<ListenerPolicies, "certificate"> {
  if (mode === "REJECT_INVALID") return { certificate: "required" };
  return mode === undefined && asText(values.server_tls_policy) ? { certificate: "perhaps required" } : {};
}

const first = (value: unknown) => asList(value)[0];

const targetPath = ({ values }: TerraformResource): DocumentPath =>
  Array.isArray(values.target) ? ["target", 0, "resources"] : ["target", "resources"];

/** Whether a list of links has one to a resource; `undefined` where that is known only after apply. */
function sitsOn(resource: TerraformResource, path: DocumentPath, rule: TerraformResource): boolean | undefined {
  const links = asList(valueAt(resource.values, path)).filter((link) => link !== null);
  const found =
    links.length > 0 ? links.map((link, i) => resource.refersTo(link, [...path, i])) : [refersTo(resource, path)];
  if (found.includes(rule.address)) return true;
  const isKnown = found.every((address, i) => address !== undefined || isForeign(links[i]));
  return isKnown ? false : undefined;
}

/** A link to something that is not in the document. */
const isForeign = (link: unknown) => typeof link === "string" && !isExpression(link);

const refersTo = (resource: TerraformResource, path: DocumentPath) =>
  resource.refersTo(valueAt(resource.values, path), path);

const valueAt = (value: unknown, path: DocumentPath): unknown =>
  path.reduce<unknown>(
    (found, step) => (typeof step === "number" ? asList(found)[step] : asObject(found)[step]),
    value,
  );

function authorizationPolicy(resource: TerraformResource, { dialect, find }: Reader): ReadPolicy {
  const { values, unread } = read(authorizationFields, resource, dialect, "http_rules");
  const policy = values as unknown as AuthorizationPolicy;
  const name = policy.description ?? asText(resource.values.name) ?? resource.address;
  if (policy.action !== "CUSTOM") return { name, policy, unread };
  if (policy.custom_provider?.cloud_iap?.enabled) return { name, policy, unread, asked: { who: "IAP" } };
  const custom = first(resource.values.custom_provider);
  const isList = Array.isArray(resource.values.custom_provider);
  const at: DocumentPath = isList
    ? ["custom_provider", 0, "authz_extension", 0, "resources"]
    : ["custom_provider", "authz_extension", "resources"];
  const [link] = asList(asObject(first(asObject(custom).authz_extension)).resources);
  const extension = find(resource.refersTo(link, link === undefined ? at : [...at, 0]));
  return { name, policy, unread, asked: askedOf(extension, asText(link) ?? name) };
}

function askedOf(extension: TerraformResource | undefined, link: string): ReadPolicy["asked"] {
  if (extension === undefined) return { who: lastSegment(link) };
  const { service, fail_open } = extension.values;
  const workload = refersTo(extension, ["service"])?.replace(/^.*google_compute_(?:region_)?backend_service\./, "");
  const who = workload ?? (/^modelarmor\./.test(asText(service) ?? "") ? "Model Armor" : lastSegment(String(service)));
  return { who, ...(fail_open === true && { failOpen: true }) };
}

function servicePolicies(service: TerraformResource | undefined, reader: Reader): ServicePolicies {
  if (service === undefined) return {};
  const { security_policy: link, iap } = service.values;
  const address = refersTo(service, ["security_policy"]);
  const isThere =
    address !== undefined || (asText(link) ?? "") !== "" || asObject(service.unknown).security_policy === true;
  return {
    ...(isThere && { securityPolicy: securityPolicy(reader.find(address), asText(link), reader) }),
    ...(asObject(first(iap)).enabled === true && { iap: true }),
  };
}

function securityPolicy(
  resource: TerraformResource | undefined,
  link: string | undefined,
  reader: Reader,
): ReadSecurityPolicy {
  if (resource === undefined || !SECURITY_POLICY.test(resource.type))
    return { name: link === undefined ? "that is known only after apply" : lastSegment(link), unread: new Map() };
  const list = asList(resource.values.rule).length > 0 ? "rule" : "rules";
  const { values, unread } = read(securityPolicyFields, resource, reader.dialect, list);
  const rules = (values[list] ?? []) as readonly SecurityPolicyRule[];
  const name = resource.address.replace(/^.*security_policy\./, "");
  const hasOthers = reader.resources.some(
    (one) =>
      RULE_OF_ITS_OWN.test(one.type) && [resource.address, undefined].includes(refersTo(one, ["security_policy"])),
  );
  if (hasOthers)
    return { name, unread: new Map([["all", `rules of ${name} are resources of their own, which are not read`]]) };
  return { name, rules, unread };
}

/** The fields of a policy, and its rules that cannot be told. What is a text stays in its place, where it is compared. */
function read(
  fields: Fields,
  { values, unknown, address }: TerraformResource,
  dialect: Dialect,
  rules: string,
): { values: JsonObject; unread: UnreadRules } {
  try {
    const link = (value: unknown) => asText(value);
    const found = readBlocks(fields, { values, unknown, link }, dialect);
    const isInPlace = ({ path }: Unread) => typeof valueAt(found.values, path) === "string";
    const open = found.unread.filter((one) => !isInPlace(one) && one.path[0] !== "custom_provider");
    return {
      values: found.values,
      unread: new Map(
        open.map((one) => {
          const [list, position] = one.path;
          const isOfRule = list === rules && typeof position === "number";
          return [isOfRule ? position : "all", `${address}: ${describeUnread(one)}`] as const;
        }),
      ),
    };
  } catch (error) {
    return { values: {}, unread: new Map([["all", `${address} is not understood: ${reasonOf(error)}`]]) };
  }
}
