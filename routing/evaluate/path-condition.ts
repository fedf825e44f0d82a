import { invalidPathPattern, severalPathConditions } from "../errors";
import { foldCase } from "../paths/fold-case";
import { type PathTemplate, parsePathTemplate } from "../paths/path-template";
import { matching } from "../paths/value-test";
import type { MatchRule } from "../url-map";
import type { Condition } from "./condition";
import type { Request } from "./decision";

/** A condition on the path, without query, case-sensitive unless said otherwise. */
export interface PathCondition extends Condition {
  readonly on: "path";
  /** As written in the URL map. */
  readonly pattern: string;
  /** Where an index finds it. */
  readonly key: PathKey;
  /** Length of the part that a prefix rewrite replaces; `Infinity` when that is the whole path. */
  readonly replacedLength: number;
  readonly template?: PathTemplate;
}

/** Every matching path is equal to `text`, or starts with it. */
export interface PathKey {
  readonly kind: "exact" | "prefix";
  readonly text: string;
  /** Being so is also enough to match. */
  readonly sufficient: boolean;
}

const PATH_PATTERN = /^\/(?:[^*?#]*\/)?(?:\*|[^*?#]*)$/;

/** A path of a path rule: an exact path, or `/a/*` for everything that starts with `/a/`. */
export function pathRuleCondition(pattern: string, at: string): PathCondition {
  if (!PATH_PATTERN.test(pattern)) throw new Error(invalidPathPattern(at, pattern));
  return pattern.endsWith("*") ? prefixCondition(pattern.slice(0, -1), pattern) : exactCondition(pattern);
}

/** The path condition of a match rule; a match rule without one matches every path. */
export function matchRuleCondition(match: MatchRule, at: string): PathCondition {
  const { fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch, ignoreCase } = match;
  const given = Object.entries({ fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch }).filter(
    ([, text]) => text,
  );
  if (given.length > 1)
    throw new Error(
      severalPathConditions(
        at,
        given.map(([name]) => name),
      ),
    );

  if (fullPathMatch) return ignoreCase ? exactIgnoringCase(fullPathMatch) : exactCondition(fullPathMatch);
  if (regexMatch) return regexCondition(regexMatch, at);
  if (pathTemplateMatch) return templateCondition(parsePathTemplate(pathTemplateMatch, at));
  const prefix = prefixMatch || "/";
  return ignoreCase ? prefixIgnoringCase(prefix) : prefixCondition(prefix);
}

function exactCondition(path: string): PathCondition {
  return pathCondition({
    pattern: path,
    words: JSON.stringify(path),
    key: { kind: "exact", text: path, sufficient: true },
    replacedLength: Number.POSITIVE_INFINITY,
    matches: (candidate) => candidate === path,
  });
}

function exactIgnoringCase(path: string): PathCondition {
  const lower = foldCase(path);
  return pathCondition({
    pattern: path,
    words: `${JSON.stringify(path)} in any case`,
    key: UNINDEXED,
    replacedLength: Number.POSITIVE_INFINITY,
    matches: (candidate) => foldCase(candidate) === lower,
  });
}

function prefixCondition(prefix: string, pattern = prefix): PathCondition {
  return pathCondition({
    pattern,
    words: `a path that starts with ${JSON.stringify(prefix)}`,
    key: { kind: "prefix", text: prefix, sufficient: true },
    replacedLength: prefix.length,
    matches: (candidate) => candidate.startsWith(prefix),
  });
}

function prefixIgnoringCase(prefix: string): PathCondition {
  const lower = foldCase(prefix);
  return pathCondition({
    pattern: prefix,
    words: `a path that starts with ${JSON.stringify(prefix)} in any case`,
    key: UNINDEXED,
    replacedLength: prefix.length,
    matches: (candidate) => foldCase(candidate).startsWith(lower),
  });
}

function regexCondition(pattern: string, at: string): PathCondition {
  const test = matching(pattern, at);
  return pathCondition({
    pattern,
    words: test.words,
    key: UNINDEXED,
    replacedLength: Number.POSITIVE_INFINITY,
    matches: test.holds,
  });
}

function templateCondition(template: PathTemplate): PathCondition {
  return pathCondition({
    pattern: template.text,
    words: `a path of the form ${template.text}`,
    key: { kind: "prefix", text: template.literalPrefix, sufficient: false },
    replacedLength: Number.POSITIVE_INFINITY,
    matches: (candidate) => template.regex.test(candidate),
    template,
  });
}

/** Found under every path. */
const UNINDEXED: PathKey = { kind: "prefix", text: "", sufficient: false };

interface PathConditionParts extends Pick<PathCondition, "pattern" | "key" | "replacedLength" | "template"> {
  /** What the path must be. */
  readonly words: string;
  readonly matches: (path: string) => boolean;
}

function pathCondition(parts: PathConditionParts): PathCondition {
  const { pattern, key, replacedLength, template, words, matches } = parts;
  return {
    on: "path",
    pattern,
    key,
    replacedLength,
    template,
    holds: (request: Request) => matches(request.path),
    failure: (request: Request) => `the path is ${JSON.stringify(request.path)}, must be ${words}`,
  };
}
