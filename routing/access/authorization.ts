import type { Extension } from "../../config/model/extensions";
import type { Model } from "../../config/model/model";
import { type Caller, type HeaderMatch, type Narrowed, onlyRanges, rangesOf } from "../../config/model/security";
import { API_FAMILIES } from "../../config/presets/api-families";
import type { RuleConfig } from "../../config/schema/config";
import { AUTHORIZATION_POLICY } from "../../platform/facts";
import { withPorts } from "./host-expression";
import type { AuthorizationPolicy, HttpRule, Operation, Source, SourceResource, StringMatch } from "./policies";
import { mergedRanges } from "./ranges";

/** An authorization policy, what it is called, and where it stands in the file. */
export interface NamedPolicy {
  /** From what it is: `allow`, `deny`, `iap`, `authorization-keys`, `narrowed-…`. */
  readonly id: string;
  readonly source: readonly (string | number)[];
  readonly policy: AuthorizationPolicy;
}

/**
 * The authorization policies of a proxy; each sits on every forwarding rule that serves.
 *
 * @param extensionLink The link of an authorization extension.
 */
export function authorizationPolicies(model: Model, extensionLink: (id: string) => string): NamedPolicy[] {
  const { security, extensions } = model;
  const ports = model.frontend.listeners.map(({ port }) => port);
  const policies: NamedPolicy[] = [];
  if (security.iap !== undefined)
    policies.push({
      id: "iap",
      source: ["security", "iap"],
      policy: { description: "security.iap", action: "CUSTOM", custom_provider: { cloud_iap: { enabled: true } } },
    });
  for (const [i, extension] of extensions.entries())
    if (extension.kind === "authorization")
      policies.push({
        id: extension.id,
        source: ["extensions", i],
        policy: customPolicy(extension, extensionLink(extension.id), ports),
      });
  const denied = withoutTooMany(security.deny);
  if (denied.length > 0)
    policies.push({
      id: "deny",
      source: ["security", "deny"],
      policy: { description: "security.deny", action: "DENY", http_rules: rulesFor(denied) },
    });
  for (const narrowed of security.narrowed) policies.push(...narrowedPolicies(narrowed, model.routing, ports));
  if (security.allow.length > 0 && !leftToCloudArmor(security.allow))
    policies.push({
      id: "allow",
      source: ["security", "allow"],
      policy: { description: "security.allow", action: "ALLOW", http_rules: rulesFor(security.allow) },
    });
  return policies;
}

/** Whether a list has more ranges than one authorization policy takes, and nothing else: then only the security policy has it. */
const leftToCloudArmor = (callers: readonly Caller[]): boolean => onlyRanges(callers) && hasTooManyRanges(callers);

/** Whether a list has more ranges than one authorization policy takes. */
export const hasTooManyRanges = (callers: readonly Caller[]): boolean =>
  mergedRanges(rangesOf(callers)).length > AUTHORIZATION_POLICY.ipBlocks;

/** Who is denied is denied by either policy: ranges that are too many for one stand in the other alone. */
const withoutTooMany = (callers: readonly Caller[]): readonly Caller[] =>
  hasTooManyRanges(callers) ? callers.filter(({ kind }) => kind !== "range") : callers;

function customPolicy(extension: Extension, link: string, ports: readonly number[]): AuthorizationPolicy {
  const operations = extension.hosts.length > 0 ? { hosts: hostConditions(extension.hosts, ports) } : undefined;
  return {
    description: `extensions ${extension.id}`,
    action: "CUSTOM",
    policy_profile: "modelArmor" in extension ? "CONTENT_AUTHZ" : "REQUEST_AUTHZ",
    custom_provider: { authz_extension: { resources: [link] } },
    http_rules: operations && [{ to: { operations } }],
  };
}

/** A rule for each way to know callers: one that matches is enough. */
function rulesFor(callers: readonly Caller[], to: Operation = {}): HttpRule[] {
  const operations = Object.keys(to).length > 0 ? { to: { operations: to } } : {};
  const sources = sourcesOf(callers).map((sources): HttpRule => ({ from: { sources }, ...operations }));
  const headers = callers.flatMap((caller) =>
    caller.kind === "headers" ? [{ to: { operations: { ...to, header_set: headerSet(caller.headers) } } }] : [],
  );
  return [...sources, ...headers];
}

