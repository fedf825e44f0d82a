import { readFileSync } from "node:fs";
import type { Config } from "../../config/schema/config";
import { synthesize } from "../../constructs/synthesize";
import { exampleFile } from "../support/examples";
import { analyzeConfig, stacksOf, type TerraformBlock } from "../support/project";

const REGIONS = ["europe-west4", "us-central1"];

function config(words: Partial<Config> = {}, regions = REGIONS): Config {
  return {
    name: "ai",
    project: "p",
    regions,
    network: {
      vpc: "ai",
      subnet: "models",
      proxyOnlySubnet: Object.fromEntries(regions.map((region, i) => [region, `10.${i}.0.0/23`])),
    },
    dns: { zone: "example-com", domain: "example.com" },
    workloads: { embed: { backends: [{ cloudRun: "embed" }] } },
    routes: [{ hosts: ["ai.example.com", "ai.example.org"], rules: [{ paths: ["/a"], to: "embed" }] }],
    ...words,
  };
}

const dnsStack = (words: Partial<Config> = {}, regions = REGIONS) => {
  const stack = stacksOf(analyzeConfig(config(words, regions)))["ai-dns"];
  if (stack === undefined) throw new Error("no stack ai-dns");
  return stack;
};
const recordOf = (words: Partial<Config>): TerraformBlock =>
  dnsStack(words).resource.google_dns_record_set?.ai_example_com ?? {};

const ADDRESS = (region: string) => `\${data.google_compute_addresses.${region}.addresses[0].address}`;
const CHECKED = (region: string) => ({ health_checked_targets: { external_endpoints: [ADDRESS(region)] } });
const LOCATED = (region: string) => ({ location: region, ...CHECKED(region) });
const ASKED = { zone: "example-com", domain: "example.com", healthCheck: { path: "/a" } };

test("two regions with failover fit into twenty lines of a hundred columns", () => {
  const lines = readFileSync(exampleFile("dns-failover"), "utf8").trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(20);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("a further region changes no byte of the others' stacks, and no words for DNS make none of it", () => {
  const [two, three] = [REGIONS, [...REGIONS, "us-east1"]].map((regions) =>
    synthesize(analyzeConfig(config({}, regions))),
  );
  for (const region of REGIONS) {
    const path = `stacks/ai-${region}/cdk.tf.json`;
    expect(three?.get(path)).toBe(two?.get(path));
  }
  const without = [...synthesize(analyzeConfig(config({ dns: undefined }))).values()].join("\n");
  expect(without).not.toMatch(/ai-dns|google_dns/);
});

test("the stack of the records is applied after all others", () => {
  const manifest = JSON.parse(synthesize(analyzeConfig(config())).get("manifest.json") ?? "{}");
  expect(manifest.stacks["ai-dns"].dependencies).toEqual(["ai-europe-west4", "ai-us-central1"]);
});

test("one region is an address, and hosts elsewhere are left alone", () => {
  const one = dnsStack({}, ["us-central1"]).resource.google_dns_record_set;
  expect(Object.keys(one ?? {})).toEqual(["ai_example_com", "us-central1_ai_example_com"]);
  expect(one?.ai_example_com).toEqual({
    managed_zone: "example-com",
    name: "ai.example.com.",
    project: "p",
    rrdatas: [ADDRESS("us-central1")],
    ttl: 30,
    type: "A",
  });
});

test.each<[string, Partial<Config>, object]>([
  [
    "by place, and asks nobody",
    {},
    { geo: REGIONS.map((region) => ({ location: region, rrdatas: [ADDRESS(region)] })) },
  ],
  ["by place", { dns: ASKED }, { geo: REGIONS.map(LOCATED) }],
  [
    "by weight",
    { dns: { ...ASKED, routing: { weighted: { "us-central1": 90 } } } },
    {
      wrr: [
        { weight: 0, ...CHECKED("europe-west4") },
        { weight: 90, ...CHECKED("us-central1") },
      ],
    },
  ],
  [
    "to one, and from it to the others",
    { dns: { ...ASKED, routing: { failover: "us-central1" } } },
    {
      primary_backup: { primary: CHECKED("us-central1").health_checked_targets, backup_geo: [LOCATED("europe-west4")] },
    },
  ],
])("leads clients %s", (_, words, policy) => {
  const { health_check, ...routing } = recordOf(words).routing_policy;
  expect(routing).toEqual(policy);
  expect(health_check).toBe(words.dns?.healthCheck && "${google_compute_health_check.regions.id}");
});

test("an internal proxy is looked at by Cloud DNS itself", () => {
  const words: Partial<Config> = { exposure: "internal", dns: ASKED };
  expect(dnsStack(words).resource.google_compute_health_check).toBeUndefined();
  const [first] = recordOf(words).routing_policy.geo;
  expect(first.health_checked_targets.internal_load_balancers).toEqual([
    {
      load_balancer_type: "regionalL7ilb",
      ip_address: ADDRESS("europe-west4"),
      ip_protocol: "tcp",
      port: "80",
      network_url: "projects/p/global/networks/ai",
      project: "p",
      region: "europe-west4",
    },
  ]);
});

test("an existing address is read by its name, and whoever plans too early is told what comes first", () => {
  const data = dnsStack({ frontend: { address: { existing: "edge" } } }).data as Record<string, TerraformBlock>;
  expect(data.google_compute_addresses?.["us-central1"]).toMatchObject({
    filter: 'name = "edge"',
    region: "us-central1",
  });
  const own = dnsStack().data as Record<string, TerraformBlock>;
  expect(own.google_compute_addresses?.["us-central1"].lifecycle.postcondition[0].error_message).toBe(
    "There is no address ai-us-central1 in us-central1 of p yet: apply the stack ai-us-central1 first, or all by `cdktf deploy '*'`.",
  );
});

test("a zone of another project, and variables of the records alone", () => {
  const stack = dnsStack({
    project: undefined,
    labels: { team: "${var.team}" },
    dns: { zone: { project: "dns-prod", name: "${var.zone}" }, domain: "example.com" },
  });
  expect(stack.resource.google_dns_record_set?.ai_example_com).toMatchObject({
    project: "dns-prod",
    managed_zone: "${var.zone}",
  });
  expect(Object.keys(stack.variable as object)).toEqual(["project", "zone"]);
});

test("authorization records stand in each region's stack, and stay when it goes", () => {
  const managed = ["*.example.com", "example.com", "ai.example.org"];
  const frontend = { listeners: [{ https: 443, certificates: [{ managed }] }] };
  const stack = stacksOf(analyzeConfig(config({ frontend })))["ai-us-central1"];
  const records = stack?.resource.google_dns_record_set ?? {};
  expect(Object.keys(records)).toEqual(["example-com-authorization", "us-central1-ai-example-com-authorization"]);
  expect(records["example-com-authorization"]).toMatchObject({ type: "CNAME", deletion_policy: "ABANDON" });
  const outputs = stack?.output as Record<string, TerraformBlock>;
  expect(outputs.dns_authorization_records?.value.map(({ domain }: { domain: string }) => domain)).toEqual([
    "ai.example.org",
  ]);
  const inside = stacksOf(analyzeConfig(config({ frontend, exposure: "internal" })))["ai-us-central1"];
  expect(inside?.resource.google_dns_record_set).toBeUndefined();
});
