import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./build";

interface Part {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly source: string;
  /** Licence and notices, as the package brings them; some bring none. */
  readonly texts: readonly string[];
}

const RULE = "=".repeat(80);

/**
 * What bundles owe to the packages that went into them: name, version, licence, where the source is, and the texts.
 *
 * @param files The files of the bundles, as paths below the root.
 * @throws When a package names no licence, or none of that licence brings its text.
 */
export function noticesOf(files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const parts = [...folders].map(partIn);
  const unlike = new Map(parts.map((part) => [`${part.name}@${part.version}`, part]));
  const sorted = [...unlike.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  return [
    "The commands and constructs of this package hold parts of the packages below, each under its own licence.",
    ...sorted.flatMap((part) => [
      RULE,
      `${part.name} ${part.version} (${part.license})\nSource: ${part.source}`,
      ...textsOf(part, sorted),
    ]),
    "",
  ].join("\n\n");
}

function textsOf(part: Part, all: readonly Part[]): readonly string[] {
  if (part.texts.length > 0 || part.license === "Public Domain") return part.texts;
  const alike = all.find(({ license, texts }) => license === part.license && texts.length > 0);
  if (!alike) throw new Error(`${part.name} brings no text of its licence ${part.license}, nor does another package`);
  return [`The text of ${part.license} stands below ${alike.name} ${alike.version}.`];
}

function partIn(folder: string): Part {
  const at = join(ROOT, folder);
  const { name, version, license, repository, homepage } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
  const source = repository?.url ?? repository ?? homepage;
  if (typeof license !== "string" || typeof source !== "string")
    throw new Error(`${folder}/package.json names no licence, or no source`);
  const files = readdirSync(at).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(at, file), "utf8").trim());
  return { name, version, license, source: source.replace(/^git\+|\.git$/g, ""), texts };
}
