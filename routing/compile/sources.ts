import type { DocumentPath } from "../../config/finding";
import type { Decider } from "../evaluate/rule-place";
import type { Fallback } from "./entry";
import type { ReachableEntry } from "./reachable";
import { pathOf } from "./rule-forms";

/** Where what a host serves stands in the configuration. */
export interface HostSources<Source = DocumentPath> {
  /** In the order of evaluation of route rules; `path` as a path rule has it. */
  readonly rules: readonly { readonly path: string; readonly source: Source }[];
  /** Absent: nobody wrote a default. */
  readonly fallback?: Source;
}

export function sourcesOf(reachable: readonly ReachableEntry[], { source: fallback }: Fallback): HostSources {
  const rules = reachable.flatMap(({ entry: { source }, pathActions }) =>
    pathActions.flatMap(({ paths }) => paths.map((path) => ({ source, path: pathOf(path) }))),
  );
  return { rules, ...(fallback !== undefined && { fallback }) };
}

/** Where what became a rule of a host, or its default, stands. The host may have the port of a listener. */
export function sourceOf<Source>(
  hosts: ReadonlyMap<string, HostSources<Source>>,
  host: string,
  decider: Decider | undefined,
): Source | undefined {
  const own = hosts.get(host) ?? hosts.get(host.replace(/:\d+$/, ""));
  const rule = decider?.rule;
  if (decider === undefined || rule === undefined) return own?.fallback;
  const found =
    rule.kind === "routeRule" ? own?.rules[decider.order] : own?.rules.find(({ path }) => path === rule.pattern);
  return found?.source;
}
