import { cidrContains, familyOf, ipv6Contains } from "../../config/cidr";
import { open, some, type Truth, unlessSaid } from "./truth";

/** Who calls, as far as that is said. */
export interface Caller {
  /** An IPv4 or IPv6 address. */
  readonly ip?: string;
  /** An e-mail address. */
  readonly serviceAccount?: string;
  /** The permanent id of a tag value. */
  readonly tag?: string;
  readonly clientCertificate?: CertificateName;
}

/** A name in a client's certificate; the selector in the provider's words. */
export interface CertificateName {
  readonly selector: string;
  readonly name: string;
}

/** A range without what says that it is one address. */
export const describeRange = (range: string): string => range.replace(/\/32$/, "");

/** Whether the caller's address is in one of some ranges; `*` is every address. */
export function isWithin({ ip }: Caller, ranges: readonly string[]): Truth {
  if (ranges.includes("*")) return true;
  return ip === undefined ? unlessSaid(...ranges.map(describeRange)) : some(ranges.map((range) => contains(range, ip)));
}

function contains(range: string, ip: string): Truth {
  const family = familyOf(range.replace(/\/.*/, ""));
  if (family === 0) return open({ kind: "unread", words: `${range} is not known yet` });
  if (family !== familyOf(ip)) return false;
  return family === 4 ? cidrContains(range, ip) : ipv6Contains(range, ip);
}
