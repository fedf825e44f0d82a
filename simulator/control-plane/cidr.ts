import { contains as holds, overlap as meet, parseRange } from "../../config/cidr";

/** The number after the slash; undefined where the text is no range. */
export function prefixLength(cidr: string): number | undefined {
  const bits = Number(/^(?:\d+\.){3}\d+\/(\d+)$/.exec(cidr)?.[1]);
  return bits <= 32 ? bits : undefined;
}

export function overlap(left: string, right: string): boolean {
  const [a, b] = [parseRange(left), parseRange(right)];
  return a !== undefined && b !== undefined && meet(a, b);
}

export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parseRange(outer), parseRange(inner)];
  return a !== undefined && b !== undefined && holds(a, b);
}
