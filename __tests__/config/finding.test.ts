import { formatPath } from "../../config/finding";

test.each([
  [[], ""],
  [["workloads", "vllm-v1", "backends", 0, "neg"], "workloads.vllm-v1.backends[0].neg"],
  [["labels", "a.b"], 'labels["a.b"]'],
  [["routes", 0, "rules", 1, "query", ""], 'routes[0].rules[1].query[""]'],
  [["headers", "1st"], 'headers["1st"]'],
])("%j is written %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});
