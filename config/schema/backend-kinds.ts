/** The keys that say of what kind a backend is; a backend has exactly one of them. */
export const BACKEND_KINDS = [
  "instanceGroup",
  "instances",
  "neg",
  "gke",
  "zonalEndpoints",
  "hybridEndpoints",
  "cloudRun",
  "cloudFunction",
  "privateServiceConnect",
  "internet",
  "backendService",
] as const;
export type BackendKind = (typeof BACKEND_KINDS)[number];
