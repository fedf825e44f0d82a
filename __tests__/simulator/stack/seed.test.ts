import { zoneKey } from "../../../simulator/control-plane/dns-api";
import { createState } from "../../../simulator/control-plane/state";
import { importedBy } from "../../../simulator/stack/imported";
import { seedFor } from "../../../simulator/stack/seed";
import type { Blocks, TerraformJson } from "../../../simulator/stack/terraform-json";
import { referenceStack } from "../../support/simulator/reference-stack";

const REGION = "projects/project/regions/us-central1";
const ZONE = "projects/project/zones/us-central1-a";
const stackOf = (resource: Blocks, data?: Blocks): TerraformJson => ({
  provider: { google: [{ project: "project", region: "us-central1" }] },
  resource,
  ...(data && { data }),
});

describe("what must be there before a stack", () => {
  test("is the VPC, the instance groups and their machines for the reference scenario", () => {
    expect(Object.keys(seedFor([referenceStack()]))).toEqual([
      "projects/project/global/networks/ai",
      `${ZONE}/instanceGroups/vllm-v1`,
      `${ZONE}/instanceGroups/vllm-v2`,
      `${ZONE}/instances/vllm-v1-1`,
      `${ZONE}/instances/vllm-v2-1`,
    ]);
  });

  test("is in the project that a variable names", () => {
    expect(Object.keys(seedFor([referenceStack()], { project: "ml-prod" }))).toContain(
      "projects/ml-prod/global/networks/ai",
    );
  });

  test("has the named port and the tags that the firewall rules of the backend service are for", () => {
    const state = createState(seedFor([referenceStack()]));
    expect(state.get("instanceGroups", `${ZONE}/instanceGroups/vllm-v1`)?.namedPorts).toEqual([
      { name: "http", port: 8000 },
    ]);
    expect(state.get("instances", `${ZONE}/instances/vllm-v1-1`)?.tags).toEqual({ items: ["vllm"] });
  });

  test("has a backend service of another project with the scheme of the stack that names it, not of one beside it", () => {
    const service = "projects/other/regions/us-central1/backendServices/search";
    const rule = (load_balancing_scheme: string) => ({
      google_compute_forwarding_rule: { port: { name: "rule", region: "us-central1", load_balancing_scheme } },
    });
    const map = { google_compute_region_url_map: { map: { name: "map", default_service: service } } };
    const beside = stackOf(rule("INTERNAL_MANAGED"));
    const state = createState(seedFor([beside, stackOf({ ...rule("EXTERNAL_MANAGED"), ...map })]));
    expect(state.get("backendServices", service)?.loadBalancingScheme).toBe("EXTERNAL_MANAGED");
  });

  test("gives a machine that is only named the tags of all firewall rules", () => {
    const stack = stackOf({
      google_compute_firewall: { f: { target_tags: ["vllm"] } },
      google_compute_instance_group: { g: { zone: "us-central1-a", instances: [`${ZONE}/instances/vm-1`] } },
    });
    const state = createState(seedFor([stack]));
    expect(state.get("instances", `${ZONE}/instances/vm-1`)?.tags).toEqual({ items: ["vllm"] });
  });

  test("has no named port where the stack makes it", () => {
    const { resource, ...stack } = referenceStack();
    const port = { group: "vllm-v1", zone: "us-central1-a", name: "http", port: 8000 };
    const made = { ...resource, google_compute_instance_group_named_port: { http: port } };
    const state = createState(seedFor([{ ...stack, resource: made }]));
    expect(state.all("instanceGroups").map(({ name, namedPorts }) => [name, namedPorts?.length])).toEqual([
      ["vllm-v1", 0],
      ["vllm-v2", 1],
    ]);
  });

  test("is a subnetwork in the network that is named beside it", () => {
    const seed = seedFor([
      stackOf({
        google_compute_address: { ip: { address_type: "INTERNAL", subnetwork: "models" } },
        google_compute_forwarding_rule: { fr: { network: "ai", subnetwork: "models" } },
      }),
    ]);
    expect(createState(seed).get("subnetworks", `${REGION}/subnetworks/models`)?.network).toMatch(/networks\/ai$/);
  });

  test("is the union of what several stacks need", () => {
    const [one, both] = [referenceStack({ groups: ["a"] }), referenceStack({ groups: ["b"] })];
    expect(Object.keys(seedFor([one, both]))).toEqual(
      expect.arrayContaining([`${ZONE}/instanceGroups/a`, `${ZONE}/instanceGroups/b`]),
    );
  });

  test("is an active proxy-only subnet where the stack makes none, with the range of its firewall rules", () => {
    const { resource, ...stack } = referenceStack();
    const { google_compute_subnetwork: _made, ...rest } = resource ?? {};
    const state = createState(seedFor([{ ...stack, resource: rest }]));
    expect(state.all("subnetworks")).toMatchObject([
      { purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE", ipCidrRange: "10.129.0.0/23" },
    ]);
  });

  test("is the default VPC where a forwarding rule names no network", () => {
    const seed = seedFor([stackOf({ google_compute_forwarding_rule: { fr: { name: "fr", region: "us-central1" } } })]);
    expect(Object.keys(seed)).toContain("projects/project/global/networks/default");
  });

  test("is the address that a data source looks up, as the forwarding rule needs it", () => {
    const stack = (rule: object) =>
      stackOf(
        { google_compute_forwarding_rule: { fr: { network: "ai", ...rule } } },
        { google_compute_address: { ip: { name: "ai-ip" } } },
      );
    const external = createState(
      seedFor([stack({ load_balancing_scheme: "EXTERNAL_MANAGED", network_tier: "STANDARD" })]),
    );
    expect(external.get("addresses", `${REGION}/addresses/ai-ip`)).toMatchObject({
      addressType: "EXTERNAL",
      networkTier: "STANDARD",
    });
    const internal = createState(
      seedFor([stack({ load_balancing_scheme: "INTERNAL_MANAGED", subnetwork: "backends" })]),
    );
    expect(internal.get("addresses", `${REGION}/addresses/ai-ip`)).toMatchObject({
      addressType: "INTERNAL",
      address: "10.200.0.2",
    });
  });

  test("is whatever a literal path leads to: a host project's VPC, a service attachment, a NEG, a certificate", () => {
    const seed = seedFor([
      stackOf({
        google_compute_region_network_endpoint_group: {
          gemma: {
            network: "projects/host/global/networks/shared",
            psc_target_service: "projects/x/regions/us-central1/serviceAttachments/gemma",
          },
        },
        google_compute_region_backend_service: { pods: { backend: [{ group: `${ZONE}/networkEndpointGroups/pods` }] } },
        google_compute_region_target_https_proxy: {
          https: {
            region: "us-central1",
            ssl_certificates: ["pem"],
            certificate_manager_certificates: ["projects/project/locations/us-central1/certificates/ai"],
          },
        },
      }),
    ]);
    expect(Object.keys(seed)).toEqual([
      "projects/host/global/networks/shared",
      "projects/project/locations/us-central1/certificates/ai",
      `${REGION}/sslCertificates/pem`,
      `${ZONE}/instances/pods-1`,
      `${ZONE}/networkEndpointGroups/pods`,
      "projects/x/regions/us-central1/serviceAttachments/gemma",
    ]);
  });

  test("is the managed zone of a record set", () => {
    const seed = seedFor([
      stackOf({ google_dns_record_set: { a: { managed_zone: "zone", name: "ai.example.com." } } }),
    ]);
    expect(Object.keys(seed)).toEqual([zoneKey("project", "zone")]);
  });

  test("is nothing for a reference to another resource of the stack", () => {
    expect(
      seedFor([stackOf({ google_compute_firewall: { fw: { network: "${google_compute_network.vpc.id}" } } })]),
    ).toEqual({});
  });

  describe("is what its import blocks take over:", () => {
    const RULE = "google_compute_forwarding_rule.http-80";
    const stack: TerraformJson = {
      ...stackOf({
        google_compute_address: { ip: { name: "old-ip", labels: { managed_by: "ml" }, network_tier: "STANDARD" } },
        google_compute_region_url_map: { map: { name: "map", default_service: "${google_compute_other.x.id}" } },
        google_compute_region_target_http_proxy: { http: { url_map: "${google_compute_region_url_map.map.id}" } },
        google_compute_forwarding_rule: {
          "http-80": {
            network: "ai",
            ip_address: "${google_compute_address.ip.address}",
            target: "${google_compute_region_target_http_proxy.http.id}",
            depends_on: ["google_compute_address.ip"],
          },
        },
      }),
      import: [
        { to: "google_compute_address.ip", id: `${REGION}/addresses/old-ip` },
        { to: RULE, id: `${REGION}/forwardingRules/old-rule` },
      ],
    };
    const state = createState(seedFor([stack]));

    test("as the stack wants it, with a description of its own", () => {
      expect(state.get("addresses", `${REGION}/addresses/old-ip`)).toMatchObject({
        name: "old-ip",
        networkTier: "STANDARD",
        labels: { managed_by: "ml" },
        description: "Made by hand",
      });
    });

    test("linked to one another, and to former editions of what the stack makes anew", () => {
      const rule = state.get("forwardingRules", `${REGION}/forwardingRules/old-rule`);
      const proxy = `${REGION}/targetHttpProxies/former-http`;
      expect(rule?.IPAddress).toBe(state.get("addresses", `${REGION}/addresses/old-ip`)?.address);
      expect(rule?.network).toMatch(/projects\/project\/global\/networks\/ai$/);
      expect(rule?.target).toMatch(new RegExp(`${proxy}$`));
      expect(state.get("targetHttpProxies", proxy)?.urlMap).toMatch(/\/urlMaps\/former-map$/);
      expect(rule).not.toHaveProperty("dependsOn");
    });

    test("in the project that a variable names, with its placeholder or its value", () => {
      const import_ = [
        { to: "google_compute_address.ip", id: "projects/${var.project}/regions/us-central1/addresses/old-ip" },
      ];
      const anyProject = { ...stack, variable: { project: {} }, import: import_ };
      expect(Object.keys(seedFor([anyProject]))).toContain(`${REGION}/addresses/old-ip`);
      expect(Object.keys(seedFor([anyProject], { project: "ml" }))).toContain(
        "projects/ml/regions/us-central1/addresses/old-ip",
      );
      expect(importedBy([{ name: "ai", json: anyProject }])).toEqual([`${REGION}/addresses/old-ip`]);
    });

    test("and none of it where nothing is taken over", () => {
      const { import: _, ...rest } = stack;
      expect(Object.keys(seedFor([rest])).filter((path) => /old-|former-/.test(path))).toEqual([]);
    });
  });
});
