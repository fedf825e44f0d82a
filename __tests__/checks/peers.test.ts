/** The defects that were found in other modules for this load balancer (facts: peers.md 3.3), each as a test. */
import { changed } from "../support/checks/bases";
import { foundIn } from "../support/checks/found";
import { resourcesOf } from "../support/checks/synthesized";

const resource = (text: string, type: string, name: string) => {
  const found = resourcesOf(text)[type]?.[name];
  if (found === undefined) throw new Error(`no ${type}.${name}`);
  return found;
};

const RERANK = "{ prefix: /rerank, to: rerank, timeout: 60s }";

describe("words that are accepted and never used", () => {
  test.each([
    ["certificateMap", "      certificateMap: map"],
    ["quicOverride", "      quicOverride: ENABLE"],
  ])("%s of a listener is refused with the reason", (key, line) => {
    const text = changed("external", [["      tls: {", `${line}\n      tls: {`]]);
    expect(foundIn(text).join("\n")).toContain(`error[unknown-key] unknown key "${key}": `);
  });

  test.each(["enableCdn", "maxConnections", "cdnPolicy"])(
    "%s, which no regional load balancer has, is refused",
    (key) => {
      const text = changed("external", [["    server: tei", `    server: tei\n    ${key}: true`]]);
      expect(foundIn(text).join("\n")).toContain(`error[unknown-key] unknown key "${key}": `);
    },
  );

  test("logs of a health check reach the health check", () => {
    const text = changed("external", [["interval: 10s, timeout: 5s", "interval: 10s, timeout: 5s, logs: true"]]);
    expect(resource(text, "google_compute_region_health_check", "chat")).toMatchObject({
      log_config: { enable: true },
    });
  });
});

test("a utilization beside a rate reaches the backend, as the rate does", () => {
  const text = changed("external", [["maxUtilization: 0.8,", "maxUtilization: 0.8, maxRatePerInstance: 5,"]]);
  const { backend } = resource(text, "google_compute_region_backend_service", "next");
  expect(backend).toEqual([
    expect.objectContaining({ balancing_mode: "UTILIZATION", max_utilization: 0.8, max_rate_per_instance: 5 }),
  ]);
});

describe("routes that get lost", () => {
  const urlMap = (rule: string) =>
    resource(changed("external", [[RERANK, rule]]), "google_compute_region_url_map", "url-map");

  test("a template rewrite reaches the URL map, and a template never stands in a path rule", () => {
    const map = urlMap('{ template: "/m/{model}/{rest=**}", to: embed, rewrite: { template: "/{rest}" } }');
    expect(JSON.stringify(map)).toContain('"path_template_rewrite":"/{rest}"');
    expect(JSON.stringify(map)).not.toContain('"path_rule"');
  });

  test.each([
    ["path rules", "{ prefix: /rerank, to: rerank, cors: { origins: [https://a.example.com] } }"],
    [
      "route rules",
      '{ prefix: /rerank, headers: { x-a: "1" }, to: rerank, cors: { origins: [https://a.example.com] } }',
    ],
  ])("CORS needs origins and nothing else, in %s", (_, rule) => {
    expect(JSON.stringify(urlMap(rule))).toContain('"allow_origins":["https://a.example.com"]');
  });

  test("a regional URL map has its host rules and path matchers", () => {
    const map = urlMap(RERANK);
    expect(map.host_rule).not.toEqual([]);
    expect(map.path_matcher).not.toEqual([]);
  });

  test("the service of a URL map test is the backend service, not its key", () => {
    const tests = urlMap(RERANK).test as { service: string }[];
    expect(tests.length).toBeGreaterThan(0);
    for (const { service } of tests)
      expect(service).toMatch(/^\$\{google_compute_region_backend_service\.[a-z-]+\.id\}$/);
  });
});

describe("names that lead nowhere", () => {
  test("a misspelt workload is an error with the nearest name, never a literal in the URL map", () => {
    expect(foundIn(changed("external", [["to: rerank,", "to: rerakn,"]])).join("\n")).toContain(
      'did you mean "rerank"?',
    );
  });

  test("a backend service of another project is named as it is", () => {
    const map = JSON.stringify(resource(changed("kinds"), "google_compute_region_url_map", "url-map"));
    expect(map).toContain('"projects/other/regions/us-central1/backendServices/search"');
  });
});

