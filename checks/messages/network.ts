import { list, text } from "./text";

export const hostBits = (found: string, range: string) => text(`${found} has host bits set`, `write ${range}`);

export const subnetTooSmall = (range: string, addresses: number) =>
  text(
    `${range} has ${addresses} ${addresses === 1 ? "address" : "addresses"}; a proxy-only subnet needs at least 64`,
    "write a /26 at least; Google recommends /23",
  );

export const publicRange = (range: string) =>
  text(
    `${range} is not private address space`,
    "use a range within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
  );

export const rangesOverlap = (range: string, other: string, place: string) =>
  text(`${range} overlaps ${other} at ${place}: both are in one VPC`, "give each region a range of its own");

export const sameRangeTwice = (range: string, regions: readonly string[]) =>
  text(
    `${range} would be the range of ${list(regions)} alike: subnets of one VPC cannot overlap`,
    `write a range for each: ${regions.map((region) => `\`${region}: …\``).join(", ")}`,
  );

export const endpointInSubnet = (endpoint: string, range: string) =>
  text(
    `${endpoint} lies in the proxy-only subnet ${range}, where only Google's proxies live`,
    "correct the address, or choose another range for the proxies",
  );

export const smallSubnet = (range: string, addresses: number, connections: string) =>
  text(
    `${range} has room for ${addresses} proxies, about ${connections} open streams, for all regional proxies of the VPC`,
    "use the /23 that Google recommends; a later change of the range interrupts every listener",
  );

export const streamsExceedSubnet = (streams: string, range: string, connections: string) =>
  text(
    `rates and timeouts allow for ${streams} open streams, and ${range} holds about ${connections}`,
    "choose a wider range, or lower the rates or timeouts",
  );

export const openToVpc = (port: number) =>
  text(
    `nothing says which machines are behind it, so that port ${port} of the whole VPC is opened to the proxies and probers`,
    "name their network `tags` or `serviceAccounts`",
  );
