import type { Config, WorkloadConfig } from "../../../config/schema/config";
import type { Change, Expected } from "./matrix";
import { having, https, internal, on, proxy } from "./small";

/** Rows about what the proxy reaches and is reached by beyond its VPC: Cloud NAT and Private Service Connect. */

const network = { vpc: "ai", proxyOnlySubnet: "10.129.0.0/24" };
const OPENAI = on({ internet: { fqdn: "api.openai.com" } });
type CloudNat = Config["network"]["cloudNat"];

/** With an internet endpoint behind a Cloud NAT. */
const leaving = (cloudNat?: CloudNat, openai: WorkloadConfig = OPENAI): Config =>
  having({ openai }, { network: { ...network, cloudNat } });
const limited = (maxConnections: number): WorkloadConfig => ({ ...OPENAI, circuitBreakers: { maxConnections } });

type Publish = NonNullable<NonNullable<Config["frontend"]>["publish"]>;
const PUBLISH: Publish = { subnet: "psc", accept: [{ project: "consumer", connections: 10 }] };
const published = (publish?: Partial<Publish>, frontend: Config["frontend"] = {}): Config =>
  internal({ frontend: { ...frontend, publish: { ...PUBLISH, ...publish } } });
const HTTPS = https(443, { existing: "old-certificate" });
const BOTH = { listeners: [{ http: 80 }, ...(HTTPS.listeners ?? [])] };

interface Row {
  /** One after the other; the last apply is the change. Of one: a first deploy. */
  readonly stages: readonly Config[];
  readonly expected?: Expected;
}

const ROWS: Readonly<Record<string, Row>> = {
  "egress addresses at a first deploy": { stages: [leaving({ addresses: 2 })] },
  "egress addresses before anything needs them": {
    stages: [proxy(), proxy({ network: { ...network, cloudNat: { addresses: 1 } } })],
  },
  "an internet endpoint comes to addresses that are there": {
    stages: [proxy({ network: { ...network, cloudNat: { addresses: 1 } } }), leaving({ addresses: 1 })],
  },
  "egress addresses in place of Google's": { stages: [leaving(), leaving({ addresses: 2 })], expected: "interrupts" },
  "an egress address more": { stages: [leaving({ addresses: 1 }), leaving({ addresses: 3 })] },
  "an egress address less": { stages: [leaving({ addresses: 3 }), leaving({ addresses: 2 })], expected: "interrupts" },
  "egress addresses are removed": { stages: [leaving({ addresses: 2 }), leaving()], expected: "interrupts" },
  "egress addresses go with their endpoint": { stages: [leaving({ addresses: 1 }), proxy()] },
  "existing egress addresses: one more, one less": {
    stages: [
      leaving({ addresses: ["egress-1"] }),
      leaving({ addresses: ["egress-1", "egress-2"] }),
      leaving({ addresses: ["egress-2"] }),
    ],
    expected: "interrupts",
  },
  "an existing Cloud NAT in place of the stack's own": {
    stages: [leaving({ addresses: 1 }), leaving({ existing: "proxies" })],
    expected: "interrupts",
  },
  "more ports of Cloud NAT, and what it logs: changed and removed": {
    stages: [leaving({ minPorts: 1024, logs: "off" }), leaving({ minPorts: 2048, logs: "all" }), leaving()],
  },
  "fewer ports of Cloud NAT": { stages: [leaving(), leaving({ minPorts: 1024 })], expected: "interrupts" },
  "ports follow the circuit breakers": { stages: [leaving({}, limited(100)), leaving({}, limited(1000)), leaving()] },

  "published at a first deploy": { stages: [published()] },
  "published, on a proxy that is there": { stages: [internal(), published()] },
  "no longer published": { stages: [published(), internal()], expected: "interrupts" },
  "consumers: one more, another limit": {
    stages: [
      published(),
      published({ accept: [{ project: "consumer", connections: 20 }, { project: "agents" }] }),
      published({ accept: [{ project: "consumer" }, { project: "agents" }] }),
    ],
  },
  "consumers: one less": {
    stages: [published({ accept: [{ project: "consumer" }, { project: "agents" }] }), published()],
    expected: "interrupts",
  },
  "consumers by network": {
    stages: [published(), published({ accept: [{ network: "projects/consumer/global/networks/default" }] })],
    expected: "interrupts",
  },
  "consumers by another subnet": { stages: [published(), published({ subnet: "psc-2" })], expected: "interrupts" },
  "published, and the forwarding rule is made anew": {
    stages: [published(), published({}, { globalAccess: true })],
    expected: "interrupts",
  },
  "published, and the proxies get another range": {
    stages: [
      published(),
      { ...published(), network: { ...network, subnet: "models", proxyOnlySubnet: "10.130.0.0/24" } },
    ],
    expected: "interrupts",
  },
  "published, from HTTP to HTTPS": { stages: [published(), published({}, HTTPS)], expected: "interrupts" },
  "another listener is published": {
    stages: [published({ port: 80 }, BOTH), published({ port: 443 }, BOTH)],
    expected: "interrupts",
  },
  "published no longer, and external": { stages: [published(), proxy()], expected: "interrupts" },
};

/** What the words for Cloud NAT and publishing do, each added, changed and removed. */
export const NAT_AND_PUBLISH: readonly Change[] = Object.entries(ROWS).flatMap(
  ([name, { stages, expected = "none" }]): Change[] => {
    const to = stages.at(-1);
    if (to === undefined) return [];
    return [{ name, earlier: stages.slice(0, -2), from: stages.at(-2), to, expected }];
  },
);
