import { formatPathForm, formOf, formOfPathRule, plainTest, type UrlMapPathForm } from "../paths/path-pattern";
import { type PathTemplate, parsePathTemplate } from "../paths/path-template";
import { matching } from "../paths/value-test";
import type { MatchRule } from "../url-map";
import type { Condition } from "./condition";

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
  if (!PATH_PATTERN.test(pattern))
    throw new Error(
      `${at}: the path ${JSON.stringify(pattern)} must start with "/", and may hold "*" only at its end and after a "/", as in "/v1/*"`,
    );
  return pathCondition(formOfPathRule(pattern), at, pattern);
}

/** The path condition of a match rule; a match rule without one matches every path. */
export function matchRuleCondition(match: MatchRule, at: string): PathCondition {
  const { fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch } = match;
  const given = Object.entries({ fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch })
    .filter(([, text]) => text)
    .map(([name]) => name);
  if (given.length > 1)
    throw new Error(`${at}: has several path conditions (${given.join(", ")}); a match rule has one`);
  return pathCondition(formOf(match), at);
}

function pathCondition(form: UrlMapPathForm, at: string, pattern = form.text): PathCondition {
  const { key, replacedLength = Number.POSITIVE_INFINITY, template, matches } = testOf(form, at);
  return {
    on: "path",
    pattern,
    key,
    replacedLength,
    template,
    holds: ({ path }) => matches(path),
    failure: ({ path }) => `the path is ${JSON.stringify(path)}, wanted ${formatPathForm(form)}`,
  };
}

interface PathTest extends Pick<PathCondition, "key" | "template"> {
  /** Absent: the whole path. */
  readonly replacedLength?: number;
  readonly matches: (path: string) => boolean;
}

/** Found under every path. */
const UNINDEXED: PathKey = { kind: "prefix", text: "", sufficient: false };

function testOf(form: UrlMapPathForm, at: string): PathTest {
  const { kind, text, ignoreCase } = form;
  if (kind === "regex") return { key: UNINDEXED, matches: matching(text, at).holds };
  if (kind === "template") {
    const template = parsePathTemplate(text, at);
    const key: PathKey = { kind: "prefix", text: template.literalPrefix, sufficient: false };
    return { key, template, matches: (path) => template.regex.test(path) };
  }
  const isExact = kind === "exact";
  return {
    key: ignoreCase ? UNINDEXED : { kind: isExact ? "exact" : "prefix", text, sufficient: true },
    replacedLength: isExact ? undefined : text.length,
    matches: plainTest({ kind, text, ignoreCase }),
  };
}
