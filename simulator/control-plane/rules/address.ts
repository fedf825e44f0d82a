import { cidrContains } from "../../../config/cidr";
import { inUse, invalidValue } from "../api-error";
import { isProxyOnly } from "../proxy-only";
import { relativePath } from "../resource-path";
import { type RuleSet, rulesOf } from "./rule";
import { PROVIDER, SOURCE } from "./sources";

export const ADDRESSES: RuleSet = rulesOf("addresses", SOURCE.rest("addresses"), [
  {
    id: "address.subnetwork",
    refuses: "an internal address without a subnetwork, or in a proxy-only one",
    write: ({ addressType, subnetwork, purpose }, { state }) => {
      if (addressType !== "INTERNAL" || purpose === "VPC_PEERING") return undefined;
      const home = state.get("subnetworks", subnetwork);
      if (home === undefined) return invalidValue("subnetwork", subnetwork, "An internal address needs a subnetwork.");
      return isProxyOnly(home)
        ? invalidValue("subnetwork", subnetwork, `The subnetwork has purpose ${home.purpose}.`)
        : undefined;
    },
  },
  {
    id: "address.tier",
    refuses: "a network tier other than PREMIUM on an internal address",
    field: "networkTier",
    why: "An internal address cannot have a network tier.",
    when: ({ addressType, networkTier }) => addressType === "INTERNAL" && networkTier !== "PREMIUM",
  },
  {
    id: "address.in-subnetwork",
    refuses: "an internal address outside the range of its subnetwork",
    write: ({ address = "", subnetwork }, { state }) => {
      const range = state.get("subnetworks", subnetwork)?.ipCidrRange;
      return range === undefined || cidrContains(range, address)
        ? undefined
        : invalidValue("address", address, `The address is not in the range ${range} of the subnetwork.`);
    },
  },
  {
    id: "address.taken",
    refuses: "to reserve an IP address twice",
    field: "address",
    why: "Specified IP address is already reserved.",
    when: ({ selfLink, address, addressType }, { verb, state }) =>
      verb === "insert" &&
      state
        .all("addresses")
        .some((one) => one.selfLink !== selfLink && one.address === address && one.addressType === addressType),
  },
  {
    id: "address.in-use",
    source: SOURCE.issue(PROVIDER, 6812),
    refuses: "to release an address that a forwarding rule has",
    verbatim: true,
    remove: ({ selfLink = "", address }, { state }) => {
      const rule = state.all("forwardingRules").find(({ IPAddress }) => IPAddress === address);
      return rule && inUse("address", relativePath(selfLink), relativePath(rule.selfLink ?? ""));
    },
  },
]);