/** A source for each kind of caller: within one source all kinds would have to match. */
function sourcesOf(callers: readonly Caller[]): Source[] {
  const ranges = mergedRanges(rangesOf(callers));
  const principals = callers.flatMap((caller) =>
    caller.kind === "clientCertificate"
      ? [{ principal_selector: caller.selector, principal: { exact: caller.name } }]
      : [],
  );
  const resources = callers.flatMap((caller): SourceResource[] => {
    if (caller.kind === "serviceAccount") return [{ iam_service_account: { exact: caller.email } }];
    return caller.kind === "tag" ? [{ tag_value_id_set: { ids: [caller.id] } }] : [];
  });
  return [
    ...(ranges.length > 0 ? [{ ip_blocks: ranges.map(ipBlock) }] : []),
    ...(principals.length > 0 ? [{ principals }] : []),
    ...(resources.length > 0 ? [{ resources }] : []),
  ];
}

function ipBlock(range: string): { prefix: string; length: number } {
  const [prefix = "", length = "32"] = range.split("/");
  return { prefix, length: Number(length) };
}

const headerSet = (headers: readonly HeaderMatch[]): Operation["header_set"] => ({
  headers: headers.map(({ name, match, value }) => ({ name, value: { [match]: value } })),
});

/**
 * What narrows a part of the routes: a DENY of everybody else there. An ALLOW would turn every other request away as well.
 */
function narrowedPolicies(
  { path, hosts, rule, allow, deny }: Narrowed,
  routing: Model["routing"],
  ports: readonly number[],
): NamedPolicy[] {
  const aliases = routing.hosts.flatMap((one) => (hosts.includes(one.host) ? one.aliases : []));
  const to: Operation = {
    ...(hosts.includes("*") ? {} : { hosts: hostConditions([...hosts, ...aliases], ports) }),
    ...(rule === undefined || pathsOf(rule).length === 0 ? {} : { paths: pathMatches(rule) }),
    ...(rule?.method && { methods: [rule.method].flat() }),
  };
  const parts = [...(to.methods ?? []), ...hosts, ...(rule === undefined ? [] : pathsOf(rule))];
  const id = ["narrowed", ...parts].join(" ");
  const operations = Object.keys(to).length > 0 ? { to: { operations: to } } : {};
  const others = sourcesOf(allow).map((not_sources): HttpRule => ({ from: { not_sources }, ...operations }));
  const denial = (word: "allow" | "deny", http_rules: HttpRule[]): NamedPolicy[] =>
    http_rules.length === 0
      ? []
      : [
          {
            id: `${id} ${word}`,
            source: [...path, word],
            policy: { description: `security.${word} of ${parts.join(" ")}`, action: "DENY", http_rules },
          },
        ];
  return [...denial("allow", others), ...denial("deny", rulesFor(deny, to))];
}

function hostConditions(hosts: readonly string[], ports: readonly number[]): StringMatch[] {
  return hosts.flatMap((host) => {
    return withPorts(host, ports).map((name) =>
      name.startsWith("*") ? { suffix: name.slice(1), ignore_case: true } : { exact: name, ignore_case: true },
    );
  });
}

/** The paths of a rule, as the URL map has them. */
function pathsOf({ api, paths = [], prefix }: RuleConfig): readonly string[] {
  const listed = api === undefined ? paths : API_FAMILIES[api].paths;
  const beginning = prefix?.replace(/\/$/, "");
  return [...listed, ...(beginning ? [beginning, `${beginning}/*`] : [])];
}

/** In any case, and with any query, which belongs to the path here: authorization policies know no templates and no expressions. */
const pathMatches = (rule: RuleConfig): StringMatch[] =>
  pathsOf(rule).flatMap((path) =>
    path.endsWith("/*")
      ? [{ prefix: path.slice(0, -1), ignore_case: true }]
      : [
          { exact: path, ignore_case: true },
          { prefix: `${path}?`, ignore_case: true },
        ],
  );
