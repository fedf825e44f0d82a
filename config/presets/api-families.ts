import type { ProfileName } from "./profiles";

/**
 * API families: the paths that belong together and the traffic that runs over them. `api: openai.chat` in a rule stands
 * for these paths; the profile gives the route's timeout and retries.
 */
export interface ApiFamily {
  readonly paths: readonly string[];
  readonly profile: ProfileName;
  /** A timeout of the family's own, in seconds, where the profile's does not fit. */
  readonly timeout?: number;
}

/** A path and everything below it. */
const tree = (path: string): readonly string[] => [path, `${path}/*`];

export const API_FAMILIES = {
  "openai.chat": { paths: tree("/v1/chat/completions"), profile: "streaming" },
  "openai.completions": { paths: tree("/v1/completions"), profile: "streaming" },
  "openai.responses": { paths: tree("/v1/responses"), profile: "agentic" },
  "openai.embeddings": { paths: tree("/v1/embeddings"), profile: "embeddings" },
  "openai.audio": { paths: tree("/v1/audio"), profile: "media" },
  "openai.images": { paths: tree("/v1/images"), profile: "media" },
  "openai.models": { paths: tree("/v1/models"), profile: "embeddings", timeout: 10 },
  "openai.files": { paths: [...tree("/v1/files"), ...tree("/v1/batches"), ...tree("/v1/uploads")], profile: "media" },
  "openai.realtime": { paths: tree("/v1/realtime"), profile: "realtime" },
  "anthropic.messages": { paths: tree("/v1/messages"), profile: "streaming" },
  rerank: {
    paths: [...tree("/v1/rerank"), ...tree("/rerank"), ...tree("/v2/rerank"), ...tree("/v1/score"), ...tree("/score")],
    profile: "embeddings",
  },
  "tei.embed": {
    paths: ["/embed", "/embed_sparse", "/embed_all", "/predict", "/rerank", "/similarity"],
    profile: "embeddings",
  },
  "kserve.v2": {
    paths: ["/v2", "/v2/health/ready", "/v2/health/live", "/v2/models/*"],
    profile: "media",
    timeout: 120,
  },
  ollama: {
    paths: [
      "/api/generate",
      "/api/chat",
      "/api/embed",
      "/api/embeddings",
      "/api/tags",
      "/api/show",
      "/api/ps",
      "/api/version",
    ],
    profile: "streaming",
  },
} as const satisfies Record<string, ApiFamily>;

export type ApiFamilyName = keyof typeof API_FAMILIES;
export const API_FAMILY_NAMES = Object.keys(API_FAMILIES) as [ApiFamilyName, ...ApiFamilyName[]];
