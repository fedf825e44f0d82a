import type { Config, RuleConfig, WorkloadConfig } from "../../../config/schema/config";
import { DNS } from "./dns-rows";
import { NAT_AND_PUBLISH } from "./nat-and-publish-rows";
import { REGION_HEALTH } from "./region-health-rows";
import { SECURITY } from "./security-rows";
import {
  CHAT,
  EMBED,
  EMBEDDINGS,
  fronted,
  group,
  having,
  https,
  internal,
  llama,
  on,
  proxy,
  ranged,
  routing,
} from "./small";
import { TLS } from "./tls-rows";

/**
 * What the apply must do, and what must be announced:
 *
 * - `none`: it applies, and loses nothing
 * - `interrupts`: it applies, and something serves nothing for a while
 * - `exposes`: it applies, and something serves without what protects it
 * - `new stack`: another stack is made, or one is no longer
 * - `fails`: the platform refuses it at the first try
 */
export type Expected = "none" | "interrupts" | "exposes" | "new stack" | "fails";

export interface Change {
  readonly name: string;
  /** Undefined: nothing is deployed by us; what `to` adopts is there. */
  readonly from?: Config;
  readonly to: Config;
  readonly expected: Expected;
  /** What was deployed before `from`; each of it must be settled. */
  readonly earlier?: readonly Config[];
  /** The workloads whose backend services have a security policy on that Terraform let go of. Default: none. */
  readonly leftOn?: readonly string[];
  /** Others protect every backend service in between: those that are protected afterwards, too. */
  readonly kept?: readonly string[];
}

const next = llama({ backends: [group("llama-next")] });
const toNext: RuleConfig = { ...CHAT, to: "next" };
const both = { llama: llama(), next, embed: EMBED };
const canary = (percent: number): RuleConfig => ({ ...CHAT, canary: { to: "next", percent } });
const overriding = (ip_address_selection_policy: string): Config =>
  proxy({ overrides: { "google_compute_region_backend_service.llama": { ip_address_selection_policy } } });
const mirrored = (percent: number): RuleConfig => ({ ...CHAT, mirror: { to: "next", percent } });
const only = (workload: WorkloadConfig): Config => having({ llama: workload });

const ENDPOINTS = (...ips: string[]) =>
  on({
    zonalEndpoints: { zone: "us-central1-a", endpoints: ips.map((ip, i) => ({ instance: `vm-${i + 1}`, ip })) },
    tags: ["vllm"],
  });
const HYBRID = on({ hybridEndpoints: { zone: "us-central1-a", endpoints: ["10.50.0.5"] } });
const NEG = on({ neg: "us-central1-a/llama", maxRate: 50, tags: ["vllm"] });
const INSTANCES = (...names: string[]) =>
  llama({ backends: [{ instances: names.map((name) => `us-central1-a/${name}`), tags: ["vllm"] }] });
const FUNCTION = on({ cloudFunction: "embed" });
const PUBLISHED = on({ privateServiceConnect: "projects/partner/regions/us-central1/serviceAttachments/embed" });
const OPENAI = on({ internet: { fqdn: "api.openai.com" } });
const OTHER = on({ backendService: "projects/other/regions/us-central1/backendServices/embed" });
/** What runs in any region. */
const serverless = (more: Partial<Config> = {}): Config =>
  proxy({ workloads: { embed: EMBED }, routes: [host("ai.example.com", EMBEDDINGS)], ...more });
const PLAIN_PORT = { listeners: [{ http: 80 }] };

type Row = readonly [name: string, from: Config | undefined, to: Config, expected?: Expected];

