import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runs } from "../support/runs";

/** What a file of 5 MB may cost; an assertion allows ten times as much, since machines differ. */
const MOST_SECONDS = 2;
const MARGIN = 10;

/** `COST_BYTES=4900000 COST_FILES=2000 npx jest __tests__/checks/cost` is the long run; another seed makes other files. */
const { COST_BYTES = "200000", COST_FILES = String(runs(160)), COST_SEED = "1" } = process.env;

interface Line {
  readonly name: string;
  readonly seconds?: number;
  readonly megabytes?: number;
}

test("no file costs much, whatever long or repetitive text stands at any place of it", () => {
  // The kernel counts the seconds: one file that never ends must not keep the tests from ending.
  const seconds = MOST_SECONDS * MARGIN + MOST_SECONDS * Number(COST_FILES);
  const program = `ulimit -t ${seconds}; exec "$0" --max-old-space-size=2000 --import tsx "$1"`;
  const { stdout, stderr } = spawnSync(
    "bash",
    ["-c", program, process.execPath, join(__dirname, "../support/checks/cost.ts")],
    {
      encoding: "utf8",
      env: { ...process.env, COST_BYTES, COST_FILES, COST_SEED, TSX_DISABLE_CACHE: "1" },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const lines = stdout.split("\n").flatMap((line): Line[] => (line === "" ? [] : [JSON.parse(line)]));
  const done = lines.filter(({ seconds }) => seconds !== undefined);
  const [dearest] = [...done].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
  process.stdout.write(
    `${done.length} files of ${COST_BYTES} bytes; the dearest took ${dearest?.seconds?.toFixed(1)} s (${dearest?.name}); ${done.at(-1)?.megabytes} MB at most\n`,
  );
  expect(stderr).toBe("");
  // The last that was begun is the one at which it was stopped.
  expect(done.at(-1)?.name).toBe(lines.at(-1)?.name);
  expect(done).toHaveLength(Number(COST_FILES));
  expect(dearest?.seconds).toBeLessThan(MOST_SECONDS * MARGIN);
});
