import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ROOT } from "./project";

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** The pages that a reader meets; what is generated from tables shows those, and is tested with them. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...["", "decisions"].flatMap((folder) =>
    readdirSync(join(ROOT, "docs", folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", folder, name)),
  ),
];

/** The guides: a folder each, in which a reader does what the page says, from top to bottom. */
export const GUIDES: readonly string[] = readdirSync(join(ROOT, "docs/guides"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs/guides", name));

export const pageText = (page: string): string => readFileSync(join(ROOT, page), "utf8");

export const blocksOf = (page: string): Block[] =>
  [...pageText(page).matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = "", text = ""]) => ({
    page,
    language,
    text,
  }));

/** The commands of a shell block, without remarks. */
export const commandsIn = ({ text }: Block): string[] =>
  text
    .split("\n")
    .flatMap((line) => line.replace(/(?:^|\s)#.*$/, "").split("&&"))
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The package has the commands by another name: as the script of this folder that does the same. */
export const asScript = (command: string): string => command.replace(/^npx ai-http-proxy ([\w-]+)/, "npm run $1 --");

/** The words of a command, as a shell gives them to it. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");

/**
 * The file that a YAML block of a guide is about: `# FILE` begins the whole of it, `# in FILE` what is put into it. Absent:
 * nobody says.
 */
export function fileOf({ text }: Block): { readonly file: string; readonly isPart: boolean } | undefined {
  const [head, isPart, file = ""] = /^# (in )?(\S+\.ya?ml)\b/.exec(text) ?? [];
  return head === undefined ? undefined : { file, isPart: isPart !== undefined };
}

/** A YAML text with another put into it: maps are merged; a list, and a value, is what the other says. */
export const putInto = (text: string, part: string): string => stringify(merged(parse(text), parse(part)));

function merged(old: unknown, put: unknown): unknown {
  if (!isMap(old) || !isMap(put)) return put;
  return { ...old, ...Object.fromEntries(Object.entries(put).map(([key, value]) => [key, merged(old[key], value)])) };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
