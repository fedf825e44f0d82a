import { parse, stringify } from "yaml";
import type { Analysis } from "../../../checks/analysis";
import { analyze } from "../../../checks/analyze";
import { loadText } from "../../../config/document/load";
import type { JsonSchema } from "../../../config/schema/json-schema";
import { ANY_INDEX, ANY_NAME, alternatives, type Pattern } from "../../../config/schema/walk";
import { projectFile } from "./reading";

/** Valid files that have together every word that takes a text. */
const EVERY_WORD: Readonly<Record<string, string>> = {
  external: `name: ai
project: ml-prod
region: us-central1
exposure: external
labels: { team: ml }
network:
  vpc: { project: network-host, name: shared }
  subnet: models
  proxyOnlySubnet: 10.129.0.0/23
  cloudNat: { existing: proxies }
frontend:
  address: { existing: ai-ip }
  networkTier: premium
  clientKeepAlive: 120s
  listeners:
    - { http: 80, redirect: https }
    - https: 443
      certificates: [{ managed: [ai.example.com] }]
      tls: { minVersion: "1.2", profile: modern, postQuantum: enabled, clientCertificates: { existing: projects/ml-prod/locations/us-central1/serverTlsPolicies/clients } }
dns: { zone: { project: dns-prod, name: example-com }, domain: example.com, routing: geo, ttl: 30s, healthCheck: { path: /exact } }
workloads:
  chat:
    profile: streaming
    protocol: http
    port: 8080
    portName: http
    timeout: 600s
    drain: 600s
    healthCheck: { protocol: http, path: /health, host: chat.internal, response: ok, interval: 10s, timeout: 5s }
    accessLogs: { requestHeaders: [x-tenant-id], responseHeaders: [x-request-id], fields: [tls.protocol] }
    affinity: { header: x-session-id }
    loadBalancing: ringHash
    outlierDetection: { interval: 10s, baseEjection: 30s }
    backends:
      - { instanceGroup: us-central1-a/chat, tags: [chat] }
      - { instanceGroup: us-central1/chat, serviceAccounts: [chat@ml-prod.iam.gserviceaccount.com] }
  rpc:
    server: triton
    healthCheck: { protocol: grpcTls, grpcService: inference.GRPCInferenceService }
    affinity: { cookie: session, ttl: 1h }
    backends: [{ neg: us-central1-a/rpc, maxRate: 50, tags: [rpc] }]
  sticky:
    server: triton
    affinity: { strongCookie: session, ttl: 1h }
    backends: [{ instances: [us-central1-a/vm-1], tags: [vms] }]
  metered:
    server: tgi
    customMetrics: [{ name: orca.cpu_utilization, maxUtilization: 0.8 }]
    backends: [{ gke: { neg: tgi, zones: [us-central1-a] }, tags: [gke] }]
  pinned:
    server: tgi
    affinity: clientIp
    backends:
      - zonalEndpoints: { zone: us-central1-a, endpoints: [{ instance: t-1, ip: 10.0.0.11 }] }
        tags: [pinned]
      - hybridEndpoints: { zone: us-central1-a, endpoints: ["10.50.0.6:8010"] }
  run: { profile: embeddings, backends: [{ cloudRun: { service: embed, tag: stable } }] }
  mask: { backends: [{ cloudRun: { urlMask: "/apps/<service>" } }] }
  short: { backends: [{ region: us-central1, cloudRun: embed }] }
  function: { backends: [{ cloudFunction: { function: tokenize } }] }
  functions: { backends: [{ cloudFunction: { urlMask: "/f/<function>" } }] }
  named: { backends: [{ cloudFunction: tokenize }] }
  published: { backends: [{ privateServiceConnect: { target: projects/p/regions/us-central1/serviceAttachments/g, producerPort: 8080 } }] }
  vertex: { backends: [{ privateServiceConnect: us-central1-aiplatform.googleapis.com }] }
  openai: { backends: [{ internet: { fqdn: api.openai.com } }] }
  address: { tls: { sni: api.example.com, verify: [api.example.com] }, backends: [{ internet: { ip: 203.0.113.9, port: 443 } }] }
  keys: { protocol: h2c, securityPolicy: edge, backends: [{ instanceGroup: us-central1-a/keys, tags: [keys] }] }
  other: { backends: [{ backendService: projects/other/regions/us-central1/backendServices/search }] }
routes:
  - hosts: [ai.example.com, "*.example.com"]
    rules:
      - { paths: [/models], model: [llama], to: chat }
      - { api: openai.chat, model: llama, modelPaths: true, to: chat, canary: { to: sticky, percent: 5 }, mirror: sticky }
      - { paths: [/v1/embeddings, /e/*], method: POST, to: { chat: 90, sticky: { weight: 10, requestHeaders: { set: { x-share: small }, add: { x-of: share }, remove: [x-not] }, responseHeaders: { set: { x-of: share }, add: { x-share: small }, remove: [x-not] } } }, mirror: { to: sticky, percent: 5 }, retry: { on: [unavailable], perTry: 5s } }
      - { template: "/v2/{model}/infer", to: chat, rewrite: { template: "/m/{model}" }, timeout: 60s }
      - { regex: "/r/[0-9]+", to: chat, rewrite: { host: chat.internal } }
      - { paths: [/exact], to: chat, rewrite: { path: /other } }
      - { prefix: /old, redirect: { host: new.example.com, prefix: /new } }
      - { prefix: /gone, redirect: { path: /there } }
      - { prefix: /slow, to: chat, rewrite: { prefix: /quick }, fault: { delay: { for: 1s, percent: 5 } } }
      - prefix: /browser
        to: chat
        cors: { origins: [https://app.example.com], methods: [POST], headers: [authorization], expose: [x-request-id], maxAge: 60s }
        requestHeaders: { set: { x-tier: gold }, add: { x-by: proxy }, remove: [x-debug] }
        responseHeaders: { set: { x-served: ai }, add: { x-seen: yes }, remove: [server] }
      - { prefix: /h, to: chat, headers: { x-a: gold, x-b: { exact: b }, x-c: { prefix: c }, x-d: { suffix: d }, x-e: { regex: "e+" } } }
      - { prefix: /q, to: chat, query: { debug: on, mode: { exact: fast }, seed: { regex: "[0-9]+" } } }
    default: { respond: 404 }
    requestHeaders: { set: { x-front: ai }, add: { x-hop: proxy }, remove: [x-internal] }
    responseHeaders: { set: { x-front: ai }, add: { x-hop: proxy }, remove: [x-powered-by] }
default: { respond: 404 }
modelHeader: x-model
workloadHeader: x-served-by
tests:
  - { request: "POST https://ai.example.com/h", headers: { x-a: gold, x-b: b, x-c: c, x-d: d, x-e: e, x-tenant-id: t }, clientIp: 203.0.113.7, expect: chat }
  - { request: "POST https://ai.example.com/exact", headers: { x-tenant-id: t }, clientCertificate: "spiffe://example.com/agents", expect: chat }
  - { request: "POST https://ai.example.com/exact", headers: { x-tenant-id: t }, clientCertificate: { uri: "spiffe://example.com/search" }, expect: chat }
  - { request: "POST https://ai.example.com/exact", headers: { x-tenant-id: t }, clientCertificate: { dns: agents.example.com }, expect: chat }
  - { request: "POST https://ai.example.com/exact", headers: { x-tenant-id: t }, clientCertificate: { commonName: search }, expect: chat }
  - { request: "GET https://ai.example.com/slow/a", headers: { x-tenant-id: t }, expect: { workload: chat, path: /quick/a, host: ai.example.com } }
  - { request: "GET https://ai.example.com/gone", expect: { status: 308, redirect: https://ai.example.com/there } }
checks: { suppress: [{ id: plain-http, reason: TLS ends elsewhere, at: workloads.chat }] }
state: { gcs: { bucket: tf-state, prefix: proxies } }
provider: { version: ">= 7.42.0, < 8.0.0" }
overrides:
  google_compute_region_backend_service.chat:
    ip_address_selection_policy: PREFER_IPV6
    log_config: { optional_fields: [backend_service] }
    backend: { description: llamas, capacity_scaler: null }
security:
  allow:
    - 203.0.113.0/24
    - { headers: { x-a: gold, x-b: { exact: b }, x-c: { prefix: c }, x-d: { suffix: d }, x-e: { contains: e } } }
    - { clientCertificate: "spiffe://example.com/agents" }
    - { clientCertificate: { uri: "spiffe://example.com/search" } }
    - { clientCertificate: { dns: agents.example.com } }
    - { clientCertificate: { commonName: search } }
  iap: { members: ["group:ml@example.com"] }
  rateLimits:
    - { name: tenant, key: { header: x-tenant-id }, requests: 600, per: 1m }
    - { name: both, key: [{ header: x-team }, { cookie: team }], requests: 600, per: 1m, when: "true", preview: true }
    - { name: session, key: { cookie: session }, requests: 6, per: 1m, ban: { requests: 50, per: 10m, duration: 5m }, preview: true }
  rules: [{ name: no-scanners, expression: "request.path.contains('wp-')", action: deny, preview: true }]
observability:
  accessLogs: { sample: 1, requestHeaders: [x-tenant-id], responseHeaders: [x-request-id], fields: [tls.protocol] }
  notify: [projects/ml-prod/notificationChannels/123]
  slos: [{ availability: 99.5 }, { latency: 60s, percent: 95, workload: run }]
  alerts: { except: [queue-growth] }
  dashboard: true
extensions:
  - { kind: authorization, to: keys, headers: [authorization], timeout: 200ms, hosts: [ai.example.com] }
  - { kind: authorization, modelArmor: prompts }
  - { kind: route, to: keys, when: "request.path.startsWith('/v1/')" }
adopt:
  urlMap: ai
  redirectUrlMap: ai-redirect
  proxyOnlySubnet: proxies
  targetProxies: { https-443: ai }
  forwardingRules: { https-443: ai }
  backendServices: { chat: chat }
  healthChecks: { chat: chat }
`,
  internal: `name: models
region: europe-west4
exposure: internal
network:
  vpc: ai
  subnet: models
  proxyOnlySubnet: { existing: proxies, range: 10.130.0.0/23, backup: 10.130.2.0/23 }
  cloudNat: { addresses: [egress-1], minPorts: 1024, logs: all }
frontend:
  address: { ip: "\${var.ip}" }
  publish: { subnet: models-psc, accept: [{ project: consumer, connections: 2 }], port: 443 }
  listeners:
    - https: 443
      certificates: [{ existing: models }]
      tls:
        existing: tls12
        clientCertificates: { existing: projects/ml-prod/locations/europe-west4/serverTlsPolicies/clients }
    - https: 8443
      certificates: [{ pem: tls.pem, privateKey: "\${var.tls_key}" }]
      tls: { clientCertificates: { authorities: tls.pem } }
workloads:
  mistral: { server: tgi, tls: { verify: [mistral.internal], authorities: tls.pem }, backends: [{ instanceGroup: europe-west4-a/mistral, tags: [mistral] }] }
security: { allow: [{ serviceAccount: agents@ml-prod.iam.gserviceaccount.com }, { tag: tagValues/281484836404786 }] }
securityPolicy: edge
routes: [{ rules: [{ prefix: /, to: mistral }] }]
state: { s3: { bucket: tf-state, region: eu-west-1, prefix: proxies } }
adopt: { address: models }
`,
  regions: `name: ai
regions: [us-central1, europe-west4]
exposure: internal
network:
  vpc: ai
  subnet: { us-central1: models-us, europe-west4: models-eu }
  proxyOnlySubnet: { us-central1: 10.129.0.0/23, europe-west4: { existing: proxies, range: 10.129.2.0/23, backup: 10.129.4.0/23 } }
  cloudNat: { addresses: 2 }
frontend:
  address: { ip: { us-central1: "\${var.ip_us}", europe-west4: 10.0.1.5 } }
  publish:
    subnet: { us-central1: psc-us, europe-west4: psc-eu }
    accept: [{ network: projects/consumer/global/networks/default }]
dns: { zone: models, domain: models.example.com, routing: { failover: us-central1 } }
workloads:
  embed: { backends: [{ cloudRun: embed }] }
routes: [{ rules: [{ prefix: /, to: embed }] }]
tests:
  - { request: "GET http://models.example.com/", serviceAccount: agents@ml-prod.iam.gserviceaccount.com, expect: embed }
  - { request: "GET http://models.example.com/", tag: tagValues/281484836404786, expect: embed }
state: { cloud: { organization: acme, hostname: tf.example.com, project: models, workspacePrefix: gcp- } }
adopt:
  us-central1: { address: ai, urlMap: ai, backendServices: { embed: embed } }
`,
};

