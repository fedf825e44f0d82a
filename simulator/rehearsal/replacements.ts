import { sameJson } from "../control-plane/json-object";
import { blockAt, type Stack } from "../stack/stack";
import { blocksOf } from "../stack/terraform-json";
import type { PlannedChange } from "../terraform/terraform-run";

/** A resource that was made anew. */
export interface Replacement {
  readonly address: string;
  /** Why, in Terraform's words: `cannot_update`, `replace_triggered_by`, … */
  readonly reason?: string;
  /** The arguments that are not as before. */
  readonly changed: readonly string[];
  /** Whether the new one is there before the old one goes. */
  readonly createdFirst: boolean;
}

export function replacementsOf(
  planned: readonly PlannedChange[],
  from: readonly Stack[],
  to: readonly Stack[],
): Replacement[] {
  return planned.flatMap(({ address, action, reason }): Replacement[] => {
    if (action !== "replace") return [];
    const [old, now] = [blockAt(from, address), blockAt(to, address)];
    const changed = Object.keys({ ...old, ...now }).filter((argument) => !sameJson(old?.[argument], now?.[argument]));
    const createdFirst = blocksOf(now?.lifecycle).some(({ create_before_destroy }) => create_before_destroy === true);
    return [{ address, ...(reason && { reason }), changed: changed.sort(), createdFirst }];
  });
}
