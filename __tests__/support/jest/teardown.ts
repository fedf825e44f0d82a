import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

/** Fails the run when a test has left a temporary file. */
export default function teardown(): void {
  const left = readdirSync(tmpdir());
  rmSync(tmpdir(), { recursive: true });
  if (left.length > 0) throw new Error(`the tests have left in the folder for temporary files: ${left.join(", ")}`);
}
