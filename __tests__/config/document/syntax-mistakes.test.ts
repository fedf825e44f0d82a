import { BASE } from "../../support/config/mistakes";
import { saidOf } from "../../support/config/reading";

const said = (from: string, to: string): string[] => {
  expect(BASE).toContain(from);
  return saidOf(BASE.replace(from, () => to)).split("\n");
};

const CONFLICT =
  "<<<<<<< HEAD\nregion: us-central1\n||||||| base\nregion: x\n=======\nregion: us-east1\n>>>>>>> feature";
const COLUMN = "the keys of one map begin in one column";
const INVISIBLE = "which is no space for YAML\n  type a space in its place, or remove it";
const TEMPLATE =
  "this is a template, and no YAML before it is rendered\n  write the value itself, render the file first, or write `${var.NAME}` for what Terraform shall fill in";

test.each([
  [
    "    server",
    "   server",
    `9:5: error[yaml-syntax] line 9 is indented by 4 spaces, those around it by 3: ${COLUMN}`,
  ],
  [
    "    server",
    "     server",
    `9:5: error[yaml-syntax] line 9 is indented by 4 spaces, those around it by 2 or 5: ${COLUMN}`,
  ],
  [
    "    backends",
    "   backends",
    `9:4: error[yaml-syntax] line 9 is indented by 3 spaces, those around it by 2 or 4: ${COLUMN}`,
  ],
  [
    "    backends",
    "     backends",
    `9:6: error[yaml-syntax] line 9 is indented by 5 spaces, those around it by 4: ${COLUMN}`,
  ],
  ["  vpc", " vpc", `5:3: error[yaml-syntax] line 5 is indented by 2 spaces, those around it by 1: ${COLUMN}`],
  [
    "        to: llama",
    "       to: llama",
    `14:8: error[yaml-syntax] line 14 is indented by 7 spaces, those around it by 6 or 8: ${COLUMN}`,
  ],
  [
    "        to: llama",
    "         to: llama",
    `14:10: error[yaml-syntax] line 14 is indented by 9 spaces, those around it by 8: ${COLUMN}`,
  ],
  [
    "    rules",
    "   rules",
    `12:4: error[yaml-syntax] line 12 is indented by 3 spaces, those around it by 2 or 4: ${COLUMN}`,
  ],
  [
    "      - paths",
    "     - paths",
    `14:9: error[yaml-syntax] line 14 is indented by 8 spaces, those around it by 7: ${COLUMN}`,
  ],
  [
    "routes:",
    " routes:",
    `10:2: error[yaml-syntax] line 10 is indented by 1 space, those around it by 0 or 2: ${COLUMN}`,
  ],
])("a space too many or too few: %j for %j", (from, to, what) => {
  expect(said(from, to)[0]).toBe(`proxy.yaml:${what}`);
  expect(said(from, to)).toHaveLength(2);
});

test.each([
  [
    "server: vllm",
    "server:\u00a0vllm",
    `8:12: error[yaml-syntax] a non-breaking space (U+00A0) stands here, ${INVISIBLE}`,
  ],
  ["    server", "\u00a0   server", `8:1: error[yaml-syntax] a non-breaking space (U+00A0) stands here, ${INVISIBLE}`],
  [
    "    backends",
    "  \u00a0 backends",
    `9:3 workloads["\u00a0 backends"]: error[yaml-syntax] a non-breaking space (U+00A0) stands here, ${INVISIBLE}`,
  ],
  [
    "server: vllm",
    "server: \u00a0vllm",
    `8:13 workloads.llama.server: error[yaml-syntax] a non-breaking space (U+00A0) stands here, ${INVISIBLE}`,
  ],
  [
    "server: vllm",
    "server: \u200bvllm",
    `8:13 workloads.llama.server: error[yaml-syntax] a character that nobody sees (U+200B) stands here, ${INVISIBLE}`,
  ],
  ["region: us-central1", "region: {{ .Values.region }}", `2:9: error[yaml-syntax] ${TEMPLATE}`],
  ["tags: [vllm]", "tags: [{{ .Values.tag }}]", `9:61: error[yaml-syntax] ${TEMPLATE}`],
  [
    "region: us-central1",
    CONFLICT,
    "2:1: error[yaml-syntax] a merge conflict is left in lines 2 to 8\n  keep one side of it, or both, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>",
  ],
  [
    "region: us-central1",
    "region:us-central1",
    '2:1: error[yaml-syntax] no space follows the colon of "region"\n  write `region: us-central1`',
  ],
  ["    server", "\tserver", "8:1: error[yaml-syntax] a tab indents this line\n  indent with spaces"],
])("%j for %j", (from, to, what) => {
  expect(said(from, to).slice(0, 2).join("\n")).toBe(`proxy.yaml:${what}`);
});

test("a rendered template's braces are named where each of its lines is", () => {
  const lines = said("region: us-central1", "{{- if .Values.x }}\nregion: us-central1\n{{- end }}");
  expect(lines.filter((_, i) => i % 2 === 0)).toEqual([
    expect.stringContaining("proxy.yaml:2:1: error[yaml-syntax] this is a template"),
    expect.stringContaining("proxy.yaml:4:1: error[yaml-syntax] this is a template"),
  ]);
});

test("what is right stays: a space in a comment or a reason, equals signs in a text", () => {
  expect(said("# end", "# a\u00a0b\nchecks:\n  suppress:\n    - id: plain-http\n      reason: un\u00a0deux")).toEqual([
    "",
  ]);
});
