import { style, type Terminal } from "./terminal";

/** Lines of cells as columns: each as wide as its widest cell, the last as long as it is. */
export function renderTable(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + gap)))
      .join("")
      .trimEnd(),
  );
}

export const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`.trimEnd());

/** A title with its lines below it, set off by an empty line; nothing where there are no lines. */
export const renderSection = (title: string, lines: readonly string[], terminal: Pick<Terminal, "colour">): string[] =>
  lines.length === 0 ? [] : ["", style(terminal, "bold", title), ...indent(lines)];

/** What fits a terminal beside an editor, and a comment of a review. */
export const WIDTH = 100;

/** A text as indented lines of at most `WIDTH`, broken between words; none where there is no text. */
export function wrap(text: string, indentation: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(`${" ".repeat(indentation)}${word}`);
  }
  return lines;
}
