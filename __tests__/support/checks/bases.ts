/** Valid files that nothing is found in; the catalogue changes one thing in one of them. */

export const EXTERNAL = `name: ai
project: ml-prod
region: us-central1
labels: { team: ml }
network:
  vpc: ai
  proxyOnlySubnet: 10.129.0.0/23
frontend:
  address: { protect: true }
  networkTier: premium
  clientKeepAlive: 120s
  listeners:
    - { http: 80, redirect: https }
    - https: 443
      certificates: [{ managed: [ai.example.com] }]
      tls: { minVersion: "1.2", profile: modern }
workloads:
  chat:
    server: tgi
    port: 8080
    portName: http
    timeout: 600s
    drain: 600s
    healthCheck: { path: /health, interval: 10s, timeout: 5s }
    affinity: { header: x-session-id }
    loadBalancing: ringHash
    outlierDetection: { consecutiveGatewayFailures: 3 }
    circuitBreakers: { maxRequests: 10000 }
    accessLogs: { sample: 0.5 }
    backends:
      - { instanceGroup: us-central1-a/chat, maxRatePerInstance: 20, tags: [chat] }
      - { instanceGroup: us-central1/chat, maxRatePerInstance: 20, serviceAccounts: [chat@ml-prod.iam.gserviceaccount.com] }
  next:
    server: tgi
    portName: http
    backends: [{ instanceGroup: us-central1-a/next, maxUtilization: 0.8, tags: [next] }]
  rerank:
    server: tei
    backends: [{ neg: us-central1-a/rerank, maxRate: 50, tags: [gke-ai] }]
  embed:
    profile: embeddings
    backends: [{ cloudRun: embed }]
routes:
  - hosts: [ai.example.com]
    rules:
      - { api: openai.chat, to: chat }
      - { paths: [/v1/embeddings, /v1/embeddings/*], to: embed }
      - { prefix: /rerank, to: rerank, timeout: 60s }
      - { paths: [/next/*], method: POST, headers: { x-tier: gold }, to: next, rewrite: { prefix: / } }
      - { paths: [/old/*], redirect: { prefix: /new/, code: 308 } }
    default: { respond: 404 }
tests:
  - { request: "POST https://ai.example.com/v1/chat/completions", expect: chat }
checks: { suppress: [{ id: open-to-everyone, reason: the servers ask for a key }, { id: endpoint-port-guessed, at: workloads.rerank, reason: the pods serve on 80 }] }
`;

export const INTERNAL = `name: models
project: ml-prod
region: europe-west4
exposure: internal
network:
  vpc: { project: network-host, name: shared }
  subnet: models
  proxyOnlySubnet: { existing: proxies, range: 10.130.0.0/23 }
frontend:
  globalAccess: true
  listeners:
    - https: 443
      certificates: [{ existing: models }, { existing: projects/ml-prod/regions/europe-west4/sslCertificates/api }]
      tls: { existing: tls12 }
    - { http: 8080, redirect: https }
workloads:
  mistral:
    server: ollama
    namedPort: create
    backends: [{ instanceGroup: europe-west4-a/mistral, tags: [mistral] }]
  shadow:
    server: ollama
    backends: [{ instances: [europe-west4-a/shadow-1, europe-west4-a/shadow-2], tags: [shadow] }]
routes:
  - hosts: [models.corp.example]
    rules:
      - { api: openai.chat, to: mistral }
      - { api: openai.chat, model: shadow, to: shadow }
modelHeader: x-model
`;