/** Rows without an expectation lose nothing. */
const WORKLOADS: readonly Row[] = [
  [
    "a workload is added with a route of its own",
    proxy(),
    routing([CHAT, EMBEDDINGS, { paths: ["/next"], to: "next" }], { workloads: both }),
  ],
  [
    "a workload is removed with its route",
    routing([CHAT, EMBEDDINGS, { paths: ["/next/v1/chat/completions"], to: "next" }], { workloads: both }),
    proxy(),
    "interrupts",
  ],
  [
    "routes move to a workload that is there, and the old one goes",
    having(both),
    routing([toNext, EMBEDDINGS], { workloads: { next, embed: EMBED } }),
    "interrupts",
  ],
  ["routes move to a workload that is there", having(both), routing([toNext, EMBEDDINGS], { workloads: both })],
  [
    "a workload that no route leads to any more goes",
    routing([toNext, EMBEDDINGS], { workloads: both }),
    routing([toNext, EMBEDDINGS], { workloads: { next, embed: EMBED } }),
  ],
  [
    "a workload is renamed",
    proxy(),
    routing([toNext, EMBEDDINGS], { workloads: { next: llama(), embed: EMBED } }),
    "interrupts",
  ],
  [
    "a new workload gets a share at once",
    proxy(),
    routing([canary(50), EMBEDDINGS], { workloads: both }),
    "interrupts",
  ],
  [
    "a new workload gets a small share at once",
    proxy(),
    routing([canary(5), EMBEDDINGS], { workloads: both }),
    "interrupts",
  ],
  ["answers name their workload from now on", proxy(), proxy({ workloadHeader: "x-served-by" })],
  [
    "answers name their workload in another header",
    routing([canary(50), EMBEDDINGS], { workloads: both, workloadHeader: "x-served-by" }),
    routing([canary(50), EMBEDDINGS], { workloads: both, workloadHeader: "x-workload" }),
  ],
  ["answers no longer name their workload", proxy({ workloadHeader: "x-served-by" }), proxy()],
  ["workloads are written in another order", proxy(), proxy({ workloads: { embed: EMBED, llama: llama() } })],
  ["a backend is added", proxy(), only(llama({ backends: [group("llama"), group("llama-b")] }))],
  ["a backend is removed", only(llama({ backends: [group("llama"), group("llama-b")] })), proxy(), "interrupts"],
  [
    "a backend is removed that took nothing any more",
    only(llama({ backends: [group("llama"), group("llama-b", { capacity: 0 })] })),
    proxy(),
  ],
  [
    "backends are written in another order",
    only(llama({ backends: [group("llama"), group("llama-b")] })),
    only(llama({ backends: [group("llama-b"), group("llama")] })),
  ],
  ["the only backend is another one", proxy(), only(llama({ backends: [group("llama-b")] })), "interrupts"],
  ["a backend gets other tags", proxy(), only(llama({ backends: [group("llama", { tags: ["vllm", "gpu"] })] }))],
  [
    "a backend is drained",
    only(llama({ backends: [group("llama"), group("llama-b")] })),
    only(llama({ backends: [group("llama"), group("llama-b", { capacity: 0 })] })),
  ],
  [
    "a backend is removed without draining",
    only(llama({ drain: "60s", backends: [group("llama"), group("llama-b")] })),
    only(llama({ drain: "60s" })),
    "interrupts",
  ],
  [
    "a backend is removed as draining becomes longer",
    only(llama({ drain: "60s", backends: [group("llama"), group("llama-b")] })),
    proxy(),
    "interrupts",
  ],
  [
    "a backend takes nothing any more, without draining",
    only(llama({ drain: "0s", backends: [group("llama"), group("llama-b")] })),
    only(llama({ drain: "0s", backends: [group("llama"), group("llama-b", { capacity: 0 })] })),
  ],
  [
    "a workload is removed without draining",
    having({ ...both, llama: llama({ drain: "60s" }) }),
    routing([toNext, EMBEDDINGS], { workloads: { next, embed: EMBED } }),
    "interrupts",
  ],
  ["the server is another one, on another port", proxy(), only(llama({ server: "sglang" })), "interrupts"],
  ["the port is another one", proxy(), only(llama({ port: 8001 })), "interrupts"],
  ["the port name is another one", proxy(), only(llama({ portName: "api" })), "interrupts"],
  ["the named port is made here", only(llama({ port: 8001 })), only(llama({ port: 8001, namedPort: "create" }))],
  ["the named port is no longer made here", only(llama({ namedPort: "create" })), proxy(), "interrupts"],
  ["the protocol is another one", proxy(), only(llama({ protocol: "h2c" })), "interrupts"],
  ["the health path is another one", proxy(), only(llama({ healthCheck: { path: "/ready" } }))],
  ["the health check asks by TCP", proxy(), only(llama({ healthCheck: { protocol: "tcp" } }))],
  [
    "the health check is the default again",
    only(llama({ healthCheck: { protocol: "tcp", interval: "20s", logs: true } })),
    proxy(),
  ],
  ["the health check asks by gRPC with TLS", proxy(), only(llama({ healthCheck: { protocol: "grpcTls" } }))],
  [
    "the health check asks by gRPC without TLS instead of with it",
    only(llama({ healthCheck: { protocol: "grpcTls", grpcService: "models" } })),
    only(llama({ healthCheck: { protocol: "grpc" } })),
  ],
  ["the health check no longer asks by gRPC", only(llama({ healthCheck: { protocol: "grpcTls" } })), proxy()],
  ["the health check has a port of its own", proxy(), only(llama({ healthCheck: { port: 9000 } }))],
  ["the timeout is longer", proxy(), only(llama({ timeout: "1200s", drain: "60s" }))],
  ["the timeout is the default again", only(llama({ timeout: "1200s", drain: "60s" })), proxy()],
  ["affinity by a header", proxy(), only(llama({ affinity: { header: "x-session-id" } }))],
  [
    "affinity by a cookie instead of a header",
    only(llama({ affinity: { header: "x-session-id" } })),
    only(llama({ affinity: { cookie: "session", ttl: "1h" } })),
  ],
  [
    "affinity by a strong cookie instead of a client's address",
    only(llama({ affinity: "clientIp" })),
    only(llama({ affinity: { strongCookie: "session", ttl: "1h" } })),
  ],
  [
    "a generated cookie gets a lifetime",
    only(llama({ affinity: "generatedCookie" })),
    only(llama({ affinity: { generatedCookie: true, ttl: "1h" } })),
  ],
  [
    "a generated cookie lasts longer",
    only(llama({ affinity: { generatedCookie: true, ttl: "1h" } })),
    only(llama({ affinity: { generatedCookie: true, ttl: "2h" } })),
  ],
  [
    "a generated cookie has no lifetime any more",
    only(llama({ affinity: { generatedCookie: true, ttl: "1h" } })),
    only(llama({ affinity: "generatedCookie" })),
  ],
  [
    "affinity by a generated cookie is removed",
    only(llama({ affinity: { generatedCookie: true, ttl: "1h" } })),
    proxy(),
  ],
  ["affinity is removed", only(llama({ affinity: { cookie: "session", ttl: "1h" } })), proxy()],
  ["the balancing policy is another one", proxy(), only(llama({ loadBalancing: "random" }))],
  [
    "outlier detection and circuit breakers",
    proxy(),
    only(llama({ outlierDetection: {}, circuitBreakers: { maxRequests: 100 } })),
  ],
  [
    "outlier detection and circuit breakers are removed",
    only(llama({ outlierDetection: {}, circuitBreakers: { maxRequests: 100 } })),
    proxy(),
  ],
  ["access logs are removed", only(llama({ accessLogs: true })), only(llama({ accessLogs: false }))],
  ["rates instead of utilization", proxy(), only(llama({ backends: [group("llama", { maxRatePerInstance: 20 })] }))],
  ["utilization instead of rates", only(llama({ backends: [group("llama", { maxRatePerInstance: 20 })] })), proxy()],
];

