import type { Simulator } from "../../../../simulator/control-plane/server";
import { CHAIN } from "../chain";
import { type Answer, insert, regional, update, zonal } from "../client";

/** One request that is refused: by which rule, what is wrong with it, and how Google says so. */
export type Row = readonly [
  rule: string,
  what: string,
  request: (simulator: Simulator) => Promise<Answer>,
  status?: number,
  reason?: string,
];

export const like = (path: string, change: object = {}): object => ({ ...CHAIN[path], ...change });
/** Inserts `path` as the chain's resource `of` with a change. */
export const changed = (path: string, of: string, change: object) => (simulator: Simulator) =>
  insert(simulator, path, like(of, change));
export const updated = (path: string, change: object) => (simulator: Simulator) => update(simulator, path, change);

export const VLLM = regional("backendServices/vllm");
export const PODS = regional("backendServices/pods");
export const RUN = regional("backendServices/run");
export const CLOSED = regional("backendServices/closed");
export const MAP = regional("urlMaps/ai");
export const RULE = regional("forwardingRules/http-80");
export const INTERNAL_RULE = regional("forwardingRules/internal-80");
export const CHECK = regional("healthChecks/http");
export const HTTPS = regional("targetHttpsProxies/https");
export const PROXY_ONLY = regional("subnetworks/proxy-only");
export const GROUP = zonal("instanceGroups/vllm");
export const BACKEND = { group: GROUP, balancingMode: "UTILIZATION", capacityScaler: 1 };
export const POD_BACKEND = { group: zonal("networkEndpointGroups/pods"), balancingMode: "RATE", maxRate: 50 };

export const service = (change: object) => changed(regional("backendServices/new"), VLLM, change);
export const backend = (change: object) => service({ backends: [{ ...BACKEND, ...change }] });
export const rule = (change: object) =>
  changed(regional("forwardingRules/new"), RULE, { portRange: "8080", ...change });
export const check = (change: object) => changed(regional("healthChecks/new"), CHECK, change);
export const subnet = (change: object) =>
  changed(regional("subnetworks/new"), PROXY_ONLY, { ipCidrRange: "10.131.0.0/23", role: "BACKUP", ...change });
export const map = (change: object) => changed(regional("urlMaps/new"), MAP, change);
export const matcher = (change: object) => map({ pathMatchers: [{ name: "ai", defaultService: CLOSED, ...change }] });
export const pathRule = (change: object) => matcher({ pathRules: [{ paths: ["/a"], service: VLLM, ...change }] });
export const action = (routeAction: object) => pathRule({ routeAction });
export const match = (...matchRules: object[]) => matcher({ routeRules: [{ priority: 1, matchRules, service: VLLM }] });
export const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
