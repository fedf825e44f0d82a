import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./project";

/** The folders of the program, from the top: each may import itself and what stands below it. */
export const LAYERS = [
  "package",
  "cli",
  "report",
  "simulator",
  "constructs",
  "checks",
  "routing",
  "config",
  "platform",
];

/** `from` imports `to`: files by their path in the project, types included. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export function typescriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(ROOT, path)).isDirectory() ? typescriptFiles(path) : path.endsWith(".ts") ? [path] : [];
  });
}

/** What a file imports, as it says so. */
export const specifiersIn = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/(?:from|import|require\(|import\()\s*"([^"]+)"/g)].flatMap(
    (match) => match[1] ?? [],
  );

/** Every import of one file of the project by another. */
export const arrowsOf = (files: readonly string[]): Arrow[] =>
  files.flatMap((from) =>
    specifiersIn(from)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => ({ from, to: `${relative(ROOT, join(ROOT, from, "..", specifier))}.ts` })),
  );

/** The arrows between the files and folders of one folder: `routing/compile/table.ts → routing/url-map.ts` is `compile → url-map.ts`. */
export function arrowsWithin(folder: string, arrows: readonly Arrow[]): Arrow[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const child = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length).split("/")[0] : undefined);
  return arrows.flatMap(({ from, to }) => {
    const [a, b] = [child(from), child(to)];
    return a === undefined || b === undefined || a === b ? [] : [{ from: a, to: b }];
  });
}

/** The nodes of one circle in order, the first again at the end; nothing where there is none. */
export function circleIn(arrows: readonly Arrow[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of arrows) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const to of targets.get(node) ?? []) {
      const circle = visit(to, [...path, node]);
      if (circle.length > 0) return circle;
    }
    done.add(node);
    return [];
  };
  return [...targets.keys()].map((node) => visit(node, [])).find(({ length }) => length > 0) ?? [];
}
