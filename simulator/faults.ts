/**
 * What goes wrong with a request, on purpose.
 *
 * - `503`, `429`: the request is refused and changes nothing.
 * - `lost response`: the request takes effect, the connection breaks before the answer.
 * - `failed operation`: the request is accepted, its operation ends with an error and changes nothing.
 * - `slow`: the operation takes `ms` longer.
 */
export type Fault = FaultMatch &
  (
    | { readonly effect: "503" | "429" | "lost response" | "failed operation" }
    | { readonly effect: "slow"; readonly ms: number }
  );

/** Which requests are hit. What is not given matches anything. */
export interface FaultMatch {
  /** `insert`, `get`, `list`, `patch`, `update`, `delete`, `setTarget`, … */
  readonly verb?: string;
  readonly collection?: string;
  readonly name?: string;
  /** The first matching request that is hit, counted from 1. Default: 1. */
  readonly from?: number;
  /** How many matching requests are hit from there on. Default: 1. */
  readonly times?: number;
}

export interface FaultTarget {
  readonly verb: string;
  readonly collection: string;
  readonly name: string;
}

/** Counts the requests that each fault matches, and says which faults hit this one. */
export function createFaults(initial: readonly Fault[] = []) {
  const faults = initial.map((fault) => ({ fault, seen: 0 }));
  return {
    inject: (fault: Fault): void => void faults.push({ fault, seen: 0 }),
    hitting(target: FaultTarget): Fault[] {
      const hit: Fault[] = [];
      for (const entry of faults) {
        const { fault } = entry;
        if (!matches(fault, target)) continue;
        entry.seen++;
        const { from = 1, times = 1 } = fault;
        if (entry.seen >= from && entry.seen < from + times) hit.push(fault);
      }
      return hit;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;

function matches(fault: FaultMatch, target: FaultTarget): boolean {
  return (["verb", "collection", "name"] as const).every(
    (key) => fault[key] === undefined || fault[key] === target[key],
  );
}
