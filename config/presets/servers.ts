import { trees } from "./api-families";
import type { ProfileName } from "./profiles";

/**
 * Model servers: what each needs to sit behind a load balancer. Every value is a default; a word on the workload wins.
 * `keepAlive` is advice that the summary prints: the proxy keeps idle connections to backends for 600 s and cannot be told
 * otherwise, so a server that closes them sooner answers some requests with 503.
 * @see https://cloud.google.com/load-balancing/docs/l7-internal#timeouts_and_retries
 */
export interface Server {
  readonly title: string;
  /** The release whose paths were read. */
  readonly release: string;
  readonly port: number;
  /** A path that answers when the server can take requests and never runs a model. */
  readonly healthPath: string;
  /** A path that answers as soon as the server runs, before it can take requests. */
  readonly livenessPath?: string;
  /** A path that is taken for a health path and runs a model. */
  readonly paidHealthPath?: string;
  /** Paths that run a model at every POST, beside those of the API families. */
  readonly modelPaths?: readonly string[];
  /** It runs no model: it sends requests on to those that do. */
  readonly routesOnly?: true;
  /** The request header that it reports load metrics for. */
  readonly metricsHeader?: string;
  /** Its load metrics do not come with answers that stream. */
  readonly noMetricsOnStreams?: true;
  readonly profile: ProfileName;
  /** Its usual idle timeout in seconds, where known, and how to raise it above 600 s. */
  readonly keepAlive?: { readonly default?: number; readonly advice: string };
  /**
   * What it publishes for clients, and all that a wide route opens: `/x`, `/x/*` for everything below, `{name}` for one segment, a
   * method before it where another method of the same path administers. Absent: its paths are the user's own.
   */
  readonly published?: readonly string[];
  /** Closed below a wide route, and open to a rule or an API family that names no more than that. */
  readonly optional?: readonly string[];
  /** Closed below a wide route though `published` has it, or nothing is published. */
  readonly closed?: readonly string[];
  /** Where its paths, port and timeout were read: the repository or package, its version, the place. */
  readonly source: string;
}

const FASTAPI_PAGES = ["/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"] as const;
const KEEPS_5_SECONDS = "put a proxy beside it that keeps connections for 620 s: it has no setting of its own";

/** Of servers that speak OpenAI's language. Exact: llama.cpp and vLLM have control paths below some of them. */
const OPENAI = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/models"] as const;
const ANTHROPIC = ["/v1/messages", "/v1/messages/count_tokens"] as const;
/** By GET only: `POST /v1/responses/render` would match too. */
const RESPONSES = ["GET /v1/responses/{response_id}", "/v1/responses/{response_id}/cancel"] as const;

/** By GET only: a client that encodes a slash, as in `x%2Ftrace%2Fsetting`, reaches what lies below one model. */
const KSERVE = [
  "/v2",
  "/v2/health/live",
  "/v2/health/ready",
  "GET /v2/models/{model}",
  "/v2/models/{model}/ready",
  ...["infer", "generate", "generate_stream"].flatMap((verb) => [
    `/v2/models/{model}/${verb}`,
    `/v2/models/{model}/versions/{version}/${verb}`,
  ]),
];
const KSERVE_VERSIONS = ["/v2/models/{model}/versions/{version}", "/v2/models/{model}/versions/{version}/ready"];

