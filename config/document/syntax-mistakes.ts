import type { Position } from "../finding";
import type { ShapeProblem } from "../schema/finding-kinds";
import { indentation, invisibleCharacter, mergeConflict, unrenderedTemplate } from "../schema/messages";

/** A mistake that is made often, where it is. */
interface Mistake {
  readonly problem: ShapeProblem;
  readonly at: Position;
}

/** Spaces that are none for YAML, and characters without a width. */
const INVISIBLE = /[\u00a0\u00ad\u1680\u2000-\u200f\u202f\u205f-\u2064\u3000\ufeff]/u;
const OPENS = /^<{7}( |$)/;
const CLOSES = /^>{7}( |$)/;
const TEMPLATE = /\{\{|\{%|<%/;

/** What git leaves in a file where two changes meet: where it begins, if it is there. */
export function conflictIn(lines: readonly string[]): Mistake | undefined {
  const first = lines.findIndex((line) => OPENS.test(line));
  const last = lines.findIndex((line, i) => i > first && CLOSES.test(line));
  if (first === -1 || last === -1) return undefined;
  return { problem: mergeConflict(first + 1, last + 1), at: { line: first + 1, column: 1 } };
}

/** What most likely is behind an error of the YAML parser in a line, if it is known. */
export function mistakeAt(lines: readonly string[], line: number): Mistake | undefined {
  const text = lines[line - 1] ?? "";
  const template = TEMPLATE.exec(text);
  if (template) return { problem: unrenderedTemplate(), at: { line, column: template.index + 1 } };
  return invisibleIn(lines, line) ?? indentationNear(lines, line);
}

/** A character that nobody sees, in a line that is no comment. */
export function invisibleIn(lines: readonly string[], line: number): Mistake | undefined {
  const [text = ""] = (lines[line - 1] ?? "").split(/(?<=^|\s)#/);
  const found = INVISIBLE.exec(text);
  return found ? { problem: invisibleCharacter(found[0]), at: { line, column: found.index + 1 } } : undefined;
}

interface Line {
  readonly number: number;
  readonly text: string;
  /** Where its first character stands, and where what follows its dashes does. */
  readonly columns: readonly number[];
}

/** A long line is no key with its value, and slow to look at. */
const LONG = 1000;

const hasOwnValue = ({ text }: Line): boolean =>
  text.length < LONG && (/:\s+[^\s#&|>{[][^#]*$/.test(text) || /:\s+[{[].*[}\]]\s*$/.test(text));

/** A line beside the error that begins where neither a sibling nor something around it does. */
function indentationNear(all: readonly string[], error: number): Mistake | undefined {
  const lines = all.flatMap((text, i) => (/^\s*(#|$)/.test(text) || /^---/.test(text) ? [] : [lineOf(text, i + 1)]));
  const open: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.number > error + 1) return undefined;
    const [column = 0] = line.columns;
    const before = lines[i - 1];
    const above = open.filter((one) => one <= column);
    const isNear = line.number >= error - 1;
    const at = { line: line.number, column: column + 1 };
    if (before && isNear && column > (before.columns.at(-1) ?? 0) && hasOwnValue(before))
      return { problem: indentation(line.number, column, [before.columns.at(-1) ?? 0]), at };
    if (before && isNear && column < (before.columns.at(-1) ?? 0) && above.at(-1) !== column)
      return { problem: indentation(line.number, column, around(open, column)), at };
    open.splice(0, open.length, ...above.filter((one) => one < column), ...line.columns);
  }
  return undefined;
}

const around = (open: readonly number[], column: number): number[] =>
  [open.filter((one) => one < column).at(-1), open.find((one) => one > column)].flatMap((one) => one ?? []);

function lineOf(text: string, number: number): Line {
  const [, space = "", dashes = ""] = /^( *)((?:- +)*)/.exec(text) ?? [];
  const columns = [space.length];
  for (const [dash] of dashes.matchAll(/- +/g)) columns.push((columns.at(-1) ?? 0) + dash.length);
  return { number, text, columns };
}
