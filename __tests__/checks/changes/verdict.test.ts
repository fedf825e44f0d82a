import type { ChangeFinding, Impact } from "../../../checks/changes/change";
import { predict } from "../../../checks/changes/verdict";

const found = (impact: Impact, id: string): ChangeFinding => {
  return { impact, id, severity: "warning", path: [], what: "", fix: "" };
};

test("a change that nothing is found about applies, and loses nothing", () => {
  expect(predict([])).toEqual({ ok: true, text: "applies at the first try, and loses nothing" });
});

test("the worst decides, with the names of what is as bad", () => {
  const all = [found("new-stack", "a"), found("interrupts", "b"), found("interrupts", "c"), found("interrupts", "b")];
  expect(predict(all)).toEqual({ ok: false, text: "applies, and interrupts: b, c" });
  expect(predict([...all, found("fails", "d")])).toEqual({ ok: false, text: "fails: d" });
});

test.each<[Impact, boolean]>([
  ["fails", false],
  ["interrupts", false],
  ["unknown", false],
  ["exposes", true],
  ["prepare", true],
  ["new-stack", true],
  ["replaces", true],
])("%s: %s", (impact, ok) => {
  expect(predict([found(impact, "a")])).toMatchObject({ ok, text: expect.stringMatching(/: a$/) });
});
