import { liesUnder } from "./dns";
import { authorizedDomain } from "./ids";
import { httpsListeners, managedDomains } from "./listeners";
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

/** The host that regions are asked for: the first that is a name, or one that the first pattern takes. */
export function probedHost(model: Model): string | undefined {
  const { hosts } = recordedHosts(model);
  return hosts.find((host) => !host.startsWith("*.")) ?? hosts[0]?.replace("*", "any");
}

/** The domains whose managed certificates get their authorization records, without what wildcards share. */
export function authorizedUnder(model: Model): string[] {
  const domains = httpsListeners(model).flatMap(({ certificates }) => managedDomains(certificates));
  return [...new Set(domains.map(authorizedDomain))].filter((one) => makesAuthorizationRecord(model, one));
}

/** Whether a domain's authorization gets its record. An internal proxy's zone may be private, where no authority looks. */
export const makesAuthorizationRecord = ({ dns, scheme }: Pick<Model, "dns" | "scheme">, domain: string): boolean =>
  dns !== undefined && scheme === "EXTERNAL_MANAGED" && liesUnder(dns.domain, domain);