const ROWS = {
  vllm: {
    title: "vLLM",
    release: "0.33.0",
    port: 8000,
    healthPath: "/health",
    metricsHeader: "endpoint-load-metrics-format",
    noMetricsOnStreams: true,
    profile: "streaming",
    keepAlive: { default: 5, advice: "set VLLM_HTTP_TIMEOUT_KEEP_ALIVE=620" },
    published: [
      ...OPENAI,
      ...RESPONSES,
      ...ANTHROPIC,
      "/v1/audio/*",
      "/v1/realtime",
      "/v1/rerank",
      "/v1/score",
      "/v2/rerank",
      "/v2/embed",
    ],
    // Not /score, /rerank, /classify, /pooling: they are answered without the API key.
    optional: [
      "/v1/chat/completions/batch",
      "/v1/decisions",
      "/v1/systemone",
      "/cohere/v2/chat",
      "/tokenize",
      "/detokenize",
    ],
    source:
      "vllm-project/vllm 0.33.0: vllm/entrypoints/launchers/api_server/routers.py:12-90, docs/usage/security.md, vllm/envs.py:110",
  },
  sglang: {
    title: "SGLang",
    release: "0.5.23",
    port: 30000,
    healthPath: "/get_model_info",
    paidHealthPath: "/health",
    modelPaths: ["/generate", "/health_generate"],
    profile: "streaming",
    keepAlive: { default: 5, advice: "set SGLANG_TIMEOUT_KEEP_ALIVE=620" },
    published: [
      ...OPENAI,
      "/v1/responses/*",
      ...ANTHROPIC,
      "/v1/audio/transcriptions",
      "/v1/realtime",
      "/v1/rerank",
      "/v1/score",
      "/v1/classify",
      "/generate",
      "/encode",
      "/classify",
    ],
    optional: [
      "/v1/models/*",
      "/v1/images/*",
      ...trees("/v1/videos"),
      "/v1/decisions",
      "/v1/systemone",
      "/tokenize",
      "/v1/tokenize",
    ],
    source:
      "sgl-project/sglang 0.5.23: python/sglang/srt/entrypoints/http_server.py (routes; /health generates a token: 721-770), environ.py:337",
  },
  tgi: {
    title: "Text Generation Inference",
    release: "3.3.7",
    port: 80,
    healthPath: "/health",
    modelPaths: ["/generate", "/generate_stream"],
    profile: "streaming",
    published: ["/v1/chat/completions", "/v1/completions", "/v1/models", "/generate", "/generate_stream", "/"],
    optional: ["/tokenize", "/chat_tokenize", "/invocations", "/v2/models/{model}/versions/{version}/infer"],
    source: "huggingface/text-generation-inference db931fc (3.3.7): router/src/server.rs:2198-2287, Dockerfile",
  },
  tei: {
    title: "Text Embeddings Inference",
    release: "1.9.3",
    port: 80,
    healthPath: "/health",
    profile: "embeddings",
    published: ["/v1/embeddings", "/embed", "/embed_all", "/embed_sparse", "/predict", "/rerank", "/similarity", "/"],
    optional: ["/embeddings", "/tokenize", "/decode", "/info"],
    source: "huggingface/text-embeddings-inference 0d124dc (1.9.3): router/src/http/server.rs:1758-1866, Dockerfile",
  },
  triton: {
    title: "Triton Inference Server",
    release: "2.54.0",
    port: 8000,
    healthPath: "/v2/health/ready",
    livenessPath: "/v2/health/live",
    metricsHeader: "endpoint-load-metrics-format",
    profile: "media",
    published: KSERVE,
    // The template of one model covers it; an encoded spelling may still reach these statistics.
    closed: ["/v2/models/stats"],
    optional: [...KSERVE_VERSIONS, "/v2/models/{model}/config"],
    source:
      "triton-inference-server/server e1db8a6 (after 2.54.0): src/http_server.cc:1182-1191, 4853-4955, docs/customization_guide/deploy.md:41-60",
  },
  ollama: {
    title: "Ollama",
    release: "0.33.0",
    port: 11434,
    healthPath: "/api/version",
    profile: "streaming",
    published: [
      ...OPENAI,
      "/v1/models/*",
      "/v1/messages",
      "/v1/audio/transcriptions",
      "/api/generate",
      "/api/chat",
      "/api/embed",
      "/api/embeddings",
      "/api/tags",
      "/api/version",
    ],
    // They show system prompts and loaded models; clients such as Open WebUI want them.
    optional: ["/api/show", "/api/ps"],
    source: "ollama/ollama fb30760 (0.33.0-rc2): server/routes.go:1871-1926",
  },
  nim: {
    title: "NVIDIA NIM",
    release: "3.0.0",
    port: 8000,
    healthPath: "/v1/health/ready",
    livenessPath: "/v1/health/live",
    profile: "streaming",
    published: [...OPENAI, ...RESPONSES, ...ANTHROPIC, "/v1/ranking"],
    optional: ["/tokenize", "/v1/infer", "/v1/audio/*", "/v1/images/*"],
    source: "docs.nvidia.com/nim: LLM 2.0.1 and 3.0.0, API reference; VLM 2.0.0, management endpoints",
  },
  ray: {
    title: "Ray Serve",
    release: "2.60.0",
    port: 8000,
    healthPath: "/-/healthz",
    profile: "streaming",
    keepAlive: { default: 90, advice: "set keep_alive_timeout_s: 620 in its http_options" },
    closed: [
      "/-/*",
      ...FASTAPI_PAGES,
      "/sleep",
      "/wakeup",
      "/is_sleeping",
      "/pause",
      "/resume",
      "/is_paused",
      "/collective_rpc",
      "/reset_prefix_cache",
      "/internal/route",
    ],
    source:
      "ray-project/ray 2.60.0: python/ray/serve/_private/proxy_request_response.py:97-106, constants.py:60, ray/llm/_internal/serve/core/ingress/ingress.py:119-133",
  },
  litellm: {
    title: "LiteLLM",
    release: "1.110.2",
    port: 4000,
    routesOnly: true,
    healthPath: "/health/readiness",
    paidHealthPath: "/health",
    profile: "streaming",
    keepAlive: { default: 5, advice: "start it with --keepalive_timeout 620" },
    published: [
      ...OPENAI,
      "/v1/responses/*",
      ...ANTHROPIC,
      "/v1/audio/*",
      "/v1/images/*",
      "/v1/moderations",
      "/v1/realtime",
      "/v1/rerank",
      "/v2/rerank",
      // Its own examples use a base URL without /v1.
      "/chat/completions",
      "/completions",
      "/embeddings",
      "/responses",
      "/models",
      "/rerank",
    ],
    optional: [
      ...trees("/v1/files", "/v1/batches", "/v1/vector_stores", "/v1/videos"),
      "/v1/models/*",
      "/v1/realtime/*",
      "/v1beta/models/*",
      "/openai/deployments/*",
      "/engines/*",
      "/images/*",
      "/audio/*",
      "/mcp/*",
    ],
    source:
      "BerriAI/litellm 1.110.2: litellm/proxy (987 routes), _types.py:229-789, proxy_cli.py:1111, docs/proxy/health.md (plain /health calls every model)",
  },
  "production-stack": {
    title: "vLLM production-stack router",
    release: "0.1.12",
    port: 8001,
    routesOnly: true,
    healthPath: "/health",
    noMetricsOnStreams: true,
    profile: "streaming",
    keepAlive: { default: 5, advice: KEEPS_5_SECONDS },
    published: [...OPENAI, "/v1/messages", "/v1/audio/*", "/v1/images/*", "/v1/rerank", "/v1/score"],
    optional: [...trees("/v1/files", "/v1/batches"), "/rerank", "/score", "/tokenize"],
    source:
      "vllm-project/production-stack a6c01db (0.1.12): src/vllm_router/routers/main_router.py:51-298, app.py:368-372",
  },
  bentoml: {
    title: "BentoML",
    release: "1.4.38",
    port: 3000,
    healthPath: "/readyz",
    livenessPath: "/livez",
    profile: "streaming",
    keepAlive: { default: 5, advice: "start it with --timeout-keep-alive 620" },
    closed: [
      "/",
      "/livez",
      "/healthz",
      "/readyz",
      "/metrics",
      "/schema.json",
      "/docs.json",
      "/static_content/*",
      "/assets/*",
    ],
    source: "bentoml/BentoML 32230a5 (1.4.38): src/_bentoml_impl/server/app.py:181-213, worker/service.py:91-95",
  },
  mlserver: {
    title: "MLServer (KServe v2)",
    release: "1.6.0",
    port: 8080,
    healthPath: "/v2/health/ready",
    livenessPath: "/v2/health/live",
    profile: "media",
    keepAlive: { default: 5, advice: KEEPS_5_SECONDS },
    published: [...KSERVE, "/v2/models/{model}/infer_stream", "/v2/models/{model}/versions/{version}/infer_stream"],
    optional: KSERVE_VERSIONS,
    source: "SeldonIO/MLServer a325e52 (1.6.0.dev1): mlserver/rest/app.py:60-186, settings.py",
  },
  litserve: {
    title: "LitServe",
    release: "0.2.17",
    port: 8000,
    healthPath: "/health",
    profile: "streaming",
    keepAlive: { default: 5, advice: "start it with server.run(timeout_keep_alive=620)" },
    closed: ["/", "/health", "/info", "/shutdown", "/metrics", "/mcp/*", ...FASTAPI_PAGES],
    source: "Lightning-AI/LitServe 1311d5b (0.2.17): src/litserve/server.py:700-716, 1024-1135, 1470",
  },
  "llama-cpp": {
    title: "llama.cpp server",
    release: "of llama-cpp-python 0.3.36",
    port: 8080,
    healthPath: "/health",
    profile: "streaming",
    keepAlive: { default: 5, advice: KEEPS_5_SECONDS },
    published: [
      ...OPENAI,
      ...ANTHROPIC,
      "/v1/audio/transcriptions",
      "/v1/rerank",
      "/completion",
      "/infill",
      "/embedding",
    ],
    optional: [
      "/v1/reranking",
      "/v1/chat/completions/input_tokens",
      "/v1/responses/input_tokens",
      "/tokenize",
      "/embeddings",
      "/rerank",
      "/",
    ],
    source:
      "ggml-org/llama.cpp as in llama-cpp-python 0.3.36: tools/server/server.cpp:244-373, vendor/cpp-httplib/httplib.h:25,33",
  },
} as const satisfies Record<string, Server>;

export type ServerName = keyof typeof ROWS;
export const SERVERS: Readonly<Record<ServerName, Server>> = ROWS;
export const SERVER_NAMES = Object.keys(SERVERS) as [ServerName, ...ServerName[]];
