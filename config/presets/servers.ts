import type { ProfileName } from "./profiles";

/**
 * Model servers: what each needs to sit behind a load balancer. Every value is a default; a word on the workload wins.
 * `keepAlive` is advice that the summary prints: the proxy keeps idle connections to backends for 600 s and cannot be told
 * otherwise, so a server that closes them sooner answers some requests with 503.
 * @see https://cloud.google.com/load-balancing/docs/l7-internal#timeouts_and_retries
 */
export interface Server {
  readonly title: string;
  readonly port: number;
  /** A path that answers when the server can take requests and never runs a model. */
  readonly healthPath: string;
  /** A path that answers as soon as the server runs, before it can take requests. */
  readonly livenessPath?: string;
  /** A path that is taken for a health path and runs a model. */
  readonly paidHealthPath?: string;
  /** Paths that run a model at every POST, beside those of the API families. */
  readonly modelPaths?: readonly string[];
  /** Its load metrics do not come with answers that stream. */
  readonly noMetricsOnStreams?: true;
  readonly profile: ProfileName;
  /** Its usual idle timeout in seconds, where known, and how to raise it above 600 s. */
  readonly keepAlive?: { readonly default?: number; readonly advice: string };
  /** Paths that administer the server or reveal its insides; a wide route never exposes them by accident. */
  readonly adminPaths: readonly string[];
  readonly source: string;
}

const UVICORN = { default: 5, advice: "start uvicorn with --timeout-keep-alive 620" } as const;
const FASTAPI_PAGES = ["/metrics", "/docs", "/redoc", "/openapi.json"] as const;