export const REGIONS = `name: ai
project: ml-prod
regions: [us-central1, europe-west4]
exposure: internal
network:
  vpc: ai
  subnet: { us-central1: models-us, europe-west4: models-eu }
  proxyOnlySubnet: { us-central1: 10.129.0.0/23, europe-west4: 10.129.2.0/23 }
state: { gcs: { bucket: tf-state, prefix: proxies } }
adopt: { us-central1: { address: ai-ip, backendServices: { llama: llama-us } } }
workloads:
  llama:
    server: triton
    portName: http
    backends:
      - { instanceGroup: us-central1-a/llama, tags: [llama] }
      - { instanceGroup: europe-west4-a/llama, tags: [llama] }
  embed:
    profile: embeddings
    backends: [{ cloudRun: embed }]
  search:
    backends: [{ region: us-central1, cloudRun: search }]
routes:
  - hosts: [ai.corp.example]
    rules:
      - { paths: [/llama/*], to: llama }
      - { paths: [/embed/*], to: embed }
      - { paths: [/search/*], to: search }
checks: { suppress: [{ id: regions-without-dns, reason: a resolver of ours leads clients }, { id: not-in-region, at: workloads.search, reason: only the US searches }] }
`;

export const KINDS = `name: zoo
project: ml-prod
region: us-central1
exposure: internal
network: { vpc: ai, subnet: models, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
  zonal:
    server: tei
    portName: http
    backends: [{ instanceGroup: us-central1-a/zonal, tags: [zonal] }]
  vms:
    server: tgi
    backends: [{ instances: [us-central1-a/vm-1, us-central1-a/vm-2], tags: [vms] }]
  neg:
    server: tgi
    backends: [{ neg: us-central1-a/pods, maxRatePerEndpoint: 10, tags: [gke] }]
  gke:
    server: triton
    backends: [{ gke: { neg: triton, zones: [us-central1-a, us-central1-b] }, tags: [gke] }]
  endpoints:
    server: triton
    backends:
      - zonalEndpoints: { zone: us-central1-a, endpoints: [{ instance: t-1, ip: 10.0.0.11 }, { instance: t-2, ip: 10.0.0.12 }] }
        tags: [triton]
      - hybridEndpoints: { zone: us-central1-a, endpoints: [10.50.0.5, "10.50.0.6:8010"] }
  run:
    backends: [{ cloudRun: { service: embed, tag: stable } }]
  function:
    backends: [{ cloudFunction: { urlMask: "/f/<function>" } }]
  published:
    backends: [{ privateServiceConnect: { target: projects/p/regions/us-central1/serviceAttachments/gemma, producerPort: 8080 } }]
  vertex:
    backends: [{ privateServiceConnect: us-central1-aiplatform.googleapis.com }]
  openai:
    backends: [{ internet: { fqdn: api.openai.com } }]
  other:
    backends: [{ backendService: projects/other/regions/us-central1/backendServices/search }]
routes:
  - rules:
      - { prefix: /zonal, to: zonal }
      - { prefix: /vms, to: vms }
      - { prefix: /neg, to: neg }
      - { prefix: /gke, to: gke }
      - { prefix: /endpoints, to: endpoints }
      - { prefix: /run, to: run }
      - { prefix: /function, to: function }
      - { prefix: /published, to: published }
      - { prefix: /vertex, to: vertex }
      - { prefix: /openai, to: openai }
      - { prefix: /other, to: other }
checks:
  suppress:
    - { id: endpoint-port-guessed, reason: the pods serve where their servers do by default }
    - { id: rate-assumed, reason: not measured yet }
    - { id: automatic-nat, reason: the provider lists no addresses }
`;

const BASES: Readonly<Record<string, string>> = {
  external: EXTERNAL,
  internal: INTERNAL,
  regions: REGIONS,
  kinds: KINDS,
};

export const BASE_NAMES = Object.keys(BASES);

/** A base with texts replaced that stand in it once. */
export function changed(base: string, changes: readonly (readonly [replace: string, by: string])[] = []): string {
  return changes.reduce((text, [replace, by]) => {
    const [before, after, ...more] = text.split(replace);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`${JSON.stringify(replace)} must stand once in the base ${base}`);
    return `${before}${by}${after}`;
  }, BASES[base] ?? "");
}
