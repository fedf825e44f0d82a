import type { Config, WorkloadConfig } from "../../../config/schema/config";
import { CHAT, EMBED, EMBEDDINGS, fronted, group, having, https, internal, llama, on, proxy, routing } from "./small";
import { changesOf, type Staged } from "./staged";

type Security = Config["security"];
type RateLimit = NonNullable<Exclude<Security, "off" | undefined>["rateLimits"]>[number];
type Extensions = NonNullable<Config["extensions"]>;

const secured = (security: Security, more: Partial<Config> = {}): Config => proxy({ security, ...more });

const TENANT: RateLimit = { name: "tenant", key: { header: "x-tenant-id" }, requests: 600, per: "1m" };
const BAN: RateLimit = { ...TENANT, ban: { requests: 5000, per: "10m", duration: "5m" } };
const CLIENT: RateLimit = { name: "client", key: "clientIp", requests: 1200, per: "1m", preview: true };
const SCANNERS = { name: "no-scanners", expression: "request.path.contains('wp-')", action: "deny" } as const;
const LIMITED = secured({ rateLimits: [TENANT] });
const RANGES = { allow: ["203.0.113.0/24", "198.51.100.7"], deny: ["203.0.113.66"] };
const BY_HEADER = { headers: { "x-agent": "search" } };
const EVERYTHING = secured({ ...RANGES, rateLimits: [TENANT], rules: [SCANNERS] });

const TLS = https(443, { existing: "old-certificate" });
const iap = (...members: string[]): Config => ({ ...fronted(TLS), security: { iap: { members } } });
const IAP = iap("group:ml@example.com");

const narrowed = (path: string, ...allow: string[]): Config =>
  routing([CHAT, EMBEDDINGS, { paths: [path], to: "llama", security: { allow } }]);
const NARROWED = narrowed("/admin/*", "203.0.113.5");

const KEYS: WorkloadConfig = {
  protocol: "h2c",
  port: 9000,
  healthCheck: { protocol: "grpc" },
  backends: [group("keys", { tags: ["keys"] })],
};
const extended = (...extensions: Extensions): Config =>
  having({ keys: KEYS }, extensions.length > 0 ? { extensions } : {});
const AUTHORIZER: Extensions[number] = { kind: "authorization", to: "keys", headers: ["x-api-key"], timeout: "200ms" };
const READER: Extensions[number] = { kind: "route", to: "keys", hosts: ["ai.example.com"] };
const FILTER: Extensions[number] = { kind: "traffic", to: "keys" };

const { exposure, network } = internal();
const toInternal = { exposure, network };

const AUTHORITIES = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const mutual = (mode?: "require" | "allow"): Config =>
  fronted({
    listeners: [
      {
        https: 443,
        certificates: [{ existing: "old-certificate" }],
        ...(mode && { tls: { clientCertificates: { authorities: AUTHORITIES, mode } } }),
      },
    ],
  });

const at = (existing: string): Config => secured({ allow: [BY_HEADER] }, { frontend: { address: { existing } } });

const ALL = ["closed", "embed", "llama"];
const SPARE = { spare: llama({ backends: [group("spare")] }) };

