import type { ProfileName } from "./profiles";

/**
 * API families: the paths that belong together and the traffic that runs over them. `api: openai.chat` in a rule stands
 * for these paths; the profile gives the route's timeout and retries.
 */
export interface ApiFamily {
  readonly paths: readonly string[];
  readonly profile: ProfileName;
  /** Those of its paths that run a model at every POST. */
  readonly modelPaths?: readonly string[];
  /** A timeout of the family's own, in seconds, where the profile's does not fit. */
  readonly timeout?: number;
}

/** Paths and everything below each. */
export const trees = (...paths: readonly string[]) => paths.flatMap((path) => [path, `${path}/*`]);

/** Paths that each run a model, and everything below them. */
const models = (...paths: readonly string[]) => ({ paths: trees(...paths), modelPaths: paths });

const TEI = ["/embed", "/embed_sparse", "/embed_all", "/predict", "/rerank", "/similarity"];
const OLLAMA = ["/api/generate", "/api/chat", "/api/embed", "/api/embeddings"];

const ROWS = {
  "openai.chat": { ...models("/v1/chat/completions"), profile: "streaming" },
  "openai.completions": { ...models("/v1/completions"), profile: "streaming" },
  "openai.responses": { ...models("/v1/responses"), profile: "agentic" },
  "openai.embeddings": { ...models("/v1/embeddings"), profile: "embeddings" },
  "openai.audio": { ...models("/v1/audio"), profile: "media" },
  "openai.images": { ...models("/v1/images"), profile: "media" },
  "openai.models": { paths: trees("/v1/models"), profile: "embeddings", timeout: 10 },
  "openai.files": { paths: trees("/v1/files", "/v1/batches", "/v1/uploads"), profile: "media" },
  "openai.realtime": { paths: trees("/v1/realtime"), profile: "realtime" },
  "anthropic.messages": { ...models("/v1/messages"), profile: "streaming" },
  rerank: { ...models("/v1/rerank", "/rerank", "/v2/rerank", "/v1/score", "/score"), profile: "embeddings" },
  "tei.embed": { paths: TEI, modelPaths: TEI, profile: "embeddings" },
  "kserve.v2": {
    paths: ["/v2", "/v2/health/ready", "/v2/health/live", "/v2/models/*"],
    profile: "media",
    timeout: 120,
  },
  ollama: {
    paths: [...OLLAMA, "/api/tags", "/api/show", "/api/ps", "/api/version"],
    modelPaths: OLLAMA,
    profile: "streaming",
  },
} as const satisfies Record<string, ApiFamily>;

export type ApiFamilyName = keyof typeof ROWS;
export const API_FAMILIES: Readonly<Record<ApiFamilyName, ApiFamily>> = ROWS;
export const API_FAMILY_NAMES = Object.keys(API_FAMILIES) as [ApiFamilyName, ...ApiFamilyName[]];
