import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { DataGoogleComputeSubnetwork } from "@cdktf/provider-google/lib/data-google-compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformProvider, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { OLDEST } from "../../config/model/provider-version";
import type { Config, WorkloadConfig } from "../../config/schema/config";
import { LoadBalancer } from "../../constructs/load-balancer";
import { RegionalHttpProxy, type RegionalHttpProxyProps } from "../../constructs/regional-http-proxy";
import { stackFile, synthesize } from "../../constructs/synthesize";
import { readUrlMaps } from "../../routing/readers/read-url-maps";
import { analyzeConfig, stackOf, stacksOf, type TerraformBlock } from "../support/project";
import { scratchApp } from "../support/scratch-app";

const vllm: WorkloadConfig = { server: "vllm", backends: [{ instanceGroup: "us-central1-a/vllm", tags: ["vllm"] }] };

function config(words: Partial<Config> = {}): Config {
  return structuredClone({
    name: "ai",
    project: "p",
    region: "us-central1",
    network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
    workloads: { vllm },
    routes: [{ rules: [{ prefix: "/v1", to: "vllm" }] }],
    ...words,
  });
}

const resources = (words: Partial<Config> = {}) => stackOf(analyzeConfig(config(words))).resource;

const percentOf = (mirror: string) => /"mirrorPercent":[\d.]+/.exec(mirror)?.[0];

function only(byName: Readonly<Record<string, TerraformBlock>> | undefined): TerraformBlock {
  const [block, ...others] = Object.values(byName ?? {});
  if (block === undefined || others.length > 0) throw new Error(`not one, but ${Object.keys(byName ?? {})}`);
  return block;
}

describe("draining", () => {
  const drains = (words: Partial<WorkloadConfig>, timeout?: string) => {
    const workloads = { vllm: { ...vllm, ...words } };
    const made = resources({ workloads, routes: [{ rules: [{ prefix: "/v1", to: "vllm", timeout }] }] });
    return made.google_compute_region_backend_service?.vllm?.connection_draining_timeout_sec;
  };

  test("takes as long as an answer may last on any route, an hour at most", () => {
    expect([drains({}), drains({}, "20m"), drains({ timeout: "30m" }), drains({}, "2h")]).toEqual([
      600, 1200, 1800, 3600,
    ]);
  });

  test("takes as long as the workload says, or its profile", () => {
    expect([drains({ drain: "60s" }, "20m"), drains({ profile: "realtime" })]).toEqual([60, 600]);
  });
});

describe("a PEM certificate", () => {
  const PEM = "-----BEGIN CERTIFICATE-----\nx";
  const frontend = (pem: string) => ({
    listeners: [{ https: 443, certificates: [{ pem, privateKey: "${var.tls_key}" }] }],
  });
  const made = (pem: string, version?: string) =>
    only(
      resources({ frontend: frontend(pem), ...(version && { provider: { version } }) })
        .google_compute_region_ssl_certificate,
    );

  test("has a key that nobody keeps, where every provider of the range can", () => {
    for (const block of [made(PEM), made(PEM, "~> 7.20")]) {
      expect(block).toMatchObject({ private_key_wo: "${var.tls_key}", certificate: PEM });
      expect(block).not.toHaveProperty("private_key");
      expect(block.name).toContain(block.private_key_wo_version);
    }
    const kept = made(PEM, ">= 7.8.0, < 8.0.0");
    expect(kept).toMatchObject({ private_key: "${var.tls_key}" });
    expect(Object.keys(kept).filter((key) => key.includes("_wo"))).toEqual([]);
  });

  test("has another name with another text, and where its key leaves the state", () => {
    const names = [made(PEM), made(`${PEM}y`), made(PEM, "~> 7.8")].map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
  });

  test("has a name that follows what its variable holds", () => {
    const digits = "${substr(sha256(var.pem), 0, 8)}";
    const { name, private_key_wo_version } = made("${var.pem}");
    expect(private_key_wo_version).toBe(digits);
    expect(name).toMatch(/^ai-us-central1-pem-[0-9a-f]{8}-\$/);
    expect(name).toContain(digits);
  });

  test("follows the range of a foreign stack, whenever that is said", () => {
    const inStack = (range?: string) => {
      const stack = new TerraformStack(scratchApp(), "other");
      new GoogleProvider(stack, "google", { project: "p" });
      new RegionalHttpProxy(stack, "proxy", config({ frontend: frontend(PEM) }) as RegionalHttpProxyProps);
      if (range) stack.addOverride("terraform.required_providers.google.version", range);
      return only(JSON.parse(Testing.synth(stack)).resource.google_compute_region_ssl_certificate);
    };
    expect(inStack()).toHaveProperty("private_key");
    expect(inStack(">= 7.20.0, < 8.0.0")).toHaveProperty("private_key_wo");
  });
});