const HEADERS_LOGGED = { requestHeaders: ["x-model"], responseHeaders: ["x-id"], fields: "all" } as const;
const WATCHED: Config["observability"] = {
  notify: ["projects/ml-prod/notificationChannels/1"],
  slos: [{ availability: 99.5 }],
  alerts: true,
  dashboard: true,
};

const OBSERVABILITY: readonly Row[] = [
  ["headers and fields in access logs", proxy(), only(llama({ accessLogs: { ...HEADERS_LOGGED } }))],
  [
    "headers in access logs are removed",
    only(llama({ accessLogs: { ...HEADERS_LOGGED } })),
    only(llama({ accessLogs: { fields: [] } })),
  ],
  ["objectives, alerts and a dashboard", proxy(), proxy({ observability: WATCHED })],
  [
    "another objective, and fewer alerts",
    proxy({ observability: WATCHED }),
    proxy({
      observability: {
        ...WATCHED,
        slos: [{ availability: 99.9 }, { latency: "5s" }],
        alerts: { except: ["slow-burn"] },
      },
    }),
  ],
  ["objectives, alerts and the dashboard are removed", proxy({ observability: WATCHED }), proxy()],
];

const KINDS: readonly Row[] = [
  ["instance group to zonal NEG", proxy(), only(NEG), "interrupts"],
  ["zonal NEG to instance group", only(NEG), proxy(), "interrupts"],
  ["instance group to instances", proxy(), only(INSTANCES("vm-1")), "interrupts"],
  ["an instance more", only(INSTANCES("vm-1")), only(INSTANCES("vm-1", "vm-2"))],
  ["an instance less", only(INSTANCES("vm-1", "vm-2")), only(INSTANCES("vm-1"))],
  ["an endpoint more", only(ENDPOINTS("10.0.0.11")), only(ENDPOINTS("10.0.0.11", "10.0.0.12"))],
  ["an endpoint less", only(ENDPOINTS("10.0.0.11", "10.0.0.12")), only(ENDPOINTS("10.0.0.11"))],
  [
    "an endpoint less, without draining",
    only({ ...ENDPOINTS("10.0.0.11", "10.0.0.12"), drain: "60s" }),
    only({ ...ENDPOINTS("10.0.0.11"), drain: "60s" }),
    "interrupts",
  ],
  ["zonal endpoints to hybrid endpoints", only(ENDPOINTS("10.0.0.11")), only(HYBRID), "interrupts"],
  [
    "zonal NEG to GKE",
    only(NEG),
    only(on({ gke: { neg: "llama", zones: ["us-central1-b"] }, maxRatePerEndpoint: 10, tags: ["vllm"] })),
    "interrupts",
  ],
  ["instance group to Cloud Run", proxy(), only(on({ cloudRun: "llama" })), "interrupts"],
  [
    "instance group to Cloud Run, without draining",
    only(llama({ drain: "60s" })),
    only(on({ cloudRun: "llama" })),
    "interrupts",
  ],
  ["Cloud Run to instance group", only(on({ cloudRun: "llama" })), proxy(), "interrupts"],
  ["another Cloud Run tag", proxy(), having({ embed: on({ cloudRun: { service: "embed", tag: "next" } }) })],
  ["Cloud Run to Cloud Run function", proxy(), having({ embed: FUNCTION })],
  ["Cloud Run function to a published service", having({ embed: FUNCTION }), having({ embed: PUBLISHED })],
  ["a published service to the internet", having({ embed: PUBLISHED }), having({ embed: OPENAI })],
  ["the internet to Cloud Run", having({ embed: OPENAI }), proxy()],
  [
    "another host on the internet",
    having({ embed: OPENAI }),
    having({ embed: on({ internet: { fqdn: "api.mistral.ai" } }) }),
  ],
  ["Cloud Run to another project's backend service", proxy(), having({ embed: OTHER })],
  ["another project's backend service to Cloud Run", having({ embed: OTHER }), proxy()],
];

