import { cidrContains, cidrsOverlap, parseRange, sizeOf } from "../../../config/cidr";
import { SMALLEST_PROXY_ONLY_SUBNET } from "../../../platform/facts";
import { badRequest, inUse, invalidValue } from "../api-error";
import { isPromoted, isProxyOnly, proxyOnlyBeside, sameHome } from "../proxy-only";
import { lastSegment, relativePath } from "../resource-path";
import type { ForwardingRule, Subnetwork } from "../resources";
import type { View } from "../state";
import { repeated } from "./repeated";
import { found, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

/** The proxy-only subnetwork that serves a forwarding rule of this network and region. */
export function activeProxyOnlySubnetwork(
  state: View,
  network: string | undefined,
  region: string | undefined,
): Subnetwork | undefined {
  return state
    .all("subnetworks")
    .find(
      (subnetwork) =>
        isProxyOnly(subnetwork) && subnetwork.role === "ACTIVE" && sameHome(subnetwork, { network, region }),
    );
}

function managedRulesOf(subnetwork: Subnetwork, state: View): ForwardingRule[] {
  return state
    .all("forwardingRules")
    .filter((rule) => rule.loadBalancingScheme?.endsWith("_MANAGED") && sameHome(rule, subnetwork));
}

const SUBNETWORKS = rulesOf("subnetworks", SOURCE.proxyOnlySubnets, [
  {
    id: "subnetwork.range",
    source: SOURCE.rest("subnetworks"),
    refuses: "a subnetwork without a valid IPv4 range",
    field: "ipCidrRange",
    why: "Must be a CIDR range.",
    when: ({ ipCidrRange = "" }) => !ipCidrRange.includes("/") || parseRange(ipCidrRange) === undefined,
  },
  {
    id: "subnetwork.proxy-only-size",
    refuses: "a proxy-only subnetwork with fewer than 64 addresses",
    field: "ipCidrRange",
    why: "A proxy-only subnetwork must have at least 64 addresses.",
    when: (subnetwork) => {
      const range = parseRange(subnetwork.ipCidrRange ?? "");
      return isProxyOnly(subnetwork) && range && sizeOf(range) < SMALLEST_PROXY_ONLY_SUBNET;
    },
  },
  {
    id: "subnetwork.proxy-only-fields",
    source: SOURCE.issue("GoogleCloudPlatform/cloud-foundation-fabric", 633),
    refuses: "flow logs or secondary ranges on a proxy-only subnetwork",
    verbatim: true,
    write: (subnetwork) => {
      if (!isProxyOnly(subnetwork)) return undefined;
      const { purpose, logConfig, secondaryIpRanges = [] } = subnetwork;
      const why = `Invalid field set in subnetwork with purpose ${purpose}.`;
      if (logConfig !== undefined) return invalidValue("logConfig", logConfig, why);
      return secondaryIpRanges.length > 0 ? invalidValue("secondaryIpRanges", secondaryIpRanges, why) : undefined;
    },
  },
  {
    id: "subnetwork.overlap",
    source: SOURCE.issue("terraform-google-modules/terraform-google-network", 20),
    refuses: "a range that overlaps another one of the same network",
    verbatim: true,
    write: ({ selfLink, network, ipCidrRange = "" }, { state }) => {
      const other = state
        .all("subnetworks")
        .find(
          (each) =>
            each.selfLink !== selfLink && each.network === network && cidrsOverlap(each.ipCidrRange ?? "", ipCidrRange),
        );
      const why = `Invalid IPCidrRange: ${ipCidrRange} conflicts with existing subnetwork '${other?.name}' in region '${lastSegment(other?.region ?? "")}'.`;
      return other && invalidValue("ipCidrRange", ipCidrRange, why);
    },
  },
  {
    id: "subnetwork.second-active",
    refuses: "a second active, or a second backup, proxy-only subnetwork in one network and region",
    write: (subnetwork, { before, state }) => {
      // One that is promoted takes the other's place.
      if (!isProxyOnly(subnetwork) || isPromoted(before, subnetwork)) return undefined;
      const other = proxyOnlyBeside(subnetwork, subnetwork.role, state);
      return (
        other &&
        badRequest(
          `The network already has a proxy-only subnetwork with role ${other.role} in this region: '${other.name}'.`,
        )
      );
    },
  },
  {
    id: "subnetwork.demotion",
    source: SOURCE.rest("subnetworks/patch"),
    refuses: "to make the active proxy-only subnetwork a backup, other than by promoting one",
    field: "role",
    why: "An ACTIVE subnetwork is demoted as a BACKUP subnetwork is promoted.",
    when: (subnetwork, { before }) =>
      isProxyOnly(subnetwork) && before?.role === "ACTIVE" && subnetwork.role === "BACKUP",
  },
  {
    id: "subnetwork.purpose",
    refuses:
      "to change the purpose of a subnetwork, except from INTERNAL_HTTPS_LOAD_BALANCER to REGIONAL_MANAGED_PROXY",
    field: "purpose",
    why: "The field cannot be changed after creation.",
    when: ({ purpose }, { before }) => {
      const migrated = before?.purpose === "INTERNAL_HTTPS_LOAD_BALANCER" && purpose === "REGIONAL_MANAGED_PROXY";
      return before && !migrated && before.purpose !== purpose;
    },
  },
  {
    id: "subnetwork.expand",
    source: "https://cloud.google.com/sdk/gcloud/reference/compute/networks/subnets/expand-ip-range",
    refuses: "to expand a proxy-only range, or to move or shrink any other",
    write: (subnetwork, { verb, before }) => {
      const { ipCidrRange = "" } = subnetwork;
      if (verb !== "expandIpCidrRange") return undefined;
      if (isProxyOnly(subnetwork))
        return invalidValue("ipCidrRange", ipCidrRange, "A proxy-only subnetwork cannot be expanded.");
      const why = `The new range must contain the existing range ${before?.ipCidrRange}.`;
      const grows = cidrContains(ipCidrRange, before?.ipCidrRange ?? "");
      return grows ? undefined : invalidValue("ipCidrRange", ipCidrRange, why);
    },
  },
  {
    id: "subnetwork.backup-exists",
    refuses: "to delete the active proxy-only subnetwork while there is a backup",
    verbatim: true,
    remove: (subnetwork, { state }) => {
      return subnetwork.role === "ACTIVE" && proxyOnlyBeside(subnetwork, "BACKUP", state)
        ? badRequest("Invalid resource usage: Cannot delete ACTIVE subnetwork because a BACKUP subnetwork exists.")
        : undefined;
    },
  },
  {
    id: "subnetwork.proxy-only-in-use",
    refuses: "to delete the active proxy-only subnetwork while a forwarding rule needs it",
    remove: (subnetwork, { state }) => {
      if (!isProxyOnly(subnetwork) || subnetwork.role !== "ACTIVE") return undefined;
      const [rule] = managedRulesOf(subnetwork, state);
      return rule && inUse("subnetwork", relativePath(subnetwork.selfLink ?? ""), relativePath(rule.selfLink ?? ""));
    },
  },
]);

const FIREWALLS = rulesOf("firewalls", SOURCE.rest("firewalls"), [
  {
    id: "firewall.allow-or-deny",
    refuses: "a firewall rule that neither allows nor denies anything, or does both",
    field: "allowed",
    why: "Exactly one of allowed and denied must be specified.",
    when: ({ allowed = [], denied = [] }) => allowed.length > 0 === denied.length > 0,
  },
  {
    id: "firewall.targets",
    refuses: "target tags beside target service accounts",
    field: "targetServiceAccounts",
    why: "Tags and service accounts cannot be used together.",
    when: ({ targetTags = [], targetServiceAccounts = [] }) =>
      targetTags.length > 0 && targetServiceAccounts.length > 0,
  },
  {
    id: "firewall.priority",
    refuses: "a priority outside 0 to 65535",
    field: "priority",
    why: "Must be from 0 to 65535.",
    when: ({ priority = 0 }) => priority < 0 || priority > 65535,
  },
]);

const ROUTERS = rulesOf("routers", SOURCE.rest("routers"), [
  {
    id: "router.nat-name",
    refuses: "two NATs of one name on a router",
    write: ({ nats = [] }) => {
      const twice = repeated(nats.map(({ name }) => name));
      return found("nats", twice, "The name of a NAT must be unique in its router.");
    },
  },
  {
    id: "router.nat-addresses",
    refuses: "a NAT with addresses where Google allocates them, or without any where it does not",
    write: ({ nats = [] }) => {
      const wrong = nats.find(
        ({ natIpAllocateOption, natIps = [] }) => (natIpAllocateOption === "MANUAL_ONLY") !== natIps.length > 0,
      );
      return (
        wrong &&
        invalidValue("nats[].natIps", wrong.name, "NAT IPs are specified with MANUAL_ONLY, and only then they must be.")
      );
    },
  },
]);

const SERVICE_ATTACHMENTS = rulesOf("serviceAttachments", SOURCE.publishing, [
  {
    id: "service-attachment.target",
    refuses: "a target that is no internal forwarding rule",
    field: "targetService",
    why: "The target must be the forwarding rule of an internal balancer.",
    when: ({ targetService }, { state }) =>
      !state.get("forwardingRules", targetService)?.loadBalancingScheme?.startsWith("INTERNAL"),
  },
  {
    id: "service-attachment.subnet-purpose",
    refuses: "a NAT subnetwork whose purpose is not PRIVATE_SERVICE_CONNECT",
    write: ({ natSubnets = [] }, { state }) => {
      const other = natSubnets.find(
        (subnet) => state.get("subnetworks", subnet)?.purpose !== "PRIVATE_SERVICE_CONNECT",
      );
      return found("natSubnets", other, "The subnetwork must have purpose=PRIVATE_SERVICE_CONNECT.");
    },
  },
  {
    id: "service-attachment.subnet-shared",
    refuses: "a NAT subnetwork of another service attachment",
    write: ({ selfLink, natSubnets = [] }, { state }) => {
      const others = state.all("serviceAttachments").filter((other) => other.selfLink !== selfLink);
      const taken = natSubnets.find((subnet) => others.some((other) => other.natSubnets?.includes(subnet)));
      return found("natSubnets", taken, "The subnetwork is used by another service attachment.");
    },
  },
  {
    id: "service-attachment.accepted",
    source: "https://cloud.google.com/vpc/docs/manage-private-service-connect-services",
    refuses: "a list that accepts some consumers by project and some by network",
    write: ({ consumerAcceptLists = [] }) =>
      new Set(consumerAcceptLists.map(({ networkUrl }) => networkUrl === undefined)).size > 1
        ? invalidValue("consumerAcceptLists", consumerAcceptLists.length, "All values must be of the same type.")
        : undefined,
  },
]);

export const NETWORK: readonly RuleSet[] = [SUBNETWORKS, FIREWALLS, ROUTERS, SERVICE_ATTACHMENTS];
