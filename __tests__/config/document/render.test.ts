import type { LocatedFinding } from "../../../config/document/load";
import { renderFindings } from "../../../config/document/render";

const ERROR: LocatedFinding = {
  id: "unknown-key",
  severity: "error",
  what: 'unknown key "timeot"',
  fix: 'did you mean "timeout"?',
  path: ["workloads", "embed", "timeot"],
  file: "proxy.yaml",
  position: { line: 12, column: 7 },
};
const WARNING: LocatedFinding = {
  ...ERROR,
  id: "plain-http",
  severity: "warning",
};

const render = (...findings: LocatedFinding[]) => renderFindings(findings, { colour: false }).join("\n");

test("a finding takes two lines, and the last line counts them", () => {
  expect(render(ERROR)).toMatchInlineSnapshot(`
    "proxy.yaml:12:7 workloads.embed.timeot: error[unknown-key] unknown key "timeot"
      did you mean "timeout"?

    1 error"
  `);
});

test("errors and warnings are counted apart", () => {
  expect(render(ERROR, WARNING, WARNING)).toMatchInlineSnapshot(`
    "proxy.yaml:12:7 workloads.embed.timeot: error[unknown-key] unknown key "timeot"
      did you mean "timeout"?
    proxy.yaml:12:7 workloads.embed.timeot: warning[plain-http] unknown key "timeot"
      did you mean "timeout"?
    proxy.yaml:12:7 workloads.embed.timeot: warning[plain-http] unknown key "timeot"
      did you mean "timeout"?

    1 error, 2 warnings"
  `);
});

test("a finding about the whole file has no path, one about a file that cannot be read no position", () => {
  expect(render({ ...ERROR, path: [] }, { ...ERROR, path: [], position: undefined })).toMatchInlineSnapshot(`
    "proxy.yaml:12:7: error[unknown-key] unknown key "timeot"
      did you mean "timeout"?
    proxy.yaml: error[unknown-key] unknown key "timeot"
      did you mean "timeout"?

    2 errors"
  `);
});

test("colour is used where it is asked for", () => {
  const coloured = renderFindings([ERROR, WARNING], { colour: true }).join("\n");
  expect(coloured).toContain("\u001b[31merror[unknown-key]\u001b[39m");
  expect(coloured).toContain("\u001b[33mwarning[plain-http]\u001b[39m");
});

test("nothing that a terminal would obey comes through", () => {
  const rendered = render({
    ...ERROR,
    what: "a\u001b[2Jb\nc\u009bd",
    fix: "e\rf",
    path: ["g\u009bh"],
  });
  expect(rendered.split("\n")).toEqual([
    'proxy.yaml:12:7 ["g\\u009bh"]: error[unknown-key] a\\u001b[2Jb\\nc\\u009bd',
    "  e\\rf",
    "",
    "1 error",
  ]);
});

test("the first hundred findings are shown, and all are counted", () => {
  const lines = render(...Array.from({ length: 250 }, () => ERROR)).split("\n");
  expect(lines).toHaveLength(202);
  expect(lines.at(-1)).toBe("250 errors (the first 100 are shown)");
});
