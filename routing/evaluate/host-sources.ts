import type { DocumentPath } from "../../config/finding";
import type { Decider } from "./rule-place";

/** What stands for every host that no other pattern names. */
export const ANY_HOST = "*";

/** Where what a host serves stands in the configuration. */
export interface HostSources<Source = DocumentPath> {
  /** In the order of evaluation of route rules; `path` as a path rule has it. */
  readonly rules: readonly { readonly path: string; readonly source: Source }[];
  /** Absent: nobody wrote a default. */
  readonly fallback?: Source;
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
