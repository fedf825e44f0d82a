import { readUrlMaps } from "../../../routing/readers/read-url-maps";

describe("refuses", () => {
  test.each([
    [
      "a binary plan",
      "PK\u0003\u0004",
      "the input is a binary Terraform plan; give the output of `terraform show -json <plan>`",
    ],
    [
      "an empty state file",
      '{"version":4,"lineage":"x","resources":[]}',
      "the input has no google_compute_region_url_map",
    ],
    [
      "another YAML",
      "name: ai\nworkloads: {}\n",
      'the input is not a URL map (its keys: "name", "workloads"); a URL map is read from synthesized Terraform JSON',
    ],
    ["an empty input", "", "the input is not a URL map (its keys: none)"],
    ["an empty list", "[]", "the input is not a URL map (its keys: none)"],
    ["text", "hello", "the input is not a URL map (its keys: none)"],
    ["broken JSON", '{"a":', "cannot read the input as JSON: "],
    ["JSON without an end", "[".repeat(100_000), "cannot read the input as JSON: "],
    [
      "JSON that nests too deep",
      `${"[".repeat(9_000)}${"]".repeat(9_000)}`,
      "the input is nested too deep to be a URL map",
    ],
    ["broken YAML", "a: [", "cannot read the input as JSON or YAML: "],
    [
      "Terraform without a URL map",
      '{"resource":{"google_compute_network":{"n":{}}}}',
      'the input has no google_compute_region_url_map and no google_compute_url_map; its resource types: "google_compute_network"',
    ],
    ["an empty state", '{"format_version":"1.0"}', "its resource types: none"],
    ["a block that is text", '{"defaultService":"s","hostRules":["a"]}', 'hostRules[0] must be a block, found "a"'],
    [
      "a number that is none",
      '{"defaultService":"s","pathMatchers":[{"name":"m","routeRules":[{"priority":"x"}]}]}',
      'pathMatchers[0].routeRules[0].priority must be a number, found "x"',
    ],
    ["a missing name", '{"defaultService":"s","pathMatchers":[{}]}', "pathMatchers[0].name is missing"],
  ])("%s", (_, text, message) => {
    expect(() => readUrlMaps(text)).toThrow(message);
  });
});
