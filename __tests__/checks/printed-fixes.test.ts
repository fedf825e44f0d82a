import { isScalar, parseDocument } from "yaml";
import { type Finding, formatPath } from "../../config/finding";
import { SHAPE_FINDINGS } from "../../config/schema/finding-kinds";
import { rowsOf, TOPICS, textOf } from "../support/checks/catalogue";
import { findingsIn } from "../support/checks/found";
import { editedBy } from "../support/checks/printed-fix";
import { BASE, MISTAKES } from "../support/config/mistakes";

const TEXTS: readonly string[] = [
  ...TOPICS.flatMap((topic) => rowsOf(topic).map(textOf)),
  ...Object.values(MISTAKES).flatMap((rows) => rows.map(([, from, to]) => BASE.replace(from, () => to))),
];

const placeOf = ({ id, path }: Finding) => `${id} ${formatPath(path)}`;
/** Whether a value is the one that was written, in another form: `"1.10"` or `[1.10]` for 1.10, `600s` for 600, 0.8 for 80%. */
function isSame(value: unknown, source: string): boolean {
  const text = JSON.stringify(value);
  const number = Number(source.replace("%", ""));
  return (
    text.includes(source) ||
    value === number ||
    value === number / 100 ||
    typeof value === "boolean" ||
    Number(source) === Number(value)
  );
}

let applied = 0;

test("what a fix tells to write, rename or remove takes the finding away, makes no other error, and keeps the value", () => {
  const wrong: string[] = [];
  for (const text of TEXTS) {
    const document = parseDocument(text, { uniqueKeys: false });
    if (document.errors.length > 0) continue;
    const findings = findingsIn(text);
    const errors = new Set(findings.filter(({ severity }) => severity === "error").map(placeOf));
    // Rules look at a file only once its shape is right.
    const isShape = [...errors].some((error) => Object.hasOwn(SHAPE_FINDINGS, error.split(" ")[0] ?? ""));
    // A rule that says nothing else is told so next.
    const isSeenLater = ({ id, what }: Finding) =>
      what === "nothing says which requests are meant" ||
      (isShape && (!Object.hasOwn(SHAPE_FINDINGS, id) || id === "unreadable-certificate"));
    for (const finding of findings)
      for (const alternatives of editedBy(finding, text)) {
        applied++;
        const { said = "", value } = alternatives[0] ?? {};
        const helps = alternatives.some((edited) => {
          const after = findingsIn(edited.text);
          return (
            !after.some((one) => placeOf(one) === placeOf(finding) && one.what === finding.what) &&
            after.every((one) => one.severity === "warning" || errors.has(placeOf(one)) || isSeenLater(one))
          );
        });
        const node = document.getIn(finding.path, true);
        const isKept =
          finding.id !== "wrong-type" || value === undefined || !isScalar(node) || isSame(value, String(node.source));
        if (!helps || !isKept)
          wrong.push(
            `${placeOf(finding)}: ${finding.what} | ${finding.fix} | ${said}${isKept ? "" : " (another value)"}`,
          );
      }
  }
  expect(wrong).toEqual([]);
  expect(applied).toBeGreaterThan(250);
});
