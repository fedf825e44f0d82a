import {
  type DocumentPath,
  type Finding,
  type FindingInfo,
  formatPath,
  formatValue,
  type Problem,
} from "../config/finding";
import type { Context } from "./context";

/** What a finding says: what was found, and what to do. */
export type Text = Pick<Problem, "what" | "fix">;

/** A place of the document that a rule objects to. */
export interface Violation extends Text, Pick<Finding, "atKey"> {
  readonly path: DocumentPath;
}

export interface Rule extends FindingInfo {
  readonly check: (context: Context) => Iterable<Violation>;
}

/** Rules by their ids. */
export type Rules = Readonly<Record<string, Rule>>;

/** What is listed twice in a list that has it once; `other` is the first place. */
export const duplicate = (what: string, value: string, other: DocumentPath): Text => ({
  what: `${what} ${formatValue(value)} appears twice, also at ${formatPath(other)}`,
  fix: "remove one of the two",
});

/** A text at a value. */
export function at(path: DocumentPath, { what, fix }: Text): Violation {
  return { path, what, fix };
}

/** A text at a key: what is wrong is that it is there. */
export function atKey(path: DocumentPath, text: Text): Violation {
  return { ...at(path, text), atKey: true };
}

export function* findingsOf(rules: Rules, context: Context): Generator<Finding> {
  for (const [id, { severity, check }] of Object.entries(rules))
    for (const violation of check(context)) yield { id, severity, ...violation };
}

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === "error");

/** Each once: regions share most of their findings. */
export const distinct = <F extends Finding>(findings: readonly F[]): F[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
