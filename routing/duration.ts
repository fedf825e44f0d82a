import { formatSeconds } from "../config/duration";
import type { Duration } from "./url-map";

/** 0.5 → `{ seconds: "0", nanos: 500000000 }`. The API's int64 is a string in JSON. */
export function toDuration(seconds: number): Duration {
  const whole = Math.floor(seconds);
  const nanos = Math.round((seconds - whole) * 1e9);
  return nanos === 0 ? { seconds: String(whole) } : { seconds: String(whole), nanos };
}

/** The simulator is sent durations that leave out what is zero. */
export const secondsOf = ({ seconds = "0", nanos = 0 }: Duration): number => Number(seconds) + nanos / 1e9;

/** 600 s → `10m`, as in the configuration. */
export const formatDuration = (duration: Duration): string => formatSeconds(secondsOf(duration));
