import { programSize } from "../../../routing/automata/program-size";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { refusedRoutes } from "../../../simulator/data-plane/envoy/refused-routes";
import { describeWithEnvoy } from "../../support/envoy/proxy";

/** What Envoy 1.40.0 says. */
const SIZES: readonly (readonly [expression: string, size: number])[] = [
  ["a", 5],
  ["abc", 7],
  ["abc$", 7],
  ["\\bab\\b", 8],
  ["(a)(b)", 10],
  ["a|b", 5],
  ["ab|cd", 8],
  ["a??", 6],
  ["(a|b|cde)*x", 11],
  ["(?i)[a-k]", 5],
  ["\\w+", 8],
  ["\\S+", 9],
  ["ü", 6],
  ["(?s).", 5],
  ["/v1/(chat|foo)/.*", 20],
  ["/models/[^/]+/versions/[0-9]+(:predict|:explain)?", 45],
  ["(foo|bar){10}", 84],
  ["[a-z]{1,48}", 99],
  ["[^a]{1,32}", 99],
  ["[a-z]{1,49}", 101],
  ["[^a]{1,33}", 102],
  [".{50}", 104],
  ["Bearer [A-Za-z0-9._-]{20,30}", 141],
  ["[^,]{1,50}", 153],
  [".{0,50}", 154],
  [".{1,64}", 195],
  ["/a{1000}", 1005],
];

test.each(SIZES)("the program of %s is as large as Envoy's", (expression, size) => {
  expect(programSize(expression)).toBe(size);
});

/** Literal text that RE2 takes out before, and loops that it writes once. */
test.each([
  ["^abc$", 4, 7],
  ["eu-.*|us-.*", 16, 15],
  ["(a*)*", 11, 9],
])("the program of %s is nearly as large as Envoy's", (expression, _, size) => {
  expect(programSize(expression)).toBe(size);
});

describeWithEnvoy("Envoy", () => {
  test("refuses the expressions above 100, and says these sizes", async () => {
    const routes = SIZES.map(([regex], i) => ({ name: String(i), match: { safe_regex: { regex } } }));
    const refused = await refusedRoutes(findEnvoy() ?? "", [
      {
        name: "r",
        virtual_hosts: [
          {
            name: "v",
            domains: ["*"],
            routes: routes.map((route) => ({ ...route, redirect: { response_code: "FOUND" as const } })),
          },
        ],
      },
    ]);
    expect(refused.map(({ reason }) => Number(/program size of (\d+) >/.exec(reason)?.[1]))).toEqual(
      SIZES.map(([, size]) => size).filter((size) => size > 100),
    );
  });
});
