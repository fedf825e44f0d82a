import { closeSync, openSync, writeSync } from "node:fs";
import { describeFailure } from "../../cli/failure";

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it threw nothing");
}

test("a full disk is named with the place, and what helps", () => {
  const full = openSync("/dev/full", "w");
  const error = thrownBy(() => writeSync(full, "text"));
  closeSync(full);
  expect(describeFailure(Object.assign(Object(error), { path: "out/manifest.json" }), {})).toEqual([
    "cannot use out/manifest.json: no space is left there",
    "  make room, or name another place: CDKTF_OUTDIR for what is written, TMPDIR for temporary files",
  ]);
});

test("a mistake of the program is said to be one, without a stack trace unless it is asked for", () => {
  const error = thrownBy(() => Object(undefined).a.b);
  const said = describeFailure(error, {});
  expect(said).toHaveLength(2);
  expect(said.join("\n")).not.toMatch(/^\s+at /m);
  expect(describeFailure(error, { DEBUG: "1" }).join("\n")).toMatch(/^\s+at /m);
});