const ROWS = {
  vllm: {
    title: "vLLM",
    port: 8000,
    healthPath: "/health",
    noMetricsOnStreams: true,
    profile: "streaming",
    keepAlive: { default: 5, advice: "set VLLM_HTTP_TIMEOUT_KEEP_ALIVE=620" },
    adminPaths: [
      "/sleep",
      "/wake_up",
      "/is_sleeping",
      "/v1/load_lora_adapter",
      "/v1/unload_lora_adapter",
      "/reset_prefix_cache",
      "/reset_mm_cache",
      "/collective_rpc",
      "/server_info",
      "/start_profile",
      "/stop_profile",
      ...FASTAPI_PAGES,
    ],
    source: "docs.vllm.ai: health, envs.py, api_server (development endpoints)",
  },
  sglang: {
    title: "SGLang",
    port: 30000,
    healthPath: "/health",
    modelPaths: ["/generate", "/health_generate"],
    profile: "streaming",
    keepAlive: UVICORN,
    adminPaths: [
      "/flush_cache",
      "/update_weights_from_disk",
      "/update_weights_from_distributed",
      "/update_weights_from_tensor",
      "/release_memory_occupation",
      "/resume_memory_occupation",
      "/load_lora_adapter",
      "/unload_lora_adapter",
      "/start_profile",
      "/stop_profile",
      "/health_generate",
      ...FASTAPI_PAGES,
    ],
    source: "docs.sglang.io: native API",
  },
  tgi: {
    title: "Text Generation Inference",
    port: 80,
    healthPath: "/health",
    modelPaths: ["/generate", "/generate_stream"],
    profile: "streaming",
    adminPaths: ["/metrics", "/docs", "/api-doc/openapi.json"],
    source: "huggingface/text-generation-inference: router/src/server.rs, Dockerfile",
  },
  tei: {
    title: "Text Embeddings Inference",
    port: 80,
    healthPath: "/health",
    profile: "embeddings",
    adminPaths: ["/metrics", "/docs", "/api-doc/openapi.json"],
    source: "huggingface/text-embeddings-inference: router/src/http/server.rs, Dockerfile",
  },
  triton: {
    title: "Triton Inference Server",
    port: 8000,
    healthPath: "/v2/health/ready",
    livenessPath: "/v2/health/live",
    profile: "media",
    adminPaths: [
      "/v2/repository",
      "/v2/logging",
      "/v2/trace",
      "/v2/cudasharedmemory",
      "/v2/systemsharedmemory",
      "/metrics",
    ],
    source: "triton-inference-server/server: src/http_server.cc",
  },
  ollama: {
    title: "Ollama",
    port: 11434,
    healthPath: "/api/version",
    profile: "streaming",
    adminPaths: ["/api/pull", "/api/push", "/api/create", "/api/copy", "/api/delete", "/api/blobs"],
    source: "ollama/ollama: server/routes.go",
  },
  nim: {
    title: "NVIDIA NIM",
    port: 8000,
    healthPath: "/v1/health/ready",
    livenessPath: "/v1/health/live",
    profile: "streaming",
    keepAlive: UVICORN,
    adminPaths: ["/v1/metrics", ...FASTAPI_PAGES],
    source: "docs.nvidia.com/nim: API reference",
  },
  ray: {
    title: "Ray Serve",
    port: 8000,
    healthPath: "/-/healthz",
    profile: "streaming",
    keepAlive: { default: 5, advice: "set RAY_SERVE_HTTP_KEEP_ALIVE_TIMEOUT_S=620" },
    adminPaths: ["/-/routes", "/metrics"],
    source: "docs.ray.io: Serve, production guide",
  },
  litellm: {
    title: "LiteLLM",
    port: 4000,
    healthPath: "/health/readiness",
    paidHealthPath: "/health",
    profile: "streaming",
    keepAlive: { default: 5, advice: "start it with --keepalive_timeout 620" },
    adminPaths: [
      "/key",
      "/user",
      "/team",
      "/organization",
      "/customer",
      "/budget",
      "/model/new",
      "/model/update",
      "/model/delete",
      "/config",
      "/credentials",
      "/cache",
      "/global/spend",
      "/spend",
      "/ui",
      "/health",
      "/sso",
      ...FASTAPI_PAGES,
    ],
    source: "BerriAI/litellm: docs/proxy/health.md (plain /health calls every model), docs/proxy/virtual_keys.md",
  },
  "production-stack": {
    title: "vLLM production-stack router",
    port: 8001,
    healthPath: "/health",
    noMetricsOnStreams: true,
    profile: "streaming",
    keepAlive: UVICORN,
    adminPaths: ["/sleep", "/wake_up", "/is_sleeping", "/engines", ...FASTAPI_PAGES],
    source: "vllm-project/production-stack: src/vllm_router",
  },
  bentoml: {
    title: "BentoML",
    port: 3000,
    healthPath: "/readyz",
    livenessPath: "/livez",
    profile: "streaming",
    keepAlive: { default: 5, advice: "start it with --timeout-keep-alive 620" },
    adminPaths: ["/metrics", "/docs.json"],
    source: "bentoml/BentoML: _internal/server/base_app.py, default_configuration.yaml",
  },
  mlserver: {
    title: "MLServer (KServe v2)",
    port: 8080,
    healthPath: "/v2/health/ready",
    livenessPath: "/v2/health/live",
    profile: "media",
    keepAlive: UVICORN,
    adminPaths: ["/v2/repository", "/metrics", "/v2/docs", "/docs"],
    source: "SeldonIO/MLServer: mlserver/rest/app.py, settings.py",
  },
  litserve: {
    title: "LitServe",
    port: 8000,
    healthPath: "/health",
    profile: "streaming",
    keepAlive: UVICORN,
    adminPaths: ["/shutdown", "/info", ...FASTAPI_PAGES],
    source: "lightning.ai: LitServe, health check",
  },
  "llama-cpp": {
    title: "llama.cpp server",
    port: 8080,
    healthPath: "/health",
    profile: "streaming",
    adminPaths: ["/slots", "/props", "/metrics", "/lora-adapters"],
    source: "ggml-org/llama.cpp: tools/server/README.md",
  },
} as const satisfies Record<string, Server>;

export type ServerName = keyof typeof ROWS;
export const SERVERS: Readonly<Record<ServerName, Server>> = ROWS;
export const SERVER_NAMES = Object.keys(SERVERS) as [ServerName, ...ServerName[]];
