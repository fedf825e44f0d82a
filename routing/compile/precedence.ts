import { LONGEST } from "../../platform/facts";
import type { PathPattern } from "../paths/path-pattern";
import { compareSegments, segmentsKey } from "../paths/segment";
import type { Match } from "./matches";

/**
 * Which of two matches comes first on one host: below 0 when `a` does, 0 when they tie.
 *
 * An exact path; then the longest text that every matching path begins with; then segment by segment; then a path in its own
 * case; then a method, the number of headers, the number of query parameters, as the user wrote them. `/a/*` comes before
 * `prefix: /a`, because its text is longer by the slash.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export function compareMatches(a: Match, b: Match): number {
  return (
    comparePaths(a.path, b.path) ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    b.headers.length - a.headers.length ||
    b.queryParameters.length - a.queryParameters.length
  );
}

function comparePaths(a: PathPattern, b: PathPattern): number {
  const inCase = Number(a.ignoreCase) - Number(b.ignoreCase);
  // Two exact paths never match one request unless they are the same, so that their lengths do not matter.
  if (a.kind === "exact" || b.kind === "exact")
    return Number(b.kind === "exact") - Number(a.kind === "exact") || inCase;
  return b.literal.length - a.literal.length || compareSegments(a.segments, b.segments) || inCase;
}

/** Equal for two matches that tie, unless their literal texts already keep them apart. */
export function rankKey({ path, method, headers, queryParameters }: Match): string {
  return [
    path.kind === "exact",
    path.ignoreCase,
    method !== undefined,
    headers.length,
    queryParameters.length,
    path.literal,
    path.kind === "exact" ? "" : segmentsKey(path.segments),
  ].join(" ");
}

/**
 * The place of a match among bands of priorities: 0 for exact paths, then one for each length of literal text, longest first.
 * A rule that comes or goes moves the priorities of its band only.
 */
export function bandOf({ kind, literal }: PathPattern): number {
  return kind === "exact" ? 0 : Math.max(1, LONGEST.path + 1 - literal.length);
}