const host = (name: string, ...rules: RuleConfig[]) => ({ hosts: [name], rules });
const AI = host("ai.example.com", CHAT, EMBEDDINGS);

const HEADERS = { requestHeaders: { set: { "x-gateway": "ai" }, remove: ["x-internal"] } };

const ROUTES: readonly Row[] = [
  ["a host is added", proxy(), proxy({ routes: [AI, host("api.example.com", CHAT)] })],
  ["a host is removed", proxy({ routes: [AI, host("api.example.com", CHAT)] }), proxy()],
  ["a host is renamed", proxy(), proxy({ routes: [host("llm.example.com", CHAT, EMBEDDINGS)] })],
  [
    "hosts are written in another order",
    proxy({ routes: [AI, host("api.example.com", CHAT)] }),
    proxy({ routes: [host("api.example.com", CHAT), AI] }),
  ],
  ["a host becomes every host below it", proxy(), proxy({ routes: [AI, host("*.example.com", CHAT)] })],
  ["a route is added", proxy(), routing([CHAT, EMBEDDINGS, { paths: ["/v1/models"], to: "llama" }])],
  ["a route is removed", proxy(), routing([CHAT], { workloads: { llama: llama(), embed: EMBED } })],
  ["a route gets another path", proxy(), routing([{ ...CHAT, paths: ["/v1/responses/*"] }, EMBEDDINGS])],
  ["routes are written in another order", proxy(), routing([EMBEDDINGS, CHAT])],
  [
    "a route asks for a header",
    having(both),
    routing([CHAT, EMBEDDINGS, { ...toNext, headers: { "x-tier": "gold" } }], { workloads: both }),
  ],
  [
    "no route asks for a header any more",
    routing([CHAT, EMBEDDINGS, { ...toNext, headers: { "x-tier": "gold" } }], { workloads: both }),
    having(both),
  ],
  [
    "a route gets a timeout and retries",
    proxy(),
    routing([{ ...CHAT, timeout: "900s", retry: { attempts: 2, on: ["unavailable", "connect-failure"] } }, EMBEDDINGS]),
  ],
  ["a route gets a rewrite", proxy(), routing([{ ...CHAT, rewrite: { prefix: "/v1/" } }, EMBEDDINGS])],
  ["a host changes headers", proxy(), proxy({ routes: [{ ...AI, ...HEADERS }] })],
  [
    "a host changes other headers",
    proxy({ routes: [{ ...AI, ...HEADERS }] }),
    proxy({ routes: [{ ...AI, responseHeaders: { set: { "x-gateway": "ai" } } }] }),
  ],
  ["a host changes no headers any more", proxy({ routes: [{ ...AI, ...HEADERS }] }), proxy()],
  [
    "a share changes headers",
    routing([{ ...CHAT, to: { llama: 90, next: 10 } }, EMBEDDINGS], { workloads: both }),
    routing([{ ...CHAT, to: { llama: 90, next: { weight: 10, ...HEADERS } } }, EMBEDDINGS], { workloads: both }),
  ],
  [
    "a share changes no headers any more",
    routing([{ ...CHAT, to: { llama: 90, next: { weight: 10, ...HEADERS } } }, EMBEDDINGS], { workloads: both }),
    routing([{ ...CHAT, to: { llama: 90, next: 10 } }, EMBEDDINGS], { workloads: both }),
  ],
  ["a route opens everything", proxy(), routing([{ ...CHAT, opens: "everything" }, EMBEDDINGS])],
  ["a route opens no more than a part again", routing([{ ...CHAT, opens: "everything" }, EMBEDDINGS]), proxy()],
  [
    "a route becomes a redirect",
    proxy(),
    routing([CHAT, { paths: ["/v1/embeddings"], redirect: { path: "/v2/embeddings" } }]),
  ],
  ["the default answers instead of 404", proxy(), proxy({ default: { to: "llama" } })],
  ["a canary begins", having(both), routing([canary(5), EMBEDDINGS], { workloads: both })],
  [
    "a canary grows",
    routing([canary(5), EMBEDDINGS], { workloads: both }),
    routing([canary(50), EMBEDDINGS], { workloads: both }),
  ],
  [
    "a canary is promoted",
    routing([canary(50), EMBEDDINGS], { workloads: both }),
    routing([toNext, EMBEDDINGS], { workloads: { next, embed: EMBED } }),
    "interrupts",
  ],
  ["a canary is rolled back", routing([canary(50), EMBEDDINGS], { workloads: both }), proxy(), "interrupts"],
  ["a canary gets nothing any more", routing([canary(50), EMBEDDINGS], { workloads: both }), having(both)],
  ["a field is overridden", proxy(), overriding("PREFER_IPV6")],
  ["an override changes", overriding("PREFER_IPV6"), overriding("IPV6_ONLY")],
  ["an override ends", overriding("PREFER_IPV6"), proxy()],
  ["a mirror begins with a part", having(both), routing([mirrored(5), EMBEDDINGS], { workloads: both })],
  [
    "a mirror gets another part",
    routing([mirrored(5), EMBEDDINGS], { workloads: both }),
    routing([mirrored(50), EMBEDDINGS], { workloads: both }),
  ],
  [
    "a mirror gets all instead of a part",
    routing([mirrored(50), EMBEDDINGS], { workloads: both }),
    routing([mirrored(100), EMBEDDINGS], { workloads: both }),
  ],
  ["a mirror of a part ends", routing([mirrored(5), EMBEDDINGS], { workloads: both }), having(both)],
  [
    "weights change",
    routing([{ ...CHAT, to: { llama: 90, next: 10 } }, EMBEDDINGS], { workloads: both }),
    routing([{ ...CHAT, to: { llama: 10, next: 90 } }, EMBEDDINGS], { workloads: both }),
  ],
];

