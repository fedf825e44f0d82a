import { cidrContains } from "../../../config/cidr";
import { PORT } from "../../../platform/facts";
import { type ApiError, addressInUse, badRequest, invalidValue } from "../api-error";
import { isProxyOnly } from "../proxy-only";
import { parsePath } from "../resource-path";
import type { Address, ForwardingRule } from "../resources";
import type { View } from "../state";
import { servicesOf, urlMapOf } from "../url-map-links";
import { activeProxyOnlySubnetwork } from "./network";
import { type RuleSet, rulesOf } from "./rule";
import { PROVIDER, SOURCE } from "./sources";

function reservedAddress({ IPAddress, region }: ForwardingRule, state: View): Address | undefined {
  return state.all("addresses").find((address) => address.address === IPAddress && address.region === region);
}

function othersOnAddress({ selfLink, IPAddress }: ForwardingRule, state: View): ForwardingRule[] {
  return state.all("forwardingRules").filter((other) => other.selfLink !== selfLink && other.IPAddress === IPAddress);
}

const isInternal = ({ loadBalancingScheme }: ForwardingRule) => loadBalancingScheme === "INTERNAL_MANAGED";

/** Google says it in two ways. */
function addressTaken(rule: ForwardingRule): ApiError {
  return isInternal(rule)
    ? addressInUse(rule.IPAddress ?? "")
    : invalidValue("IPAddress", rule.IPAddress, "Specified IP address is in-use and would result in a conflict.");
}

