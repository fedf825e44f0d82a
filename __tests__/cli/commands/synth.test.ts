import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runSynth } from "../../../cli/commands/synth";
import { terminalTo } from "../../support/cli/run";
import { ROOT } from "../../support/project";

/** What other commands use, and what only a mistake in the file or a regular expression asks for. */
const UNUSED = [
  /^checks\/(?:catalogue\.ts|changes|formats)/,
  /^cli\/(?:commands\/(?!synth)|main|curl|faults|preview|rehearsal|request|stacks|url-maps)/,
  /^config\/(?:pages|schema\/(?:explain|json-schema|vocabulary)\.ts)/,
  /^routing\/(?:diff|readers|evaluate\/explain)/,
  /^simulator/,
  /node_modules\/(?:commander|re2js)\//,
];

test("synth loads nothing that it does not use", () => {
  const outdir = mkdtempSync(join(tmpdir(), "synth-test-"));
  try {
    const env = { PROXY_CONFIG: join(ROOT, "proxy.yaml"), CDKTF_OUTDIR: outdir };
    expect(runSynth([], undefined, env, terminalTo([]))).toBe(0);
  } finally {
    rmSync(outdir, { recursive: true });
  }
  const loaded = Object.keys(require.cache).map((path) => relative(ROOT, path));
  expect(loaded).toContain("checks/analyze.ts");
  expect(loaded.filter((path) => UNUSED.some((pattern) => pattern.test(path)))).toEqual([]);
});
