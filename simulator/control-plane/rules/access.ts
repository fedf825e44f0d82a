import { AUTHORIZATION_POLICY, EXTENSION_CHAINS, EXTENSION_SECONDS } from "../../../platform/facts";
import { type ApiError, invalidValue } from "../api-error";
import { lastSegment, relativePath } from "../resource-path";
import type { AuthorizationRule, ChainedExtension } from "../resources";
import type { View } from "../state";
import { servicesOf, urlMapOf } from "../url-map-links";
import { found, type Row, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const POLICY = SOURCE.resource("network_security_authz_policy");
const MOST = AUTHORIZATION_POLICY;

const sourcesOf = ({ from = {} }: AuthorizationRule) => [...(from.sources ?? []), ...(from.notSources ?? [])];
const operationsOf = ({ to = {} }: AuthorizationRule) => to.operations ?? [];

/** The first list that is longer than it may be. */
const tooLong = (field: string, lists: readonly (readonly unknown[] | undefined)[], most: number) => {
  const long = lists.find((list = []) => list.length > most);
  return long && invalidValue(field, long, `At most ${most} are allowed.`);
};

/** The first linked resource that is of another load balancing scheme; an extension to a Google API is of none. */
function otherScheme(
  scheme: string | undefined,
  collection: "forwardingRules" | "authzExtensions" | "backendServices",
  links: readonly (string | undefined)[],
  state: View,
): ApiError | undefined {
  const other = links.find((link) => {
    const found = state.get(collection, link);
    return found?.loadBalancingScheme !== undefined && found.loadBalancingScheme !== scheme;
  });
  return other === undefined
    ? undefined
    : invalidValue("loadBalancingScheme", scheme, `It is not that of ${relativePath(other)}.`);
}

const AUTHZ_POLICIES = rulesOf("authzPolicies", POLICY, [
  {
    id: "authz-policy.rules",
    refuses: "more than 5 HTTP rules, and none with the action ALLOW or DENY",
    write: ({ action, httpRules = [] }) =>
      httpRules.length === 0 && action !== "CUSTOM"
        ? invalidValue("httpRules", "", `At least one is required with the action ${action}.`)
        : tooLong("httpRules", [httpRules], MOST.rules),
  },
  {
    id: "authz-policy.ip-blocks",
    refuses: "more than 10 IP blocks in one policy",
    write: ({ httpRules = [] }) => {
      const blocks = httpRules.flatMap(sourcesOf).flatMap(({ ipBlocks = [] }) => ipBlocks);
      return tooLong("httpRules.from.sources.ipBlocks", [blocks], MOST.ipBlocks);
    },
  },
  {
    id: "authz-policy.sources",
    refuses: "a rule with more than one source or one negated source, or with more than one operation",
    write: ({ httpRules = [] }) => {
      const sources = httpRules.flatMap(({ from }) => [from?.sources, from?.notSources]);
      const operations = httpRules.map(operationsOf);
      return tooLong("httpRules.from.sources", sources, 1) ?? tooLong("httpRules.to.operations", operations, 1);
    },
  },
  {
    id: "authz-policy.callers",
    refuses: "more than 5 principals, or 5 resources, in one source",
    write: ({ httpRules = [] }) => {
      const sources = httpRules.flatMap(sourcesOf);
      const [principals, resources] = [sources.map((one) => one.principals), sources.map((one) => one.resources)];
      return (
        tooLong("httpRules.from.sources.principals", principals, MOST.principals) ??
        tooLong("httpRules.from.sources.resources", resources, MOST.resources)
      );
    },
  },
  {
    id: "authz-policy.internal-callers",
    source: "https://cloud.google.com/load-balancing/docs/auth-policy/auth-policy-overview",
    refuses: "service accounts and tags of callers on an external load balancer",
    write: ({ httpRules = [], target }) => {
      const named = httpRules.flatMap(sourcesOf).find(({ resources = [] }) => resources.length > 0);
      return named && target?.loadBalancingScheme === "EXTERNAL_MANAGED"
        ? invalidValue("httpRules.from.sources.resources", named.resources, "Not with EXTERNAL_MANAGED.")
        : undefined;
    },
  },
  {
    id: "authz-policy.values",
    refuses: "more than 10 hosts, paths, methods or headers in one operation",
    write: ({ httpRules = [] }) => {
      const operations = httpRules.flatMap(operationsOf);
      const lists = operations.flatMap((one) => [one.hosts, one.paths, one.methods, one.headerSet?.headers]);
      return tooLong("httpRules.to.operations", lists, MOST.values);
    },
  },
  {
    id: "authz-policy.provider",
    refuses:
      "the action CUSTOM without exactly one provider, another action with one, and CONTENT_AUTHZ without CUSTOM",
    write: ({ action, policyProfile, customProvider = {} }) => {
      const given = Object.keys(customProvider).length;
      if (given !== (action === "CUSTOM" ? 1 : 0))
        return invalidValue("customProvider", customProvider, `Exactly one with CUSTOM, and none with ${action}.`);
      return policyProfile === "CONTENT_AUTHZ" && action !== "CUSTOM"
        ? invalidValue("policyProfile", policyProfile, "Only with the action CUSTOM.")
        : undefined;
    },
  },
  {
    id: "authz-policy.scheme",
    refuses: "a policy whose forwarding rule or extension is of another load balancing scheme",
    write: ({ target: { loadBalancingScheme, resources = [] } = {}, customProvider }, { state }) => {
      const extensions = customProvider?.authzExtension?.resources ?? [];
      return (
        otherScheme(loadBalancingScheme, "forwardingRules", resources, state) ??
        otherScheme(loadBalancingScheme, "authzExtensions", extensions, state)
      );
    },
  },
  {
    id: "authz-policy.iap-twice",
    source: "https://cloud.google.com/iap/docs/enabling-on-load-balancer",
    refuses: "IAP on a forwarding rule while a backend service behind it has IAP of its own",
    write: (policy, { state }) => {
      if (!policy.customProvider?.cloudIap?.enabled) return undefined;
      const services = (policy.target?.resources ?? []).flatMap((link) =>
        servicesOf(urlMapOf(state.get("forwardingRules", link)?.target, state), state),
      );
      const twice = services.find(({ iap }) => iap?.enabled);
      return (
        twice && invalidValue("customProvider.cloudIap", "", `IAP is enabled on the backend service ${twice.name}.`)
      );
    },
  },
]);

/** `0.2s` → 0.2. */
const secondsOf = (duration = "0"): number => Number(duration.replace(/s$/, ""));

const timeout = (
  field: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
) =>
  text !== undefined && (secondsOf(text) < min || secondsOf(text) > max)
    ? invalidValue(field, text, `Must be from ${min * 1000} to ${max * 1000} milliseconds.`)
    : undefined;

const AUTHZ_EXTENSIONS = rulesOf("authzExtensions", SOURCE.resource("network_services_authz_extension"), [
  {
    id: "authz-extension.timeout",
    refuses: "a timeout outside 10 to 10000 milliseconds",
    write: (extension) => timeout("timeout", extension.timeout, EXTENSION_SECONDS.authorization),
  },
  {
    id: "authz-extension.scheme",
    refuses: "an authorization extension whose backend service is of another load balancing scheme",
    write: ({ loadBalancingScheme, service }, { state }) =>
      otherScheme(loadBalancingScheme, "backendServices", [service], state),
  },
]);

/** What route and traffic extensions have in common. */
function chained(collection: "lbRouteExtensions" | "lbTrafficExtensions", perChain: number): RuleSet {
  const kind = collection === "lbRouteExtensions" ? "route" : "traffic";
  const servicesIn = ({ extensionChains = [] }: ChainedExtension) =>
    extensionChains.flatMap(({ extensions = [] }) => extensions);
  const rules: Row<ChainedExtension>[] = [
    {
      id: `lb-${kind}-extension.one`,
      refuses: `two ${kind} extensions of one forwarding rule`,
      write: ({ forwardingRules = [] }, { path, state }) => {
        const others = [...state.entries(collection)].filter(([, { name }]) => lastSegment(name) !== path.name);
        const taken = others.flatMap(([key]) => state.get(collection, key)?.forwardingRules ?? []).map(relativePath);
        const twice = forwardingRules.find((link) => taken.includes(relativePath(link)));
        return found("forwardingRules", twice, `The forwarding rule has a ${kind} extension already.`);
      },
    },
    {
      id: `lb-${kind}-extension.chains`,
      refuses: `more than 5 chains in a ${kind} extension, or more than ${perChain} in one chain`,
      write: ({ extensionChains = [] }) => {
        const lists = extensionChains.map(({ extensions }) => extensions);
        return (
          tooLong("extensionChains", [extensionChains], EXTENSION_CHAINS) ??
          tooLong("extensionChains.extensions", lists, perChain)
        );
      },
    },
    {
      id: `lb-${kind}-extension.timeout`,
      refuses: `a timeout of a ${kind} extension outside 10 to 1000 milliseconds`,
      write: (extension) => {
        const wrong = servicesIn(extension).find((one) => timeout("", one.timeout, EXTENSION_SECONDS.other));
        return wrong && timeout("extensionChains.extensions.timeout", wrong.timeout, EXTENSION_SECONDS.other);
      },
    },
    {
      id: `lb-${kind}-extension.scheme`,
      refuses: `a ${kind} extension whose forwarding rule or backend service is of another load balancing scheme`,
      write: (extension, { state }) => {
        const { loadBalancingScheme: scheme, forwardingRules = [] } = extension;
        const services = servicesIn(extension).map(({ service }) => service);
        return (
          otherScheme(scheme, "forwardingRules", forwardingRules, state) ??
          otherScheme(scheme, "backendServices", services, state)
        );
      },
    },
  ];
  return rulesOf(collection, SOURCE.resource(`network_services_lb_${kind}_extension`), rules);
}

/** What asks who calls: authorization policies, and extensions of every kind. */
export const ACCESS: readonly RuleSet[] = [
  AUTHZ_POLICIES,
  AUTHZ_EXTENSIONS,
  chained("lbRouteExtensions", 1),
  chained("lbTrafficExtensions", 3),
];
