/** An IPv4 range as numbers, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `10.0.0.0/8` or a single address, host bits cut off; `undefined` for anything else. */
export function parseRange(cidr: string): Range | undefined {
  const [, address, bits = "32"] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(cidr) ?? [];
  if (address === undefined || Number(bits) > 32 || !isAddress(address)) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether a text is four numbers from 0 to 255. */
function isAddress(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

export const sizeOf = ({ first, last }: Range): number => last - first + 1;

export const overlap = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;

export const contains = (outer: Range, inner: Range): boolean => outer.first <= inner.first && inner.last <= outer.last;

/** The same of two texts as `parseRange` reads them; `false` where one is no range. */
export const cidrsOverlap = (left: string, right: string): boolean => both(left, right, overlap);

export const cidrContains = (outer: string, inner: string): boolean => both(outer, inner, contains);

function both(left: string, right: string, test: (a: Range, b: Range) => boolean): boolean {
  const [a, b] = [parseRange(left), parseRange(right)];
  return a !== undefined && b !== undefined && test(a, b);
}

/** A range as it is written, without host bits: `10.129.0.0/23`. */
export function formatRange(range: Range): string {
  return `${toAddress(range.first)}/${32 - Math.log2(sizeOf(range))}`;
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

const ranges = (texts: readonly string[]): Range[] => texts.flatMap((text) => parseRange(text) ?? []);

/** Addresses of private networks (RFC 1918, RFC 6598). */
const PRIVATE = ranges(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]);

/**
 * Addresses for documentation, tests and later use (RFC 6890): nobody on the internet has one, and a subnet may.
 * @see https://cloud.google.com/vpc/docs/subnets#valid-ranges
 */
const RESERVED = ranges([
  "192.0.0.0/24",
  "192.0.2.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "192.88.99.0/24",
  "198.18.0.0/15",
  "240.0.0.0/4",
]);

export const isReserved = (range: Range): boolean => RESERVED.some((space) => contains(space, range));

/** Whether a subnet may have it without using public addresses as private ones. */
export const isPrivate = (range: Range): boolean =>
  PRIVATE.some((space) => contains(space, range)) || isReserved(range);

/** Whether a text is an IPv4 or IPv6 address: 4, 6, or 0 for none. */
export const familyOf = (text: string): 4 | 6 | 0 => (isAddress(text) ? 4 : bitsOf(text) === undefined ? 0 : 6);

/** Whether an address is in an IPv6 range; `false` where one of them is none. */
export function ipv6Contains(range: string, address: string): boolean {
  const [prefix = "", length = "128"] = range.split("/");
  const [outer, inner] = [bitsOf(prefix), bitsOf(address)];
  return outer !== undefined && inner?.startsWith(outer.slice(0, Number(length))) === true;
}

/** The 128 bits of an IPv6 address; `undefined` where it is none. */
function bitsOf(address: string): string | undefined {
  if (!/^[\da-f:.]+$/i.test(address) || !URL.canParse(`http://[${address}]`)) return undefined;
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].map((group) => parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}
