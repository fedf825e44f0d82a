import type { DocumentPath, Finding, Problem } from "../config/finding";
import type { Context } from "./context";

/** What a finding says: what was found, and what to do. */
export type Text = Pick<Problem, "what" | "fix">;

/** A place of the document that a rule objects to. */
export interface Violation extends Text, Pick<Finding, "atKey"> {
  readonly path: DocumentPath;
}

/** A kind of finding as `docs/rules.md` and SARIF describe it. */
export interface RuleInfo {
  /** Stable, in kebab-case: it can be searched for, and a warning can be silenced by it. */
  readonly id: string;
  readonly severity: Finding["severity"];
  /** What is found, as a noun phrase. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Where the fact behind it is written down. */
  readonly source: string;
}

export interface Rule extends RuleInfo {
  readonly check: (context: Context) => Iterable<Violation>;
}

/** A text at a value. */
export function at(path: DocumentPath, { what, fix }: Text): Violation {
  return { path, what, fix };
}

/** A text at a key: what is wrong is that it is there. */
export function atKey(path: DocumentPath, text: Text): Violation {
  return { ...at(path, text), atKey: true };
}

export function* findingsOf(rules: readonly Rule[], context: Context): Generator<Finding> {
  for (const { id, severity, check } of rules)
    for (const violation of check(context)) yield { id, severity, ...violation };
}
