import { API_FAMILIES, type ApiFamilyName } from "../../config/presets/api-families";

const FAMILIES: readonly ApiFamilyName[] = [
  "openai.chat",
  "openai.completions",
  "openai.responses",
  "openai.embeddings",
  "openai.audio",
  "openai.images",
  "anthropic.messages",
  "rerank",
  "tei.embed",
];

/** Paths that run a model and are asked by POST, whatever serves them. */
export const MODEL_PATHS: ReadonlySet<string> = new Set([
  ...FAMILIES.flatMap((family) => API_FAMILIES[family].paths).filter((path) => !path.endsWith("/*")),
  ...["/api/generate", "/api/chat", "/api/embed", "/api/embeddings"],
  ...["/generate", "/generate_stream", "/health_generate"],
]);

/** Paths of API families that have more below them: both are endpoints. */
export const TREES: ReadonlySet<string> = new Set(
  Object.values(API_FAMILIES)
    .flatMap(({ paths }) => paths.filter((path) => (paths as readonly string[]).includes(`${path}/*`)))
    .map(String),
);
