import type { DocumentPath } from "../config/finding";

/** By code units, the same on every machine. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Document order: list positions as numbers, keys as texts. */
export function compareDocumentPaths(a: DocumentPath, b: DocumentPath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    return compareTexts(String(left), String(right));
  }
  return a.length - b.length;
}
