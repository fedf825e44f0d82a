/** Writes the pipelines of the guide below the folder that is its argument, each in a folder of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { blocksOf, fileOf } from "../__tests__/support/documents";

const [root = ""] = process.argv.slice(2);
for (const [i, block] of blocksOf("docs/guides/pipelines.md").entries()) {
  const about = fileOf(block);
  if (about === undefined || about.isPart) continue;
  const path = join(root, String(i), about.file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, block.text);
}
