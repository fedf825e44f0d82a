import { Composer, type Document, isScalar, Lexer, type ParsedNode, Parser, visit, type YAMLError } from "yaml";
import type { DocumentPath, Finding, Position, SourceOf } from "../finding";
import type { ShapeProblem } from "../schema/finding-kinds";
import {
  emptyDocument,
  notText,
  severalDocuments,
  tooDeep,
  tooManyValues,
  unclosedQuote,
  yamlSyntax,
} from "../schema/messages";
import { conflictIn, mistakeAt } from "./syntax-mistakes";
import { MAX_DEPTH, toData } from "./yaml-data";
import { offsetOf, sourceOf } from "./yaml-position";

/** A document as plain data, and where everything in it stands. */
export interface ParsedDocument {
  /** Maps, lists and scalars; absent when the text cannot be read as that. */
  readonly data?: unknown;
  /** What is wrong with the text as YAML, whatever it says. */
  readonly findings: readonly Finding[];
  readonly positionOf: PositionOf;
  readonly sourceOf: SourceOf;
}

/**
 * Where a place of the document is: its value, or with `atKey`, and where the value begins on a line of its own, its key.
 * What is not there is where the nearest thing around it is; `undefined` where there is no document at all.
 */
export type PositionOf = (path: DocumentPath, atKey?: boolean) => Position | undefined;

/** The values that a document may hold have fewer; beyond it the parser would need gigabytes. */
const MAX_LEXEMES = 1_000_000;
/** After so many errors and directives it is no YAML, and composing more of them is slow. */
const MAX_STRAYS = 100;

/** YAML 1.2 core whatever a `%YAML` line says: `on`, `no` and dates are texts. Duplicate keys are found in `toData`. */
const OPTIONS = { schema: "core", stringKeys: true, uniqueKeys: false, resolveKnownTags: false } as const;

/**
 * Reads one YAML (or JSON) document. Never throws: whatever is wrong is a finding with its position. Keys are unique, `<<`
 * merges maps, aliases are resolved.
 */
export function parseDocument(text: string): ParsedDocument {
  const positionAt = positionsIn(text);
  const findings: Finding[] = [];
  const report = (problem: ShapeProblem, at: number | Position, path: DocumentPath = []) =>
    findings.push({
      ...problem,
      severity: "error",
      path,
      position: typeof at === "number" ? positionAt(at) : at,
    });

  const root = compose(text, positionAt, report);
  if (root === undefined) return { findings, positionOf: () => undefined, sourceOf: () => undefined };
  const { data, problems, targets } = toData(root);
  for (const { problem, path, offset } of problems) report(problem, offset, path);
  const positionOf: PositionOf = (path, atKey = false) => positionAt(offsetOf(root, targets, path, atKey));
  return { data, findings, positionOf, sourceOf: (path) => sourceOf(root, targets, path) };
}

type PositionAt = (offset: number) => Position;

/** From offsets to positions; the lines are counted when the first is asked for. */
function positionsIn(text: string): PositionAt {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

type Report = (problem: ShapeProblem, at: number | Position) => void;

/** The one node of the document; nothing when something about the text was reported instead. */
function compose(text: string, positionAt: PositionAt, report: Report): ParsedNode | undefined {
  let fine = true;
  const refuse: Report = (problem, at) => {
    fine = false;
    report(problem, at);
  };
  const nul = text.indexOf("\0");
  if (nul !== -1) refuse(notText("it holds a NUL character"), nul);
  const [first, second] = new Composer(OPTIONS).compose(fine ? tokens(text, refuse) : [], true, text.length);
  if (!fine || first === undefined) return undefined;
  for (const { problem, at } of syntaxProblems(first, text, positionAt)) refuse(problem, at);
  if (second) refuse(severalDocuments(), second.range[0]);
  const root = first.contents;
  const empty = root === null || (isScalar(root) && root.value === null);
  if (fine && empty) refuse(emptyDocument(), 0);
  return fine && root !== null ? root : undefined;
}

/** The parser's tokens, until the text turns out to be far beyond any configuration. */
function* tokens(text: string, refuse: Report) {
  const parser = new Parser();
  let count = 0;
  let depth = 0;
  let strays = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count++;
    if (lexeme === "[" || lexeme === "{") depth++;
    else if (lexeme === "]" || lexeme === "}") depth--;
    if (depth > MAX_DEPTH) return refuse(tooDeep(MAX_DEPTH), parser.offset);
    if (count > MAX_LEXEMES) return refuse(tooManyValues(), parser.offset);
    for (const token of parser.next(lexeme)) {
      if ((token.type === "error" || token.type === "directive") && ++strays > MAX_STRAYS) return;
      yield token;
    }
  }
  yield* parser.end();
}

/** Nobody needs the causes of more, and the lines are searched for each. */
export const MOST_EXPLAINED = 20;

/** The errors of a document, the first of each line: the others are most often its consequences. */
function syntaxProblems(
  document: Document.Parsed,
  text: string,
  positionAt: PositionAt,
): { problem: ShapeProblem; at: number | Position }[] {
  const errors = independent([...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]));
  const byLine = new Map<number, YAMLError>();
  for (const error of errors) {
    const { line } = positionAt(error.pos[0]);
    if (!byLine.has(line)) byLine.set(line, error);
  }
  if (byLine.size === 0) return [];
  const lines = text.split(/\r?\n/);
  const conflict = conflictIn(lines);
  if (conflict) return [conflict];
  const hasTabs = errors.some(({ code }) => code === "TAB_AS_INDENT");
  const problems = [...byLine].map(([line, { code, message, pos }], i) => {
    const [start, end] = pos;
    if (code === "RESOURCE_EXHAUSTION") return { problem: tooDeep(MAX_DEPTH), at: start };
    const mistake = i < MOST_EXPLAINED && !hasTabs ? mistakeAt(lines, line) : undefined;
    if (mistake) return mistake;
    if (message.startsWith("Missing closing")) return { problem: unclosedQuote(), at: quoteBefore(document, start) };
    return { problem: yamlSyntax(code, message, text.slice(start, end)), at: start };
  });
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

/** Once the parser has lost the document, all that it says is that it has. */
function independent(errors: readonly YAMLError[]): readonly YAMLError[] {
  const deep = errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const own = errors.filter(({ message }) => !message.includes("in YAML stream"));
  return deep ? [deep] : own.length > 0 ? own : errors.slice(0, 1);
}

/** Where the quoted text begins that runs to an offset. */
function quoteBefore(document: Document.Parsed, offset: number): number {
  let start = offset;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith("QUOTE") && range && range[0] < offset && range[1] >= offset) start = range[0];
    },
  });
  return start;
}
