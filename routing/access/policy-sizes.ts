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
  const largest = (lists: readonly (readonly unknown[] | undefined)[]) =>
    Math.max(0, ...lists.map((list) => list?.length ?? 0));
  const sizes: [of: PolicySize["of"], what: string, count: number, most: number][] = [
    ["rules", "ways to know callers", http_rules.length, most.rules],
    ["ipBlocks", "ranges", sources.reduce((sum, { ip_blocks = [] }) => sum + ip_blocks.length, 0), most.ipBlocks],
    ["principals", "names of certificates", largest(sources.map((one) => one.principals)), most.principals],
    ["resources", "service accounts and tags", largest(sources.map((one) => one.resources)), most.resources],
    ["hosts", "hosts", largest(operations.map((one) => one.hosts)), most.values],
    ["paths", "paths", largest(operations.map((one) => one.paths)), most.values],
    ["headers", "headers of one caller", largest(operations.map((one) => one.header_set?.headers)), most.values],
  ];
  return sizes.flatMap(([of, what, count, most]) => (count > most ? [{ of, what, count, most }] : []));
}
