import type { Decision } from "../evaluate/decision";
import { differingAspects, meaningOf } from "../evaluate/meaning";
import { renameServices } from "../targets";

/** Ways to read doubtful services that are tried; beyond them everything is possible. */
const MOST_READINGS = 1_000;

/**
 * The doubtful services because of which two decisions that differ may be one after all: each may be any service of the other
 * side. None: they differ whatever those services are.
 */
export function doubtsBetween(before: Decision, after: Decision, doubtful: ReadonlySet<string>): string[] {
  const [old, now] = [servicesOf(before), servicesOf(after)];
  const choices = [
    ...old.filter((name) => doubtful.has(name)).map((name) => ({ name, others: now })),
    ...now.filter((name) => doubtful.has(name)).map((name) => ({ name, others: old })),
  ];
  let tried = 0;
  const mayAgree = (rest: typeof choices, names: ReadonlyMap<string, string>): boolean => {
    const [first, ...others] = rest;
    if (first !== undefined)
      return [first.name, ...first.others].some((name) => mayAgree(others, new Map(names).set(first.name, name)));
    const read = (decision: Decision) => meaningOf(renameServices(decision, (name) => names.get(name) ?? name));
    return ++tried > MOST_READINGS || differingAspects(read(before), read(after)).length === 0;
  };
  return choices.length > 0 && mayAgree(choices, new Map()) ? choices.map(({ name }) => name) : [];
}

function servicesOf(decision: Decision): string[] {
  if (decision.kind !== "forward") return [];
  const { destinations, mirror } = decision;
  return [...new Set([...destinations, ...(mirror ? [mirror] : [])].map(({ service }) => service))];
}
