import type { FindingKind } from "../config/finding";
import type { Analysis } from "./analysis";
import { ADOPTION_CHANGES, TAKE_OVERS } from "./changes/adoption";
import type { ChangeFinding, ChangeInfo, ChangeRule, ChangeRules, FileChangeRules } from "./changes/change";
import { CLOUD_NAT_CHANGES } from "./changes/cloud-nat";
import { DNS_CHANGES } from "./changes/dns";
import { FRONTEND_CHANGES } from "./changes/frontend";
import { NETWORK_CHANGES } from "./changes/network";
import { PUBLISH_CHANGES } from "./changes/publish";
import { ROUTE_CHANGES } from "./changes/routes";
import { FIRST_PROTECTION, SECURITY_CHANGES } from "./changes/security";
import { FILE_CHANGES as STACKS } from "./changes/stacks";
import { WORKLOAD_CHANGES } from "./changes/workloads";
import { distinct, fixOf, hasErrors } from "./rule";

const FILE_CHANGES: FileChangeRules = { ...STACKS, ...DNS_CHANGES };

const STACK_CHANGES: ChangeRules = {
  ...NETWORK_CHANGES,
  ...CLOUD_NAT_CHANGES,
  ...FRONTEND_CHANGES,
  ...PUBLISH_CHANGES,
  ...WORKLOAD_CHANGES,
  ...ROUTE_CHANGES,
  ...SECURITY_CHANGES,
  ...ADOPTION_CHANGES,
};

/** What `docs/rules.md` says about changes. */
export const CHANGE_KINDS: readonly (FindingKind & ChangeInfo)[] = Object.entries<ChangeInfo>({
  ...FILE_CHANGES,
  ...STACK_CHANGES,
  ...TAKE_OVERS,
}).map(([id, info]) => ({ id, severity: "warning", ...info }));

/**
 * What an apply of one configuration over another will replace or interrupt, at places of the new one. Nothing is said while
 * one of them has errors: it cannot be applied.
 *
 * @param before Undefined: nothing is deployed.
 */
export function compareConfigs(before: Analysis | undefined, after: Analysis): ChangeFinding[] {
  if (hasErrors(before?.findings ?? []) || hasErrors(after.findings)) return [];
  const olds = new Map(before?.regions.map((region) => [region.model.stack, region]));
  const perStack = after.regions.flatMap((region) => {
    const old = olds.get(region.model.stack);
    return old === undefined
      ? found({ ...TAKE_OVERS, ...FIRST_PROTECTION }, region)
      : found(STACK_CHANGES, { before: old, after: region });
  });
  return distinct([...(before ? found(FILE_CHANGES, before, after) : []), ...perStack]);
}

const found = <Args extends readonly unknown[]>(
  rules: Readonly<Record<string, ChangeRule<Args>>>,
  ...args: Args
): ChangeFinding[] =>
  Object.entries(rules).flatMap(([id, { impact, fix, check }]) =>
    [...check(...args)].map((violation) => ({
      id,
      impact,
      severity: "warning" as const,
      fix: fixOf(fix),
      ...violation,
    })),
  );
