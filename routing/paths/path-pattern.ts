import type { MatchRule } from "../url-map";
import { foldCase } from "./fold-case";
import { parsePathTemplate } from "./path-template";
import { regexShape } from "./regex-shape";
import { literalSegment, type Segment, segmentsMayMeet, someEndAlike, someStartAlike } from "./segment";
import { matching } from "./value-test";

/** The path condition of a match rule. */
export type PathMatch = Pick<
  MatchRule,
  "fullPathMatch" | "prefixMatch" | "pathTemplateMatch" | "regexMatch" | "ignoreCase"
>;

/**
 * The paths that a rule is about, in one form for all the ways to write them.
 *
 * - `exact`: `text` and nothing else
 * - `below`: everything that begins with `text`, which ends in a slash: `/a/` for `/a/*`
 * - `prefix`: `text` itself, and everything below it
 * - `template`, `regex`: `text` is the template or the RE2 expression
 */
export interface PathForm {
  readonly kind: "exact" | "below" | "prefix" | "template" | "regex";
  /** As written. */
  readonly text: string;
  readonly ignoreCase: boolean;
}

/** A form with what the compiler knows of its paths; in lower case where it ignores case. */
export interface PathPattern extends PathForm {
  /** What every matching path begins with, for certain. */
  readonly literal: string;
  /** Every matching path begins with one of these and ends with one of those. */
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  readonly segments: readonly Segment[];
  /** The paths of an expression that only lists some. */
  readonly paths?: readonly string[];
  readonly matches: (path: string) => boolean;
}

const ANYTHING = [""] as const;

export const exactPath = (text: string, ignoreCase = false): PathPattern =>
  plainPattern({ kind: "exact", text, ignoreCase }, text, []);

/** @param text ends in a slash: everything that begins with it. */
export const below = (text: string, ignoreCase = false): PathPattern =>
  plainPattern({ kind: "below", text, ignoreCase }, text.slice(0, -1), [{ kind: "rest" }]);

/**
 * A path and everything below it; a slash at its end is ignored, as the Gateway API does. The root is above everything, so
 * that `prefix: /` and a rule without a path are the same pattern as the path `/*`.
 */
export function prefix(path: string, ignoreCase = false): PathPattern {
  const text = path.replace(/\/$/, "");
  if (text === "") return below("/", ignoreCase);
  return plainPattern({ kind: "prefix", text, ignoreCase }, text, [{ kind: "below" }]);
}

/** A form that writes out what its paths begin with. */
export interface PlainForm extends PathForm {
  readonly kind: "exact" | "below" | "prefix";
}

/**
 * @param written The segments that are written out.
 * @param open What may come after them.
 */
function plainPattern(form: PlainForm, written: string, open: readonly Segment[]): PathPattern {
  const fold = foldingOf(form);
  const literal = fold(form.text);
  return {
    ...form,
    literal,
    starts: [literal],
    ends: open.length > 0 ? ANYTHING : [literal],
    segments: [...splitPath(fold(written)).map(literalSegment), ...open],
    matches: plainTest(form),
  };
}

const foldingOf = ({ ignoreCase }: PathForm) => (ignoreCase ? foldCase : (text: string) => text);

/** Whether a path has such a form. */
export function plainTest(form: PlainForm): (path: string) => boolean {
  const fold = foldingOf(form);
  const literal = fold(form.text);
  const { length } = literal;
  switch (form.kind) {
    case "exact":
      return (path) => fold(path) === literal;
    case "below":
      return (path) => fold(path).startsWith(literal);
    case "prefix":
      return (path) => fold(path).startsWith(literal) && (path.length === length || path[length] === "/");
  }
}

export const anyPath = below("/");

/** @param text a valid template; without an operator it is an exact path. */
export function template(text: string): PathPattern {
  const literal = text.split(/[*{]/, 1)[0] ?? "";
  if (literal === text) return exactPath(text);
  const [, suffix = ""] = /[*}]([^*}/]*)$/.exec(text) ?? [];
  const segments: Segment[] = [];
  for (const segment of splitPath(text)) {
    segments.push(templateSegment(segment));
    if (segment.includes("**")) break;
  }
  return {
    kind: "template",
    text,
    ignoreCase: false,
    literal,
    starts: [literal],
    ends: [suffix],
    segments,
    matches: lazily(() => {
      const { regex } = parsePathTemplate(text, text);
      return (path) => regex.test(path);
    }),
  };
}

function templateSegment(text: string): Segment {
  if (!/[*{]/.test(text)) return literalSegment(text);
  const [, suffix = ""] = /[*}]([^*}]*)$/.exec(text) ?? [];
  if (text.includes("**")) return { kind: suffix === "" ? "rest" : "opaque" };
  return suffix === "" ? { kind: "any" } : { kind: "partial", starts: ANYTHING, ends: [suffix] };
}