export const FORWARDING_RULES: RuleSet = rulesOf("forwardingRules", SOURCE.forwardingRules, [
  {
    id: "forwarding-rule.scheme",
    refuses: "a regional target proxy on a forwarding rule whose scheme is not EXTERNAL_MANAGED or INTERNAL_MANAGED",
    field: "loadBalancingScheme",
    why: "A regional target proxy needs EXTERNAL_MANAGED or INTERNAL_MANAGED.",
    when: ({ loadBalancingScheme = "", target = "" }) =>
      parsePath(target)?.scope.startsWith("regions/") &&
      !["EXTERNAL_MANAGED", "INTERNAL_MANAGED"].includes(loadBalancingScheme),
  },
  {
    id: "forwarding-rule.target",
    source: SOURCE.rest("forwardingRules"),
    refuses: "a forwarding rule of an Application Load Balancer without a target proxy",
    field: "target",
    why: "A target proxy is required.",
    when: ({ target }) => target === undefined,
  },
  {
    id: "forwarding-rule.port",
    refuses: "anything but one TCP port from 1 to 65535",
    write: ({ portRange = "", IPProtocol }) => {
      const [first, last] = portRange.split("-").map(Number);
      if (IPProtocol !== "TCP") return invalidValue("IPProtocol", IPProtocol, "Must be TCP.");
      const valid = first !== undefined && first === last && first >= PORT.min && first <= PORT.max;
      return valid ? undefined : invalidValue("portRange", portRange, "Must be one port from 1 to 65535.");
    },
  },
  {
    id: "forwarding-rule.proxy-only-subnet",
    source: SOURCE.proxyOnlySubnets,
    refuses: "a forwarding rule where its network has no active proxy-only subnetwork in the region",
    verbatim: true,
    field: "network",
    why: "An active proxy-only subnetwork is required in the same region and VPC as the forwarding rule.",
    when: ({ network, region }, { verb, state }) =>
      verb === "insert" && activeProxyOnlySubnetwork(state, network, region) === undefined,
  },
  {
    id: "forwarding-rule.backend-scheme",
    source: SOURCE.rest("forwardingRules"),
    refuses: "a target whose backend services have another load balancing scheme",
    write: ({ target, loadBalancingScheme }, { state }) => {
      const services = servicesOf(urlMapOf(target, state), state);
      const other = services.find((service) => service.loadBalancingScheme !== loadBalancingScheme);
      const why = `The backend service '${other?.name}' has ${other?.loadBalancingScheme}.`;
      return other && invalidValue("loadBalancingScheme", loadBalancingScheme, why);
    },
  },
  {
    id: "forwarding-rule.subnetwork",
    source: SOURCE.rest("forwardingRules"),
    refuses: "an internal forwarding rule without a subnetwork, or in a proxy-only one",
    write: (rule, { state }) => {
      if (!isInternal(rule)) return undefined;
      const subnetwork = state.get("subnetworks", rule.subnetwork);
      if (subnetwork === undefined)
        return invalidValue("subnetwork", rule.subnetwork, "A subnetwork is required for INTERNAL_MANAGED.");
      return isProxyOnly(subnetwork)
        ? invalidValue("subnetwork", rule.subnetwork, "The subnetwork must have purpose=PRIVATE.")
        : undefined;
    },
  },
  {
    id: "forwarding-rule.subnetwork-network",
    source: SOURCE.issue(PROVIDER, 7895),
    refuses: "a subnetwork of another network",
    verbatim: true,
    write: ({ subnetwork, network }, { state }) => {
      const found = state.get("subnetworks", subnetwork);
      return found && found.network !== network
        ? badRequest(`Subnetwork "${subnetwork}" is not valid for Network "${network}".`)
        : undefined;
    },
  },
  {
    id: "forwarding-rule.address",
    refuses: "an external address that is not reserved in the region, or an internal one outside the subnetwork",
    field: "IPAddress",
    why: "The specified IP address is not reserved for this region.",
    when: (rule, { verb, body, state }) => {
      if (verb !== "insert" || body.IPAddress === undefined) return false;
      const range = state.get("subnetworks", rule.subnetwork)?.ipCidrRange;
      return isInternal(rule)
        ? !cidrContains(range ?? "", rule.IPAddress ?? "")
        : reservedAddress(rule, state) === undefined;
    },
  },
  {
    id: "forwarding-rule.tier",
    refuses: "a network tier that differs from the address's, or any but PREMIUM on an internal rule",
    write: (rule, { state }) => {
      const expected = isInternal(rule) ? "PREMIUM" : (reservedAddress(rule, state)?.networkTier ?? rule.networkTier);
      const why = `The network tier of the IP address is ${expected}, that of the forwarding rule must be the same.`;
      return rule.networkTier === expected ? undefined : invalidValue("networkTier", rule.networkTier, why);
    },
  },
  {
    id: "forwarding-rule.address-and-port",
    source: SOURCE.issue("GoogleCloudPlatform/k8s-multicluster-ingress", 132),
    refuses: "one IP address, port and protocol on two forwarding rules",
    verbatim: true,
    write: (rule, { state }) => {
      const taken = othersOnAddress(rule, state).some(
        ({ portRange, IPProtocol }) => portRange === rule.portRange && IPProtocol === rule.IPProtocol,
      );
      return taken ? addressTaken(rule) : undefined;
    },
  },
  {
    id: "forwarding-rule.shared-address",
    source: SOURCE.issue("kubernetes/ingress-gce", 2735),
    refuses: "two internal forwarding rules on one address whose purpose is not SHARED_LOADBALANCER_VIP",
    verbatim: true,
    write: (rule, { state }) => {
      const alone = !isInternal(rule) || othersOnAddress(rule, state).length === 0;
      return alone || reservedAddress(rule, state)?.purpose === "SHARED_LOADBALANCER_VIP"
        ? undefined
        : addressTaken(rule);
    },
  },
  {
    id: "forwarding-rule.set-target",
    source: SOURCE.rest("forwardingRules/setTarget"),
    refuses: "setTarget to a target proxy of another type",
    field: "target",
    why: "The new target must be of the same type as the current target.",
    when: ({ target = "" }, { before }) => {
      const [from, to] = [parsePath(before?.target ?? ""), parsePath(target)];
      return from && to && from.collection !== to.collection;
    },
  },
  {
    id: "forwarding-rule.global-access",
    source: SOURCE.rest("forwardingRules"),
    refuses: "to change allowGlobalAccess of an INTERNAL_MANAGED forwarding rule",
    field: "allowGlobalAccess",
    why: ({ name }) => `The field of '${name}' cannot be changed after creation.`,
    when: ({ allowGlobalAccess = false }, { before }) =>
      before && isInternal(before) && (before.allowGlobalAccess ?? false) !== allowGlobalAccess,
  },
]);
