import { type Demand, type Found, findText } from "../automata/find-text";
import type { Request } from "../evaluate/decision";
import { groupBy } from "../group-by";
import type { Atom } from "./atom";
import { HOST, METHOD, PATH, SCHEME, type Variable } from "./variables";

/** A condition that must hold, or must not. */
export interface Literal {
  readonly atom: Atom;
  readonly holds: boolean;
}

/**
 * The conditions of what would take a request instead, or `undefined` when nothing does. "misled": a value that was guessed
 * for an opaque condition does not fulfil it.
 */
export type FindBlocker = (request: Request) => readonly Atom[] | "misled" | undefined;

type Literals = ReadonlyMap<Variable, readonly Literal[]>;
type Values = ReadonlyMap<Variable, string | undefined>;

/** Requests that a search tries before it gives up. */
const MOST_REQUESTS = 200;

/**
 * A request that matches all literals and has no blocker.
 *
 * The literals of each variable are solved on their own. Of a blocker one condition must fail; each is tried in turn, so
 * that "none" is a proof.
 */
export function findRequest(literals: readonly Literal[], findBlocker: FindBlocker): Found<Request> {
  let tries = 0;

  function search(literals: Literals, values: Values): Found<Request> {
    const request = requestOf(values);
    const blocker = findBlocker(request);
    if (blocker === undefined) return { value: request };
    if (blocker === "misled" || ++tries === MOST_REQUESTS) return "unknown";
    let result: "none" | "unknown" = "none";
    for (const atom of blocker) {
      const found = searchWithout(atom, literals, values);
      if (typeof found === "object") return found;
      if (found === "unknown") result = found;
      if (tries >= MOST_REQUESTS) return "unknown";
    }
    return result;
  }

  function searchWithout(atom: Atom, literals: Literals, values: Values): Found<Request> {
    const { variable } = atom;
    const own = literals.get(variable) ?? [];
    const known = own.find((literal) => literal.atom === atom);
    // When it was excluded already, it is opaque, and the value that was guessed fulfils it nevertheless.
    if (known) return known.holds ? "none" : "unknown";
    const more = [...own, { atom, holds: false }];
    const solved = solve(variable, more);
    if (typeof solved === "string") return solved;
    return search(new Map(literals).set(variable, more), new Map(values).set(variable, solved.value));
  }

  const byVariable = new Map<Variable, readonly Literal[]>([
    ...[METHOD, SCHEME, HOST, PATH].map((variable) => [variable, []] as const),
    ...groupBy(literals, ({ atom }) => atom.variable),
  ]);
  const values = new Map<Variable, string | undefined>();
  for (const [variable, own] of byVariable) {
    const solved = solve(variable, own);
    if (typeof solved === "string") return solved;
    values.set(variable, solved.value);
  }
  return search(byVariable, values);
}

/** A value for which the literals hold, as far as they are not opaque; absence is preferred. */
function solve(variable: Variable, literals: readonly Literal[]): Found<string | undefined> {
  if (variable.canBeAbsent && literals.every(({ atom, holds }) => atom.holdsWhenAbsent === holds)) {
    return { value: undefined };
  }
  if (variable.values === undefined) return "none";
  const demands: Demand[] = [{ language: variable.values, member: true }];
  for (const { atom, holds } of literals) {
    if (atom.language) demands.push({ language: atom.language, member: holds !== atom.inverted });
  }
  return findText(demands, [
    ...literals.flatMap(({ atom, holds }) => (holds && atom.likely) || []),
    ...variable.likely,
  ]);
}

function requestOf(values: Values): Request {
  const parameters: string[] = [];
  const headers: Record<string, string> = {};
  for (const [{ on, name }, value] of values) {
    if (value === undefined) continue;
    if (on === "header") headers[name] = value;
    if (on === "query") parameters.push(`${name}=${value}`);
  }
  return {
    method: values.get(METHOD) ?? "GET",
    scheme: values.get(SCHEME) === "http" ? "http" : "https",
    host: values.get(HOST) ?? "",
    path: values.get(PATH) ?? "/",
    ...(parameters.length > 0 && { query: parameters.join("&") }),
    headers,
  };
}
