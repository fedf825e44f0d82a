/**
 * A set of texts, as a deterministic automaton that reads one code point after the other.
 *
 * Every condition of a URL map is one, so that one search finds a text that matches some conditions and not others, or
 * proves that there is none.
 */
export interface Language {
  /** The state before the first character. */
  readonly start: number;
  /** The state after one more character; `DEAD` when no continuation belongs to the language. */
  readonly step: (state: number, character: number) => number;
  readonly accepts: (state: number) => boolean;
  /** Equal for characters that are treated alike, in every state. */
  readonly sortOf: (character: number) => number;
  /** Characters between two neighbouring boundaries are of one sort. */
  readonly boundaries: readonly number[];
  /** What every text begins with. */
  readonly prefix: string;
  /** Which texts with that prefix belong to the language: the prefix itself, all of them, or the automaton knows. */
  readonly kind: "only" | "all" | "some";
}

export const DEAD = -1;

/** The sort of all characters that a language does not tell apart by name. */
export const OTHER = -1;

export function contains(language: Language, text: string): boolean {
  if (language.kind === "only") return text === language.prefix;
  if (language.kind === "all") return text.startsWith(language.prefix);
  let state = language.start;
  for (const character of text) {
    state = language.step(state, character.codePointAt(0) ?? 0);
    if (state === DEAD) return false;
  }
  return language.accepts(state);
}

/** Numbers for the states of an automaton that become known while it runs. */
export interface States<S> {
  readonly numberOf: (state: S) => number;
  readonly at: (number: number) => S;
}

/** @param keyOf a text that is equal for equal states. */
export function statesBy<S>(keyOf: (state: S) => string): States<S> {
  const states: S[] = [];
  const numbers = new Map<string, number>();
  return {
    numberOf: (state) => {
      const key = keyOf(state);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, states.length);
      states.push(state);
      return states.length - 1;
    },
    at: (number) => {
      const state = states[number];
      if (state === undefined) throw new RangeError(`no state ${number}`);
      return state;
    },
  };
}
