import type { Condition } from "./condition";
import type { MatchedRule, Request } from "./decision";
import type { Outcome } from "./outcome";
import type { PathCondition } from "./path-condition";

/** One path of a path rule, or one match rule of a route rule, with what it leads to. Envoy calls this a route. */
export interface Route {
  /** Position in the order of evaluation. */
  readonly order: number;
  readonly rule: NonNullable<MatchedRule["rule"]>;
  readonly path: PathCondition;
  /** All of them must hold: the path, then headers, then query parameters. */
  readonly conditions: readonly Condition[];
  /** The conditions that are still open once the route was found under the key of its path. */
  readonly openConditions: readonly Condition[];
  readonly outcome: Outcome;
}

/** The condition that fails first, or `undefined` when all hold. */
export function firstFailure(conditions: readonly Condition[], request: Request): Condition | undefined {
  for (const condition of conditions) {
    if (!condition.holds(request)) return condition;
  }
  return undefined;
}
