import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";

const folders: string[] = [];

/** A CDKTF application; the folder that CDKTF makes for it at once is gone after the tests of the file. */
export function scratchApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "scratch-app-"));
  folders.push(outdir);
  return new App({ outdir });
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
