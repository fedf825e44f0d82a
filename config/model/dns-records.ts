import { liesUnder } from "./dns";
import { authorizedDomain } from "./ids";
import type { Model } from "./model";

/** The hosts of a proxy that get address records: all that are names, with the further names that lead to its region alone. */
export function recordedHosts({ dns, routing }: Model): {
  readonly hosts: readonly string[];
  readonly aliases: readonly string[];
} {
  const under = routing.hosts
    .map(({ host, aliases }) => ({ host: host.replace(/:\d+$/, ""), aliases }))
    .filter(({ host }) => dns !== undefined && liesUnder(dns.domain, host));
  return { hosts: [...new Set(under.map(({ host }) => host))], aliases: under.flatMap(({ aliases }) => aliases) };
}

/** The domains whose managed certificates get their authorization records, without what wildcards share. */
export function authorizedUnder({ dns, frontend }: Model): string[] {
  const domains = frontend.listeners.flatMap((listener) =>
    listener.protocol === "https"
      ? listener.certificates.flatMap((one) => (one.kind === "managed" ? one.domain : []))
      : [],
  );
  return [...new Set(domains.map(authorizedDomain))].filter((one) => dns !== undefined && liesUnder(dns.domain, one));
}