/** @param source a valid RE2 expression; when only one path matches it, it is that exact path. */
export function regex(source: string): PathPattern {
  const { starts, ends, texts, segments } = regexShape(source);
  const [only, second] = texts ?? [];
  if (only?.startsWith("/") && second === undefined) return exactPath(only);
  return {
    kind: "regex",
    text: source,
    ignoreCase: false,
    // A path begins with a slash, whatever the expression says.
    literal: commonStart(starts) || "/",
    starts,
    ends,
    segments,
    paths: texts,
    matches: lazily(() => matching(source, source).holds),
  };
}

/** A form that a URL map has; a `prefix` becomes two of these there. */
export interface UrlMapPathForm extends PathForm {
  readonly kind: Exclude<PathForm["kind"], "prefix">;
}

/** The form of a match rule's path condition; one without any matches every path. Empty texts mean "not set". */
export function formOf(match: PathMatch): UrlMapPathForm {
  const { fullPathMatch, prefixMatch, pathTemplateMatch, regexMatch, ignoreCase = false } = match;
  if (fullPathMatch) return { kind: "exact", text: fullPathMatch, ignoreCase };
  if (pathTemplateMatch) return { kind: "template", text: pathTemplateMatch, ignoreCase: false };
  if (regexMatch) return { kind: "regex", text: regexMatch, ignoreCase: false };
  return { kind: "below", text: prefixMatch || "/", ignoreCase };
}

/** The form of a path rule's path. */
export const formOfPathRule = (path: string): UrlMapPathForm =>
  formOf(path.endsWith("*") ? { prefixMatch: path.slice(0, -1) } : { fullPathMatch: path });

/** `/a`, `/a/*`, `template /a/{b}`: what is no plain path begins with a word, so that no two forms read alike. */
export function formatPathForm({ kind, text, ignoreCase }: PathForm): string {
  const cased = ignoreCase ? "any case of " : "";
  switch (kind) {
    case "exact":
      return `${cased}${text.endsWith("*") ? "exactly " : ""}${text}`;
    case "below":
      return `${cased}${text}*`;
    default:
      return `${cased}${kind} ${text}`;
  }
}

const PATTERNS = { exact: exactPath, below, prefix, template, regex };

export const patternOf = ({ kind, text, ignoreCase }: PathForm): PathPattern => PATTERNS[kind](text, ignoreCase);

/** Whether one path can match both. Only where a regular expression is not plain, `true` may be wrong. */
export function pathsMayMeet(a: PathPattern, b: PathPattern): boolean {
  if (a.ignoreCase !== b.ignoreCase) return pathsMayMeet(folded(a), folded(b));
  if (a.kind === "exact") return b.matches(a.text);
  if (b.kind === "exact") return a.matches(b.text);
  return someStartAlike(a.starts, b.starts) && someEndAlike(a.ends, b.ends) && segmentsMayMeet(a.segments, b.segments);
}

/** Whether every path of `inner` matches `outer`. Where that is not certain, `false`. */
export function covers(outer: PathPattern, inner: PathPattern): boolean {
  if (inner.ignoreCase && !outer.ignoreCase) return false;
  if (inner.kind === "exact") return outer.matches(inner.text);
  if (outer.kind === "below") return inner.starts.every(outer.matches);
  if (outer.kind === "prefix")
    return inner.starts.every(
      // `/a` begins `/ab` too; only another prefix says that it does not mean that.
      (start) => outer.matches(start) && (inner.kind === "prefix" || start.length > outer.literal.length),
    );
  return outer.kind === inner.kind && outer.text === inner.text;
}

/** The pattern in any case; a template or an expression is then taken to match whatever it is asked. */
function folded(pattern: PathPattern): PathPattern {
  if (pattern.ignoreCase) return pattern;
  if (pattern.kind !== "template" && pattern.kind !== "regex") return patternOf({ ...pattern, ignoreCase: true });
  return {
    ...pattern,
    ignoreCase: true,
    starts: ANYTHING,
    ends: ANYTHING,
    segments: [{ kind: "opaque" }],
    matches: () => true,
  };
}

/** Compiles a test when it is asked for the first time; most never are. */
function lazily(compile: () => (path: string) => boolean): (path: string) => boolean {
  let test: ((path: string) => boolean) | undefined;
  return (path) => {
    test ??= compile();
    return test(path);
  };
}

/** `/a/b` → `a`, `b`; the root has no segment, and a slash at the end begins an empty one. */
function splitPath(path: string): string[] {
  return path === "" ? [] : path.slice(1).split("/");
}

function commonStart(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) while (!text.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
