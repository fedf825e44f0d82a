import { formatRange, parseRange, type Range, sizeOf } from "../../config/cidr";

/** The same addresses in as few ranges as can be, sorted. Texts that are no ranges (references) stay as they are, last. */
export function mergedRanges(texts: readonly string[]): string[] {
  const merged: Range[] = [];
  const ranges = texts.flatMap((text) => parseRange(text) ?? []);
  for (const range of ranges.sort((a, b) => a.first - b.first || b.last - a.last)) add(merged, range);
  return [...merged.map(formatRange), ...texts.filter((text) => parseRange(text) === undefined)];
}

/** Adds one that begins no earlier than all before: it is in the last one, makes a whole with it, or stands by itself. */
function add(merged: Range[], range: Range): void {
  const last = merged.at(-1);
  if (last !== undefined && range.last <= last.last) return;
  const whole = last && { first: last.first, last: range.last };
  const halves =
    last !== undefined &&
    whole !== undefined &&
    sizeOf(last) === sizeOf(range) &&
    last.last + 1 === range.first &&
    last.first % sizeOf(whole) === 0;
  if (!halves || whole === undefined) {
    merged.push(range);
    return;
  }
  merged.pop();
  add(merged, whole);
}
