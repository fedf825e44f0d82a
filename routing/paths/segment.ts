/**
 * What a path pattern wants of one segment of a path, the text between two slashes. The kinds stand in the order of
 * precedence; the last three can take several segments and end a pattern.
 *
 * - `literal`, `alternation`: one of `texts`
 * - `partial`: begins with one of `starts` and ends with one of `ends`
 * - `any`: any segment, `{x}`
 * - `opaque`: something that a regular expression says and this program does not take apart
 * - `below`: nothing more, or a slash and anything: the end of `prefix: /a`
 * - `rest`: anything: the end of `/a/*`
 */
export type Segment =
  | { readonly kind: "literal" | "alternation"; readonly texts: readonly string[] }
  | { readonly kind: "partial"; readonly starts: readonly string[]; readonly ends: readonly string[] }
  | { readonly kind: "any" | "opaque" | "below" | "rest" };

const KINDS: readonly Segment["kind"][] = ["literal", "alternation", "partial", "any", "opaque", "below", "rest"];
const RANK = Object.fromEntries(KINDS.map((kind, rank) => [kind, rank])) as Readonly<Record<Segment["kind"], number>>;

export const literalSegment = (text: string): Segment => ({ kind: "literal", texts: [text] });

/** Segment by segment the more specific kind first; of two that begin alike, the one that says more. */
export function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = compareSegment(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}

function compareSegment(a: Segment | undefined, b: Segment | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a.kind === "partial" && b.kind === "partial") return literalLength(b) - literalLength(a);
  return RANK[a.kind] - RANK[b.kind];
}

const literalLength = ({ starts, ends }: { readonly starts: readonly string[]; readonly ends: readonly string[] }) =>
  shortest(starts) + shortest(ends);

const shortest = (texts: readonly string[]) => Math.min(...texts.map((text) => text.length));

/** A text that is equal for two lists of segments when neither comes first and no literal segment keeps them apart. */
export function segmentsKey(segments: readonly Segment[]): string {
  return segments
    .map((segment) => {
      if (segment.kind === "literal") return `=${segment.texts[0]}`;
      return segment.kind === "partial" ? `partial${literalLength(segment)}` : segment.kind;
    })
    .join("/");
}

/** Whether one path can match both. Where an `opaque` segment stands, it is taken to match. */
export function segmentsMayMeet(a: readonly Segment[], b: readonly Segment[]): boolean {
  for (let i = 0; ; i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined || right === undefined) return (left ?? right ?? NOTHING_MORE).kind === "below";
    if (isTail(left) || isTail(right)) return true;
    if (!segmentMayMeet(left, right)) return false;
  }
}

const NOTHING_MORE: Segment = { kind: "below" };
const isTail = ({ kind }: Segment) => kind === "opaque" || kind === "rest" || kind === "below";

function segmentMayMeet(a: Segment, b: Segment): boolean {
  if ("texts" in a) return a.texts.some((text) => matches(text, b));
  if ("texts" in b) return b.texts.some((text) => matches(text, a));
  if (a.kind !== "partial" || b.kind !== "partial") return true;
  return someStartAlike(a.starts, b.starts) && someEndAlike(a.ends, b.ends);
}

function matches(text: string, segment: Segment): boolean {
  if ("texts" in segment) return segment.texts.includes(text);
  if (segment.kind !== "partial") return true;
  return segment.starts.some((start) => text.startsWith(start)) && segment.ends.some((end) => text.endsWith(end));
}

/** Whether a text can begin with one of `a` and one of `b`. */
export function someStartAlike(a: readonly string[], b: readonly string[]): boolean {
  return a.some((left) => b.some((right) => left.startsWith(right) || right.startsWith(left)));
}

/** Whether a text can end with one of `a` and one of `b`. */
export function someEndAlike(a: readonly string[], b: readonly string[]): boolean {
  return a.some((left) => b.some((right) => left.endsWith(right) || right.endsWith(left)));
}
