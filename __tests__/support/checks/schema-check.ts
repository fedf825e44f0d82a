import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Analysis } from "../../../checks/analysis";
import { synthesize } from "../../../constructs/synthesize";

const TOOL = join(__dirname, "../../../../shared/tools/schema-check.mjs");

/** Whether the provider's own schemas are beside the checkout. */
export const HAS_SCHEMAS = existsSync(TOOL);

/** What the provider's schemas object to in the Terraform JSON of some configurations. */
export function schemaProblems(analyses: readonly Analysis[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "schema-check-"));
  try {
    for (const [i, analysis] of analyses.entries())
      for (const [path, text] of synthesize(analysis)) {
        const file = join(folder, String(i), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    const { stdout } = spawnSync(process.execPath, [TOOL, folder], { encoding: "utf8", maxBuffer: 1 << 26 });
    const lines = stdout.trimEnd().split("\n");
    return lines.filter((line) => !line.includes(" checked against ") && !line.endsWith(", 0 problems"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
