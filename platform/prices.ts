/** How sure a price is: read in Google's own text, quoted by others, or not seen. */
export type Certainty = "high" | "medium" | "unsure";

/** A price of Google's list, in US dollars. */
export interface Price {
  readonly what: string;
  /** A month of 730 hours, each; absent where only use costs. */
  readonly monthly?: number;
  /** What use costs, as the list says it; absent where no figure was seen. */
  readonly unit?: string;
  readonly sure: Certainty;
  readonly source: string;
}

/** When the list was read, and for which region. A list, never a promise: discounts, contracts and other regions differ. */
export const PRICES_AS_OF = { date: "2026-11", region: "us-central1" } as const;

const NETWORK = "https://cloud.google.com/vpc/network-pricing";
const LOAD_BALANCING = `${NETWORK}#lb`;
const NAT = "https://cloud.google.com/nat/pricing";
const ARMOR = "https://cloud.google.com/armor/pricing";
const OBSERVABILITY = "https://cloud.google.com/stackdriver/pricing";
const DNS = "https://cloud.google.com/dns/pricing";

export const PRICES = {
  firstRules: { what: "the first five forwarding rules", monthly: 18.25, sure: "high", source: LOAD_BALANCING },
  furtherRule: { what: "further forwarding rules", monthly: 7.3, sure: "high", source: LOAD_BALANCING },
  proxies: { what: "proxy instances, three at least", monthly: 54.75, sure: "medium", source: LOAD_BALANCING },
  processed: { what: "data processed", unit: "$0.008 a GiB, each way", sure: "high", source: LOAD_BALANCING },
  egress: {
    what: "traffic to the internet",
    unit: "$0.12 a GiB (premium tier, North America)",
    sure: "high",
    source: NETWORK,
  },
  nat: { what: "Cloud NAT for the proxies", monthly: 32.12, unit: "$0.045 a GiB", sure: "medium", source: NAT },
  natAddress: { what: "addresses of Cloud NAT", monthly: 3.65, sure: "medium", source: NAT },
  policy: { what: "Cloud Armor policies", monthly: 5, unit: "$0.75 a million requests", sure: "medium", source: ARMOR },
  policyRule: { what: "rules of Cloud Armor policies", monthly: 1, sure: "medium", source: ARMOR },
  authorization: { what: "authorization policies and extensions", sure: "unsure", source: LOAD_BALANCING },
  queries: { what: "DNS queries", unit: "$0.40 a million, $0.70 with a routing policy", sure: "high", source: DNS },
  logs: { what: "access logs", unit: "$0.50 a GiB, the first 50 GiB free", sure: "medium", source: OBSERVABILITY },
  alert: {
    what: "conditions of alerts",
    monthly: 0.1,
    unit: "$0.35 a million series read",
    sure: "medium",
    source: OBSERVABILITY,
  },
} as const satisfies Readonly<Record<string, Price>>;
