import { accessAnswers } from "../../../routing/access/answer";
import type { Caller } from "../../../routing/access/caller";
import { describeAccess } from "../../../routing/access/describe";
import { answering } from "../../../routing/evaluate/answer";
import { parseRequest } from "../../../routing/evaluate/request";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { guardedDocument } from "../../support/routing/guarded-document";
import type { Json } from "../../support/routing/plain-access";

const CALLER: Caller = { ip: "192.0.2.1" };

/** What is said of a request to the one listener of a document; `undefined` where it says nothing about access. */
function said(document: object, caller = CALLER): string | undefined {
  const [map] = readUrlMaps(JSON.stringify(document));
  if (map?.access === undefined) return undefined;
  const request = parseRequest("GET", "https://a.example/v1");
  const { decision } = answering(map)(request);
  const [answer] = accessAnswers(map.access, { request, port: 443, caller, ...(decision && { decision }) });
  return answer && describeAccess(answer.access);
}

const from = (sources: Json, more: object = {}) => ({ action: "DENY", http_rules: [{ from: { sources }, ...more }] });
const HERE = { ip_blocks: [{ prefix: "192.0.2.0", length: 24 }] };
const lastRule = (action: string) => ({
  priority: 2_147_483_647,
  action,
  match: { versioned_expr: "SRC_IPS_V1", config: { src_ip_ranges: ["*"] } },
});

const POLICY = "google_network_security_authz_policy.p0";

test("a document without a policy says nothing about access", () => {
  expect(said(guardedDocument([]))).toBeUndefined();
});

describe("what is not known is named", () => {
  test.each<[string, Json, string | RegExp]>([
    [
      "a range",
      from({ ip_blocks: [{ prefix: "${var.office}", length: 24 }] }),
      /p0 may deny it: \$\{var\.office\}\/24 is not known yet/,
    ],
    [
      "a length",
      from({ ip_blocks: [{ prefix: "192.0.2.0", length: "${var.length}" }] }),
      /length \(\$\{var\.length\}\) is known only after apply/,
    ],
    [
      "a field that is not read",
      from(HERE, { when: "request.path == '/'" }),
      `${POLICY}: http_rules[0].when is not understood`,
    ],
    [
      "a kind of source that is not read",
      from({ jwt: [{}] }),
      `${POLICY}: http_rules[0].from.sources.jwt is not understood`,
    ],
    ["an action", { action: "AUDIT" }, "p0 may deny it: what p0 does is not understood"],
    [
      "a policy that is no policy",
      { action: "DENY", http_rules: [{ from: { sources: { ip_blocks: "x" } } }] },
      "is not understood",
    ],
  ])("%s", (_, policy, words) => {
    const answer = said(guardedDocument([policy]));
    expect(answer).toMatch(/^cannot be told, because /);
    expect(answer).toMatch(words instanceof RegExp ? words : new RegExp(words.replace(/[[\]().$]/g, "\\$&")));
  });

  test("but not where something known decides", () => {
    expect(said(guardedDocument([from({ ip_blocks: [{ prefix: "${var.office}", length: 24 }] }), from(HERE)]))).toBe(
      "denied 403 by p1",
    );
    const elsewhere = { to: { operations: { hosts: [{ exact: "b.example" }] } } };
    expect(said(guardedDocument([from({ ip_blocks: [{ prefix: "${var.office}", length: 24 }] }, elsewhere)]))).toBe(
      "allowed",
    );
  });

  test.each([
    ["redirect", "what main, priority 2147483647 does (redirect) is not understood"],
    ["deny(404)", "denied 404 by main, priority 2147483647"],
  ])("what a rule of a security policy does: %s", (action, words) => {
    expect(said(guardedDocument([], [lastRule(action)]))).toContain(words);
  });

  test("a security policy without its last rule", () => {
    expect(said(guardedDocument([], []))).toContain("main has no default rule");
  });

  test("a rule of a security policy that looks at something else", () => {
    const rule = {
      priority: 1,
      action: "deny(403)",
      match: { expr: { expression: "true" } },
      preconfigured_waf_config: [{ exclusion: [{}] }],
    };
    expect(said(guardedDocument([], [rule, lastRule("allow")]))).toContain(
      "rules[0].preconfigured_waf_config is not understood",
    );
  });
});

