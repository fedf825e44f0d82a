import { compileRe2 } from "../re2";
import { DEAD, type Language, statesBy } from "./automata";

/** What RE2 compiles a regular expression to, as far as it is read here. */
export interface Program {
  readonly start: number;
  readonly inst: readonly Instruction[];
  /** What every match begins with, and whether that is the only one. */
  readonly prefix: () => readonly [isOnly: boolean, text: string];
}

export interface Instruction {
  readonly op: number;
  readonly out: number;
  /** The second way out of an `ALT`, the assertions of an `EMPTY_WIDTH`, or the flags of a `RUNE`. */
  readonly arg: number;
  /** One character, or pairs of a first and a last one. */
  readonly runes: ArrayLike<number>;
  readonly matchRune: (character: number) => boolean;
}

/** @see https://github.com/google/re2/blob/main/re2/prog.h */
export const OP = {
  ALT: 1,
  ALT_MATCH: 2,
  CAPTURE: 3,
  EMPTY_WIDTH: 4,
  FAIL: 5,
  MATCH: 6,
  NOP: 7,
  RUNE: 8,
  RUNE1: 9,
  RUNE_ANY: 10,
  RUNE_ANY_NOT_NL: 11,
} as const;
const { ALT, ALT_MATCH, CAPTURE, EMPTY_WIDTH, MATCH, NOP, RUNE, RUNE1, RUNE_ANY, RUNE_ANY_NOT_NL } = OP;
const KNOWN = new Set<number>(Object.values(OP));

const FOLD_CASE = 1;

const BEGIN_LINE = 1;
const END_LINE = 2;
export const BEGIN_TEXT = 4;
export const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

/** Before the first and after the last character. */
const NOTHING = -1;
const NEWLINE = 10;

/** Instructions that are reached, and what the character before them was. */
interface Reached {
  readonly instructions: readonly number[];
  readonly after: "nothing" | "newline" | "word" | "other";
}

/**
 * The texts that a regular expression of RE2 matches as a whole.
 *
 * @returns `undefined` for an expression that is not read here: one that ignores the case of letters beyond ASCII.
 * @throws Error when RE2 does not accept the expression.
 */
export function textMatches(pattern: string): Language | undefined {
  const program = programOf(pattern);
  if (!program.inst.every(isReadable)) return undefined;
  const states = statesBy<Reached>(({ instructions, after }) => `${after} ${instructions.join()}`);
  const steps = new Map<number, Map<number, number>>();
  const sortNumbers = statesBy<string>((sort) => sort);
  const sorts = new Map<number, number>();
  const [isOnly, prefix] = program.prefix();

  function advance(state: number, character: number): number {
    const reached = states.at(state);
    const next = new Set<number>();
    for (const at of reachable(program, reached, character)) {
      if (takes(instructionAt(program, at), character)) next.add(instructionAt(program, at).out);
    }
    if (next.size === 0) return DEAD;
    return states.numberOf({ instructions: [...next].sort((a, b) => a - b), after: kindOf(character) });
  }

  return {
    start: states.numberOf({ instructions: [program.start], after: "nothing" }),
    step: (state, character) => {
      const known = steps.get(state) ?? new Map<number, number>();
      steps.set(state, known);
      const next = known.get(character) ?? advance(state, character);
      known.set(character, next);
      return next;
    },
    accepts: (state) => [...reachable(program, states.at(state), NOTHING)].some((at) => program.inst[at]?.op === MATCH),
    sortOf: (character) => {
      const known = sorts.get(character) ?? sortNumbers.numberOf(sortOf(program, character));
      sorts.set(character, known);
      return known;
    },
    boundaries: [...new Set(program.inst.flatMap(boundariesOf))],
    prefix,
    kind: isOnly ? "only" : "some",
  };
}

/** @throws Error when RE2 does not accept the expression. */
export const programOf = (pattern: string): Program => compileRe2(pattern).re2().prog;

export function instructionAt(program: Program, at: number): Instruction {
  const instruction = program.inst[at];
  if (instruction === undefined) throw new RangeError(`no instruction ${at}`);
  return instruction;
}

/** Everything that can be reached without reading, when `next` is the character that follows. */
function reachable(program: Program, { instructions, after }: Reached, next: number): Set<number> {
  const assertions = assertionsBetween(after, next);
  const seen = new Set<number>();
  const open = [...instructions];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { op, out, arg } = instructionAt(program, at);
    if (op === ALT || op === ALT_MATCH) open.push(out, arg);
    else if (op === CAPTURE || op === NOP) open.push(out);
    else if (op === EMPTY_WIDTH && (arg & ~assertions) === 0) open.push(out);
  }
  return seen;
}

function assertionsBetween(after: Reached["after"], next: number): number {
  const following = kindOf(next);
  return (
    (after === "nothing" ? BEGIN_TEXT | BEGIN_LINE : 0) |
    (after === "newline" ? BEGIN_LINE : 0) |
    (following === "nothing" ? END_TEXT | END_LINE : 0) |
    (following === "newline" ? END_LINE : 0) |
    ((after === "word") !== (following === "word") ? WORD_BOUNDARY : NO_WORD_BOUNDARY)
  );
}

function kindOf(character: number): Reached["after"] {
  if (character === NOTHING) return "nothing";
  if (character === NEWLINE) return "newline";
  return character < 128 && /\w/.test(String.fromCharCode(character)) ? "word" : "other";
}

/** What the character is to assertions, and which instructions take it. */
function sortOf(program: Program, character: number): string {
  return kindOf(character) + program.inst.map((instruction) => Number(takes(instruction, character))).join("");
}

function takes(instruction: Instruction, character: number): boolean {
  switch (instruction.op) {
    case RUNE:
    case RUNE1:
      return instruction.matchRune(character);
    case RUNE_ANY:
      return true;
    case RUNE_ANY_NOT_NL:
      return character !== NEWLINE;
    default:
      return false;
  }
}

const foldsCase = ({ op, arg, runes }: Instruction) => op === RUNE && runes.length === 1 && (arg & FOLD_CASE) !== 0;

const isReadable = (instruction: Instruction) =>
  KNOWN.has(instruction.op) && !(foldsCase(instruction) && (instruction.runes[0] ?? 0) >= 128);

/** The only letters beyond ASCII that fold to an ASCII letter: the Kelvin sign and the long s. */
const FOLDED = new Map([
  ["k", "\u{212a}"],
  ["s", "\u{17f}"],
]);

const WORD_BOUNDARIES = ["0", ":", "A", "[", "_", "`", "a", "{"].map((text) => text.charCodeAt(0));

function boundariesOf(instruction: Instruction): number[] {
  const { op, runes } = instruction;
  if (op === RUNE_ANY_NOT_NL) return [NEWLINE, NEWLINE + 1];
  if (op === EMPTY_WIDTH) return [NEWLINE, NEWLINE + 1, ...WORD_BOUNDARIES];
  if (op !== RUNE && op !== RUNE1) return [];
  if (runes.length > 1) return Array.from(runes, (rune, i) => (i % 2 === 0 ? rune : rune + 1));
  const letter = String.fromCodePoint(runes[0] ?? 0);
  const lower = letter.toLowerCase();
  const characters = foldsCase(instruction) ? [lower, letter.toUpperCase(), FOLDED.get(lower) ?? lower] : [letter];
  return characters.flatMap((character) => [character.codePointAt(0) ?? 0, (character.codePointAt(0) ?? 0) + 1]);
}
