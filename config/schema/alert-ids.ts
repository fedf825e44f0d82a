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
