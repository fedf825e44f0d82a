/** The larger example of the design, as it stands there. */
export const LARGER_EXAMPLE = `name: ai
project: ml-prod                       # absent: a Terraform variable; \${var.name} in any passed-through value declares one
regions: [us-central1, europe-west4]   # or region:; one stack each
exposure: external                     # internal needs network.subnet
labels: { team: ml }
network:
  vpc: { project: host-project, name: shared }
  proxyOnlySubnet: { us-central1: 10.129.0.0/23, europe-west4: 10.129.2.0/23 }   # or { existing: proxy-only, range: 10.129.0.0/23 }
frontend:
  address: { protect: true }           # or { existing: ai-ip }; absent: a new one
  networkTier: premium
  clientKeepAlive: 120s
  listeners:
    - { http: 80, redirect: https }
    - https: 443
      certificates: [{ managed: [ai.example.com] }]     # or { existing: … }, { pem: a.pem, privateKey: \${var.key} }
      tls: { minVersion: "1.2", profile: modern }
workloads:
  llama:
    server: vllm
    profile: streaming
    affinity: { header: x-session-id }
    backends:
      - { region: us-central1, instanceGroup: us-central1-a/llama, tags: [vllm] }
      - { region: europe-west4, gke: { neg: llama, zones: [europe-west4-a, europe-west4-b] }, maxRate: 20 }
  openai: { backends: [{ internet: { fqdn: api.openai.com } }] }
  gemma: { backends: [{ privateServiceConnect: projects/x/regions/us-central1/serviceAttachments/gemma }] }
routes:
  - hosts: [ai.example.com, "*.ai.example.com"]
    rules:
      - { api: openai.chat, to: llama, canary: { to: llama-next, percent: 5 } }
      - { prefix: /v1/files, method: POST, headers: { x-tier: gold }, to: llama, timeout: 300s }
      - { template: "/v2/models/{model}/infer", to: triton, rewrite: { template: "/v2/models/{model}/infer" } }
      - { paths: [/old/*], redirect: { prefix: /new/, code: 308 } }
      - { paths: [/healthz], to: llama, rewrite: { path: /health } }
    default: { respond: 404 }
security:
  rateLimits: [{ name: tenant, key: { header: x-tenant-id }, requests: 600, per: 60s }]
  allow: [10.0.0.0/8]
observability: { accessLogs: { sample: 1 }, dashboard: true, slos: [{ availability: 99.5 }] }
dns: { zone: example-com, domain: example.com, routing: geo }
state: { gcs: { bucket: tf-state, prefix: ai } }
tests:
  - { request: "POST https://ai.example.com/v1/chat/completions", expect: llama }
`;
