/**
 * Traffic profiles: what a kind of AI traffic needs from the proxy. A word set on the workload or the route wins.
 *
 * Sources: Google's serving recipes use 300 s to 3600 s (llm-d-router, GKE Inference Gateway, accelerated-platforms);
 * a backend service's timeout runs to the last byte of the answer, so it bounds the longest stream.
 * @see https://cloud.google.com/load-balancing/docs/backend-service#timeout-setting
 */
export interface Profile {
  readonly summary: string;
  /** Seconds until the last byte of an answer. */
  readonly timeout: number;
  /** Seconds that answers in flight are given when a backend leaves. Default: as long as they may last, an hour at most. */
  readonly drain?: number;
  readonly retry?: { readonly attempts: number; readonly on: readonly string[] };
  readonly loadBalancing: "leastRequest" | "roundRobin";
  readonly healthCheck: { readonly interval: number; readonly timeout: number };
  /** The share of requests that is logged. */
  readonly accessLogs: number;
}

/** Before a backend has seen the request: repeating these never pays for a generation twice. */
const UNSENT = ["connect-failure", "refused-stream"] as const;

const ROWS = {
  streaming: {
    summary: "chat, completions, messages: answers stream for minutes",
    timeout: 600,
    retry: { attempts: 1, on: UNSENT },
    loadBalancing: "leastRequest",
    healthCheck: { interval: 5, timeout: 3 },
    accessLogs: 1,
  },
  agentic: {
    summary: "responses, agents, long context: up to an hour",
    timeout: 3600,
    retry: { attempts: 1, on: UNSENT },
    loadBalancing: "leastRequest",
    healthCheck: { interval: 5, timeout: 3 },
    accessLogs: 1,
  },
  embeddings: {
    summary: "embeddings, rerank, scores: short and idempotent",
    timeout: 60,
    retry: { attempts: 1, on: [...UNSENT, "gateway-error"] },
    loadBalancing: "leastRequest",
    healthCheck: { interval: 5, timeout: 3 },
    accessLogs: 0.1,
  },
  media: {
    summary: "images, audio: big bodies, minutes of work",
    timeout: 300,
    loadBalancing: "leastRequest",
    healthCheck: { interval: 10, timeout: 5 },
    accessLogs: 1,
  },
  batch: {
    summary: "offline jobs: an hour, nobody waits",
    timeout: 3600,
    loadBalancing: "leastRequest",
    healthCheck: { interval: 10, timeout: 5 },
    accessLogs: 0.1,
  },
  realtime: {
    summary: "WebSocket sessions: the timeout closes idle ones only",
    timeout: 3600,
    drain: 600,
    loadBalancing: "leastRequest",
    healthCheck: { interval: 5, timeout: 3 },
    accessLogs: 1,
  },
  provider: {
    summary: "another provider on the internet",
    timeout: 600,
    drain: 0,
    retry: { attempts: 1, on: ["connect-failure"] },
    loadBalancing: "roundRobin",
    healthCheck: { interval: 10, timeout: 5 },
    accessLogs: 1,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof ROWS;
export const PROFILES: Readonly<Record<ProfileName, Profile>> = ROWS;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];
