/** What may be told, by the id that `except` takes. */
export const ALERT_IDS = [
  "fast-burn",
  "slow-burn",
  "too-many-requests",
  "tail-latency",
  "no-healthy-backend",
  "backend-closes-early",
  "proxy-only-subnet-full",
  "nat-ports",
  "queue-growth",
] as const;

/** Those on entries of request logs: what is not logged they do not see, and they take a role of Cloud Logging. */
export const LOG_ALERT_IDS: readonly string[] = [
  "no-healthy-backend",
  "backend-closes-early",
] satisfies (typeof ALERT_IDS)[number][];
