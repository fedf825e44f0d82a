const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** What a duration looks like: `500ms`, `30s`, `1.5h`. */
export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

export const isDuration = (value: unknown): value is string => typeof value === "string" && DURATION.test(value);

/** `"10m"` → 600. Milliseconds become fractions. Throws on text that `DURATION` refuses. */
export function seconds(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) throw new Error(`not a duration: ${JSON.stringify(text)}`);
  return Number((Number(amount) * (UNITS[unit] ?? Number.NaN)).toFixed(3));
}

/** 600 → `"10m"`, 45 → `"45s"`, 2.5 → `"2.5s"`, 0.5 → `"500ms"`: the longest unit of which it is a whole number, or seconds. */
export function formatSeconds(value: number): string {
  if (value > 0 && value < 1) return `${Number((value * 1000).toFixed(6))}ms`;
  if (value > 0 && value % 3600 === 0) return `${value / 3600}h`;
  if (value > 60 && value % 60 === 0) return `${value / 60}m`;
  return `${Number(value.toFixed(9))}s`;
}
