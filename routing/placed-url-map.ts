import { ANY_HOST, type HostSources, sourceOf } from "./evaluate/host-sources";
import type { RulePlace } from "./evaluate/rule-place";
import type { NamedUrlMap } from "./readers/named-url-map";

/** Where a configuration has what decides in a URL map, as data: numbers are positions in `places`. */
export interface Places {
  readonly places: readonly RulePlace[];
  readonly sources: ReadonlyMap<string, HostSources<number>>;
  /** By what a policy is called in the resources. */
  readonly policies: ReadonlyMap<string, number>;
}

/** A URL map with its places that can be written down and read elsewhere. */
export type PlacedUrlMap = Omit<NamedUrlMap, "placeOf" | "placeOfPolicy"> & Places;

export function withPlaces({ places, sources, policies, ...map }: PlacedUrlMap): NamedUrlMap {
  const place = (number: number | undefined) => (number === undefined ? undefined : places[number]);
  return {
    ...map,
    placeOfPolicy: (policy) => place(policies.get(policy)),
    placeOf: (host, decider) => place(sourceOf(sources, host ?? ANY_HOST, decider)),
  };
}