const ROWS: Readonly<Record<string, Staged>> = {
  "rate limits at a first deploy": { stages: [LIMITED] },
  "rate limits are added": { stages: [proxy(), LIMITED] },
  "rate limits are removed, after more of them": {
    stages: [LIMITED, secured({ rateLimits: [{ ...TENANT, withoutKey: "skip" }, CLIENT], rules: [SCANNERS] }), proxy()],
    leftOn: ALL,
  },
  "rate limits are put back": { stages: [LIMITED, proxy(), LIMITED] },
  "a limit becomes a ban, and a limit again": { stages: [LIMITED, secured({ rateLimits: [BAN] }), LIMITED] },
  "another kind of backend, under rate limits": {
    stages: [
      LIMITED,
      { ...LIMITED, ...having({ llama: on({ neg: "us-central1-a/llama", maxRate: 50, tags: ["vllm"] }) }) },
    ],
    expected: "interrupts",
  },
  "a workload goes together with the rate limits": {
    stages: [having(SPARE, { security: { rateLimits: [TENANT] } }), proxy()],
    leftOn: ALL,
  },
  "a chain is taken over, with rate limits": {
    stages: [
      secured(
        { rateLimits: [TENANT] },
        {
          adopt: {
            address: "old-ip",
            urlMap: "old-map",
            backendServices: { llama: "old-service", embed: "old-embed" },
          },
        },
      ),
    ],
  },
  "external to internal, with an authorizer": {
    stages: [extended(AUTHORIZER, READER), { ...extended(AUTHORIZER, READER), ...toInternal }],
    expected: "interrupts",
  },
  "security is turned off": { stages: [EVERYTHING, secured("off")], expected: "exposes" },
  "security is turned on again": { stages: [EVERYTHING, secured("off"), EVERYTHING] },
  "ranges at a first deploy": { stages: [secured(RANGES)] },
  "ranges: more, removed, put back": {
    stages: [secured(RANGES), secured({ ...RANGES, allow: [...RANGES.allow, BY_HEADER] }), proxy(), secured(RANGES)],
  },
  "callers by header at a first deploy": { stages: [secured({ allow: [BY_HEADER] })], expected: "exposes" },
  "callers by header on another address": { stages: [at("ip-1"), at("ip-2")], expected: "interrupts" },
  "service accounts of an internal proxy at a first deploy": {
    stages: [internal({ security: { allow: [{ serviceAccount: "agents@ml-prod.iam.gserviceaccount.com" }] } })],
    expected: "exposes",
  },
  "IAP: other members, removed, put back": {
    stages: [IAP, iap("group:all@example.com", "user:a@example.com"), fronted(TLS), IAP],
  },
  "IAP is removed": { stages: [IAP, fronted(TLS)], expected: "exposes" },
  "a narrowed rule: other callers, removed, put back": {
    stages: [NARROWED, narrowed("/admin/*", "203.0.113.6", "203.0.113.9"), proxy(), NARROWED],
  },
  "a narrowed rule gets other paths": { stages: [NARROWED, narrowed("/ops/*", "203.0.113.5")], expected: "exposes" },
  "a policy by name: another, removed, put back": {
    stages: [
      proxy({ securityPolicy: "edge" }),
      proxy({ securityPolicy: "strict" }),
      proxy(),
      proxy({ securityPolicy: "edge" }),
    ],
  },
  "a policy by name is removed": { stages: [proxy({ securityPolicy: "edge" }), proxy()], leftOn: ALL },
  "rate limits give way to a policy by name": { stages: [LIMITED, proxy({ securityPolicy: "edge" })] },
  "a workload's own policy: removed, put back": {
    stages: [
      having({ embed: { ...EMBED, securityPolicy: "edge" } }),
      proxy(),
      having({ embed: { ...EMBED, securityPolicy: "edge" } }),
    ],
  },
  "an authorizer: other headers, removed": {
    stages: [extended(AUTHORIZER), extended({ ...AUTHORIZER, headers: ["authorization"], timeout: "1s" }), extended()],
    expected: "exposes",
  },
  "an authorizer is put back": { stages: [extended(AUTHORIZER), extended(), extended(AUTHORIZER)] },
  "Model Armor at a first deploy": {
    stages: [proxy({ extensions: [{ kind: "authorization", modelArmor: "prompts" }] })],
    expected: "exposes",
  },
  "route and traffic extensions: other ones, removed, put back": {
    stages: [
      extended(READER, FILTER),
      extended({ ...READER, body: true }, { ...FILTER, timeout: "1s" }),
      extended(),
      extended(READER, FILTER),
    ],
  },
  "client certificates: allowed, removed, required again": {
    stages: [mutual("require"), mutual("allow"), mutual(), mutual("require")],
  },
};

/** What the words for access and protection do, each added, changed, removed and put back. */
export const SECURITY = changesOf(ROWS);
