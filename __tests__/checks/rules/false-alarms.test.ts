import { kindOfFinding } from "../../../checks/catalogue";
import { changed } from "../../support/checks/bases";
import { findingsIn } from "../../support/checks/found";

type Change = readonly [replace: string, by: string];

const UNSUPPRESSED: Change = ["{ id: open-to-everyone, reason: the servers ask for a key }, ", ""];
const RELAY: Change = ["rewrite: { prefix: / }", 'requestHeaders: { set: { authorization: "Bearer ${var.key}" } }'];
const SPEAKS_HTTP2: Change = [
  "server: tgi\n    portName: http\n    backends: [{ instanceGroup: us-central1-a/next",
  "server: tgi\n    protocol: h2c\n    portName: http\n    backends: [{ instanceGroup: us-central1-a/next",
];

/** What stands beside an input of the catalogue and is right: the finding, the base, the changes. */
const SILENT: readonly (readonly [id: string, base: string, ...changes: (readonly [replace: string, by: string])[]])[] =
  [
    [
      "proxy-only-subnet-small",
      "external",
      ["proxyOnlySubnet: 10.129.0.0/23", "proxyOnlySubnet: { range: 10.128.0.0/24, backup: 10.129.0.0/23 }"],
    ],
    ["unknown-region", "external", ["region: us-central1", "region: northamerica-south1"]],
    ["unknown-zone", "external", ["us-central1-a/next", "us-central1-f/next"]],
    ["unknown-zone", "kinds", ["[us-central1-a/vm-1, us-central1-a/vm-2]", "[us-central1-ai1a/vm-1]"]],
    ["unknown-zone", "external", ["us-central1-a/next", '"${var.group}"']],
    ["malformed", "external", ["{ protect: true }", '{ existing: "projects/p/regions/us-central1/addresses/ai" }']],
    ["malformed", "external", ["{ protect: true }", '{ existing: "${var.address}" }']],
    [
      "model-header-only",
      "internal",
      ["modelHeader: x-model", ""],
      ["model: shadow", "model: shadow, modelPaths: true"],
    ],
    ["path-never-sent", "external", ["{ prefix: /rerank,", '{ prefix: "/%C3%BC/a.b/..c/~x:y@z!$&()+,;=",']],
    ["path-never-sent", "external", ["{ prefix: /rerank,", '{ template: "/v1/{model=*}/{rest=**}",']],
    ["host-address", "external", ["hosts: [ai.example.com]", 'hosts: [ai.example.com, "10.example.com", "*"]']],
    ...[
      "*",
      "null",
      "https://app.example.com",
      "http://localhost:3000",
      "chrome-extension://abcdef",
      "${var.origin}",
    ].map(
      (origin) =>
        ["origin-never-sent", "external", ["rewrite: { prefix: / }", `cors: { origins: ["${origin}"] }`]] as const,
    ),
    ["cors-headers", "external", ["rewrite: { prefix: / }", 'cors: { origins: ["*"], headers: [Content-Type] }']],
    ["cors-headers", "external", ["rewrite: { prefix: / }", 'cors: { origins: ["*"], headers: ["*", Authorization] }']],
    [
      "cors-headers",
      "external",
      ["rewrite: { prefix: / }", 'cors: { origins: ["*"] }'],
      ["method: POST", "method: GET"],
    ],
    ...[200, 205, 404].map(
      (status) => ["status-without-body", "external", ["{ respond: 404 }", `{ respond: ${status} }`]] as const,
    ),
    ["status-without-body", "external", ["rewrite: { prefix: / }", "fault: { abort: { status: 204, percent: 0 } }"]],
    ["not-in-region", "regions", ["{ region: us-central1, cloudRun: search }", "{ cloudRun: search }"]],
    ["affinity-by-session-id", "external", ["{ header: x-session-id }", "{ header: x-conversation-id }"]],
    [
      "affinity-by-session-id",
      "kinds",
      ["  vms:", "  vms:\n    affinity: { header: mcp-session-id }"],
      ["us-central1-a/vm-1, us-central1-a/vm-2", "us-central1-a/vm-1"],
    ],
    ["header-of-the-proxy", "external", ["rewrite: { prefix: / }", "requestHeaders: { set: { x-forwarded-user: a } }"]],
    [
      "cors-method",
      "external",
      ["rewrite: { prefix: / }", 'cors: { origins: ["*"], methods: ["*", PATCH, "${var.m}"] }'],
    ],
    ["unreachable-address", "kinds", ["10.50.0.5,", "100.64.0.5,"]],
    ["public-hybrid-address", "kinds", ["{ fqdn: api.openai.com }", "{ ip: 8.8.8.8 }"]],
    ["malformed", "kinds", ["api.openai.com", "4.openai.example"]],
    ["malformed", "external", ["{ header: x-session-id }", '{ strongCookie: "${var.cookie}" }']],
    ["affinity-of-one", "kinds", ["  vms:", "  vms:\n    affinity: clientIp"]],
    ["split-within-conversations", "external", ["to: rerank, timeout", "to: { rerank: 50, embed: 50 }, timeout"]],
    [
      "split-within-conversations",
      "external",
      ["method: POST", "method: GET"],
      ["to: next", "to: { next: 9, chat: 1 }"],
    ],
    ["split-within-conversations", "external", ["to: next", "to: { next: 100, chat: 0 }"]],
    ["health-check-protocol", "kinds", ["  vms:", "  vms:\n    protocol: h2c\n    healthCheck: { protocol: http }"]],
    ["health-check-protocol", "kinds", ["  vms:", "  vms:\n    protocol: h2c\n    healthCheck: { protocol: grpc }"]],
    ["hair-trigger", "external", ["interval: 10s, timeout: 5s", "interval: 5s, timeout: 1s, unhealthyThreshold: 2"]],
    ["endpoint-port-guessed", "external", ["    server: tei", "    server: tei\n    port: 8080"]],
    ...[
      "security: { allow: [203.0.113.0/24] }",
      'security: { iap: { members: ["group:ml@example.com"] } }',
      "securityPolicy: edge",
      "extensions: [{ kind: authorization, to: next }]",
      "extensions: [{ kind: authorization, to: next, hosts: [ai.example.com, a.example.com] }]",
    ].flatMap((words) =>
      ["open-to-everyone", "open-relay"].map(
        (id) => [id, "external", UNSUPPRESSED, RELAY, SPEAKS_HTTP2, ["tests:", `${words}\ntests:`]] as const,
      ),
    ),
    [
      "open-to-everyone",
      "external",
      UNSUPPRESSED,
      ["  - hosts: [ai.example.com]", "  - hosts: [ai.example.com]\n    security: { allow: [203.0.113.0/24] }"],
    ],
    [
      "open-to-everyone",
      "external",
      UNSUPPRESSED,
      ['{ minVersion: "1.2", profile: modern }', '{ clientCertificates: { authorities: "${var.ca}" } }'],
    ],
    [
      "unused-workload",
      "internal",
      ["model: shadow, to: shadow", "model: shadow, to: mistral"],
      ["modelHeader: x-model", "modelHeader: x-model\nextensions: [{ kind: route, to: shadow }]"],
    ],
    [
      "narrowed-around",
      "regions",
      ["{ paths: [/embed/*], to: embed }", "{ paths: [/embed/*], to: embed, security: { allow: [10.0.0.0/8] } }"],
      ["{ paths: [/search/*], to: search }", "{ paths: [/embed/a], to: embed, security: { allow: [10.1.0.0/16] } }"],
    ],
    [
      "narrowed-around",
      "regions",
      ["{ paths: [/embed/*], to: embed }", "{ paths: [/embed/*], to: embed, security: { allow: [10.0.0.0/8] } }"],
      ["{ paths: [/search/*], to: search }", "{ prefix: /, to: search }"],
    ],
    [
      "narrowed-too",
      "regions",
      [
        "{ paths: [/embed/*], to: embed }",
        "{ paths: [/embed/*], method: POST, to: embed, security: { allow: [10.0.0.0/8] } }",
      ],
      ["{ paths: [/search/*], to: search }", "{ paths: [/embed/a], method: GET, to: search }"],
    ],
    [
      "narrowing-wider",
      "regions",
      [
        "  - hosts: [ai.corp.example]",
        "  - hosts: [ai.corp.example]\n    security: { allow: [10.0.0.0/9, 10.128.0.0/9] }",
      ],
      ["{ paths: [/embed/*], to: embed }", "{ paths: [/embed/*], to: embed, security: { allow: [10.0.0.0/8] } }"],
    ],
    ...[
      "{ name: a, key: clientIp, requests: 60, per: 1m, preview: true }",
      "{ name: a, key: { header: x-a }, withoutKey: skip, requests: 60, per: 1m }",
    ].map(
      (first) =>
        [
          "rate-limit-never-counts",
          "internal",
          [
            "modelHeader: x-model",
            `modelHeader: x-model\nsecurity: { rateLimits: [${first}, { name: b, key: clientIp, requests: 60, per: 1m }] }`,
          ],
        ] as const,
    ),
    [
      "extension-never-asked",
      "internal",
      [
        "modelHeader: x-model",
        'modelHeader: x-model\nextensions: [{ kind: route, to: shadow, hosts: [models.corp.example] }, { kind: route, to: mistral, hosts: ["*.corp.example"] }]',
      ],
    ],
    [
      "ranges-after-listener",
      "internal",
      [
        "modelHeader: x-model",
        "modelHeader: x-model\nsecurity: { allow: [10.0.0.0/8], rateLimits: [{ name: b, key: clientIp, requests: 60, per: 1m }] }",
      ],
    ],
    [
      "rate-assumed",
      "kinds",
      ["{ id: rate-assumed, reason: not measured yet }", "{ id: plain-http, reason: none }"],
      ["[us-central1-a, us-central1-b] }", "[us-central1-a] }, maxRatePerEndpoint: 5"],
      ["ip: 10.0.0.12 }] }", "ip: 10.0.0.12 }] }\n        maxRatePerEndpoint: 5"],
      ['"10.50.0.6:8010"] }', '"10.50.0.6:8010"] }\n        maxRatePerEndpoint: 5'],
    ],
    [
      "utilization-of-gpus",
      "kinds",
      [
        "{ instanceGroup: us-central1-a/zonal,",
        "{ instanceGroup: us-central1-b/zonal, maxRatePerInstance: 5 }, { instanceGroup: us-central1-a/zonal, maxRatePerInstance: 5,",
      ],
    ],
    [
      "utilization-of-gpus",
      "kinds",
      [
        "{ instanceGroup: us-central1-a/zonal,",
        "{ instanceGroup: us-central1-b/zonal }, { instanceGroup: us-central1-a/zonal,",
      ],
      ["  zonal:\n    server: tei", "  zonal:\n    server: litellm"],
    ],
    ["metrics-not-asked", "kinds", ["  vms:", "  vms:\n    customMetrics: [{ name: orca.cpu_utilization }]"]],
    [
      "metrics-not-asked",
      "kinds",
      [
        "    server: tgi\n    backends: [{ instances:",
        "    server: vllm\n    customMetrics: [{ name: orca.cpu_utilization }]\n    backends: [{ instances:",
      ],
      ["to: vms", "to: vms, requestHeaders: { set: { Endpoint-Load-Metrics-Format: TEXT } }"],
    ],
    ["idle-connections-unknown", "kinds"],
    ["cold-start", "kinds", ["  run:", "  run:\n    server: litellm"]],
    ["timeout-above-drain", "external", ["timeout: 600s", "timeout: 1h"]],
    ["timeout-above-drain", "external", ["to: embed }", "to: embed, timeout: 2h }"]],
    ["tls-unverified", "kinds", ["  openai:", "  openai:\n    protocol: http2"]],
    ["plain-http-upstream", "kinds", ["  vms:", "  vms:\n    protocol: http"]],
    [
      "administrative-path",
      "external",
      [
        "{ prefix: /rerank,",
        "{ paths: [/v1/load_lora_adapter], security: { allow: [203.0.113.5] }, to: chat }\n      - { prefix: /rerank,",
      ],
    ],
    [
      "everything-open",
      "external",
      [
        "{ prefix: /rerank,",
        "{ prefix: /admin, opens: everything, security: { allow: [203.0.113.5] }, to: chat }\n      - { prefix: /rerank,",
      ],
    ],
    ["proxy-range-wide", "internal", ["range: 10.130.0.0/23", "range: 10.130.0.0/20"]],
    ["proxy-range-wide", "external", ["10.129.0.0/23", "10.0.0.0/8"]],
    ["secret-in-header", "external", ["headers: { x-tier: gold }", "headers: { x-api-key: { present: true } }"]],
    [
      "secret-in-header",
      "external",
      [
        "tests:",
        'tests:\n  - { request: "GET https://ai.example.com/x", headers: { authorization: Bearer test }, expect: { status: 404 } }',
      ],
    ],
    [
      "secret-in-response",
      "external",
      ["rewrite: { prefix: / }", 'responseHeaders: { set: { set-cookie: a=b, x-build: "${var.build}" } }'],
    ],
  ];

const CASES = SILENT.map(([id, base, ...changes]): [string, string, readonly Change[]] => [id, base, changes]);

test.each(CASES)("%s is silent where nothing is wrong: %s %j", (id, base, changes) => {
  expect(kindOfFinding(id)).toBeDefined();
  const findings = findingsIn(changed(base, changes));
  // A name that nothing has keeps rules from being asked: then their silence says nothing.
  expect(findings.filter((finding) => ["unknown-workload", id].includes(finding.id))).toEqual([]);
});
