import { changed } from "../support/checks/bases";
import { findingsIn } from "../support/checks/found";
import { VALID } from "../support/checks/valid";

test.each(VALID)("%s: %j may become %j", (base, replace, by) => {
  const errors = findingsIn(changed(base, [[replace, by]])).filter(({ severity }) => severity === "error");
  expect(errors.map(({ id, what }) => `${id}: ${what}`)).toEqual([]);
});

test("there are at least 160 valid variations", () => {
  expect(new Set(VALID.map(String)).size).toBeGreaterThanOrEqual(160);
});
