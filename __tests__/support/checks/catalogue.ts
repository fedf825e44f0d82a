import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changed } from "./bases";
import { foundIn } from "./found";

/**
 * The catalogue of bad inputs: files of rows, a blank line between two.
 *
 *     external                            the base that is changed
 *     -text that stands in it once
 *     +what it becomes                    several such pairs, and several lines of one text, follow each other
 *     46:33 path: severity[id] what       everything that is found, as a terminal shows it
 *       fix
 */
export interface Row {
  readonly base: string;
  readonly changes: readonly (readonly [replace: string, by: string])[];
  readonly found: string;
}

const FOLDER = join(__dirname, "catalogue");

export const TOPICS: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(".txt", ""));

export function rowsOf(topic: string): Row[] {
  return readFileSync(join(FOLDER, `${topic}.txt`), "utf8")
    .trimEnd()
    .split("\n\n")
    .map(parseRow);
}

/** The file of a row, as its author would have it before him. */
export function textOf({ base, changes }: Row): string {
  return changed(base, changes);
}

/** Writes down what is found now: `UPDATE_CATALOGUE=1 npx jest __tests__/checks`. Read the difference. */
export function updateTopic(topic: string): void {
  const rows = rowsOf(topic).map((row) => formatRow({ ...row, found: foundIn(textOf(row)).join("\n") }));
  writeFileSync(join(FOLDER, `${topic}.txt`), rows.join("\n\n").concat("\n"));
}

function parseRow(text: string): Row {
  const [base = "", ...lines] = text.split("\n");
  const changes: [string, string][] = [];
  let last = "";
  for (const line of lines.filter((candidate) => /^[-+]/.test(candidate))) {
    const [sign = "", rest] = [line[0], line.slice(1)];
    const change = changes.at(-1);
    if (sign === "-" && last !== "-") changes.push([rest, ""]);
    else if (change && sign === "-") change[0] += `\n${rest}`;
    else if (change) change[1] = last === "+" ? `${change[1]}\n${rest}` : rest;
    last = sign;
  }
  return { base, changes, found: lines.filter((line) => !/^[-+]/.test(line)).join("\n") };
}

function formatRow({ base, changes, found }: Row): string {
  const signed = (sign: string, text: string) => text.split("\n").map((line) => `${sign}${line}`);
  return [base, ...changes.flatMap(([replace, by]) => [...signed("-", replace), ...signed("+", by)]), found].join("\n");
}
