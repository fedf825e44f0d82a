import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** The words of a command, as a shell gives them to it. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");
