import { loadText } from "../../config/document/load";
import type { Config } from "../../config/schema/config";
import { routesDocument } from "../../report/routes";
import { findingsIn } from "../support/checks/found";
import { analyzeConfig, analyzeText, stackOf, stacksOf } from "../support/project";
import { proxy } from "../support/rehearsal/small";

const LLAMA = "google_compute_region_backend_service.llama";
const overriding = (fields: Readonly<Record<string, unknown>>): Config => proxy({ overrides: { [LLAMA]: fields } });
const llama = (config: Config) => stackOf(analyzeConfig(config)).resource.google_compute_region_backend_service?.llama;

test("maps are merged, a map over a list of blocks into each, a list takes the place, and null takes out", () => {
  const [plain, made] = [
    llama(proxy()),
    llama(
      overriding({
        ip_address_selection_policy: "PREFER_IPV6",
        timeout_sec: null,
        log_config: { optional_mode: "CUSTOM" },
        backend: { description: "llamas", balancing_mode: null },
        health_checks: ["mine"],
        outlier_detection: { interval: { seconds: 1 } },
      }),
    ),
  ];
  const { timeout_sec, ...kept } = plain ?? {};
  const [{ balancing_mode, ...block }] = plain?.backend ?? [{}];
  expect([timeout_sec, balancing_mode]).toEqual([expect.any(Number), expect.any(String)]);
  expect(made).toEqual({
    ...kept,
    ip_address_selection_policy: "PREFER_IPV6",
    log_config: { ...plain?.log_config, optional_mode: "CUSTOM" },
    backend: [{ ...block, description: "llamas" }],
    health_checks: ["mine"],
    outlier_detection: { interval: { seconds: 1 } },
  });
});

test("a variable is declared, and no plan prints it; a directive stays a text", () => {
  const stack = stackOf(analyzeConfig(overriding({ description: "${var.mine} %{ if true }" })));
  expect(stack.variable).toMatchObject({ mine: { type: "string", sensitive: true } });
  expect(stack.resource.google_compute_region_backend_service?.llama?.description).toBe("${var.mine} %%{ if true }");
});

test("a URL map that is overridden has no tests, which would ask for what the routes say", () => {
  const testsIn = (config: Config) => JSON.stringify(stackOf(analyzeConfig(config)).resource).includes('"test":[{');
  expect(testsIn(proxy())).toBe(true);
  expect(testsIn(overriding({ description: "llamas" }))).toBe(true);
  const overrides = { "google_compute_region_url_map.url-map": { description: "ours" } };
  expect(testsIn(proxy({ overrides }))).toBe(false);
});

test("google-beta is configured as google is where a resource is handed to it", () => {
  const { terraform, provider } = JSON.parse(
    JSON.stringify(stackOf(analyzeConfig(overriding({ provider: "google-beta" })))),
  );
  const { google, "google-beta": beta } = terraform.required_providers;
  expect(beta).toEqual({ source: "hashicorp/google-beta", version: google.version });
  expect(provider["google-beta"]).toEqual(provider.google);
});

test("an address without a region is that of each stack that has it", () => {
  const { region, ...others } = overriding({ description: "mine" });
  const { llama: workload, ...more } = others.workloads;
  const backends = ["us-central1", "europe-west4"].map((each) => ({
    instanceGroup: `${each}-a/llama`,
    tags: ["vllm"],
  }));
  const workloads = { llama: { ...workload, backends }, ...more };
  const range = { "us-central1": "10.129.0.0/23", "europe-west4": "10.129.2.0/23" };
  const network = { ...others.network, proxyOnlySubnet: range };
  const stacks = stacksOf(analyzeConfig({ ...others, network, workloads, regions: [region ?? "", "europe-west4"] }));
  expect(
    Object.values(stacks).map(({ resource }) => resource.google_compute_region_backend_service?.llama?.description),
  ).toEqual(["mine", "mine"]);
});

test("a secret among them is an error", () => {
  const key = `sk-${"a1".repeat(20)}`;
  const text = JSON.stringify(overriding({ custom_request_headers: [`authorization: ${key}`] }));
  expect(findingsIn(text).map(({ id }) => id)).toContain("secret-in-file");
});

test("no table of routes keeps quiet about a URL map that is overridden", () => {
  const text = (address: string) => JSON.stringify(proxy({ overrides: { [address]: { description: "mine" } } }));
  const unshown = (address: string) => {
    const analysis = analyzeText(text(address));
    return routesDocument(loadText("proxy.yaml", text(address), String), analysis).map((region) => region.unshown);
  };
  expect(unshown("google_compute_region_url_map.url-map")).toEqual([
    ["what `overrides` change in google_compute_region_url_map.url-map is not shown here; `route` reads it"],
  ]);
  expect(unshown(LLAMA)).toEqual([undefined]);
});
