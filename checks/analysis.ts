import type { Finding } from "../config/finding";
import type { Dns } from "../config/model/dns";
import type { Model } from "../config/model/model";
import type { ProviderConstraint } from "../config/model/provider-version";
import type { Config } from "../config/schema/config";
import type { CompiledRoute } from "../routing/compile/compile";
import type { HostSources } from "../routing/evaluate/host-sources";
import type { UrlMap } from "../routing/url-map";

/** One region, ready to become Terraform JSON. */
export interface AnalyzedRegion {
  readonly config: Config;
  readonly model: Model;
  /** Services are workload ids, and `closed`. */
  readonly urlMap: UrlMap;
  /** What each rule became, the most specific first. */
  readonly routes: readonly CompiledRoute[];
  /** Where each host's rules stand in the file. */
  readonly sources: ReadonlyMap<string, HostSources>;
}

/** Sorted by region; the schema asks for one at least. */
export type AnalyzedRegions = readonly [AnalyzedRegion, ...AnalyzedRegion[]];

export interface Analysis {
  readonly config: Config;
  readonly regions: AnalyzedRegions;
  readonly dns?: Dns;
  /** The range of the google provider, with the reasons for it. */
  readonly provider: ProviderConstraint;
  readonly findings: readonly Finding[];
  /** The warnings that the file suppresses. */
  readonly suppressed: readonly SuppressedFinding[];
}

/** The names of the stacks, in the order in which they are applied. */
export const stacksOf = ({ regions, dns }: Analysis): string[] => [
  ...regions.map(({ model }) => model.stack),
  ...(dns === undefined ? [] : [dns.stack]),
];

/** A warning that the file suppresses, with the reason that it gives. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason: string;
}