const REDIRECTED = {
  listeners: [
    { http: 80, redirect: "https" as const },
    { https: 443, certificates: [{ existing: "ai" }] },
  ],
};

const FRONTEND: readonly Row[] = [
  ["client keep-alive is shorter", proxy(), fronted({ clientKeepAlive: "120s" })],
  ["client keep-alive is the default again", fronted({ clientKeepAlive: "120s" }), proxy()],
  ["a listener is added", proxy(), fronted({ listeners: [{ http: 80 }, { http: 8080 }] })],
  ["a listener is removed", fronted({ listeners: [{ http: 80 }, { http: 8080 }] }), proxy(), "interrupts"],
  [
    "listeners are written in another order",
    fronted({ listeners: [{ http: 80 }, { http: 8080 }] }),
    fronted({ listeners: [{ http: 8080 }, { http: 80 }] }),
  ],
  [
    "HTTPS beside HTTP",
    fronted(PLAIN_PORT),
    fronted({ listeners: [{ http: 80 }, { https: 443, certificates: [{ existing: "ai" }] }] }),
  ],
  [
    "HTTP redirects to HTTPS",
    fronted({ listeners: [{ http: 80 }, { https: 443, certificates: [{ existing: "ai" }] }] }),
    fronted(REDIRECTED),
    "interrupts",
  ],
  [
    "HTTPS with a managed certificate beside HTTP",
    fronted(PLAIN_PORT),
    fronted({ listeners: [{ http: 80 }, { https: 443, certificates: [{ managed: ["ai.example.com"] }] }] }),
  ],
  [
    "HTTP redirects to HTTPS with a managed certificate that is new",
    fronted(PLAIN_PORT),
    fronted({
      listeners: [
        { http: 80, redirect: "https" },
        { https: 443, certificates: [{ managed: ["ai.example.com"] }] },
      ],
    }),
    "interrupts",
  ],
  [
    "HTTP to HTTPS on one port with a managed certificate",
    fronted({ listeners: [{ http: 8443 }] }),
    fronted(https(8443, { managed: ["ai.example.com"] })),
    "interrupts",
  ],
  [
    "HTTP no longer redirects",
    fronted(REDIRECTED),
    fronted({ listeners: [{ http: 80 }, { https: 443, certificates: [{ existing: "ai" }] }] }),
  ],
  [
    "HTTP to HTTPS on one port",
    fronted({ listeners: [{ http: 8443 }] }),
    fronted(https(8443, { existing: "ai" })),
    "interrupts",
  ],
  [
    "HTTPS to HTTP on one port",
    fronted(https(8443, { existing: "ai" })),
    fronted({ listeners: [{ http: 8443 }] }),
    "interrupts",
  ],
  ["another certificate", fronted(https(443, { existing: "ai" })), fronted(https(443, { existing: "ai-2027" }))],
  [
    "a certificate more",
    fronted(https(443, { existing: "ai" })),
    fronted(https(443, { existing: "ai" }, { existing: "api" })),
  ],
  [
    "a managed domain more",
    fronted(https(443, { managed: ["ai.example.com"] })),
    fronted(https(443, { managed: ["ai.example.com", "api.example.com"] })),
  ],
  [
    "a managed domain less",
    fronted(https(443, { managed: ["ai.example.com", "api.example.com"] })),
    fronted(https(443, { managed: ["ai.example.com"] })),
  ],
  [
    "a managed certificate instead of one's own",
    fronted(https(443, { existing: "ai" })),
    fronted(https(443, { managed: ["ai.example.com"] })),
    "interrupts",
  ],
  [
    "other TLS",
    fronted(https(443, { existing: "ai" })),
    fronted({
      listeners: [
        { https: 443, certificates: [{ existing: "ai" }], tls: { minVersion: "1.1", profile: "compatible" } },
      ],
    }),
  ],
  ["another tier", proxy(), fronted({ networkTier: "standard" }), "interrupts"],
  ["an existing address", proxy(), fronted({ address: { existing: "ai-ip" } }), "interrupts"],
  ["a new address instead of an existing one", fronted({ address: { existing: "ai-ip" } }), proxy(), "interrupts"],
  ["the address is protected", proxy(), fronted({ address: { protect: true } })],
  [
    "another tier for a protected address",
    fronted({ address: { protect: true } }),
    fronted({ address: { protect: true }, networkTier: "standard" }),
    "fails",
  ],
  ["labels are added", proxy(), proxy({ labels: { team: "ml" } })],
  ["labels are removed", proxy({ labels: { team: "ml" } }), proxy()],
];

