import { RE2JS } from "re2js";
import { reasonOf } from "../../config/reason";
import { invalidRegex } from "../errors";

/** A predicate over one string, with its meaning in words that follow "must be". */
export interface ValueTest {
  readonly holds: (value: string) => boolean;
  readonly words: string;
}

export const anyValue: ValueTest = { holds: () => true, words: "present" };

export function equalTo(expected: string): ValueTest {
  return { holds: (value) => value === expected, words: JSON.stringify(expected) };
}

export function startingWith(prefix: string): ValueTest {
  return { holds: (value) => value.startsWith(prefix), words: `a value that starts with ${JSON.stringify(prefix)}` };
}

export function endingWith(suffix: string): ValueTest {
  return { holds: (value) => value.endsWith(suffix), words: `a value that ends with ${JSON.stringify(suffix)}` };
}

/**
 * The whole value matches, as in Envoy.
 *
 * @throws Error with the pattern and its place when RE2 does not accept it.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function matching(pattern: string, at: string): ValueTest {
  const regex = compileRegex(pattern, at);
  return { holds: (value) => regex.testExact(value), words: `a match of the regular expression ${pattern}` };
}

/** A base-10 integer in the half-open range; anything else, `0.25` or `3a`, is outside. */
export function within(start: number, end: number): ValueTest {
  return {
    holds: (value) => {
      if (!/^\s*[+-]?[0-9]+\s*$/.test(value)) return false;
      const integer = BigInt(value);
      return integer >= start && integer < end;
    },
    words: `an integer from ${start} to below ${end}`,
  };
}

function compileRegex(pattern: string, at: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(invalidRegex(at, pattern, reasonOf(error)));
  }
}
