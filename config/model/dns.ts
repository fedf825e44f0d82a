import { seconds } from "../duration";
import type { Config } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";

/** The records of a proxy, with every default filled in. */
export interface Dns {
  /** `<name>-dns`: the stack of the address records. */
  readonly stack: string;
  readonly zone: { readonly name: string; readonly project?: string };
  readonly domain: string;
  /** What counts where there are several regions. */
  readonly routing: DnsRouting;
  /** Seconds. */
  readonly ttl: number;
  readonly healthCheck?: { readonly path: string };
  /**
   * Whether each region tells its health itself: nobody asks an internal proxy. It does from the first region on where a file has
   * a list of regions, so that a further one changes nothing of the others.
   */
  readonly compositeHealth: boolean;
}

export type DnsRouting =
  | { readonly kind: "geo" }
  /** By region; one that is not there gets nobody. */
  | { readonly kind: "weighted"; readonly weights: Readonly<Record<string, number>> }
  | { readonly kind: "failover"; readonly primary: string };

/**
 * How Cloud DNS asks the regions of an external proxy: as often as it can, and twice, as Google's health checks do where nothing
 * is said.
 * @see https://cloud.google.com/dns/docs/routing-policies-overview#health-checks
 */
export const DNS_PROBE = { interval: 30, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

/** What the words for DNS of a valid configuration mean. */
export function resolveDns({ name, dns, regions, exposure = DEFAULTS.proxy.exposure }: Config): Dns | undefined {
  if (dns === undefined) return undefined;
  const { zone, domain, routing, ttl, healthCheck } = dns;
  return {
    stack: `${name}-dns`,
    zone: typeof zone === "string" ? { name: zone } : zone,
    domain,
    routing: routingOf(routing ?? DEFAULTS.dns.routing),
    ttl: Math.ceil(seconds(ttl ?? DEFAULTS.dns.ttl)),
    healthCheck,
    compositeHealth: healthCheck !== undefined && regions !== undefined && exposure === "internal",
  };
}

function routingOf(words: NonNullable<NonNullable<Config["dns"]>["routing"]>): DnsRouting {
  if (words === "geo") return { kind: "geo" };
  if (words.failover !== undefined) return { kind: "failover", primary: words.failover };
  return { kind: "weighted", weights: words.weighted ?? {} };
}

/** Whether a host, or a pattern of hosts, is a domain or lies below it. */
export const liesUnder = (domain: string, host: string): boolean => host === domain || host.endsWith(`.${domain}`);

/**
 * More names of a host in one region, which lead there alone: `us-central1.ai.example.com`. They are there from the first region
 * on where a file has a list of regions, so that a further one changes nothing of the others.
 */
export function regionalNames({ dns, regions }: Config, region: string, host: string): string[] {
  const named = dns !== undefined && regions !== undefined && !host.startsWith("*.") && liesUnder(dns.domain, host);
  return named ? [`${region}.${host}`] : [];
}
