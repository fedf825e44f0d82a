import { type Aspect, differingAspects, type Meaning } from "../evaluate/meaning";
import type { Action } from "./action";

/** One thing that is not as before, in words. */
export interface Change {
  /** `workload`: another one; `weights`: other shares; `answer`: a redirect or a fixed status, at least on one side. */
  readonly what: "workload" | "weights" | "answer" | Exclude<Aspect, "to">;
  readonly before: string;
  readonly after: string;
  /** With `weights`: the percentages of each service that gets more or less than before, the largest gain first. */
  readonly shifts?: readonly Shift[];
}

export interface Shift {
  readonly service: string;
  readonly before: number;
  readonly after: number;
}

/**
 * What differs between two actions.
 *
 * @param seen the meanings of an example's decisions, when there is one: then what does not differ there is left out.
 */
export function changesBetween(
  before: Action,
  after: Action,
  seen?: { readonly before: Meaning; readonly after: Meaning },
): Change[] {
  const aspects = seen ? differingAspects(seen.before, seen.after) : differingAspects(before.words, after.words);
  return aspects.map((aspect): Change => {
    const areDescribed = before.words[aspect] !== after.words[aspect] || seen === undefined;
    const from = (areDescribed ? before.words[aspect] : seen?.before[aspect]) ?? "";
    const to = (areDescribed ? after.words[aspect] : seen?.after[aspect]) ?? "";
    return aspect === "to" ? destinationChange(before, after, from, to) : { what: aspect, before: from, after: to };
  });
}

function destinationChange(a: Action, b: Action, before: string, after: string): Change {
  if (a.shares === undefined || b.shares === undefined) return { what: "answer", before, after };
  if (a.shares.size === 1 && b.shares.size === 1) return { what: "workload", before, after };
  return { what: "weights", before, after, shifts: shiftsBetween(a.shares, b.shares) };
}

type Shares = ReadonlyMap<string, number>;

function shiftsBetween(before: Shares, after: Shares): Shift[] {
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((service) => ({ service, before: inPercent(before, service), after: inPercent(after, service) }))
    .filter((shift) => shift.before !== shift.after)
    .sort((a, b) => b.after - b.before - (a.after - a.before));
}

/** To the fourth decimal, which is finer than the weights of the API. */
const inPercent = (shares: Shares, service: string) => Number(((shares.get(service) ?? 0) * 100).toFixed(4));
