import type { DocumentPath, Finding, FindingInfo, Problem } from "../config/finding";
import type { Context } from "./context";

/** What a finding says: what was found, and what to do, where that is not the fix of its rule. */
export type Text = Pick<Problem, "what"> & Partial<Pick<Problem, "fix">>;

/** A place of the document that a rule objects to. */
export type Violation = Text & Pick<Finding, "path" | "atKey">;

export interface Rule extends FindingInfo {
  readonly check: (context: Context) => Iterable<Violation>;
}

/** Rules by their ids. */
export type Rules = Readonly<Record<string, Rule>>;

/** Each item whose key an earlier one has, with the first that has it. */
export function* repeats<Item>(items: Iterable<Item>, keyOf: (item: Item) => string | number): Generator<[Item, Item]> {
  const firsts = new Map<string | number, Item>();
  for (const item of items) {
    const first = firsts.get(keyOf(item));
    if (first === undefined) firsts.set(keyOf(item), item);
    else yield [item, first];
  }
}

/** A text at a value. */
export function at(path: DocumentPath, { what, fix }: Text): Violation {
  return fix === undefined ? { path, what } : { path, what, fix };
}

/** A text at a key: what is wrong is that it is there. */
export function atKey(path: DocumentPath, text: Text): Violation {
  return { ...at(path, text), atKey: true };
}

export function* findingsOf(rules: Rules, context: Context): Generator<Finding> {
  for (const [id, { severity, fix, check }] of Object.entries(rules))
    for (const violation of check(context)) yield { id, severity, fix: fixOf(fix), ...violation };
}

/** The fix of a rule as a finding says it: it ends no sentence there. */
export const fixOf = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, "")}`;

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === "error");

/** Each once: regions share most of their findings. */
export const distinct = <F extends Finding>(findings: readonly F[]): F[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
