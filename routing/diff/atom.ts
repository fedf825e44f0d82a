import { contains, type Language } from "../automata/automata";
import { integersWithin } from "../automata/integers";
import { textMatches } from "../automata/regex";
import { anyText, inAnyCase, portIs, textEndsWith, textIs, textStartsWith } from "../automata/texts";
import { parsePathTemplate } from "../paths/path-template";
import type { HeaderMatch, MatchRule, QueryParameterMatch } from "../url-map";
import { HOST, headerVariable, METHOD, PATH, queryVariable, SCHEME, type Variable } from "./variables";

/** A condition on one variable, as a language: the solvable twin of a `Condition`, which only tests a request. */
export interface Atom {
  readonly variable: Variable;
  /** The condition as people read it. */
  readonly words: string;
  /** Absent when the condition is opaque: which values fulfil it is not known. */
  readonly language: Language | undefined;
  /** A value that is there must not belong to the language. */
  readonly inverted: boolean;
  readonly holdsWhenAbsent: boolean;
  /** A value that reads well in an example. */
  readonly likely?: string;
}

export function atomHolds(atom: Atom, value: string | undefined): boolean | undefined {
  if (value === undefined) return atom.holdsWhenAbsent;
  return atom.language && contains(atom.language, value) !== atom.inverted;
}

/** Makes atoms: the same one for the same condition, so that equal conditions of two URL maps are identical. */
export interface Atoms {
  readonly pathRule: (pattern: string) => Atom;
  readonly matchRule: (match: MatchRule) => Atom[];
}

export function createAtoms(): Atoms {
  const variables = new Map<string, Variable>();
  const atoms = new Map<string, Atom>();

  function atomOf({ variable, language, ...source }: AtomSource): Atom {
    const key = JSON.stringify([variable.on, variable.name, source.words]);
    return remembered(atoms, key, () => ({
      variable,
      inverted: false,
      holdsWhenAbsent: false,
      ...source,
      language: language(),
    }));
  }

  function headerAtom(match: HeaderMatch): Atom {
    const name = match.headerName.toLowerCase();
    const variable = SPECIAL_HEADERS.get(name) ?? remembered(variables, `header ${name}`, () => headerVariable(name));
    return atomOf(headerSource(match, variable));
  }

  function queryAtom(match: QueryParameterMatch): Atom {
    const variable = remembered(variables, `query ${match.name}`, () => queryVariable(match.name));
    return atomOf(querySource(match, variable));
  }

  return {
    pathRule: (pattern) => atomOf(pathRuleSource(pattern)),
    matchRule: (match) => [
      atomOf(pathSource(match)),
      ...(match.headerMatches ?? []).map(headerAtom),
      ...(match.queryParameterMatches ?? []).map(queryAtom),
    ],
  };
}

/** An atom whose language is made when it is needed for the first time. */
interface AtomSource extends Pick<Atom, "variable" | "words">, Partial<Omit<Atom, "variable" | "words" | "language">> {
  readonly language: () => Language | undefined;
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

function pathRuleSource(pattern: string): AtomSource {
  return pathSource(pattern.endsWith("/*") ? { prefixMatch: pattern.slice(0, -1) } : { fullPathMatch: pattern });
}

/** A prefix ends in `*`, as in a path rule. What is not a plain path begins with a word, so that no two read alike. */
function pathSource({ fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch, ignoreCase }: MatchRule): AtomSource {
  if (regexMatch) return pathTest(`regex ${regexMatch}`, () => textMatches(regexMatch));
  if (pathTemplateMatch) return pathTest(`template ${pathTemplateMatch}`, () => templateLanguage(pathTemplateMatch));
  const text = fullPathMatch || prefixMatch || "/";
  const languageOf = fullPathMatch ? textIs : textStartsWith;
  const words = fullPathMatch ? (text.endsWith("*") ? `exactly ${text}` : text) : `${text}*`;
  return ignoreCase
    ? pathTest(`any case of ${words}`, () => inAnyCase(languageOf, text))
    : { ...pathTest(words, () => languageOf(text)), likely: text.endsWith("/") ? `${text}x` : text };
}

const pathTest = (words: string, language: AtomSource["language"]): AtomSource => ({ variable: PATH, words, language });

function templateLanguage(text: string): Language | undefined {
  const { regex, literalPrefix } = parsePathTemplate(text, text);
  const language = textMatches(regex.source);
  return language && { ...language, prefix: literalPrefix };
}

/** Headers that are not header lines. */
const SPECIAL_HEADERS: ReadonlyMap<string, Variable> = new Map([
  [":method", METHOD],
  [":scheme", SCHEME],
  [":authority", HOST],
  ["host", HOST],
  // With its query, which no language of paths can say: such an atom is opaque.
  [":path", PATH],
]);

function headerSource(match: HeaderMatch, variable: Variable): AtomSource {
  const { headerName, invertMatch: inverted = false, regexMatch } = match;
  if (headerName === "PORT" && regexMatch) {
    const words = `the port ${inverted ? "does not match" : "matches"} ${regexMatch}`;
    const language = () => {
      const port = textMatches(regexMatch);
      return port && portIs(port, !inverted);
    };
    return { variable: HOST, words, language };
  }
  const test = valueTest(match);
  const name = headerName.toLowerCase();
  const holdsWhenAbsent = inverted && Boolean(match.presentMatch);
  return {
    variable,
    words: holdsWhenAbsent ? `no ${name}` : `${name} ${inverted ? `not ${test.words}` : test.words}`,
    language: name === ":path" ? () => undefined : test.language,
    inverted,
    holdsWhenAbsent,
  };
}

function querySource(match: QueryParameterMatch, variable: Variable): AtomSource {
  const { words, language } = valueTest(match);
  return { variable, words: `?${match.name} ${words}`, language };
}

/** Empty strings and `false` are what the API takes for "not set". */
function valueTest(match: Omit<HeaderMatch, "headerName">): Pick<AtomSource, "words" | "language"> {
  const { exactMatch, prefixMatch, suffixMatch, regexMatch, rangeMatch } = match;
  if (exactMatch) return { words: `= ${quoted(exactMatch)}`, language: () => textIs(exactMatch) };
  if (prefixMatch) return { words: `starts with ${quoted(prefixMatch)}`, language: () => textStartsWith(prefixMatch) };
  if (suffixMatch) return { words: `ends with ${quoted(suffixMatch)}`, language: () => textEndsWith(suffixMatch) };
  if (regexMatch) return { words: `matches ${regexMatch}`, language: () => textMatches(regexMatch) };
  if (rangeMatch) {
    const { rangeStart, rangeEnd } = rangeMatch;
    return { words: `from ${rangeStart} to below ${rangeEnd}`, language: () => integersWithin(rangeStart, rangeEnd) };
  }
  return { words: "is present", language: () => anyText };
}

const quoted = (text: string) => JSON.stringify(text);
