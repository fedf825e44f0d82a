import { API_FAMILIES } from "../../config/presets/api-families";
import { SERVERS } from "../../config/presets/servers";

/** Methods whose requests have no body: they call no model. */
export const WITHOUT_BODY: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** Paths that run a model and are asked by POST, whatever serves them. */
export const MODEL_PATHS: ReadonlySet<string> = new Set(
  [...Object.values(API_FAMILIES), ...Object.values(SERVERS)].flatMap(({ modelPaths = [] }) => modelPaths),
);

export const FAMILY_PATHS: ReadonlySet<string> = new Set(Object.values(API_FAMILIES).flatMap(({ paths }) => paths));

/** Paths of API families that have more below them: both are endpoints. */
export const TREES: ReadonlySet<string> = new Set(
  Object.values(API_FAMILIES).flatMap(({ paths }) => paths.filter((path) => paths.includes(`${path}/*`))),
);
