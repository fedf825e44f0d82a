import type { Config, DnsConfig } from "../../../config/schema/config";
import { EMBED, EMBEDDINGS, https, proxy } from "./small";
import { changesOf, type Staged } from "./staged";

const ZONE: DnsConfig = { zone: "example-com", domain: "example.com", healthCheck: { path: "/v1/embeddings" } };
const RANGES = {
  "us-central1": "10.129.0.0/24",
  "europe-west4": "10.129.8.0/24",
  "asia-southeast1": "10.129.16.0/24",
} as const;
type Region = keyof typeof RANGES;

/** A service that is in every region, below some hosts. */
const named = (regions: readonly Region[], dns?: Partial<DnsConfig>, hosts = ["ai.example.com"]): Config =>
  proxy({
    region: undefined,
    regions,
    network: { vpc: "ai", proxyOnlySubnet: Object.fromEntries(regions.map((region) => [region, RANGES[region]])) },
    frontend: https(443, { managed: ["ai.example.com"] }),
    workloads: { embed: EMBED },
    routes: [{ hosts, rules: [EMBEDDINGS] }],
    ...(dns && { dns: { ...ZONE, ...dns } }),
  });
const one = (dns?: Partial<DnsConfig>): Config => {
  const { regions, ...rest } = named(["us-central1"], dns);
  return { ...rest, region: regions?.[0] };
};
const TWO: readonly Region[] = ["us-central1", "europe-west4"];
const THREE: readonly Region[] = [...TWO, "asia-southeast1"];

const ROWS: Readonly<Record<string, Staged>> = {
  "DNS is added": { stages: [one(), one({})], expected: "new stack" },
  "DNS: another TTL, a health check, and several names": {
    stages: [
      one({ ttl: "60s", healthCheck: undefined }),
      one({}),
      named(["us-central1"], {}, ["ai.example.com", "*.example.com"]),
    ],
  },
  "DNS: a second region": { stages: [one({}), named(TWO, {})], expected: "interrupts" },
  "DNS: a third region": { stages: [named(TWO, {}), named(THREE, {})], expected: "new stack" },
  "DNS: a third region, and nobody asks": {
    stages: [named(TWO, { healthCheck: undefined }), named(THREE, { healthCheck: undefined })],
    expected: "interrupts",
  },
  "DNS: a region less": { stages: [named(THREE, {}), named(TWO, {})], expected: "new stack" },
  "DNS: by place, by weight, by failover": {
    stages: [
      named(TWO, {}),
      named(TWO, { routing: { weighted: { "us-central1": 90, "europe-west4": 10 } } }),
      named(TWO, { routing: { failover: "us-central1" }, ttl: "10s" }),
    ],
  },
  "DNS: regions are no longer asked": {
    stages: [named(TWO, {}), named(TWO, { healthCheck: undefined })],
    expected: "interrupts",
  },
  "DNS: a domain that a host is not below": {
    stages: [
      named(TWO, {}, ["ai.example.com", "eu.example.com"]),
      named(TWO, { domain: "eu.example.com" }, ["ai.example.com", "eu.example.com"]),
    ],
    expected: "interrupts",
  },
  "DNS is removed": { stages: [named(TWO, {}), named(TWO)], expected: "new stack" },
};

/** Records that lead to a proxy. */
export const DNS = changesOf(ROWS);
