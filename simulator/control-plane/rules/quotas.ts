import { quotaExceeded } from "../api-error";
import type { RuleSet } from "./rule";
import { SOURCE } from "./sources";

export const QUOTAS: RuleSet = {
  collection: "*",
  rules: [
    {
      id: "quota",
      source: SOURCE.quotaErrors,
      refuses: "one resource more than a quota of the project allows, where quotas are given",
      verbatim: true,
      write: (resource, { verb, path }, { quotas }) => {
        const quota = verb === "insert" ? quotas.exceededBy(resource, path) : undefined;
        return quota && quotaExceeded(quota.metric, quota.limit, quota.region);
      },
    },
  ],
};
