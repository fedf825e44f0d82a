import { type Fault, matches } from "../simulator/control-plane/faults";
import type { LogEntry } from "../simulator/control-plane/operations";
import { lastSegment } from "../simulator/control-plane/resource-path";

/** Longer than the provider waits before it asks a second time. */
const SLOW_MS = 15_000;

const EFFECTS = {
  "503": { effect: "503" },
  "429": { effect: "429" },
  "lost-response": { effect: "lost response" },
  "failed-operation": { effect: "failed operation" },
  slow: { effect: "slow", ms: SLOW_MS },
} as const satisfies Readonly<Record<string, Fault>>;

const isEffect = (text: string): text is keyof typeof EFFECTS => Object.hasOwn(EFFECTS, text);

const READS = ["", "get", "list"];

/**
 * A fault as the command line takes it: `EFFECT:VERB[:COLLECTION]`, as in `lost-response:insert:backendServices`. The first
 * change that fits is hit.
 *
 * @throws Error What is allowed.
 */
export function faultOf(text: string): Fault {
  const [effect = "", verb = "", collection, ...more] = text.split(":");
  if (!isEffect(effect) || more.length > 0 || READS.includes(verb) || collection === "")
    throw new Error(
      `Write EFFECT:VERB[:COLLECTION], as in lost-response:insert:backendServices. EFFECT is one of ${Object.keys(EFFECTS).join(", ")}; VERB is one that changes something: insert, patch, update, delete, setTarget, …`,
    );
  return { ...EFFECTS[effect], verb, ...(collection && { collection }) };
}

/** The faults that no change fitted, as the command line took them. */
export function missed(faults: readonly Fault[], operations: readonly LogEntry[]): string[] {
  const fits = (fault: Fault) =>
    operations.some(({ verb, collection, path }) => matches(fault, { verb, collection, name: lastSegment(path) }));
  return faults
    .filter((fault) => !fits(fault))
    .map(({ effect, verb, collection }) => [effect, verb, collection].filter(Boolean).join(" "));
}
