import type { Config } from "../../../config/schema/config";
import type { Change, Expected } from "./matrix";

/** What a word does, added, changed and removed. */
export interface Staged {
  /** One after the other; the last apply is the change. Of one: a first deploy. */
  readonly stages: readonly Config[];
  readonly expected?: Expected;
  readonly leftOn?: readonly string[];
}

export const changesOf = (rows: Readonly<Record<string, Staged>>): readonly Change[] =>
  Object.entries(rows).flatMap(([name, { stages, expected = "none", leftOn }]): Change[] => {
    const to = stages.at(-1);
    return to === undefined ? [] : [{ name, earlier: stages.slice(0, -2), from: stages.at(-2), to, expected, leftOn }];
  });
