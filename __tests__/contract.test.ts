import type { Config } from "../config/schema/config";
import { addressesOf, analyzeConfig, analyzeFile, namesOf, stackOf, type TerraformJson } from "./support/project";

const reference = (): Config => structuredClone(analyzeFile("proxy.yaml").config);

/** Everything about a stack that must not move: names by address. */
const identity = (stack: TerraformJson) => namesOf(stack);

test("the addresses of the reference scenario are a public contract", () => {
  expect(addressesOf(stackOf(analyzeFile("proxy.yaml")))).toMatchInlineSnapshot(`
    [
      "google_compute_address.address",
      "google_compute_firewall.health-checks-8000-vllm",
      "google_compute_firewall.health-checks-8080-gke-ai",
      "google_compute_firewall.proxies-8000-vllm",
      "google_compute_firewall.proxies-8080-gke-ai",
      "google_compute_forwarding_rule.port-80",
      "google_compute_region_backend_service.closed",
      "google_compute_region_backend_service.embed",
      "google_compute_region_backend_service.rerank",
      "google_compute_region_backend_service.vllm-v1",
      "google_compute_region_backend_service.vllm-v2",
      "google_compute_region_health_check.rerank",
      "google_compute_region_health_check.vllm-v1",
      "google_compute_region_health_check.vllm-v2",
      "google_compute_region_network_endpoint_group.embed",
      "google_compute_region_target_http_proxy.http-80",
      "google_compute_region_url_map.url-map",
      "google_compute_subnetwork.proxy-only",
      "terraform_data.project",
    ]
  `);
});

describe("addresses and names stay", () => {
  const before = identity(stackOf(analyzeConfig(reference())));

  test("when workloads, backends, rules and groups are written in another order", () => {
    const config = reference();
    const shuffled: Config = {
      ...config,
      workloads: Object.fromEntries(Object.entries(config.workloads).reverse()),
      routes: config.routes
        ?.map((group) => ({
          ...group,
          rules: [...(group.rules ?? [])].reverse(),
        }))
        .reverse(),
    };
    expect(stackOf(analyzeConfig(shuffled))).toEqual(stackOf(analyzeConfig(config)));
  });

  test("when a workload, a backend, a host and a rule are added", () => {
    const config = reference();
    const [group] = config.routes ?? [];
    const grown: Config = {
      ...config,
      workloads: {
        "a-first": {
          server: "triton",
          backends: [{ instanceGroup: "us-central1-b/triton", tags: ["triton"] }],
        },
        ...config.workloads,
        "vllm-v1": {
          server: "vllm",
          backends: [
            { instanceGroup: "us-central1-b/vllm-v1", tags: ["vllm"] },
            { instanceGroup: "us-central1-a/vllm-v1", tags: ["vllm"] },
          ],
        },
      },
      routes: [
        { hosts: ["a.example.com"], rules: [{ prefix: "/", to: "a-first" }] },
        {
          ...group,
          rules: [{ prefix: "/v2", to: "a-first" }, ...(group?.rules ?? [])],
        },
      ],
    };
    expect(identity(stackOf(analyzeConfig(grown)))).toMatchObject(before);
  });

  test("when a workload goes: the others do not notice", () => {
    const config = reference();
    const { rerank: _, ...workloads } = config.workloads;
    const routes = config.routes?.map((group) => ({
      ...group,
      rules: group.rules?.filter(({ to }) => to !== "rerank"),
    }));
    expect(before).toMatchObject(identity(stackOf(analyzeConfig({ ...config, workloads, routes }))));
  });
});

