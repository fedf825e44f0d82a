import { nearest } from "../../../config/schema/suggest";

const KEYS = ["timeout", "to", "paths", "prefix", "healthCheck", "hosts"];

test.each([
  ["timeot", "timeout"],
  ["tiemout", "timeout"],
  ["timeouts", "timeout"],
  ["timeoutSec", "timeout"],
  ["TIMEOUT", "timeout"],
  ["path", "paths"],
  ["healthcheck", "healthCheck"],
  ["too", "to"],
])("%s is near %s", (word, candidate) => {
  expect(nearest(word, KEYS)).toBe(candidate);
});

test.each(["retry", "x", "", "backends", "time"])("%p is near nothing", (word) => {
  expect(nearest(word, KEYS)).toBeUndefined();
});

test("of two that are equally near, the first is taken", () => {
  expect(nearest("hots", ["host", "hosts"])).toBe("host");
});
