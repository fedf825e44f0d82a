import { describeActions, exactShares, formatDestinations, type Meaning, sharesOf } from "../evaluate/meaning";
import { type Outcome, type PathRewrite, UNCHANGED } from "../evaluate/outcome";
import type { PathCondition } from "../evaluate/path-condition";

/** What a rule or a default does, in a form that can be compared without a request. */
export interface Action {
  /** For people; what depends on the request is described. */
  readonly words: Meaning;
  /** Of each backend service, from 0 to 1; only when requests are forwarded. */
  readonly shares?: ReadonlyMap<string, number>;
  /** Whatever does not depend on the request: equal texts do the same. */
  readonly fixed: string;
  /** What replaces the request's own host; empty when nothing does. */
  readonly host: string;
  readonly path: PathRewrite;
}

const AS_SENT = "as sent";

/** @param condition the path condition of the rule; absent for a default. */
export function actionOf(outcome: Outcome, condition: PathCondition | undefined): Action {
  switch (outcome.kind) {
    case "respond": {
      const to = `respond ${outcome.status}`;
      return { words: { to }, fixed: to, host: "", path: UNCHANGED };
    }
    case "redirect": {
      const { status, https, hostRewrite: host = "", pathRewrite: path, stripQuery } = outcome;
      const parts = [
        https && "to https",
        host && `to host ${host}`,
        path !== UNCHANGED && `to path ${describeRewrite(path, condition)}`,
        stripQuery && "without query",
      ];
      return {
        words: { to: [`redirect ${status}`, ...parts.filter(Boolean)].join(", ") },
        fixed: `redirect ${JSON.stringify([status, https, stripQuery])}`,
        host,
        path,
      };
    }
    case "forward": {
      const { hostRewrite: host = "", pathRewrite: path, destinations } = outcome;
      const actions = describeActions(outcome);
      const shares = sharesOf(destinations);
      return {
        words: {
          to: formatDestinations(shares).join(", "),
          ...actions,
          host: host || AS_SENT,
          path: path === UNCHANGED ? AS_SENT : describeRewrite(path, condition),
        },
        shares,
        fixed: JSON.stringify([exactShares(destinations), actions]),
        host,
        path,
      };
    }
  }
}

/** Whether two actions do the same to every request of a class, or only what they do to its path is not proven. */
export type Sameness = "same" | "same but for the path" | "different";

/**
 * @param known what the paths of the class begin with.
 * @param isWhole whether that is the only path of the class.
 */
export function compareActions(a: Action, b: Action, known: string, isWhole: boolean): Sameness {
  if (a.fixed !== b.fixed || a.host !== b.host) return "different";
  return samePath(a.path, b.path, known, isWhole) ? "same" : "same but for the path";
}

function samePath(a: PathRewrite, b: PathRewrite, known: string, isWhole: boolean): boolean {
  if ("template" in a || "template" in b)
    return "template" in a && "template" in b && a.template === b.template && a.replacement === b.replacement;
  if (a.length === b.length && a.replacement === b.replacement) return true;
  const isKnown = isWhole || Math.max(a.length, b.length) <= known.length;
  return isKnown && a.replacement + known.slice(a.length) === b.replacement + known.slice(b.length);
}

function describeRewrite(path: PathRewrite, condition: PathCondition | undefined): string {
  if ("template" in path) return `${path.replacement} of ${path.template}`;
  if (path.length === Number.POSITIVE_INFINITY) return path.replacement;
  if (path.length === 0) return `${path.replacement} before its own`;
  return `${path.replacement} instead of ${condition?.pattern.slice(0, path.length) ?? "/"}`;
}
