import { readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** The example configurations by name, as paths in the project: the reference scenario is the project's own `proxy.yaml`. */
const FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(join(ROOT, "examples"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file): [string, string] => [file.replace(/\.yaml$/, ""), `examples/${file}`])
    .concat([["reference", "proxy.yaml"]])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

export const EXAMPLES: readonly string[] = [...FILES.keys()];

/** Where an example stands in the project. */
export function exampleFile(name: string): string {
  const file = FILES.get(name);
  if (file === undefined) throw new Error(`no example ${name}`);
  return file;
}