/** The same and the example with every backend, as data. */
export const DOCUMENTS = Object.entries({
  ...EVERY_WORD,
  "every backend": projectFile("examples/every-backend.yaml"),
}).map(([name, text]) => [name, parse(text)] as const);

/** What a command has to work with; nothing where the document has an error. */
export function accepted(document: unknown): Analysis | undefined {
  const { config } = loadText("proxy.yaml", stringify(document), () => projectFile("examples/certificates/models.pem"));
  const analysis = config && analyze(config);
  return analysis?.findings.some(({ severity }) => severity === "error") ? undefined : analysis;
}

/** The places of a vocabulary that take any text, not one of some words; names and indices are left open. */
export function textPlaces(schema: JsonSchema, place: Pattern = []): string[] {
  return alternatives(schema).flatMap(({ type, properties = {}, additionalProperties, items, ...words }) => [
    ...(type === "string" && words.enum === undefined && words.const === undefined ? [place.join(".")] : []),
    ...Object.entries(properties).flatMap(([key, item]) => textPlaces(item, [...place, key])),
    ...(additionalProperties ? textPlaces(additionalProperties, [...place, ANY_NAME]) : []),
    ...(items ? textPlaces(items, [...place, ANY_INDEX]) : []),
  ]);
}

/** The places of a document where it has texts, likewise. */
export function placesIn(value: unknown, schema: JsonSchema, place: Pattern = []): string[] {
  if (typeof value === "string") return [place.join(".")];
  if (Array.isArray(value)) {
    const items = alternatives(schema).flatMap(({ items }) => items ?? []);
    return value.flatMap((item) => items.flatMap((one) => placesIn(item, one, [...place, ANY_INDEX])));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    alternatives(schema).flatMap(({ properties = {}, additionalProperties }) => {
      const known = properties[key];
      if (known) return placesIn(item, known, [...place, key]);
      return additionalProperties ? placesIn(item, additionalProperties, [...place, ANY_NAME]) : [];
    }),
  );
}