const addressed = (ip: string): Config => internal({ frontend: { address: { ip } } });
const GROWING = {
  alone: ranged("10.129.0.0/24"),
  backed: ranged({ range: "10.129.0.0/24", backup: "10.130.0.0/23" }),
  swapped: ranged({ range: "10.130.0.0/23", backup: "10.129.0.0/24" }),
  grown: ranged("10.130.0.0/23"),
};

/** Growing takes several applies, and each must find what the one before has left. */
const GROWTH: readonly Change[] = [
  {
    name: "a backup proxy-only subnet is promoted",
    earlier: [GROWING.alone],
    from: GROWING.backed,
    to: GROWING.swapped,
    expected: "interrupts",
  },
  {
    name: "a proxy-only subnet is promoted back",
    earlier: [GROWING.alone, GROWING.backed],
    from: GROWING.swapped,
    to: GROWING.backed,
    expected: "interrupts",
  },
  {
    name: "the proxy-only subnet that was grown away from is removed",
    earlier: [GROWING.alone, GROWING.backed],
    from: GROWING.swapped,
    to: GROWING.grown,
    expected: "none",
  },
  {
    name: "the active proxy-only subnet is removed, and not the backup",
    earlier: [GROWING.alone, GROWING.backed],
    from: GROWING.swapped,
    to: GROWING.alone,
    expected: "fails",
  },
  {
    name: "a grown proxy-only range moves",
    earlier: [GROWING.alone, GROWING.backed, GROWING.swapped],
    from: GROWING.grown,
    to: ranged("10.132.0.0/23"),
    expected: "interrupts",
  },
];