describe("what sits where", () => {
  const withService = (values: object): object => {
    const document = guardedDocument([]) as { resource: Json };
    document.resource.google_compute_region_backend_service.api = values;
    return document;
  };

  test.each([
    [
      { security_policy: "projects/p/regions/r/securityPolicies/edge" },
      "cannot be told, because edge may deny it: its rules are not known",
    ],
    [
      { security_policy: "${var.policy}" },
      "cannot be told, because ${var.policy} may deny it: its rules are not known",
    ],
    [{ iap: { enabled: true } }, "allowed, if IAP says yes"],
  ])("on a backend service: %j", (values, words) => expect(said(withService(values))).toBe(words));

  test("rules of a global policy stand in blocks; those that are resources of their own are not read", () => {
    const document = guardedDocument([], []) as { resource: Json };
    const { resource } = document;
    resource.google_compute_region_security_policy.main = { rule: [lastRule("deny(403)")] };
    expect(said(document)).toBe("denied 403 by main, priority 2147483647");
    resource.google_compute_region_security_policy_rule = { one: { security_policy: "other" } };
    expect(said(document)).toBe(
      "cannot be told, because main may deny it: rules of main are resources of their own, which are not read",
    );
  });

  test("a policy of another forwarding rule is of no matter, one of nobody knows which may be", () => {
    const at = (link: string) => {
      const document = guardedDocument([from(HERE)]) as { resource: Json };
      document.resource.google_network_security_authz_policy.p0.target.resources = [link];
      return document;
    };
    expect(
      said(at("https://www.googleapis.com/compute/v1/projects/p/regions/r/forwardingRules/other")),
    ).toBeUndefined();
    expect(said(at("${var.rule}"))).toBe(
      "cannot be told, because p0 may deny it: which listener p0 is for is known only after apply",
    );
  });

  test("a client certificate may be asked for before anything else", () => {
    const document = guardedDocument([]) as { resource: Json };
    document.resource.google_compute_region_target_https_proxy.main.server_tls_policy =
      "${google_network_security_server_tls_policy.clients.id}";
    document.resource.google_network_security_server_tls_policy = {
      clients: { mtls_policy: { client_validation_mode: "REJECT_INVALID" } },
    };
    expect(said(document)).toBe("allowed only for a certificate that the listener trusts (clientCertificates)");
    const clientCertificate = { selector: "CLIENT_CERT_URI_SAN", name: "spiffe://x/a" };
    expect(said(document, { ...CALLER, clientCertificate })).toBe("allowed");
  });
});

test("a plan says by its configuration what policies belong to, before their links are known", () => {
  const references = (...names: string[]) => ({ references: names });
  const resource = (type: string, name: string, values: object, expressions: object) => ({
    planned: { address: `${type}.${name}`, mode: "managed", type, name, values },
    configured: { mode: "managed", type, name, expressions },
  });
  const RULE = "google_compute_forwarding_rule";
  const PROXY = "google_compute_region_target_https_proxy";
  const MAP = "google_compute_region_url_map";
  const SERVICE = "google_compute_region_backend_service";
  const AUTHZ = "google_network_security_authz_policy";
  const EXTENSION = "google_network_services_authz_extension";
  const to = (address: string) => references(`${address}.id`, address);
  const target = [{ resources: to(`${RULE}.main`) }];
  const all = [
    resource(RULE, "main", { port_range: "443" }, { target: to(`${PROXY}.main`) }),
    resource(RULE, "other", { port_range: "444" }, { target: to(`${PROXY}.main`) }),
    resource(PROXY, "main", {}, { url_map: to(`${MAP}.main`) }),
    resource(MAP, "main", {}, { default_service: to(`${SERVICE}.api`) }),
    resource(SERVICE, "api", {}, {}),
    resource(SERVICE, "keys", {}, {}),
    resource(EXTENSION, "keys", { fail_open: true }, { service: to(`${SERVICE}.keys`) }),
    resource(AUTHZ, "deny", { name: "d", target: [{}], ...from([HERE]) }, { target }),
    resource(
      AUTHZ,
      "ask",
      { action: "CUSTOM", target: [{}], custom_provider: [{ authz_extension: [{}] }] },
      {
        target: [{ resources: to(`${RULE}.other`) }],
        custom_provider: [{ authz_extension: [{ resources: to(`${EXTENSION}.keys`) }] }],
      },
    ),
  ];
  const plan = {
    format_version: "1.2",
    planned_values: { root_module: { resources: all.map(({ planned }) => planned) } },
    resource_changes: [{ address: `${MAP}.main`, change: { after_unknown: { default_service: true } } }],
    configuration: { root_module: { resources: all.map(({ configured }) => configured) } },
  };
  expect(said(plan)).toBe("denied 403 by d");
  const [map] = readUrlMaps(JSON.stringify(plan));
  const [, other] = map?.access?.listeners ?? [];
  expect(other?.policies.authorization.map(({ asked }) => asked)).toEqual([{ who: "keys", failOpen: true }]);
});
