import type { Config, RuleConfig } from "../../../config/schema/config";
import { CHAT, EMBED, EMBEDDINGS, group, internal, llama } from "./small";
import { changesOf, type Staged } from "./staged";

const HEALTH: RuleConfig = { paths: ["/health"], to: "llama" };
const WORKLOADS: Config["workloads"] = {
  llama: llama(),
  next: llama({ backends: [group("llama-next")] }),
  embed: EMBED,
};

/** An internal proxy whose region tells its health; one region is enough. */
const told = (to: RuleConfig["to"] | "nobody", more: Partial<Config> = {}): Config =>
  internal({
    region: undefined,
    regions: ["us-central1"],
    network: { vpc: "ai", subnet: { "us-central1": "models" }, proxyOnlySubnet: "10.129.0.0/24" },
    frontend: { globalAccess: true },
    dns: {
      zone: "ai-internal",
      domain: "example.com",
      ...(to !== "nobody" && { healthCheck: { path: "/health" } }),
    },
    workloads: WORKLOADS,
    routes: [{ hosts: ["ai.example.com"], rules: [{ ...HEALTH, ...(to !== "nobody" && { to }) }, CHAT, EMBEDDINGS] }],
    ...more,
  });
const split = { llama: 50, next: 50 };
const { next: _, ...withoutNext } = WORKLOADS;

/** Long answers too, which are cut where a workload goes. */
const shared = (to: RuleConfig["to"]): Config["routes"] => [
  {
    hosts: ["ai.example.com"],
    rules: [
      { ...HEALTH, to },
      { ...CHAT, to },
    ],
  },
];

const ROWS: Readonly<Record<string, Staged>> = {
  "region health at a first deploy": { stages: [told("llama")] },
  "region health is told, of one workload, of two, of another": {
    stages: [told("nobody"), told("llama"), told(split), told("next")],
  },
  "region health: a workload goes that it came from": {
    stages: [
      told(split, { routes: shared(split) }),
      told("llama", { workloads: withoutNext, routes: shared("llama") }),
    ],
    expected: "interrupts",
  },
  "region health: the listener moves": {
    stages: [told("llama"), told("llama", { frontend: { globalAccess: true, listeners: [{ http: 8080 }] } })],
    expected: "interrupts",
  },
  "region health is told no longer": { stages: [told("llama"), told("nobody")] },
};

/** What Cloud DNS goes by inside. */
export const REGION_HEALTH = changesOf(ROWS);
