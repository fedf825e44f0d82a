import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { formatYaml } from "../format";
import { ANY_INDEX, ANY_NAME, type MapSchema, type Pattern } from "../schema/walk";

/** A map of an example, with the names of all that it stands in. */
interface Occurrence {
  readonly place: Pattern;
  readonly names: readonly string[];
  readonly map: object;
}

/** Everything in a document that stands at a kind of place. */
function occurrencesIn(document: unknown, place: Pattern): Occurrence[] {
  const visit = (value: unknown, names: readonly string[]): Occurrence[] => {
    if (typeof value !== "object" || value === null) return [];
    const part = place[names.length];
    if (part === undefined) return Array.isArray(value) ? [] : [{ place, names, map: value }];
    const known = Object.entries(value).filter(([name]) => part === ANY_NAME || part === ANY_INDEX || part === name);
    return known.flatMap(([name, inner]) => visit(inner, [...names, name]));
  };
  return visit(document, []);
}

const ROOT = join(__dirname, "../..");
const EXAMPLES = readdirSync(join(ROOT, "examples")).filter((file) => file.endsWith(".yaml"));
const FILES = [join(__dirname, "words.yaml"), ...EXAMPLES.sort().map((file) => join(ROOT, "examples", file))];
const documents = () => FILES.map((file): unknown => parse(readFileSync(file, "utf8"), { merge: true }));

/** A function that gives the example of a map that shows the most of its keys, as YAML with all that it stands in. */
export function sectionExamples(): (map: MapSchema) => string | undefined {
  const read = documents();
  return ({ places, keys }) => {
    const known = new Set(keys.map(({ key }) => key));
    const [best] = read
      .flatMap((document) => places.flatMap((place) => occurrencesIn(document, place)))
      .filter(({ map }) => Object.keys(map).every((key) => known.has(key)))
      .sort((a, b) => linesOf(b.map).length - linesOf(a.map).length);
    return best && nested(best.place, best.names, linesOf(best.map)).join("\n");
  };
}

/** The longest line that a page shows well. */
const WIDTH = 100;

const linesOf = (map: object): string[] =>
  Object.entries(map)
    .map(([key, value]) => `${formatYaml(key)}: ${formatYaml(value)}`)
    .filter((line) => line.length <= WIDTH && !line.includes("…"));

function nested(
  [part, ...rest]: Pattern,
  [name, ...names]: readonly string[],
  lines: readonly string[],
): readonly string[] {
  if (part === undefined) return lines;
  const inner = nested(rest, names, lines).map((line, i) => `${part === ANY_INDEX && i === 0 ? "- " : "  "}${line}`);
  return part === ANY_INDEX ? inner : [`${formatYaml(name)}:`, ...inner];
}