test("an address on the internet is asked for by a name, which its certificate must have", () => {
  const partner: WorkloadConfig = {
    tls: { sni: "api.partner.com", verify: ["api.partner.com"] },
    backends: [{ internet: { ip: "198.51.100.7" } }],
  };
  const made = resources({ workloads: { partner }, routes: [{ rules: [{ prefix: "/v1", to: "partner" }] }] });
  const { google_compute_region_backend_service: services, ...others } = made;
  expect(services?.partner).toMatchObject({
    protocol: "HTTPS",
    tls_settings: {
      sni: "api.partner.com",
      subject_alt_names: [{ dns_name: "api.partner.com" }],
      authentication_config:
        "//networksecurity.googleapis.com/${google_network_security_backend_authentication_config.partner.id}",
    },
  });
  expect(others.google_network_security_backend_authentication_config?.partner).toMatchObject({
    location: "us-central1",
    well_known_roots: "PUBLIC_ROOTS",
  });
  expect(JSON.stringify(others.google_compute_region_url_map)).toContain('"host_rewrite":"api.partner.com"');
});

test("a stack reads from its proxy where requests leave and what consumers connect to", () => {
  const scope = new TerraformStack(scratchApp(), "test");
  const network = {
    vpc: "ai",
    proxyOnlySubnet: "10.129.0.0/23",
    subnet: "models",
    cloudNat: { addresses: ["egress"] },
  };
  const frontend = { publish: { subnet: "psc", accept: [{ project: "consumer" }] } };
  const words = config({ exposure: "internal", network, frontend }) as RegionalHttpProxyProps;
  const proxy = new RegionalHttpProxy(scope, "proxy", words);
  const existing = { vpc: "ai", proxyOnlySubnet: { existing: "proxy-only", range: "10.129.0.0/23" } };
  expect(proxy.egressIps).toHaveLength(1);
  expect(proxy.serviceAttachment?.resource.terraformResourceType).toBe("google_compute_service_attachment");
  const plain = new RegionalHttpProxy(
    scope,
    "plain",
    config({ name: "plain", network: existing }) as RegionalHttpProxyProps,
  );
  expect([plain.egressIps, plain.serviceAttachment]).toEqual([[], undefined]);
});

describe("a mirror of a part of the requests", () => {
  const next: WorkloadConfig = { server: "vllm", backends: [{ instanceGroup: "us-central1-a/next", tags: ["vllm"] }] };
  const mirror = { to: "next", percent: 5 };
  const words: Partial<Config> = {
    workloads: { vllm, next },
    routes: [
      {
        hosts: ["a.example.com"],
        rules: [
          { prefix: "/v1", to: "vllm" },
          { paths: ["/x"], to: "vllm", mirror },
        ],
      },
      {
        hosts: ["b.example.com"],
        rules: [{ prefix: "/v1", headers: { x: "y" }, to: "vllm", mirror: { ...mirror, percent: 0.5 } }],
      },
      { hosts: ["c.example.com"], default: { to: "vllm", mirror } },
    ],
    default: { to: "vllm", mirror },
  };
  const mirrorsOf = (urlMap: unknown) => JSON.stringify(urlMap).match(/"requestMirrorPolicy":\{[^}]*\}/g);

  test("makes the URL map, and it alone, one of google-beta's, which is read back as it was meant", () => {
    const analysis = analyzeConfig(config(words));
    const { google_compute_region_url_map, ...others } = stackOf(analysis).resource;
    expect(only(google_compute_region_url_map).provider).toBe("google-beta");
    expect(JSON.stringify(others)).not.toContain("google-beta");
    const [read] = readUrlMaps(JSON.stringify(stackOf(analysis)));
    expect(mirrorsOf(read?.map)).toHaveLength(6);
    expect(mirrorsOf(read?.map)).toEqual(mirrorsOf(analysis.regions[0]?.urlMap));
  });

  test("keeps its place when routes are added to a construct later", () => {
    const scope = new TerraformStack(scratchApp(), "foreign");
    new GoogleProvider(scope, "google");
    scope.addOverride("terraform.required_providers.google", { source: "hashicorp/google", version: ">= 7.8.0" });
    const { routes, region = "", ...others } = config(words);
    const proxy = new RegionalHttpProxy(scope, "proxy", { ...others, region, routes });
    Testing.synth(scope);
    const added = { hosts: ["a.example.com", "0.example.com"], rules: [{ paths: ["/0"], to: "vllm" }] };
    proxy.addRoutes(added);
    const [read] = readUrlMaps(Testing.synth(scope));
    const whole = analyzeConfig(config({ ...words, routes: [...(routes ?? []), added] }));
    expect(mirrorsOf(read?.map)?.map(percentOf)).toEqual(mirrorsOf(whole.regions[0]?.urlMap)?.map(percentOf));
  });
});

