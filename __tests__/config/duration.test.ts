import fc from "fast-check";
import { DURATION, formatSeconds, seconds } from "../../config/duration";

test.each([
  ["500ms", 0.5],
  ["30s", 30],
  ["1.5h", 5400],
  ["10m", 600],
  ["0s", 0],
])("%s is %p seconds", (text, amount) => {
  expect(seconds(text)).toBe(amount);
});

test.each(["600", "10 m", "1d", "-5s", "s", "1e3s", "", ".5s"])("%p is no duration", (text) => {
  expect(DURATION.test(text)).toBe(false);
  expect(() => seconds(text)).toThrow("not a duration");
});

test.each([
  [0, "0s"],
  [0.25, "250ms"],
  [60, "60s"],
  [90, "90s"],
  [0.0005, "0.5ms"],
  [600, "10m"],
  [7200, "2h"],
])("%p seconds are written %s", (amount, text) => {
  expect(formatSeconds(amount)).toBe(text);
});

test("what is written is read as the same duration", () => {
  const milliseconds = fc.nat({ max: 1_000_000_000 });
  fc.assert(fc.property(milliseconds, (amount) => expect(seconds(formatSeconds(amount / 1000))).toBe(amount / 1000)));
});