describe("global resources behind regional ones", () => {
  const GLOBAL_TYPES = [
    "google_compute_url_map",
    "google_compute_backend_service",
    "google_compute_health_check",
    "google_compute_target_http_proxy",
    "google_compute_target_https_proxy",
    "google_compute_ssl_certificate",
    "google_compute_managed_ssl_certificate",
    "google_compute_ssl_policy",
    "google_compute_global_address",
    "google_compute_global_forwarding_rule",
    "google_compute_global_network_endpoint_group",
  ];

  test.each(["external", "internal", "kinds"])("the base %s has none of them", (base) => {
    const types = Object.keys(resourcesOf(changed(base)));
    expect(types.filter((type) => GLOBAL_TYPES.includes(type))).toEqual([]);
  });

  test("the redirect has a regional URL map", () => {
    const proxy = resource(changed("external"), "google_compute_region_target_http_proxy", "http-80");
    expect(proxy.url_map).toBe("${google_compute_region_url_map.redirect-to-https.id}");
  });

  test("a PEM certificate and a managed one are of the region", () => {
    const pem = changed("external", [
      ["[{ managed: [ai.example.com] }]", '[{ pem: "${var.pem}", privateKey: "${var.key}" }]'],
    ]);
    expect(Object.keys(resourcesOf(pem))).toContain("google_compute_region_ssl_certificate");
    const managed = resource(changed("external"), "google_certificate_manager_certificate", "ai-example-com");
    expect(managed.location).toBe("us-central1");
  });

  test("a global certificate is refused", () => {
    const text = changed("external", [["managed: [ai.example.com]", "existing: projects/p/global/sslCertificates/ai"]]);
    expect(foundIn(text).join("\n")).toContain("error[wrong-scope]");
  });

  test("a backend service is checked by a regional health check", () => {
    const service = resource(changed("external"), "google_compute_region_backend_service", "chat");
    expect(service.health_checks).toEqual(["${google_compute_region_health_check.chat.id}"]);
  });
});

describe("parts that are missing or mixed up", () => {
  test("an internet endpoint group names its network", () => {
    const groups = resourcesOf(changed("kinds")).google_compute_region_network_endpoint_group ?? {};
    const internet = Object.values(groups).filter((group) => group.network_endpoint_type === "INTERNET_FQDN_PORT");
    expect(internet).toEqual([expect.objectContaining({ network: "ai" })]);
  });

  test("a Private Service Connect group names what it connects to", () => {
    const vertex = resource(changed("kinds"), "google_compute_region_network_endpoint_group", "vertex");
    expect(vertex).toMatchObject({
      network_endpoint_type: "PRIVATE_SERVICE_CONNECT",
      psc_target_service: "us-central1-aiplatform.googleapis.com",
    });
  });

  test("HTTP and HTTPS proxies have names of their own", () => {
    const resources = resourcesOf(changed("external"));
    expect(resources.google_compute_region_target_http_proxy?.["http-80"]?.name).toMatch(/http-80/);
    expect(resources.google_compute_region_target_https_proxy?.["https-443"]?.name).toMatch(/https-443/);
  });

  test("every backend service with a health check has groups", () => {
    const services = Object.values(resourcesOf(changed("external")).google_compute_region_backend_service ?? {});
    for (const { health_checks, backend } of services) if (health_checks) expect(backend).not.toEqual([]);
  });
});

describe("valid settings that others refuse", () => {
  test.each([
    ["CUSTOM_METRICS", "    customMetrics: [{ name: orca.named_metrics.kv_cache_usage_perc }]", "balancing_mode"],
    ["WEIGHTED_ROUND_ROBIN", "    customMetrics: [{ name: orca.cpu_utilization }]", "locality_lb_policy"],
    ["HEADER_FIELD", "    affinity: { header: x-session-id }", "session_affinity"],
    ["GENERATED_COOKIE", "    affinity: generatedCookie", "session_affinity"],
    ["STRONG_COOKIE_AFFINITY", "    affinity: { strongCookie: session }", "session_affinity"],
  ])("%s passes and reaches the backend service", (value, line, key) => {
    const text = changed("kinds", [["  gke:\n", `  gke:\n${line}\n`]]);
    const service = resource(text, "google_compute_region_backend_service", "gke");
    expect(JSON.stringify(service)).toContain(`"${key}":"${value}"`);
  });
});
