import { AUTHORIZATION_POLICY } from "../../platform/facts";
import type { AuthorizationPolicy } from "./policies";

/** How much of something a policy has, and how much of it Google takes. */
export interface PolicySize {
  readonly of: keyof typeof AUTHORIZATION_POLICY | "hosts" | "paths" | "headers";
  /** What is counted, in words. */
  readonly what: string;
  readonly count: number;
  readonly most: number;
}

/** What an authorization policy has more of than Google takes. */
export function outgrown({ http_rules = [] }: AuthorizationPolicy): PolicySize[] {
  const most = AUTHORIZATION_POLICY;
  const sources = http_rules.flatMap(({ from }) =>
    [from?.sources, from?.not_sources].filter((one) => one !== undefined),
  );
  const operations = http_rules.flatMap(({ to }) => to?.operations ?? []);
  const largest = (...lists: readonly (readonly unknown[] | undefined)[]) =>
    Math.max(0, ...lists.map((list) => list?.length ?? 0));
  const sizes: PolicySize[] = [
    { of: "rules", what: "ways to know callers", count: http_rules.length, most: most.rules },
    {
      of: "ipBlocks",
      what: "ranges",
      count: sources.reduce((sum, { ip_blocks = [] }) => sum + ip_blocks.length, 0),
      most: most.ipBlocks,
    },
    {
      of: "principals",
      what: "names of certificates",
      count: largest(...sources.map(({ principals }) => principals)),
      most: most.principals,
    },
    {
      of: "resources",
      what: "service accounts and tags",
      count: largest(...sources.map(({ resources }) => resources)),
      most: most.resources,
    },
    { of: "hosts", what: "hosts", count: largest(...operations.map(({ hosts }) => hosts)), most: most.values },
    { of: "paths", what: "paths", count: largest(...operations.map(({ paths }) => paths)), most: most.values },
    {
      of: "headers",
      what: "headers of one caller",
      count: largest(...operations.map(({ header_set }) => header_set?.headers)),
      most: most.values,
    },
  ];
  return sizes.filter(({ count, most }) => count > most);
}
