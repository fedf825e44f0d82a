import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Example, rulesPage } from "../../../checks/rules-page";
import { formatPath } from "../../../config/finding";
import { ROOT } from "../project";
import { changed } from "./bases";
import { rowsOf, TOPICS, textOf } from "./catalogue";
import { findingsIn } from "./found";

const LONGEST = 300;

/** Of the bad inputs that show a kind of finding, the one that shows little else and is short; none where all are long. */
export function examples(): ReadonlyMap<string, Example> {
  const best = new Map<string, Example & { readonly size: number }>();
  for (const row of TOPICS.flatMap(rowsOf)) {
    const text = textOf(row);
    const yaml = addedLines(changed(row.base), text);
    if (yaml === "" || yaml.length > LONGEST) continue;
    const findings = findingsIn(text);
    for (const { id, path, what, fix } of findings) {
      const size = findings.length * LONGEST + yaml.length;
      if (size < (best.get(id)?.size ?? Number.POSITIVE_INFINITY))
        best.set(id, { yaml, found: `${path.length > 0 ? `${formatPath(path)}: ` : ""}${what}\n${fix}`, size });
    }
  }
  return best;
}

/** The lines that a file has and its base has not, as far to the left as they can be. */
function addedLines(base: string, text: string): string {
  const old = new Set(base.split("\n"));
  const lines = text.split("\n").filter((line) => !old.has(line));
  const indent = Math.min(...lines.map((line) => line.search(/\S|$/)));
  return lines.map((line) => line.slice(indent)).join("\n");
}

if (require.main === module) writeFileSync(join(ROOT, "docs/rules.md"), rulesPage(examples()));