describe("network", () => {
  test("an adopted proxy-only subnet is not made, and rules do not wait for it", () => {
    const { google_compute_subnetwork, google_compute_forwarding_rule, google_compute_firewall } = resources({
      network: { vpc: "ai", proxyOnlySubnet: { existing: "proxies", range: "10.1.0.0/24" } },
    });
    expect(google_compute_subnetwork).toBeUndefined();
    expect(only(google_compute_forwarding_rule)).not.toHaveProperty("depends_on");
    expect(google_compute_firewall?.["proxies-8000-vllm"]?.source_ranges).toEqual(["10.1.0.0/24"]);
  });

  test("a Shared VPC's rules and subnet are made in its host project, and the network is named by its whole path", () => {
    const { google_compute_subnetwork, google_compute_firewall, google_compute_forwarding_rule } = resources({
      network: { vpc: { project: "host", name: "shared" }, proxyOnlySubnet: "10.129.0.0/23" },
    });
    const network = "projects/host/global/networks/shared";
    expect(only(google_compute_subnetwork)).toMatchObject({ project: "host", network });
    expect(google_compute_firewall?.["proxies-8000-vllm"]).toMatchObject({ project: "host", network });
    expect(only(google_compute_forwarding_rule)).toMatchObject({ project: "p", network });
  });

  test("a backup stands beside the proxy-only subnet, is let in, and can become it", () => {
    const [first, second] = ["10.129.0.0/24", "10.130.0.0/23"];
    const proxyOnly = (proxyOnlySubnet: Config["network"]["proxyOnlySubnet"]) =>
      stackOf(analyzeConfig(config({ network: { vpc: "ai", proxyOnlySubnet } })));
    const ids = ["proxy-only", "proxy-only-10-129-0-0-24", "proxy-only-10-130-0-0-23"].map(
      (id) => `google_compute_subnetwork.${id}`,
    );
    const backed = proxyOnly({ range: first, backup: second });
    const { google_compute_subnetwork, google_compute_forwarding_rule, google_compute_firewall } = backed.resource;
    expect(google_compute_subnetwork).toMatchObject({
      "proxy-only-10-129-0-0-24": { ip_cidr_range: first, role: "ACTIVE" },
      "proxy-only-10-130-0-0-23": {
        ip_cidr_range: second,
        role: "BACKUP",
        depends_on: [ids[1]],
        lifecycle: { ignore_changes: ["role"] },
      },
    });
    expect(only(google_compute_forwarding_rule)).toMatchObject({
      depends_on: [ids[1]],
      lifecycle: { replace_triggered_by: expect.arrayContaining([`${ids[1]}.id`]) },
    });
    expect(google_compute_firewall?.["proxies-8000-vllm"]?.source_ranges).toEqual([first, second]);
    expect(backed.moved).toEqual([{ from: ids[0], to: ids[1] }]);
    expect(proxyOnly({ range: second, backup: first }).moved).toEqual([{ from: ids[0], to: ids[2] }]);
    expect(proxyOnly(second).moved).toEqual([{ from: ids[2], to: ids[0] }]);
  });

  test("one switch turns the firewall rules off", () => {
    const network = { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23", firewallRules: false };
    expect(resources({ network }).google_compute_firewall).toBeUndefined();
  });

  test("one pair of rules serves every workload with the same port and tags", () => {
    const rules = resources({
      workloads: {
        vllm,
        other: { ...vllm, backends: [{ instanceGroup: "us-central1-b/other", tags: ["vllm"] }] },
      },
    });
    expect(Object.keys(rules.google_compute_firewall ?? {})).toEqual(["health-checks-8000-vllm", "proxies-8000-vllm"]);
  });

  test("the tags a and b are not the tag a-b: both are let in", () => {
    const backend = (name: string, tags: string[]) => ({
      ...vllm,
      backends: [{ instanceGroup: `us-central1-a/${name}`, tags }],
    });
    const rules = resources({
      workloads: { vllm: backend("x", ["a", "b"]), other: backend("y", ["a-b"]) },
    }).google_compute_firewall;
    const opened = Object.values(rules ?? {}).map(({ target_tags }) => target_tags);
    expect(opened).toEqual(expect.arrayContaining([["a", "b"], ["a-b"]]));
    expect(opened).toHaveLength(4);
  });

  test("a tag and a service account that are called alike are both let in", () => {
    const instanceGroup = (name: string) => `us-central1-a/${name}`;
    const rules = resources({
      routes: [],
      workloads: {
        a: { ...vllm, backends: [{ instanceGroup: instanceGroup("a"), tags: ["x-y-z"] }] },
        b: { ...vllm, backends: [{ instanceGroup: instanceGroup("b"), serviceAccounts: ["x@y.z"] }] },
        c: { ...vllm, backends: [{ instanceGroup: instanceGroup("c"), serviceAccounts: ["x-y@z"] }] },
      },
    }).google_compute_firewall;
    const proxies = Object.values(rules ?? {}).filter(({ source_ranges }) =>
      source_ranges?.toString().startsWith("10.129"),
    );
    expect(proxies.map(({ target_tags, target_service_accounts }) => target_tags ?? target_service_accounts)).toEqual([
      ["x-y-z"],
      ["x-y@z"],
      ["x@y.z"],
    ]);
    expect(Object.keys(rules ?? {})).toContain("proxies-8000-x-y-z");
  });

  test("a health check on another port opens that one to probers and the serving one to proxies", () => {
    const workloads = { vllm: { ...vllm, healthCheck: { port: 9000 } } };
    const { google_compute_firewall, google_compute_region_health_check } = resources({ workloads });
    expect(Object.keys(google_compute_firewall ?? {})).toEqual(["health-checks-9000-vllm", "proxies-8000-vllm"]);
    expect(only(google_compute_region_health_check).http_health_check).toMatchObject({
      port_specification: "USE_FIXED_PORT",
      port: 9000,
    });
  });
});

describe("frontend", () => {
  test("a domain and its wildcard have a certificate each and one DNS record", () => {
    const managed = ["*.example.com", "example.com", "wildcard.example.com"];
    const made = resources({ frontend: { listeners: [{ https: 443, certificates: [{ managed }] }] } });
    const certificates = made.google_certificate_manager_certificate ?? {};
    expect(Object.keys(certificates)).toEqual(["example-com", "wildcard-example-com", "wildcard_example-com"]);
    expect(new Set(Object.values(certificates).map(({ name }) => name)).size).toBe(3);
    expect(certificates["wildcard_example-com"]?.managed).toEqual({
      domains: ["*.example.com"],
      dns_authorizations: ["${google_certificate_manager_dns_authorization.example-com-authorization.id}"],
    });
    const authorizations = Object.values(made.google_certificate_manager_dns_authorization ?? {});
    expect(authorizations.map(({ domain }) => domain)).toEqual(["example.com", "wildcard.example.com"]);
  });

  test("TLS 1.3 alone goes with the profile that Google takes for it, from the provider that knows it", () => {
    const tls = { minVersion: "1.3" as const };
    const listeners = [{ https: 443, certificates: [{ managed: ["a.example.com"] }], tls }];
    const stack = stackOf(analyzeConfig(config({ frontend: { listeners } })));
    expect(only(stack.resource.google_compute_region_ssl_policy)).toMatchObject({
      min_tls_version: "TLS_1_3",
      profile: "RESTRICTED",
    });
    expect(stack.terraform).toMatchObject({ required_providers: { google: { version: ">= 7.17.0, < 8.0.0" } } });
  });

  test("an internal proxy takes a shared address of the subnet, without a tier", () => {
    const { google_compute_address, google_compute_forwarding_rule, google_compute_region_backend_service } = resources(
      {
        exposure: "internal",
        network: { vpc: "ai", subnet: "models", proxyOnlySubnet: "10.129.0.0/23" },
        frontend: { globalAccess: true, listeners: [{ http: 80 }, { http: 8080 }] },
      },
    );
    expect(only(google_compute_address)).toMatchObject({
      address_type: "INTERNAL",
      purpose: "SHARED_LOADBALANCER_VIP",
      subnetwork: "models",
    });
    expect(only(google_compute_address)).not.toHaveProperty("network_tier");
    expect(google_compute_forwarding_rule?.["port-8080"]).toMatchObject({
      load_balancing_scheme: "INTERNAL_MANAGED",
      subnetwork: "models",
      allow_global_access: true,
    });
    expect(google_compute_region_backend_service?.vllm?.load_balancing_scheme).toBe("INTERNAL_MANAGED");
  });

  test("address and rules have one network tier", () => {
    const { google_compute_address, google_compute_forwarding_rule } = resources({
      frontend: { networkTier: "standard" },
    });
    expect([only(google_compute_address).network_tier, only(google_compute_forwarding_rule).network_tier]).toEqual([
      "STANDARD",
      "STANDARD",
    ]);
  });

  test("an existing address is looked up, a protected one cannot be destroyed", () => {
    const stack = stackOf(analyzeConfig(config({ frontend: { address: { existing: "ai-ip" } } })));
    expect(stack.resource.google_compute_address).toBeUndefined();
    expect(stack.data).toMatchObject({ google_compute_address: { address: { name: "ai-ip", region: "us-central1" } } });
    expect(only(stack.resource.google_compute_forwarding_rule).ip_address).toBe(
      "${data.google_compute_address.address.address}",
    );
    expect(only(resources({ frontend: { address: { protect: true } } }).google_compute_address).lifecycle).toEqual({
      prevent_destroy: true,
    });
  });

  test("plain HTTP is sent to HTTPS by a 308 of its own URL map", () => {
    const listeners = [
      { http: 80, redirect: "https" as const },
      { https: 443, certificates: [{ existing: "cert" }] },
    ];
    const { google_compute_region_url_map, google_compute_region_target_http_proxy, google_compute_region_ssl_policy } =
      resources({ frontend: { listeners } });
    expect(google_compute_region_url_map?.["redirect-to-https"]).toMatchObject({
      default_url_redirect: { https_redirect: true, redirect_response_code: "PERMANENT_REDIRECT", strip_query: false },
    });
    expect(only(google_compute_region_target_http_proxy).url_map).toBe(
      "${google_compute_region_url_map.redirect-to-https.id}",
    );
    expect(only(google_compute_region_ssl_policy)).toMatchObject({ min_tls_version: "TLS_1_2", profile: "MODERN" });
  });

  test("each managed domain has a certificate under a name that stays when others come", () => {
    const certificates = (managed: string[]) =>
      resources({ frontend: { listeners: [{ https: 443, certificates: [{ managed }] }] } })
        .google_certificate_manager_certificate;
    const one = certificates(["ai.example.com"]);
    expect(certificates(["b.example.com", "ai.example.com"])).toMatchObject(one ?? {});
    expect(one?.["ai-example-com"]?.managed).toMatchObject({ domains: ["ai.example.com"] });
  });

  test("mutual TLS, keep-alive and existing certificates reach the target proxy", () => {
    const serverTlsPolicy = "projects/p/locations/us-central1/serverTlsPolicies/mtls";
    const proxy = only(
      resources({
        frontend: {
          clientKeepAlive: "120s",
          listeners: [
            {
              https: 443,
              certificates: [{ existing: "certificates/ai" }],
              tls: { existing: "strict", clientCertificates: { existing: serverTlsPolicy } },
            },
          ],
        },
      }).google_compute_region_target_https_proxy,
    );
    expect(proxy).toMatchObject({
      server_tls_policy: serverTlsPolicy,
      http_keep_alive_timeout_sec: 120,
      certificate_manager_certificates: ["projects/p/locations/us-central1/certificates/ai"],
      ssl_policy: "projects/p/regions/us-central1/sslPolicies/strict",
    });
  });
});

describe("adoption", () => {
  const adopt = {
    address: "old-ip",
    urlMap: "old-map",
    targetProxies: { "http-80": "old-proxy" },
    forwardingRules: { "http-80": "old-rule" },
    backendServices: { vllm: "old-service" },
    healthChecks: { vllm: "old-check" },
    proxyOnlySubnet: "old-subnet",
  };
  const stack = stackOf(analyzeConfig(config({ adopt })));

  test("takes the whole chain over under its names, by import blocks", () => {
    const base = "projects/p/regions/us-central1";
    expect(new Set(stack.import as unknown[])).toEqual(
      new Set([
        { to: "google_compute_subnetwork.proxy-only", id: `${base}/subnetworks/old-subnet` },
        { to: "google_compute_region_health_check.vllm", id: `${base}/healthChecks/old-check` },
        { to: "google_compute_region_backend_service.vllm", id: `${base}/backendServices/old-service` },
        { to: "google_compute_region_url_map.url-map", id: `${base}/urlMaps/old-map` },
        { to: "google_compute_address.address", id: `${base}/addresses/old-ip` },
        { to: "google_compute_region_target_http_proxy.http-80", id: `${base}/targetHttpProxies/old-proxy` },
        { to: "google_compute_forwarding_rule.port-80", id: `${base}/forwardingRules/old-rule` },
      ]),
    );
    expect(only(stack.resource.google_compute_address).name).toBe("old-ip");
  });

  test("an address that is adopted too late does not take the forwarding rule away before it is refused", () => {
    expect(only(stack.resource.google_compute_forwarding_rule).lifecycle.replace_triggered_by).toEqual([
      "google_compute_subnetwork.proxy-only.id",
    ]);
  });

  test("a description that nobody here wrote does not force a replacement", () => {
    for (const type of [
      "google_compute_address",
      "google_compute_forwarding_rule",
      "google_compute_region_target_http_proxy",
      "google_compute_subnetwork",
    ])
      expect(only(stack.resource[type]).lifecycle.ignore_changes).toEqual(["description"]);
  });
});

describe("state and variables", () => {
  const terraform = (words: Partial<Config>) => stackOf(analyzeConfig(config(words))).terraform;

  test.each<[string, Config["state"], unknown]>([
    ["beside the project", undefined, { backend: { local: { path: "../../../terraform.ai-us-central1.tfstate" } } }],
    [
      "in Cloud Storage",
      { gcs: { bucket: "b", prefix: "proxies/" } },
      { backend: { gcs: { bucket: "b", prefix: "proxies/ai-us-central1" } } },
    ],
    [
      "in S3, locked",
      { s3: { bucket: "b", region: "eu-west-1" } },
      { backend: { s3: { bucket: "b", region: "eu-west-1", key: "ai-us-central1", use_lockfile: true } } },
    ],
    [
      "in Terraform Cloud",
      { cloud: { organization: "o", workspacePrefix: "proxy-" } },
      { cloud: { organization: "o", workspaces: { name: "proxy-ai-us-central1" } } },
    ],
  ])("%s, one for each stack", (_, state, expected) => {
    expect(terraform({ state })).toMatchObject(expected as object);
  });

  test("the provider's range can be overridden", () => {
    expect(terraform({ provider: { version: "~> 7.10" } })).toMatchObject({
      required_providers: { google: { source: "hashicorp/google", version: "~> 7.10" } },
    });
  });

  test("no project means a variable; every other reference declares its own; a key is sensitive", () => {
    const { project: _, ...rest } = config({
      labels: { team: "${var.team}" },
      frontend: {
        listeners: [
          { https: 443, certificates: [{ pem: "-----BEGIN CERTIFICATE-----\nx", privateKey: "${var.tls_key}" }] },
        ],
      },
    });
    const { variable, provider } = stackOf(analyzeConfig(rest));
    expect(variable).toEqual({
      project: { type: "string", description: "The Google Cloud project." },
      team: { type: "string" },
      tls_key: { type: "string", sensitive: true, ephemeral: true },
    });
    expect(provider).toEqual({ google: [{ project: "${var.project}", region: "us-central1" }] });
  });

  test("a variable may have any name, also one that something else here has", () => {
    const names = ["ai", "backend", "constructor", "Default", "google", "project", "toString", "urls"];
    const labels = Object.fromEntries(names.map((name, i) => [`label-${i}`, `\${var.${name}}`]));
    expect(Object.keys(stackOf(analyzeConfig(config({ labels }))).variable ?? {}).sort()).toEqual(names.sort());
  });

  test("the same bytes come out every time, without a path of this machine", () => {
    const analysis = analyzeConfig(config());
    const [first, second] = [synthesize(analysis), synthesize(analysis)];
    expect([...first]).toEqual([...second]);
    expect(JSON.stringify([...first])).not.toContain(process.cwd());
  });

  test("each region is a stack of its own", () => {
    const { region: _, ...rest } = config({ regions: ["us-central1", "europe-west4"] });
    const network = { vpc: "ai", proxyOnlySubnet: { "us-central1": "10.1.0.0/23", "europe-west4": "10.2.0.0/23" } };
    expect(Object.keys(stacksOf(analyzeConfig({ ...rest, network })))).toEqual(["ai-europe-west4", "ai-us-central1"]);
  });
});

describe("the construct in a stack of somebody else", () => {
  const stack = () => new TerraformStack(scratchApp(), "foreign");
  const props: RegionalHttpProxyProps = {
    name: "ai",
    project: "p",
    region: "us-central1",
    network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
  };
  const validations = (scope: TerraformStack) => scope.node.findAll().flatMap((node) => node.node.validate());

  describe("the provider's range is the stack's own", () => {
    const ignored = (range?: string): unknown => {
      const scope = stack();
      new RegionalHttpProxy(scope, "proxy", { ...props, workloads: { vllm } });
      // Afterwards: what counts is what the stack says in the end.
      if (range !== undefined) scope.addOverride("terraform.required_providers.google.version", range);
      const services: Record<string, TerraformBlock> = JSON.parse(Testing.synth(scope)).resource
        .google_compute_region_backend_service;
      const [lifecycle, ...others] = Object.values(services).map((service) => service.lifecycle);
      expect(others).toEqual([lifecycle]);
      return lifecycle.ignore_changes;
    };

    test("what others attach to a backend service is left to them, as far as the provider knows its name", () => {
      expect(ignored(">= 7.8.0, < 8.0.0")).toEqual(["security_policy", "iap"]);
      expect(ignored("~> 7.7.0")).toEqual(["iap"]);
    });

    test("without an override it is what the bindings pin", () => {
      const scope = stack();
      new GoogleProvider(scope, "google");
      expect(JSON.parse(Testing.synth(scope)).terraform.required_providers.google.version).toBe(OLDEST);
      expect(ignored()).toEqual(["iap"]);
    });

    test("one on both sides of what is needed is refused, with the way out", () => {
      const scope = stack();
      new GoogleProvider(scope, "google");
      new RegionalHttpProxy(scope, "proxy", { ...props, workloads: { vllm } });
      scope.addOverride("terraform.required_providers.google", { source: "hashicorp/google", version: "~> 7.0" });
      expect(validations(scope)).toEqual([
        'the stack allows google provider ~> 7.0, and 7.8.0 is needed: a security policy that others attached to a backend service stays; write `stack.addOverride("terraform.required_providers.google.version", ">= 7.8.0, < 8.0.0")`',
      ]);
    });
  });

  describe("google-beta, which puts security policies on, is", () => {
    const range = ">= 7.33.0, < 8.0.0";
    const { project, ...withoutProject } = props;
    const beta = (say: (scope: TerraformStack) => void = () => undefined) => {
      const scope = stack();
      new GoogleProvider(scope, "google", { region: "us-central1", impersonateServiceAccount: "deploy@p.iam" });
      for (const name of ["one", "two"])
        new RegionalHttpProxy(scope, name, {
          ...withoutProject,
          name,
          network: { ...props.network, vpc: name },
          security: { allow: ["203.0.113.0/24"] },
          workloads: { embed: { backends: [{ cloudRun: "embed" }] } },
        });
      scope.addOverride("terraform.required_providers.google", { source: "hashicorp/google", version: range });
      say(scope);
      const { terraform, provider } = JSON.parse(Testing.synth(scope));
      return { version: terraform.required_providers["google-beta"].version, provider: provider["google-beta"] };
    };

    test("configured once, as the stack's google is, in the range that it says in the end", () => {
      expect(beta()).toEqual({
        version: range,
        provider: [{ region: "us-central1", impersonate_service_account: "deploy@p.iam" }],
      });
      const google = (scope: TerraformStack) =>
        new GoogleProvider(scope, "other", { alias: "other", project: "other" });
      expect(beta(google)).toEqual(beta());
    });

    test("left alone where the stack configures it", () => {
      const own = [{ project: "own" }];
      expect(beta((scope) => scope.addOverride("provider.google-beta", own))).toEqual({
        version: range,
        provider: own,
      });
      const provider = (scope: TerraformStack) =>
        new (class extends TerraformProvider {
          protected override synthesizeAttributes() {
            return own[0] ?? {};
          }
        })(scope, "google-beta", {
          terraformResourceType: "google-beta",
          terraformProviderSource: "hashicorp/google-beta",
          terraformGeneratorMetadata: { providerName: "google-beta", providerVersion: "7.45.0" },
        });
      expect(beta(provider)).toEqual({ version: "7.45.0", provider: own });
    });
  });

  describe("an existing proxy-only subnet", () => {
    const rule = (existing: (scope: TerraformStack) => string): TerraformBlock => {
      const scope = stack();
      const network = { vpc: "ai", proxyOnlySubnet: { existing: existing(scope), range: "10.1.0.0/24" } };
      new RegionalHttpProxy(scope, "proxy", { ...props, network, workloads: { vllm } });
      return only(JSON.parse(Testing.synth(scope)).resource.google_compute_forwarding_rule);
    };
    const subnet = { name: "proxies", network: "ai", ipCidrRange: "10.1.0.0/24", role: "ACTIVE" };

    test("of the same stack is waited for, and replaces the rules that stand on it", () => {
      const made = rule((scope) => new ComputeSubnetwork(scope, "proxies", subnet).name);
      expect(made.depends_on).toEqual(["google_compute_subnetwork.proxies"]);
      expect(made.lifecycle.replace_triggered_by).toContain("google_compute_subnetwork.proxies.id");
    });

    test("that the same stack looks up is waited for", () => {
      const made = rule((scope) => new DataGoogleComputeSubnetwork(scope, "proxies", { name: "proxies" }).id);
      expect(made.depends_on).toEqual(["data.google_compute_subnetwork.proxies"]);
      expect(made.lifecycle.replace_triggered_by).toHaveLength(1);
    });

    test.each(["proxies", "${var.proxies}", "projects/host/regions/us-central1/subnetworks/proxies"])(
      "of elsewhere is not: %s",
      (existing) => {
        expect(rule(() => existing)).not.toHaveProperty("depends_on");
      },
    );
  });

  describe("two proxies in one stack", () => {
    const both = (first: Partial<RegionalHttpProxyProps>, second: Partial<RegionalHttpProxyProps>) => {
      const scope = stack();
      new RegionalHttpProxy(scope, "first", { ...props, ...first });
      return () => new RegionalHttpProxy(scope, "second", { ...props, ...second });
    };
    const existing = { vpc: "ai", proxyOnlySubnet: { existing: "proxies", range: "10.1.0.0/24" } };
    const frontend = { address: { existing: "ai-ip" }, listeners: [{ http: 80 }, { http: 8080 }] };

    test.each<[string, RegExp, Partial<RegionalHttpProxyProps>, Partial<RegionalHttpProxyProps>]>([
      ["one name", /second\] the proxy \S*first is called "ai" in us-central1 too/, {}, { network: existing }],
      [
        "one subnet",
        /second\] the proxy \S*first makes the proxy-only subnet of that VPC in us-central1 too/,
        {},
        { name: "b" },
      ],
      [
        "one subnet of a VPC by name and by link",
        /makes the proxy-only subnet/,
        {},
        { name: "b", network: { vpc: "projects/p/global/networks/ai", proxyOnlySubnet: "10.2.0.0/24" } },
      ],
      [
        "one port of an address",
        /second\] the proxy \S*first serves port 8080 of the address ai-ip too/,
        { frontend },
        { name: "b", network: existing, frontend: { ...frontend, listeners: [{ http: 8080 }] } },
      ],
    ])("%s is refused, with the places of both", (_, error, first, second) => {
      expect(both(first, second)).toThrow(error);
    });

    test.each<[string, Partial<RegionalHttpProxyProps>]>([
      ["another region", { region: "europe-west4" }],
      ["another project", { project: "q" }],
      ["a subnet that is there", { name: "b", network: existing }],
      ["another VPC", { name: "b", network: { vpc: "b", proxyOnlySubnet: "10.2.0.0/24" } }],
      ["another port", { name: "b", network: existing, frontend: { ...frontend, listeners: [{ http: 8081 }] } }],
    ])("%s is accepted", (_, second) => {
      expect(both({ frontend }, second)).not.toThrow();
    });
  });

  test("props that are malformed fail at once, all together, with their paths", () => {
    const wrong = {
      ...props,
      region: "Nowhere",
      workloads: { vllm: { backends: [{ instanceGroop: "x" }] } },
    } as unknown as RegionalHttpProxyProps;
    expect(() => new RegionalHttpProxy(stack(), "proxy", wrong)).toThrow(/region: .*Nowhere[\s\S]*instanceGroup/);
  });

  test("methods and props give the same chain, whatever their order", () => {
    const synthesized = (build: (scope: TerraformStack) => void) => {
      const scope = stack();
      build(scope);
      return JSON.parse(Testing.synth(scope));
    };
    const routes = [{ rules: [{ prefix: "/v1", to: "vllm" }] }];
    const atOnce = synthesized(
      (scope) =>
        void new RegionalHttpProxy(scope, "proxy", {
          ...props,
          workloads: { vllm },
          routes,
        }),
    );
    const stepwise = synthesized(
      (scope) => void new RegionalHttpProxy(scope, "proxy", props).addRoutes(...routes).addWorkload("vllm", vllm),
    );
    expect(stepwise).toEqual(atOnce);
  });

  test("a route to a workload that nobody added fails at synth, not before, and not once it is added", () => {
    const scope = stack();
    const proxy = new RegionalHttpProxy(scope, "proxy", props).addRoutes({ rules: [{ prefix: "/v1", to: "vllm" }] });
    expect(validations(scope).join()).toMatch(/no workload named "vllm"/);
    proxy.addWorkload("vllm", vllm);
    expect(proxy.node.validate()).toEqual([]);
  });

  test("a call refuses what is malformed, with every problem and its path, and leaves everything as it was", () => {
    const proxy = new RegionalHttpProxy(stack(), "proxy", { ...props, workloads: { vllm } });
    const workload = { port: 0, backends: [{ cloudRunn: "x" }] } as unknown as WorkloadConfig;
    expect(() => proxy.addWorkload("embed", workload)).toThrow(
      /\[foreign\/proxy\][\s\S]*workloads\.embed\.backends\[0\]\.cloudRunn: [\s\S]*workloads\.embed\.port: /,
    );
    expect(() => proxy.addRoutes({ rules: [{ prefix: "v1", to: "vllm" }, { path: "/x" } as never] })).toThrow(
      /\[foreign\/proxy\][\s\S]*routes\[0\]\.rules\[0\]\.prefix: [\s\S]*routes\[0\]\.rules\[1\]/,
    );
    expect(() => proxy.addWorkload("vllm", vllm)).toThrow('[foreign/proxy] there already is a workload "vllm"');
    expect(proxy.node.validate()).toEqual([]);
    expect([...proxy.workloads.keys()]).toEqual(["vllm"]);
  });

  test("a workload's parts are there once it is added", () => {
    const proxy = new RegionalHttpProxy(stack(), "proxy", props).addWorkload("vllm", vllm);
    expect(proxy.workloads.get("vllm")?.backendService.id).toMatch(/^\$\{TfToken/);
  });

  test("an added route may name what another stack makes", () => {
    const app = scratchApp();
    const other = new TerraformStack(app, "other");
    const network = new ComputeNetwork(other, "network", { name: "other" });
    const scope = new TerraformStack(app, "foreign");
    for (const one of [other, scope]) new GoogleProvider(one, "google", { project: "p" });
    const set = { "x-network": network.id };
    new RegionalHttpProxy(scope, "proxy", { ...props, workloads: { vllm } }).addRoutes({
      rules: [{ prefix: "/v1", to: "vllm", requestHeaders: { set } }],
    });
    app.synth();
    const json = readFileSync(join(app.outdir, stackFile("foreign")), "utf8");
    expect(json).toMatch(/"header_value": "\$\{data\.terraform_remote_state\./);
  });

  test("a service that nobody made is a fault, not a 404", () => {
    const { model } = analyzeConfig(config()).regions[0] ?? {};
    if (model === undefined) throw new Error("no region");
    const loadBalancer = new LoadBalancer(new Construct(stack(), "proxy"), model);
    expect(() => loadBalancer.route({ model, urlMap: { defaultService: "nobody" } })).toThrow(
      '[foreign/proxy] the URL map names a service "nobody"',
    );
  });

  test("a short name without a project says what is missing", () => {
    const { project: _, ...rest } = props;
    const build = () => new RegionalHttpProxy(stack(), "proxy", { ...rest, workloads: { vllm } });
    expect(build).toThrow(/"us-central1-a\/vllm" is a short name, which needs the project/);
  });
});
