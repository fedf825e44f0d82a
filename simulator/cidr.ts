/** An IPv4 range as numbers, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `10.0.0.0/8` or a single address; undefined for anything else. */
export function parseRange(cidr: string): Range | undefined {
  const [, address, bits = "32"] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(cidr) ?? [];
  if (address === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** The number after the slash; undefined where the text is no range. */
export function prefixLength(cidr: string): number | undefined {
  const bits = Number(/^(?:\d+\.){3}\d+\/(\d+)$/.exec(cidr)?.[1]);
  return bits <= 32 ? bits : undefined;
}

export function overlap(left: string, right: string): boolean {
  const [a, b] = [parseRange(left), parseRange(right)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parseRange(outer), parseRange(inner)];
  return a !== undefined && b !== undefined && a.first <= b.first && b.last <= a.last;
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
