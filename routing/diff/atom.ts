import { API_FAMILIES } from "../../config/presets/api-families";
import { contains, type Language } from "../automata/automata";
import { textMatches } from "../automata/regex";
import { inAnyCase, portIs, textIs, textStartsWith } from "../automata/texts";
import { formatHeaderMatch, formatQueryMatch, HEADER_PREDICATES, QUERY_PREDICATES } from "../evaluate/condition";
import { formatPathForm, formOf, formOfPathRule, type UrlMapPathForm } from "../paths/path-pattern";
import { parsePathTemplate } from "../paths/path-template";
import { valueTest } from "../paths/value-test";
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
  /** Values that read well in an example, best first. */
  readonly likely?: readonly string[];
}

/** A condition that a value must be there, and in a language. */
export const plainAtom = (
  variable: Variable,
  words: string,
  language: Language | undefined,
  likely?: readonly string[],
): Atom => ({ variable, words, language, inverted: false, holdsWhenAbsent: false, likely });

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
    return remembered(atoms, key, () => ({ ...plainAtom(variable, source.words, language()), ...source }));
  }

  function headerAtom(match: HeaderMatch): Atom {
    const name = match.headerName.toLowerCase();
    const variable = SPECIAL_HEADERS.get(name) ?? remembered(variables, `header ${name}`, () => headerVariable(name));
    return atomOf(headerSource(match, name, variable));
  }

  function queryAtom(match: QueryParameterMatch): Atom {
    const variable = remembered(variables, `query ${match.name}`, () => queryVariable(match.name));
    return atomOf(querySource(match, variable));
  }

  return {
    pathRule: (pattern) => atomOf(pathSource(formOfPathRule(pattern))),
    matchRule: (match) => [
      atomOf(pathSource(formOf(match))),
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

function pathSource(form: UrlMapPathForm): AtomSource {
  const { text } = form;
  const language = () => languageOf(form);
  const source = { variable: PATH, words: formatPathForm(form), language };
  const isPlain = !form.ignoreCase && (form.kind === "exact" || form.kind === "below");
  if (!isPlain) return source;
  const known = form.kind === "below" && text !== "/" ? CLIENT_PATHS.filter((path) => path.startsWith(text)) : [];
  return { ...source, likely: [...known, text.endsWith("/") ? `${text}x` : text] };
}

/** Paths that clients really ask for. */
const CLIENT_PATHS = Object.values(API_FAMILIES).flatMap(({ paths }) => paths.filter((path) => !path.includes("*")));

function languageOf({ kind, text, ignoreCase }: UrlMapPathForm): Language | undefined {
  if (kind === "regex") return textMatches(text);
  if (kind === "template") return templateLanguage(text);
  const plain = kind === "exact" ? textIs : textStartsWith;
  return ignoreCase ? inAnyCase(plain, text) : plain(text);
}

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

function headerSource(match: HeaderMatch, name: string, variable: Variable): AtomSource {
  const { headerName, invertMatch: inverted = false, presentMatch = false } = match;
  const words = formatHeaderMatch(match);
  const { language } = valueTest(match, HEADER_PREDICATES, name);
  if (headerName === "PORT" && match.regexMatch) {
    const port = language();
    return { variable: HOST, words, language: () => port && portIs(port, !inverted) };
  }
  return {
    variable,
    words,
    language: name === ":path" ? () => undefined : language,
    inverted,
    holdsWhenAbsent: inverted && presentMatch,
  };
}

const querySource = (match: QueryParameterMatch, variable: Variable): AtomSource => ({
  variable,
  words: formatQueryMatch(match),
  language: valueTest(match, QUERY_PREDICATES, match.name).language,
});
