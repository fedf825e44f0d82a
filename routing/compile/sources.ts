import type { HostSources } from "../evaluate/host-sources";
import type { Fallback } from "./entry";
import type { ReachableEntry } from "./reachable";
import { pathOf } from "./rule-forms";

export function sourcesOf(reachable: readonly ReachableEntry[], { source: fallback }: Fallback): HostSources {
  const rules = reachable.flatMap(({ entry: { source }, pathActions }) =>
    pathActions.flatMap(({ paths }) => paths.map((path) => ({ source, path: pathOf(path) }))),
  );
  return { rules, ...(fallback !== undefined && { fallback }) };
}
