import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the tests of a run, and all that they start, a folder of their own for temporary files; `teardown.ts` looks into it. */
export default function setup(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "tests-"));
}
