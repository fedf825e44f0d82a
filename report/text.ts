import { printable } from "../config/printable";

/** What a comment shows of a block of text without a bar to scroll it. */
const WIDTH = 80;

/** Cells as columns; where the last cell of a row is too long it stands below, and where the others are, all of it is a paragraph. */
export function columns(rows: readonly (readonly (string | undefined)[])[], width = WIDTH): string[] {
  const cells = rows.map((row) => row.map((cell = "") => printable(cell)));
  const widths = cells.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), []);
  const padded = (row: readonly string[]) =>
    row
      .map((cell, i) => (widths[i] === 0 ? "" : cell.padEnd((widths[i] ?? 0) + 2)))
      .join("")
      .trimEnd();
  return cells.flatMap((row) => {
    const lead = row.slice(0, -1);
    if (padded(row).length <= width) return [padded(row)];
    if (padded(lead).length > width || lead.length === 0) return paragraph(row.filter(Boolean).join("  "), 4, width);
    return [padded(lead), ...paragraph(`    ${row.at(-1)}`, 4, width)];
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
