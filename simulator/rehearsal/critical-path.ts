import { textsIn } from "../control-plane/json-object";
import type { LogEntry } from "../control-plane/operations";
import { relativePath } from "../control-plane/resource-path";
import type { Dump } from "../control-plane/state";

/** An operation of Google takes seconds: one that is instant here counts as much. */
const LEAST_MS = 1000;

interface Chain {
  readonly operations: readonly LogEntry[];
  readonly weight: number;
}

/**
 * The longest chain of operations that had to wait for each other, because one resource refers to the other, before the
 * change or after it.
 */
export function criticalPath(operations: readonly LogEntry[], before: Dump, after: Dump): LogEntry[] {
  const references = new Set([...referencesOf(before), ...referencesOf(after)]);
  const linked = (a: string, b: string) => a === b || references.has(`${a} ${b}`) || references.has(`${b} ${a}`);
  const chains: Chain[] = [];
  for (const operation of operations) {
    const earlier = chains.filter(({ operations: chain }) => {
      const last = chain.at(-1);
      return last !== undefined && endOf(last) <= operation.startedAt && linked(last.path, operation.path);
    });
    const longest = heaviest(earlier);
    chains.push({
      operations: [...(longest?.operations ?? []), operation],
      weight: (longest?.weight ?? 0) + Math.max(endOf(operation) - operation.startedAt, LEAST_MS),
    });
  }
  return [...(heaviest(chains)?.operations ?? [])];
}

const endOf = ({ endedAt }: LogEntry): number => endedAt ?? Number.POSITIVE_INFINITY;

/** `PATH PATH` for each resource and one that it refers to. */
function referencesOf(dump: Dump): string[] {
  return Object.entries(dump).flatMap(([path, resource]) =>
    textsIn(resource).map((text) => `${path} ${relativePath(text)}`),
  );
}

function heaviest(chains: readonly Chain[]): Chain | undefined {
  return chains.reduce<Chain | undefined>(
    (best, chain) => (best === undefined || chain.weight > best.weight ? chain : best),
    undefined,
  );
}