const NETWORK: readonly Row[] = [
  ["the proxy-only range grows", ranged("10.129.0.0/24"), ranged("10.129.0.0/23"), "interrupts"],
  ["the proxy-only range shrinks", ranged("10.129.0.0/23"), ranged("10.129.0.0/24"), "interrupts"],
  ["the proxy-only range moves", ranged("10.129.0.0/24"), ranged("10.130.0.0/24"), "interrupts"],
  ["a backup of the proxy-only subnet is added", ranged("10.129.0.0/24"), GROWING.backed],
  ["a backup of the proxy-only subnet is removed unused", GROWING.backed, ranged("10.129.0.0/24")],
  ["the proxy-only range and its backup at once", ranged("10.129.0.0/24"), GROWING.swapped, "interrupts"],
  ["a backup is promoted and the old subnet removed at once", GROWING.backed, ranged("10.130.0.0/23"), "fails"],
  ["a range that is neither the active one's nor its backup's", GROWING.backed, ranged("10.132.0.0/23"), "fails"],
  [
    "the range of an existing proxy-only subnet's backup is let in",
    ranged({ existing: "proxies", range: "10.129.0.0/24" }),
    ranged({ existing: "proxies", range: "10.129.0.0/24", backup: "10.130.0.0/23" }),
  ],
  [
    "a proxy-only subnet of one's own beside an existing one",
    ranged({ existing: "proxies", range: "10.129.0.0/24" }),
    ranged("10.130.0.0/24"),
    "fails",
  ],
  [
    "an existing proxy-only subnet of another VPC",
    proxy(),
    proxy({ network: { vpc: "ai-2", proxyOnlySubnet: { existing: "proxies", range: "10.130.0.0/24" } } }),
    "interrupts",
  ],
  [
    "firewall rules are another team's",
    proxy(),
    proxy({ network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/24", firewallRules: false } }),
    "interrupts",
  ],
  ["another VPC", proxy(), proxy({ network: { vpc: "ai-2", proxyOnlySubnet: "10.129.0.0/24" } }), "interrupts"],
  [
    "another subnet of an internal proxy",
    internal(),
    internal({ network: { vpc: "ai", subnet: "models-2", proxyOnlySubnet: "10.129.0.0/24" } }),
    "interrupts",
  ],
  ["a fixed address", internal(), addressed("10.128.0.99"), "interrupts"],
  ["another fixed address", addressed("10.128.0.99"), addressed("10.128.0.100"), "interrupts"],
  ["a fixed address is no longer said", addressed("10.128.0.99"), internal()],
  ["global access", internal(), internal({ frontend: { globalAccess: true } }), "interrupts"],
  ["external to internal", proxy(), internal(), "interrupts"],
  ["internal to external", internal(), proxy(), "interrupts"],
  ["another name", proxy(), proxy({ name: "llm" }), "interrupts"],
  [
    "another name in another VPC",
    proxy(),
    proxy({ name: "llm", network: { vpc: "llm", proxyOnlySubnet: "10.129.0.0/24" } }),
    "new stack",
  ],
  [
    "another name in another VPC, on the same existing address",
    proxy({ frontend: { address: { existing: "ai-ip" } } }),
    proxy({
      name: "llm",
      network: { vpc: "llm", proxyOnlySubnet: "10.129.0.0/24" },
      frontend: { address: { existing: "ai-ip" } },
    }),
    "interrupts",
  ],
  ["another region with the same range", serverless(), serverless({ region: "europe-west4" }), "interrupts"],
  [
    "another region",
    serverless(),
    serverless({ region: "europe-west4", network: { vpc: "ai", proxyOnlySubnet: "10.129.8.0/24" } }),
    "new stack",
  ],
  [
    "another region beside the first",
    serverless(),
    serverless({
      region: undefined,
      regions: ["us-central1", "europe-west4"],
      network: { vpc: "ai", proxyOnlySubnet: { "us-central1": "10.129.0.0/24", "europe-west4": "10.129.8.0/24" } },
    }),
    "new stack",
  ],
  ["another project", proxy(), proxy({ project: "ml-test" }), "fails"],
  ["the project of the variable is named", proxy({ project: undefined }), proxy()],
  ["another provider constraint", proxy(), proxy({ provider: { version: ">= 7.40.0, < 8.0.0" } })],
  ["URL map tests are turned off", proxy(), proxy({ urlMapTests: false })],
];

const ALL = ["closed", "embed", "llama"];

/** Others attach a security policy and IAP to every backend service, once the first is deployed. */
const PROTECTED: readonly (readonly [...Row, kept: readonly string[]])[] = [
  ["the same file again", proxy(), proxy(), "none", ALL],
  ["another timeout", proxy(), only(llama({ timeout: "1200s", drain: "60s", affinity: "clientIp" })), "none", ALL],
  [
    "a workload is added",
    proxy(),
    routing([CHAT, EMBEDDINGS, { paths: ["/next"], to: "next" }], { workloads: both }),
    "none",
    ALL,
  ],
  ["another kind of backend", proxy(), only(NEG), "interrupts", ["closed", "embed"]],
  [
    "a workload is renamed",
    proxy(),
    routing([toNext, EMBEDDINGS], { workloads: { next: llama(), embed: EMBED } }),
    "interrupts",
    ["closed", "embed"],
  ],
];
/** Its provider does not know a security policy of a regional backend service. */
const OLD_PROVIDER = { provider: { version: ">= 6.50.0, < 7.8.0" } };
const protectedRow = ([name, from, to, expected = "none", kept]: (typeof PROTECTED)[number]): Change[] => [
  { name: `${name}, protected by others`, from, to, expected, kept },
  {
    name: `${name}, protected by others, with a provider below 7.8`,
    from: from && { ...from, ...OLD_PROVIDER },
    to: { ...to, ...OLD_PROVIDER },
    expected,
    kept,
  },
];

const { project: _, ...anyProject } = proxy();
const OLD_FRONT = {
  address: "old-ip",
  urlMap: "old-map",
  targetProxies: { "http-80": "old-proxy" },
  forwardingRules: { "http-80": "old-rule" },
};
const OLD_SERVICES = { llama: "old-service", embed: "old-embed" };

const ADOPTION: readonly Row[] = [
  ["a whole chain is taken over", undefined, proxy({ adopt: { ...OLD_FRONT, backendServices: OLD_SERVICES } })],
  [
    "a whole chain is taken over in a project that a variable names",
    undefined,
    { ...anyProject, adopt: { ...OLD_FRONT, backendServices: OLD_SERVICES } },
  ],
  ["an address is taken over", undefined, { ...anyProject, adopt: { address: "old-ip" } }],
  [
    "a load balancer is taken over, and not what serves behind it",
    undefined,
    proxy({ adopt: OLD_FRONT }),
    "interrupts",
  ],
  [
    "an HTTPS proxy is taken over with a managed certificate",
    undefined,
    {
      ...fronted(https(443, { managed: ["ai.example.com"] })),
      adopt: { address: "old-ip", targetProxies: { "https-443": "old-proxy" }, backendServices: OLD_SERVICES },
    },
    "interrupts",
  ],
  [
    "a forwarding rule is taken over without its address",
    undefined,
    proxy({ adopt: { forwardingRules: { "http-80": "old-rule" }, backendServices: OLD_SERVICES } }),
    "fails",
  ],
];

export const MATRIX: readonly Change[] = [
  ...[WORKLOADS, KINDS, ROUTES, FRONTEND, NETWORK, ADOPTION, OBSERVABILITY].flatMap((rows) =>
    rows.map(([name, from, to, expected = "none"]) => ({ name, from, to, expected })),
  ),
  ...GROWTH,
  ...PROTECTED.flatMap(protectedRow),
  {
    name: "security is turned off, protected by others",
    from: proxy(),
    to: proxy({ security: "off" }),
    expected: "exposes",
    kept: [],
  },
  {
    name: "IAP is added, protected by others",
    from: fronted(https(443, { existing: "old-certificate" })),
    to: { ...fronted(https(443, { existing: "old-certificate" })), security: { iap: {} } },
    expected: "none",
    kept: ALL,
  },
  ...SECURITY,
  ...TLS,
  ...NAT_AND_PUBLISH,
  ...DNS,
  ...REGION_HEALTH,
];
