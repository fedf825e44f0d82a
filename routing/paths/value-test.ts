import type { RE2JS } from "re2js";
import { reasonOf } from "../../config/reason";
import type { Language } from "../automata/automata";
import { integersWithin } from "../automata/integers";
import { textMatches } from "../automata/regex";
import { anyText, textEndsWith, textIs, textStartsWith } from "../automata/texts";
import { compileRe2 } from "../re2";
import type { HeaderMatch } from "../url-map";

/** A predicate over one string. */
export interface ValueTest {
  readonly holds: (value: string) => boolean;
  /** Follows the name of what is tested: `= "a"`. */
  readonly words: string;
  /** The values for which it holds; `undefined` when they are not known. */
  readonly language: () => Language | undefined;
}

/** What a header can be asked; a query parameter knows some of these. */
export type Predicates = Omit<HeaderMatch, "headerName" | "invertMatch">;

/**
 * The test of the one predicate that is set. Empty strings and `false` are what the API takes for "not set".
 *
 * @throws Error when none or several are set, or RE2 does not accept an expression.
 */
export function valueTest(predicates: Predicates, allowed: readonly (keyof Predicates)[], at: string): ValueTest {
  const found = allowed.filter((name) => predicates[name]);
  if (found.length !== 1)
    throw new Error(`${at}: needs exactly one of ${allowed.join(", ")}; found: ${found.join(", ") || "none"}`);
  const { exactMatch, prefixMatch, suffixMatch, regexMatch, rangeMatch } = predicates;
  if (exactMatch) return equalTo(exactMatch);
  if (prefixMatch) return startingWith(prefixMatch);
  if (suffixMatch) return endingWith(suffixMatch);
  if (regexMatch) return matching(regexMatch, at);
  return rangeMatch ? within(rangeMatch.rangeStart, rangeMatch.rangeEnd) : anyValue;
}

const anyValue: ValueTest = { holds: () => true, words: "is present", language: () => anyText };

const equalTo = (expected: string): ValueTest => ({
  holds: (value) => value === expected,
  words: `= ${JSON.stringify(expected)}`,
  language: () => textIs(expected),
});

const startingWith = (prefix: string): ValueTest => ({
  holds: (value) => value.startsWith(prefix),
  words: `starts with ${JSON.stringify(prefix)}`,
  language: () => textStartsWith(prefix),
});

const endingWith = (suffix: string): ValueTest => ({
  holds: (value) => value.endsWith(suffix),
  words: `ends with ${JSON.stringify(suffix)}`,
  language: () => textEndsWith(suffix),
});

/**
 * The whole value matches, as in Envoy.
 *
 * @throws Error with the pattern and its place when RE2 does not accept it.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function matching(pattern: string, at: string): ValueTest {
  const regex = compileRegex(pattern, at);
  return {
    holds: (value) => regex.testExact(value),
    words: `matches ${pattern}`,
    language: () => textMatches(pattern),
  };
}

/** A base-10 integer in the half-open range; anything else, `0.25` or `3a`, is outside. */
export const within = (start: number, end: number): ValueTest => ({
  holds: (value) => {
    if (!/^\s*[+-]?[0-9]+\s*$/.test(value)) return false;
    const integer = BigInt(value);
    return integer >= start && integer < end;
  },
  words: `is an integer from ${start} to below ${end}`,
  language: () => integersWithin(start, end),
});

function compileRegex(pattern: string, at: string): RE2JS {
  try {
    return compileRe2(pattern);
  } catch (error) {
    const text = JSON.stringify(pattern);
    throw new Error(`${at}: the pattern ${text} is not a regular expression of RE2: ${reasonOf(error)}`);
  }
}
