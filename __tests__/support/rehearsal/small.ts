import type { BackendConfig, Config, FrontendConfig, RuleConfig, WorkloadConfig } from "../../../config/schema/config";

/** Small configurations for the matrix: one model on an instance group, one service on Cloud Run. */

export const group = (name: string, more: Partial<BackendConfig> = {}): BackendConfig => ({
  instanceGroup: `us-central1-a/${name}`,
  tags: ["vllm"],
  ...more,
});

export const llama = (more: Partial<WorkloadConfig> = {}): WorkloadConfig => ({
  server: "vllm",
  backends: [group("llama")],
  ...more,
});

export const on = (...backends: BackendConfig[]): WorkloadConfig => ({ backends });

export const EMBED = on({ cloudRun: "embed" });

export const CHAT: RuleConfig = { paths: ["/v1/chat/*"], to: "llama" };
export const EMBEDDINGS: RuleConfig = { paths: ["/v1/embeddings"], to: "embed" };

const BASE: Config = {
  name: "ai",
  project: "ml-prod",
  region: "us-central1",
  network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/24" },
  workloads: { llama: llama(), embed: EMBED },
  routes: [{ hosts: ["ai.example.com"], rules: [CHAT, EMBEDDINGS] }],
};

export const proxy = (more: Partial<Config> = {}): Config => ({ ...BASE, ...more });

/** The base with other workloads beside or in place of its own. */
export const having = (workloads: Config["workloads"], more: Partial<Config> = {}): Config =>
  proxy({ workloads: { ...BASE.workloads, ...workloads }, ...more });

/** The base with other rules at its host. */
export const routing = (rules: RuleConfig[], more: Partial<Config> = {}): Config =>
  proxy({ routes: [{ hosts: ["ai.example.com"], rules }], ...more });

export const fronted = (frontend: FrontendConfig): Config => proxy({ frontend });

export const https = (
  port: number,
  ...certificates: NonNullable<NonNullable<FrontendConfig["listeners"]>[number]["certificates"]>
): FrontendConfig => ({ listeners: [{ https: port, certificates }] });

export const internal = (more: Partial<Config> = {}): Config =>
  proxy({
    exposure: "internal",
    network: { vpc: "ai", subnet: "models", proxyOnlySubnet: "10.129.0.0/24" },
    ...more,
  });

export const ranged = (proxyOnlySubnet: Config["network"]["proxyOnlySubnet"]): Config =>
  proxy({ network: { vpc: "ai", proxyOnlySubnet } });
