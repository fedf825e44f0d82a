import type { Config, FrontendConfig, WorkloadConfig } from "../../../config/schema/config";
import { fronted, group, having, llama, on } from "./small";
import { changesOf, type Staged } from "./staged";

type Tls = NonNullable<NonNullable<FrontendConfig["listeners"]>[number]["tls"]>;

const listening = (tls?: Tls): Config =>
  fronted({ listeners: [{ https: 443, certificates: [{ existing: "ai" }], ...(tls && { tls }) }] });

const AUTHORITIES = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const OTHERS = "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n";
const encrypted = (tls?: WorkloadConfig["tls"]): Config =>
  having({ llama: llama({ protocol: "https", backends: [group("llama")], ...(tls && { tls }) }) });
const PARTNER = having({
  embed: {
    ...on({ internet: { ip: "198.51.100.7" } }),
    tls: { sni: "api.partner.com", verify: ["api.partner.com"] },
  },
});
/** A listener with a PEM certificate, which this Terraform makes. */
const held = (pem: string, more: Partial<Config> = {}): Config => ({
  ...fronted({ listeners: [{ https: 443, certificates: [{ pem, privateKey: "${var.key}" }] }] }),
  ...more,
});
/** Among those that it lets in are some that keep private keys in the state. */
const OLD_PROVIDER = { provider: { version: ">= 7.8.0, < 8.0.0" } };
const UNVERIFIED = having({ embed: on({ internet: { ip: "198.51.100.7" } }) });

const ROWS: Readonly<Record<string, Staged>> = {
  "TLS profiles: FIPS, TLS 1.3 alone, the default again": {
    stages: [listening(), listening({ profile: "fips" }), listening({ minVersion: "1.3" }), listening()],
  },
  "TLS 1.3 alone becomes FIPS": { stages: [listening({ minVersion: "1.3" }), listening({ profile: "fips" })] },
  "post-quantum key exchange: added, deferred, removed": {
    stages: [listening(), listening({ postQuantum: "enabled" }), listening({ postQuantum: "deferred" }), listening()],
  },
  "verified TLS to backends: added, other names, other authorities, removed": {
    stages: [
      encrypted(),
      encrypted({ verify: ["llama.internal"] }),
      encrypted({ sni: "llama.internal", verify: ["llama.internal", "llama.example.com"], authorities: AUTHORITIES }),
      encrypted({ verify: ["llama.internal"], authorities: OTHERS }),
      encrypted(),
    ],
  },
  "authorities of one's own are verified from now on": {
    stages: [encrypted(), encrypted({ verify: ["llama.internal"], authorities: AUTHORITIES })],
  },
  "public authorities instead of one's own": {
    stages: [
      encrypted({ verify: ["llama.internal"], authorities: AUTHORITIES }),
      encrypted({ verify: ["llama.internal"] }),
    ],
  },
  "a PEM certificate at a first deploy": { stages: [held(AUTHORITIES)] },
  "a PEM certificate is rotated": { stages: [held(AUTHORITIES), held(OTHERS)] },
  "a PEM certificate is rotated, with a key that the state keeps": {
    stages: [held(AUTHORITIES, OLD_PROVIDER), held(OTHERS, OLD_PROVIDER)],
  },
  "a private key leaves the state": { stages: [held(AUTHORITIES, OLD_PROVIDER), held(AUTHORITIES)] },
  "an existing certificate instead of a PEM one": { stages: [held(AUTHORITIES), listening()] },
  "an address on the internet is verified": { stages: [UNVERIFIED, PARTNER] },
  "an address on the internet is no longer verified": { stages: [PARTNER, UNVERIFIED] },
};

/** What the words for TLS do, each added, changed and removed. */
export const TLS = changesOf(ROWS);