describe("every change finds another name where the API would say alreadyExists", () => {
  const nameAfter = (address: string, change: (config: Config) => Config) =>
    identity(stackOf(analyzeConfig(change(reference()))))[address];
  const before = identity(stackOf(analyzeConfig(reference())));

  test.each<[string, (config: Config) => Config]>([
    [
      "google_compute_region_backend_service.rerank",
      (config) => ({
        ...config,
        workloads: {
          ...config.workloads,
          rerank: { backends: [{ cloudRun: "rerank" }] },
        },
      }),
    ],
    [
      "google_compute_region_health_check.rerank",
      (config) => ({
        ...config,
        workloads: {
          ...config.workloads,
          rerank: {
            ...config.workloads.rerank,
            backends: [{ neg: "us-central1-a/rerank", maxRate: 50, tags: ["gke-ai"] }],
            healthCheck: { protocol: "tcp" },
          },
        },
      }),
    ],
    [
      "google_compute_region_network_endpoint_group.embed",
      (config) => ({
        ...config,
        workloads: {
          ...config.workloads,
          embed: {
            backends: [{ cloudRun: { service: "embed", tag: "next" } }],
          },
        },
      }),
    ],
    [
      "google_compute_region_target_http_proxy.http-80",
      (config) => ({ ...config, frontend: { clientKeepAlive: "120s" } }),
    ],
    [
      "google_compute_subnetwork.proxy-only",
      (config) => ({
        ...config,
        network: { ...config.network, proxyOnlySubnet: "10.129.0.0/22" },
      }),
    ],
  ])("%s", (address, change) => {
    expect(nameAfter(address, change) ?? "gone").not.toBe(before[address]);
  });

  test("and the same name where the change is made in place", () => {
    const change = (config: Config): Config => ({
      ...config,
      workloads: {
        ...config.workloads,
        "vllm-v1": {
          server: "vllm",
          timeout: "900s",
          drain: "60s",
          backends: [{ instanceGroup: "us-central1-a/other", tags: ["vllm"] }],
        },
      },
    });
    expect(nameAfter("google_compute_region_backend_service.vllm-v1", change)).toBe(
      before["google_compute_region_backend_service.vllm-v1"],
    );
  });
});

describe("what lets every later change apply", () => {
  const { resource } = stackOf(analyzeFile("examples/every-backend.yaml"));
  const lifecycles = Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([id, block]) => ({ type, id, block })),
  );
  const NEVER = ["google_compute_forwarding_rule", "google_compute_address", "google_compute_subnetwork"];

  test("all but rule, address and subnet are created before they are destroyed", () => {
    const plain = lifecycles
      .filter(({ type, block }) => type.startsWith("google_") && block.lifecycle?.create_before_destroy !== true)
      .map(({ type }) => type);
    expect([...new Set(plain)].sort()).toEqual([...NEVER].sort());
  });

  test("nothing that is created first depends on the subnet or the address", () => {
    for (const { type, block } of lifecycles)
      if (!NEVER.includes(type)) expect(JSON.stringify(block)).not.toMatch(/google_compute_(?:subnetwork|address)\./);
  });

  test("forwarding rules wait for the subnet and are replaced with it, and with the address", () => {
    for (const { type, block } of lifecycles)
      if (type === "google_compute_forwarding_rule") {
        expect(block.depends_on).toEqual(["google_compute_subnetwork.proxy-only"]);
        expect(block.lifecycle.replace_triggered_by).toEqual([
          "google_compute_subnetwork.proxy-only.id",
          "google_compute_address.address.name",
        ]);
      }
  });

  test("HTTP to HTTPS on one port replaces the rule in place of its predecessor", () => {
    const rule = (listener: string) => {
      const listeners = [listener === "http" ? { http: 8443 } : { https: 8443, certificates: [{ existing: "cert" }] }];
      const { resource: resources } = stackOf(analyzeConfig({ ...reference(), project: "p", frontend: { listeners } }));
      return Object.entries(resources.google_compute_forwarding_rule ?? {});
    };
    const [[before, http] = []] = rule("http");
    const [[after, https] = []] = rule("https");
    expect(after).toBe(before);
    expect(https?.name).toBe(http?.name);
    expect(https?.description).not.toBe(http?.description);
  });

  test("other firewall rules change the backend service, so that Terraform opens the new ones before it closes the old", () => {
    const described = (tags: string[]) => {
      const backends = [{ instanceGroup: "us-central1-a/vllm-v1", tags }];
      const config = reference();
      const workloads = { ...config.workloads, "vllm-v1": { server: "vllm" as const, backends } };
      return stackOf(analyzeConfig({ ...config, workloads })).resource.google_compute_region_backend_service?.[
        "vllm-v1"
      ]?.description;
    };
    expect(described(["vllm", "gpu"])).not.toBe(described(["vllm"]));
    expect(described(["gpu", "vllm"])).toBe(described(["vllm", "gpu"]));
  });

  test("instances are whole links, as the provider wants them when a group changes", () => {
    const groups = Object.values(resource.google_compute_instance_group ?? {});
    expect(groups.length).toBeGreaterThan(0);
    for (const link of groups.flatMap(({ instances }) => instances))
      expect(link).toMatch(/^https:\/\/www\.googleapis\.com\/compute\/v1\/projects\//);
  });

  test("an existing address is named in the rule, since the provider overlooks one that is known after apply only", () => {
    const description = (frontend: Config["frontend"]) =>
      stackOf(analyzeConfig({ ...reference(), frontend })).resource.google_compute_forwarding_rule?.["port-80"]
        ?.description;
    expect(description({ address: { existing: "ai-ip" } })).not.toBe(description({}));
  });
});
