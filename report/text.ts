import { printable } from "../config/printable";

/** What a comment shows of a block of text without a bar to scroll it. */
const WIDTH = 80;
/** A longer cell moves those after it to the right. */
const CELL = 56;

/** Cells as columns; where a row does not fit, its last cell stands below. */
export function columns(rows: readonly (readonly (string | undefined)[])[], width = WIDTH): string[] {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell = "", i) => Math.max(all[i] ?? 0, Math.min(cell.length, CELL))),
    [],
  );
  return rows.flatMap((row) => {
    const cells = row.map((cell = "", i) => (widths[i] ? `${cell.padEnd(widths[i])}  ` : ""));
    const last = (cells.pop() ?? "").trimEnd();
    const lead = cells.join("");
    const fits = lead.length + last.length <= width;
    return (fits ? [lead + last] : [lead, (lead && "    ") + last]).flatMap((part) => paragraph(part, 4, width));
  });
}

/** A text as lines; all but the first are indented. */
export function paragraph(text: string, indentation = 4, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).match(/ *[^ ]+(?: %[^ ]*)?/g) ?? []) {
    if (line !== "" && line.length + word.length > width) {
      lines.push(line);
      line = " ".repeat(indentation) + word.trimStart();
    } else line += word;
    for (; line.length > width; line = " ".repeat(indentation) + line.slice(width)) lines.push(line.slice(0, width));
  }
  return line.trim() === "" ? lines : [...lines, line];
}

export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`.trimEnd());

/** A text with its middle left out: names that begin alike are told apart by their ends. */
export const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.floor(most * 0.4))}…${text.slice(1 - Math.ceil(most * 0.6))}` : text;

export const hostOf = (host: string): string => (host === "*" ? "every other host" : host);
