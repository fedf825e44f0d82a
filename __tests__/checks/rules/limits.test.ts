import { changed } from "../../support/checks/bases";
import { foundIn } from "../../support/checks/found";

const times = (count: number, item: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join(", ");

const managed = (count: number) =>
  changed("external", [
    ["managed: [ai.example.com]", `managed: [ai.example.com, ${times(count - 1, (i) => `c${i}.example.com`)}]`],
  ]);
const existing = (count: number) =>
  changed("internal", [["{ existing: models }, {", `${times(count - 1, (i) => `{ existing: c${i} }`)}, {`]]);
const groups = (count: number) =>
  changed("kinds", [
    [
      "[{ neg: us-central1-a/pods, maxRatePerEndpoint: 10, tags: [gke] }]",
      `[${times(count, (i) => `{ neg: us-central1-a/p${i}, tags: [gke] }`)}]`,
    ],
  ]);
const labels = (count: number) => changed("external", [["{ team: ml }", `{ ${times(count, (i) => `l${i}: x`)} }`]]);
const healthPath = (length: number) => changed("external", [["path: /health,", `path: /${"x".repeat(length - 1)},`]]);
const healthText = (length: number) => changed("external", [["path: /health,", `response: ${"x".repeat(length)},`]]);

test.each([
  ["79 managed certificates", managed(79), []],
  ["80 managed certificates", managed(80), ["warning[nearly-too-many-certificates]"]],
  ["100 managed certificates", managed(100), ["warning[nearly-too-many-certificates]"]],
  ["101 managed certificates", managed(101), ["error[too-many-certificates]"]],
  ["11 Compute certificates", existing(11), []],
  ["12 Compute certificates", existing(12), ["warning[nearly-too-many-certificates]"]],
  ["15 Compute certificates", existing(15), ["warning[nearly-too-many-certificates]"]],
  ["16 Compute certificates", existing(16), ["error[too-many-certificates]"]],
  ["39 backends", groups(39), []],
  ["40 backends", groups(40), ["warning[nearly-too-many-backends]"]],
  ["50 backends", groups(50), ["warning[nearly-too-many-backends]"]],
  ["51 backends", groups(51), ["error[too-many-backends]"]],
  ["64 labels", labels(64), []],
  ["65 labels", labels(65), ["error[out-of-range]"]],
  ["a health path of 2,048 characters", healthPath(2048), []],
  ["a health path of 2,049 characters", healthPath(2049), ["error[malformed]"]],
  ["an expected text of 1,024 characters", healthText(1024), []],
  ["an expected text of 1,025 characters", healthText(1025), ["error[malformed]"]],
])("%s", (_, text, expected) => {
  expect(foundIn(text).map((line) => /: (\S+\]) /.exec(line)?.[1])).toEqual(expected);
});

test("limits say how many there are and how many there may be", () => {
  expect(foundIn(groups(51))).toEqual([
    "16:15 workloads.neg.backends: error[too-many-backends] 51 backends in us-central1; a backend service takes 50\n" +
      "  make two workloads, and share traffic with weights in `to`",
  ]);
  expect(foundIn(managed(101))).toEqual([
    "15:21 frontend.listeners[1].certificates: error[too-many-certificates] 101 certificates; a listener takes 100 Certificate Manager certificates\n" +
      "  remove 1, or serve them from another listener",
  ]);
});
