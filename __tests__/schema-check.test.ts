import { stacksOf } from "../cli/stacks";
import { EXAMPLES, exampleFile } from "./support/examples";
import { analyzeConfig, readConfig } from "./support/project";
import { schemaProblems } from "./support/schema/schema-check";

const FIREWALL = { name: "a", network: "b", allow: [{ protocol: "tcp", ports: ["80"] }] };

/** What is said of a firewall for the newest provider here. */
const problems = (firewall: object, version = "~> 7.45") =>
  schemaProblems({
    terraform: { required_providers: { google: { version } } },
    resource: { google_compute_firewall: { it: { ...FIREWALL, ...firewall } } },
  }).map((problem) => problem.replace("google 7.45.0 google_compute_firewall.it", ""));

test.each<[string, object, string[]]>([
  ["nothing wrong", {}, []],
  ["what Terraform itself understands", { lifecycle: {}, depends_on: [] }, []],
  ["an expression anywhere", { priority: "${var.a}", source_ranges: "${var.b}" }, []],
  ["one block without a list", { allow: { protocol: "tcp" } }, []],
  ["an unknown argument", { protocl: "tcp" }, [".protocl: is unknown"]],
  ["an unknown argument of a block", { allow: [{ protocol: "tcp", port: 1 }] }, [".allow[0].port: is unknown"]],
  ["a missing argument", { name: undefined }, [".name: is required"]],
  ["a missing argument of a block", { allow: [{}] }, [".allow[0].protocol: is required"]],
  ["a read-only argument", { self_link: "a" }, [".self_link: is read-only"]],
  ["a text for a number", { priority: "high" }, [".priority: must be number"]],
  ["a text for a list", { source_ranges: "10.0.0.0/8" }, [".source_ranges: must be set of string"]],
  ["a number in a list of texts", { source_ranges: [10] }, [".source_ranges: must be set of string"]],
  ["a text for a block", { allow: "tcp" }, [".allow[0]: must be a block"]],
  [
    "too many blocks",
    { log_config: [1, 2].map(() => ({ metadata: "a" })) },
    [".log_config: 2 blocks, and 0 to 1 may be"],
  ],
])("%s", (_, firewall, expected) => {
  expect(problems(firewall)).toEqual(expected);
});

test("every version that the stack lets in is asked", () => {
  expect(problems({ protocl: "tcp" }, ">= 6.50.0, < 8.0.0")).toHaveLength(2);
  expect(problems({}, "~> 5.0")).toEqual(["google: no version here satisfies ~> 5.0"]);
});

test("a resource of another provider is held against that one", () => {
  const resource = { google_compute_firewall: { it: { ...FIREWALL, provider: "google-beta" } } };
  expect(schemaProblems({ resource })).toEqual(["google-beta: is not among required_providers"]);
});

test.each(EXAMPLES)("%s can go to google 8", (example) => {
  const problems = stacksOf(analyzeConfig(readConfig(exampleFile(example)))).flatMap(({ json }) => {
    const { terraform, ...rest } = json;
    const required = { ...terraform?.required_providers, google: { version: "~> 8.0" } };
    return schemaProblems({ ...rest, terraform: { ...terraform, required_providers: required } });
  });
  expect(problems).toEqual([]);
});
