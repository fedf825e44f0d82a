import { weightOf } from "../../config/schema/action";
import type { ActionConfig } from "../../config/schema/config";
import { WEIGHT } from "../../platform/facts";

/** Weights by workload, as the user wrote them, with a canary's share worked out. Zero weights are left out. */
export type Weights = Readonly<Record<string, number>>;

/** `undefined` when a canary's percentage cannot be said in whole weights of at most 1,000. */
export function weightsOf({ to, canary }: Pick<ActionConfig, "to" | "canary">): Weights | undefined {
  const weights = typeof to === "string" ? { [to]: 1 } : positive(to ?? {});
  if (canary === undefined) return weights;
  const [stable = canary.to] = Object.keys(weights);
  const shares = canaryWeights(canary.percent);
  if (shares === undefined) return undefined;
  if (stable === canary.to) return { [stable]: 1 };
  return positive({ [stable]: shares.rest, [canary.to]: shares.canary });
}

/**
 * 5 → 95 and 5; 2.5 → 975 and 25; 0.25 → 399 and 1: out of 100 or of 1,000 where that is exact, otherwise the smallest
 * whole numbers that are.
 */
export function canaryWeights(percent: number): { readonly rest: number; readonly canary: number } | undefined {
  for (const total of [100, WEIGHT.max]) {
    const canary = Number(((percent * total) / 100).toFixed(9));
    if (Number.isInteger(canary)) return { rest: total - canary, canary };
  }
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(String(percent)) ?? [];
  if (whole === undefined) return undefined;
  const parts = BigInt(whole + fraction);
  const total = 100n * 10n ** BigInt(fraction.length);
  const divisor = greatestCommonDivisor(parts, total);
  const [canary, rest] = [Number(parts / divisor), Number((total - parts) / divisor)];
  return canary <= WEIGHT.max && rest <= WEIGHT.max ? { rest, canary } : undefined;
}

/** The percentage that comes nearest and can be said. */
export function nearestPercent(percent: number): number {
  return Math.min(99.9, Math.max(0.1, Math.round(percent * 10) / 10));
}

function positive(shares: NonNullable<Exclude<ActionConfig["to"], string>>): Weights {
  const weights = Object.entries(shares).map(([id, share]) => [id, weightOf(share)] as const);
  return Object.fromEntries(weights.filter(([, weight]) => weight > 0));
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
