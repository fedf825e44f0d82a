import { formatValue } from "../../config/finding";
import type { Adopt } from "../../config/model/model";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRule, StackChange } from "./change";

export const ADOPTION_CHANGES: readonly ChangeRule[] = [
  {
    id: "adopted-later",
    impact: "fails",
    severity: "warning",
    title: "A part that is adopted after the stack has made its own",
    why: "Terraform imports only what its state does not know yet; the stack's own part would be renamed to one that exists.",
    fix: "Adopt at the first apply, or take the stack's own part out of the state and delete it before.",
    source: "https://developer.hashicorp.com/terraform/language/import",
    *check(change) {
      for (const [path, old, now] of adoptedNames(change))
        if (old === undefined && now !== undefined)
          yield at(path, {
            what: `${formatValue(now)} cannot be taken over: the stack has made a part of its own, and would rename it to one that exists`,
            fix: "delete the stack's own part and take it out of the state before, or leave `adopt` out",
          });
    },
  },
  {
    id: "adoption-removed",
    impact: "interrupts",
    severity: "warning",
    title: "An adopted part whose `adopt` line is gone",
    why: "The line keeps the part's old name; without it the part is replaced by one with a name of its own.",
    fix: "Keep the line.",
    source: SOURCES.design,
    *check(change) {
      for (const [path, old, now] of adoptedNames(change))
        if (old !== undefined && now !== old)
          yield at(path, {
            what: `the adopted ${formatValue(old)} is replaced by a part with a name of its own`,
            fix: "keep its line in `adopt`",
          });
    },
  },
];

/** Every adopted name that is not as before, of parts that there were before. */
function* adoptedNames({ before, after }: StackChange): Generator<[string[], string | undefined, string | undefined]> {
  const [old, now] = [before.model.adopt, after.model.adopt];
  for (const key of ["address", "proxyOnlySubnet", "urlMap", "redirectUrlMap"] as const)
    if (old[key] !== now[key] && existed(before, key)) yield [["adopt", key], old[key], now[key]];
  const known = {
    targetProxies: before.model.frontend.listeners.map(({ id }) => id),
    forwardingRules: before.model.frontend.listeners.map(({ id }) => id),
    backendServices: before.model.workloads.map(({ id }) => id),
    healthChecks: before.model.workloads.map(({ id }) => id),
  } as const satisfies Partial<Record<keyof Adopt, string[]>>;
  for (const kind of Object.keys(known) as (keyof typeof known)[])
    for (const id of known[kind]) {
      const [name, next] = [old[kind][id], now[kind][id]];
      const stays = kind === "targetProxies" || kind === "forwardingRules" ? listens(after, id) : works(after, id);
      if (name !== next && stays) yield [["adopt", kind, id], name, next];
    }
}

type Region = StackChange["before"];

/** Whether the stack made the part itself. */
function existed({ model }: Region, key: "address" | "proxyOnlySubnet" | "urlMap" | "redirectUrlMap"): boolean {
  if (key === "address") return model.frontend.address.existing === undefined;
  if (key === "proxyOnlySubnet") return model.network.proxyOnlySubnet.existing === undefined;
  return key === "urlMap" || model.frontend.listeners.some((one) => one.protocol === "http" && one.redirectToHttps);
}

const listens = ({ model }: Region, id: string): boolean => model.frontend.listeners.some((one) => one.id === id);
const works = ({ model }: Region, id: string): boolean =>
  model.workloads.some((one) => one.id === id && one.backends.length > 0);
