/**
 * What goes wrong with a request, on purpose, whatever API it goes to.
 *
 * - `503`, `429`: the request is refused and changes nothing.
 * - `lost response`: the request takes effect, the connection breaks before the answer.
 * - `failed operation`: the request is accepted, its operation ends with an error and changes nothing. Changes of Cloud DNS
 *   do not fail once they are accepted, and Monitoring, IAM and the like have no operations: there the answer is the error.
 * - `slow`: the operation takes `ms` longer; a change of Cloud DNS is pending for so long. Where an API has no operations,
 *   the answer takes longer.
 *
 * The last two do nothing to a request that only reads.
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
  /** `backendServices`, `certificates`, `alertPolicies`, …, `resourceRecordSets` of Cloud DNS, `operations` where they are polled. */
  readonly collection?: string;
  /** Of a record set: `A/ai.example.com.` */
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
    /** Nothing goes wrong on purpose any more. */
    withdraw: (): void => void faults.splice(0),
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

/** Whether a fault is meant for such a request, however often it has hit already. */
export function matches(fault: FaultMatch, target: FaultTarget): boolean {
  return (["verb", "collection", "name"] as const).every(
    (key) => fault[key] === undefined || fault[key] === target[key],
  );
}
