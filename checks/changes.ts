import type { Analysis } from "./analysis";
import { ADOPTION_CHANGES } from "./changes/adoption";
import type { ChangeFinding, ChangeInfo, ChangeRule, StackChange } from "./changes/change";
import { FRONTEND_CHANGES } from "./changes/frontend";
import { NETWORK_CHANGES } from "./changes/network";
import { ROUTE_CHANGES } from "./changes/routes";
import { FILE_CHANGES } from "./changes/stacks";
import { WORKLOAD_CHANGES } from "./changes/workloads";
import { distinct, hasErrors } from "./rule";

const STACK_CHANGES: readonly ChangeRule[] = [
  ...NETWORK_CHANGES,
  ...FRONTEND_CHANGES,
  ...WORKLOAD_CHANGES,
  ...ROUTE_CHANGES,
  ...ADOPTION_CHANGES,
];

/** What `docs/rules.md` says about changes. */
export const CHANGE_KINDS: readonly ChangeInfo[] = [...FILE_CHANGES, ...STACK_CHANGES];

/**
 * What an apply of one configuration over another will replace or interrupt, at places of the new one. Nothing is said while
 * one of them has errors: it cannot be applied.
 */
export function compareConfigs(before: Analysis, after: Analysis): ChangeFinding[] {
  if (hasErrors(before.findings) || hasErrors(after.findings)) return [];
  const findings: ChangeFinding[] = [];
  for (const { id, impact, severity, check } of FILE_CHANGES)
    for (const violation of check(before, after)) findings.push({ id, impact, severity, ...violation });
  for (const change of stackChanges(before, after))
    for (const { id, impact, severity, check } of STACK_CHANGES)
      for (const violation of check(change)) findings.push({ id, impact, severity, ...violation });
  return distinct(findings);
}

/** The stacks that there are before and after. */
function stackChanges(before: Analysis, after: Analysis): StackChange[] {
  const olds = new Map(before.regions.map((region) => [region.model.stack, region]));
  return after.regions.flatMap((region): StackChange[] => {
    const old = olds.get(region.model.stack);
    return old === undefined ? [] : [{ before: old, after: region }];
  });
}
