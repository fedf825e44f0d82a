import { compileRe2 } from "../re2";
import { literalSegment, type Segment } from "./segment";

/**
 * What is certain about the texts that a regular expression matches as a whole. The expression is read only as far as it is
 * plain; whatever lies beyond that is `unknown`, so that nothing here is ever claimed too much.
 */
export interface RegexShape {
  /** Every match begins with one of these, and ends with one of those. */
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  /** All the texts that it matches, when they are few. */
  readonly texts?: readonly string[];
  /** For a path: what it says of each segment. */
  readonly segments: readonly Segment[];
}

/** A part of an expression: one of some texts, or a stretch of text. */
type Atom = { readonly texts: readonly string[] } | Wild;

/**
 * `segment`: any text without a slash; `narrow`: some text without a slash; `rest`: any text. `character` and `dot` are the
 * single characters that become `segment` and `rest` when they are repeated.
 */
interface Wild {
  readonly wild: "character" | "segment" | "narrow" | "dot" | "rest" | "unknown";
}

/** More alternatives than this are not worth telling apart. */
const MOST_TEXTS = 64;

const UNKNOWN: Wild = { wild: "unknown" };
/** Flags, and escapes that are longer than one character. */
const UNREAD = /\(\?(?!:|P?<)|\\[pPxQC0-7]/;
const CLASS = /^\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/s;
const REPETITION = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** @param source an expression that RE2 accepts. */
export function regexShape(source: string): RegexShape {
  const known = shapes.get(source) ?? readShape(source);
  shapes.set(source, known);
  return known;
}

/** A rule is compared with many others. */
const shapes = new Map<string, RegexShape>();

function readShape(source: string): RegexShape {
  const atoms = UNREAD.test(source) ? [UNKNOWN] : parse(source);
  return {
    starts: leadingTexts(atoms),
    ends: trailingTexts(atoms),
    texts: allTexts(atoms),
    segments: segmentsOf(atoms),
  };
}

function parse(source: string): Atom[] {
  const characters = [...source];
  let at = 0;
  const ahead = () => characters.slice(at).join("");

  function alternatives(): Atom[] {
    const branches = [sequence()];
    while (characters[at] === "|") {
      at++;
      branches.push(sequence());
    }
    const [only, second] = branches;
    if (only !== undefined && second === undefined) return only;
    const texts = branches.map(allTexts);
    return texts.every((list) => list !== undefined) ? [{ texts: unique(texts.flat()) }] : [UNKNOWN];
  }

  function sequence(): Atom[] {
    const atoms: Atom[] = [];
    while (at < characters.length && characters[at] !== "|" && characters[at] !== ")") {
      const atom = element();
      const [repetition = ""] = REPETITION.exec(ahead()) ?? [];
      at += repetition.length;
      atoms.push(...(repetition === "" ? atom : [repeated(atom, repetition[0] ?? "")]));
    }
    return atoms;
  }

  function element(): Atom[] {
    const character = characters[at] ?? "";
    if (character === "(") return group();
    if (character === "[") return [characterClass()];
    at++;
    if (character === "\\") return [escaped()];
    if (character === ".") return [{ wild: "dot" }];
    if (character === "^") return at === 1 ? [] : [UNKNOWN];
    if (character === "$") return at === characters.length ? [] : [UNKNOWN];
    return [{ texts: [character] }];
  }

  function group(): Atom[] {
    const [opening = "("] = /^\((?:\?:|\?P?<\w+>)?/.exec(ahead()) ?? [];
    at += opening.length;
    const atoms = alternatives();
    at++;
    return atoms;
  }

  function characterClass(): Atom {
    const [text = "["] = CLASS.exec(ahead()) ?? [];
    at += [...text].length;
    if (text === "[^/]") return { wild: "character" };
    const [, single] = /^\[([^\\^\]])\]$/su.exec(text) ?? [];
    if (single !== undefined) return { texts: [single] };
    return compileRe2(text).testExact("/") ? UNKNOWN : { wild: "narrow" };
  }

  function escaped(): Atom {
    const character = characters[at++] ?? "";
    if (/[^\w]/.test(character)) return { texts: [character] };
    return /[dws]/.test(character) ? { wild: "narrow" } : UNKNOWN;
  }

  return alternatives();
}

function repeated(atoms: readonly Atom[], repetition: string): Atom {
  const texts = allTexts(atoms);
  if (texts !== undefined && repetition === "?") return { texts: unique([...texts, ""]) };
  const [atom, second] = atoms;
  if (atom !== undefined && second === undefined && "wild" in atom) {
    if (atom.wild === "character" && (repetition === "*" || repetition === "+")) return { wild: "segment" };
    if (atom.wild === "dot" && repetition === "*") return { wild: "rest" };
  }
  return atoms.every(staysInSegment) ? { wild: "narrow" } : UNKNOWN;
}

function staysInSegment(atom: Atom): boolean {
  if ("texts" in atom) return !atom.texts.some((text) => text.includes("/"));
  return atom.wild === "character" || atom.wild === "segment" || atom.wild === "narrow";
}

/** Every text that the atoms can be, or `undefined` when they are too many. */
function allTexts(atoms: readonly Atom[]): readonly string[] | undefined {
  let texts: readonly string[] = [""];
  for (const atom of atoms) {
    if ("wild" in atom || texts.length * atom.texts.length > MOST_TEXTS) return undefined;
    texts = texts.flatMap((text) => atom.texts.map((next) => text + next));
  }
  return unique(texts);
}

function leadingTexts(atoms: readonly Atom[]): readonly string[] {
  for (let length = atoms.length; ; length--) {
    const texts = allTexts(atoms.slice(0, length));
    if (texts !== undefined) return texts;
  }
}

function trailingTexts(atoms: readonly Atom[]): readonly string[] {
  for (let start = 0; ; start++) {
    const texts = allTexts(atoms.slice(start));
    if (texts !== undefined) return texts;
  }
}

/** The segments of a path expression up to the first part that can take several. */
function segmentsOf(atoms: readonly Atom[]): Segment[] {
  const segments: Segment[] = [];
  let open: Atom[] = [];
  for (const [index, atom] of atoms.entries()) {
    if ("texts" in atom && atom.texts.length === 1) {
      const [first = "", ...further] = (atom.texts[0] ?? "").split("/");
      open.push({ texts: [first] });
      for (const text of further) {
        segments.push(segmentOf(open));
        open = [{ texts: [text] }];
      }
    } else if (staysInSegment(atom)) open.push(atom);
    else {
      const isRest = "wild" in atom && atom.wild === "rest" && index === atoms.length - 1 && isEmpty(open);
      return withoutRoot([...segments, { kind: isRest ? "rest" : "opaque" }]);
    }
  }
  return withoutRoot([...segments, segmentOf(open)]);
}

function segmentOf(atoms: readonly Atom[]): Segment {
  const texts = allTexts(atoms);
  if (texts !== undefined) return texts.length === 1 ? literalSegment(texts[0] ?? "") : { kind: "alternation", texts };
  const [atom, second] = atoms.filter((candidate) => !isEmpty([candidate]));
  if (second === undefined && atom !== undefined && "wild" in atom && atom.wild === "segment") return { kind: "any" };
  return { kind: "partial", starts: leadingTexts(atoms), ends: trailingTexts(atoms) };
}

const isEmpty = (atoms: readonly Atom[]) => allTexts(atoms)?.every((text) => text === "") === true;

/** A path begins with a slash, so that nothing stands before its first segment. */
function withoutRoot(segments: readonly Segment[]): Segment[] {
  const [root, ...others] = segments;
  if (root !== undefined && "texts" in root && root.texts[0] === "" && root.kind === "literal") return others;
  return [{ kind: root?.kind === "rest" ? "rest" : "opaque" }];
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
