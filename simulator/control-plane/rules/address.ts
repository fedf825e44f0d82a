import { cidrContains } from "../../../config/cidr";
import { inUse, invalidValue } from "../api-error";
import { isProxyOnly } from "../proxy-only";
import { relativePath } from "../resource-path";
import { type RuleSet, rulesOf } from "./rule";
import { PROVIDER, SOURCE } from "./sources";

export const ADDRESSES: RuleSet = rulesOf("addresses", [
  {
    id: "address.subnetwork",
    source: SOURCE.rest("addresses"),
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
    source: SOURCE.rest("addresses"),
    refuses: "a network tier other than PREMIUM on an internal address",
    write: ({ addressType, networkTier }) =>
      addressType === "INTERNAL" && networkTier !== "PREMIUM"
        ? invalidValue("networkTier", networkTier, "An internal address cannot have a network tier.")
        : undefined,
  },
  {
    id: "address.in-subnetwork",
    source: SOURCE.rest("addresses"),
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
    source: SOURCE.rest("addresses"),
    refuses: "to reserve an IP address twice",
    write: ({ selfLink, address, addressType }, { verb, state }) => {
      const other = state
        .all("addresses")
        .find((each) => each.selfLink !== selfLink && each.address === address && each.addressType === addressType);
      return verb === "insert" && other
        ? invalidValue("address", address, "Specified IP address is already reserved.")
        : undefined;
    },
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
