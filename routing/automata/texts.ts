import { DEAD, type Language, OTHER } from "./automata";

const codePoints = (text: string) => [...text].map((character) => character.codePointAt(0) ?? 0);

/** Tells some characters apart from each other and from all others. */
function distinguish(characters: readonly number[]): Pick<Language, "sortOf" | "boundaries"> {
  const known = new Set(characters);
  return {
    sortOf: (character) => (known.has(character) ? character : OTHER),
    boundaries: [...known].flatMap((character) => [character, character + 1]),
  };
}

/** A state is how much of the text was read. */
function beginning(text: string, kind: "only" | "all"): Language {
  const characters = codePoints(text);
  const end = characters.length;
  return {
    start: 0,
    step: (state, character) => {
      if (state === end && kind === "all") return end;
      return characters[state] === character ? state + 1 : DEAD;
    },
    accepts: (state) => state === end,
    ...distinguish(characters),
    prefix: text,
    kind,
  };
}

/** The text and nothing else. */
export const textIs = (text: string): Language => beginning(text, "only");

export const textStartsWith = (prefix: string): Language => beginning(prefix, "all");

export const anyText = textStartsWith("");

/** A state is the length of the longest beginning of the suffix that the text ends with so far. */
export function textEndsWith(suffix: string): Language {
  const characters = codePoints(suffix);
  const fallbacks = borderLengths(characters);
  return {
    start: 0,
    step: (state, character) => {
      let length = state === characters.length ? (fallbacks[state] ?? 0) : state;
      while (length > 0 && characters[length] !== character) length = fallbacks[length] ?? 0;
      return characters[length] === character ? length + 1 : 0;
    },
    accepts: (state) => state === characters.length,
    ...distinguish(characters),
    prefix: "",
    kind: suffix === "" ? "all" : "some",
  };
}

/** By length of a beginning: the longest shorter beginning that it ends with (Knuth, Morris, Pratt). */
function borderLengths(characters: readonly number[]): number[] {
  const lengths = [0, 0];
  for (let end = 1; end < characters.length; end++) {
    let length = lengths[end] ?? 0;
    while (length > 0 && characters[length] !== characters[end]) length = lengths[length] ?? 0;
    lengths.push(characters[length] === characters[end] ? length + 1 : 0);
  }
  return lengths;
}

/** The same texts in any case of the ASCII letters. */
export function inAnyCase(languageOf: (text: string) => Language, text: string): Language {
  const language = languageOf(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  const [caseless = ""] = /^[^a-z]*/.exec(language.prefix) ?? [];
  return {
    ...language,
    step: (state, character) => language.step(state, lowerCase(character)),
    sortOf: (character) => language.sortOf(lowerCase(character)),
    boundaries: [...language.boundaries, ...language.boundaries.flatMap(upperCaseBoundary)],
    prefix: caseless,
    kind: caseless === language.prefix ? language.kind : "some",
  };
}

const A = 65;
const Z = 90;
const CASE = 32;

const lowerCase = (character: number) => (character >= A && character <= Z ? character + CASE : character);

/** The letters, and what follows `z`. */
const upperCaseBoundary = (boundary: number) =>
  boundary >= A + CASE && boundary <= Z + CASE + 1 ? [boundary - CASE] : [];

/** One character, and then a text of the language. */
export function afterAnyCharacter(language: Language): Language {
  return {
    ...language,
    start: 0,
    step: (state, character) => {
      if (state === 0) return language.start + 1;
      const next = language.step(state - 1, character);
      return next === DEAD ? DEAD : next + 1;
    },
    accepts: (state) => state > 0 && language.accepts(state - 1),
    prefix: "",
    kind: "some",
  };
}

const COLON = 58;
const NO_PORT = 0;
const DIGITS = codePoints("0123456789");
const isDigit = (character: number) => DIGITS.includes(character);

/** A host with a port, the digits after its last colon, that is in the language, or that is not. */
export function portIs(language: Language, wanted: boolean): Language {
  // Twice the state of the port's language plus whether there is a digit, plus one.
  const encode = (state: number, hasDigit: boolean) => 1 + 2 * (state + 1) + Number(hasDigit);
  const stateOf = (encoded: number) => ((encoded - 1) >> 1) - 1;
  return {
    start: NO_PORT,
    step: (encoded, character) => {
      if (character === COLON) return encode(language.start, false);
      if (encoded === NO_PORT || !isDigit(character)) return NO_PORT;
      const state = stateOf(encoded);
      return encode(state === DEAD ? DEAD : language.step(state, character), true);
    },
    accepts: (encoded) => {
      const hasDigit = encoded !== NO_PORT && (encoded - 1) % 2 === 1;
      if (!hasDigit) return false;
      const state = stateOf(encoded);
      return (state !== DEAD && language.accepts(state)) === wanted;
    },
    ...distinguish([COLON, ...DIGITS]),
    prefix: "",
    kind: "some",
  };
}
