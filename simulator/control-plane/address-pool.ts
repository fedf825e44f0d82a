import { parseRange, toAddress } from "../../config/cidr";
import type { View } from "./state";

/** A range reserved for documentation (RFC 5737), so that no report names somebody's real address. */
const EXTERNAL = "203.0.113.0/24";
/** Google keeps the first two addresses and the last two of every range. */
const RESERVED = 2;

/** The lowest free address of the subnetwork, or of the external pool where there is none. */
export function allocateAddress(state: View, subnetwork: string | undefined): string {
  const range = parseRange(state.get("subnetworks", subnetwork)?.ipCidrRange ?? EXTERNAL);
  const used = new Set([
    ...state.all("addresses").map(({ address }) => address),
    ...state.all("forwardingRules").map(({ IPAddress }) => IPAddress),
  ]);
  if (range === undefined) return "";
  for (let number = range.first + RESERVED; number <= range.last - RESERVED; number++)
    if (!used.has(toAddress(number))) return toAddress(number);
  return "";
}
