import { allowsUntried, endsBelow, SECURITY_POLICY_SINCE } from "../../../config/model/provider-version";
import { analyzeConfig } from "../../support/project";
import { proxy } from "../../support/rehearsal/small";

test.each([
  ["< 7.8.0", true],
  ["< 7.8", true],
  ["< 7.8.1", false],
  ["<= 7.7.9", true],
  ["<= 7.8.0", false],
  ["6.50.0", true],
  ["= 7.45.0", false],
  ["~> 6.50", true],
  ["~> 7.7.1", true],
  ["~> 7.7", false],
  ["~> 7", false],
  [">= 6.50.0", false],
  [">= 6.50.0, < 8.0.0", false],
  [">= 6.50.0, < 7.8.0", true],
])("%s ends below 7.8.0: %s", (range, expected) => {
  expect(endsBelow(range, SECURITY_POLICY_SINCE)).toBe(expected);
});

test.each([
  ["~> 7.45", false],
  ["~> 8.0", false],
  ["~> 9.0", true],
  ["~> 7", true],
  [">= 7.8.0, < 9.0.0", false],
  [">= 7.8.0, < 8.0.0", false],
  ["7.45.0", false],
  [">= 7.8.0", true],
])("%s lets in what nobody has tried: %s", (range, expected) => {
  expect(allowsUntried(range)).toBe(expected);
});

test("the summary says why, also of a range of one's own", () => {
  const constraint = (version?: string) =>
    analyzeConfig(proxy(version === undefined ? {} : { provider: { version } })).provider;
  expect(constraint()).toEqual({
    version: ">= 7.8.0, < 8.0.0",
    reasons: ["7.8.0: a security policy that others attached to a backend service stays"],
  });
  expect(constraint("~> 6.50").reasons).toEqual([
    "set by `provider.version`",
    "it ends below 7.8.0: such a provider neither knows nor touches a security policy",
  ]);
  expect(constraint("7.45.0").reasons).toEqual(["set by `provider.version`"]);
});
