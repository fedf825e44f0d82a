import { BEGIN_TEXT, END_TEXT, type Instruction, instructionAt, OP, programOf } from "./regex";

/**
 * How large a program Envoy's RE2 makes of a regular expression: what Envoy counts against its limit, exactly or a little
 * more. RE2 works on bytes and writes an instruction for each range of them; what can follow one instruction is a list, in
 * which another list takes one more.
 *
 * @throws Error when RE2 does not accept the expression.
 * @see https://github.com/google/re2/blob/main/re2/prog.cc `Prog::Flatten`
 */
export function programSize(pattern: string): number {
  // Envoy hands RE2 the bytes as they are, each as a character.
  const program = programOf(Buffer.from(pattern).toString("latin1"));
  const reached = (starts: readonly number[], next: (at: number) => readonly number[]): number[] => {
    const seen = new Set(starts);
    for (const at of seen) for (const other of next(at)) seen.add(other);
    return [...seen];
  };
  const instruction = (at: number) => instructionAt(program, at);
  const lists = new Set([program.start]);
  for (const at of reached([program.start], (at) => waysOut(instruction(at))))
    if (!isSilent(instruction(at))) for (const out of waysOut(instruction(at))) lists.add(out);
  const sizes = [...lists].map((list) => {
    const isList = (at: number) => at !== list && lists.has(at);
    const members = reached([list], (at) => (isList(at) || !isSilent(instruction(at)) ? [] : waysOut(instruction(at))));
    return members.reduce((sum, at) => sum + (isList(at) ? 1 : instructionsFor(instruction(at))), 0);
  });
  return sizes.reduce((sum, size) => sum + size, OVERHEAD);
}

/** To fail, and to begin anywhere. */
const OVERHEAD = 3;

const LAST_BYTE = 255;

/** Anchors of the whole text are no instructions. */
const isSilent = ({ op, arg }: Instruction): boolean =>
  op === OP.ALT ||
  op === OP.ALT_MATCH ||
  op === OP.NOP ||
  (op === OP.EMPTY_WIDTH && (arg & ~(BEGIN_TEXT | END_TEXT)) === 0);

function waysOut({ op, out, arg }: Instruction): readonly number[] {
  if (op === OP.MATCH || op === OP.FAIL) return [];
  return op === OP.ALT || op === OP.ALT_MATCH ? [out, arg] : [out];
}

function instructionsFor(instruction: Instruction): number {
  if (isSilent(instruction)) return 0;
  const { op, runes } = instruction;
  if (op === OP.RUNE_ANY_NOT_NL) return 2;
  if (op !== OP.RUNE || runes.length < 2) return 1;
  const firsts = Array.from(runes).filter((rune, i) => i % 2 === 0 && rune <= LAST_BYTE);
  // Small and capital letters are one range where they are the same ones.
  const ignoresCase = LETTERS.every(
    ([small, capital]) => instruction.matchRune(small) === instruction.matchRune(capital),
  );
  const isCapital = (rune: number) => ignoresCase && LETTERS.some(([, capital]) => rune === capital);
  return Math.max(1, firsts.filter((rune) => !isCapital(rune)).length);
}

const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz", (letter): [number, number] => [
  letter.charCodeAt(0),
  letter.toUpperCase().charCodeAt(0),
]);
