import { cidrsOverlap } from "../../config/cidr";
import { formatValue } from "../../config/finding";
import { proxyRanges } from "../../config/model/ids";
import type { Model } from "../../config/model/model";
import { BELOW, endsBelow } from "../../config/model/provider-version";
import { type Analysis, stacksOf } from "../analysis";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { FileChangeRules } from "./change";
import { recordsAdded, recordsRemoved } from "./dns";
import { sameVpc, subnetAddresses } from "./network";

export const FILE_CHANGES: FileChangeRules = {
  "stack-added": {
    impact: "new-stack",
    title: "A new stack",
    why: "Stacks are named after the proxy and its region: another name or region is another stack, with a new address. What others attached to the old one (a security policy, IAP) stays there.",
    fix: "Protect it as the old one is, and point clients to the new address once it serves.",
    source: SOURCES.design,
    *check(before, after) {
      const known = stacksOf(before);
      for (const stack of stacksOf(after))
        if (known.includes(stack)) continue;
        else if (stack === after.dns?.stack) yield at(["dns"], recordsAdded(after.dns, after));
        else
          yield at(placeOf(before, after), {
            what: `${stack} is a new stack: it gets a new address, a state of its own, and backend services without the security policy or IAP that others may have attached to old ones`,
            fix: `protect it as the old one is${after.dns ? "" : ", and point DNS to its `http_proxy_ip` once it serves"}`,
          });
    },
  },
  "stack-removed": {
    impact: "new-stack",
    title: "A stack that is no longer made",
    why: "Its resources stay, and cost money, until they are destroyed.",
    fix: "When nobody uses it any more, run `npx cdktf destroy STACK`: its folder stays until then. In a fresh clone synthesize the old file first.",
    source: SOURCES.design,
    *check(before, after) {
      const left = stacksOf(after);
      for (const stack of stacksOf(before))
        if (left.includes(stack)) continue;
        else if (stack === before.dns?.stack) yield at(placeOf(before, after), recordsRemoved(before.dns, before));
        else
          yield at(placeOf(before, after), {
            what: `the stack ${stack} is no longer made; its resources stay until they are destroyed`,
            fix: `when nobody uses it any more, run \`npx cdktf destroy ${stack}\`, in a fresh clone after \`npm run synth\` of the old file; then remove its folder`,
          });
    },
  },
  "override-changed": {
    impact: "unknown",
    title: "An override that changes",
    why: "A changed field can be an update or a replacement: the provider knows which, the file does not say it.",
    fix: "Run `npm run rehearse` with the same `--from` before the apply.",
    source: SOURCES.design,
    *check({ config: { overrides: old = {} } }, { config: { overrides: now = {} } }) {
      const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
        (address) => JSON.stringify(old[address]) !== JSON.stringify(now[address]),
      );
      for (const address of changed)
        yield at(Object.hasOwn(now, address) ? ["overrides", address] : [], {
          what: `what the overrides of ${formatValue(address)} change is not known here: an update, or a replacement`,
        });
    },
  },
  "stacks-clash": {
    impact: "interrupts",
    title: "A new stack that cannot stand beside an old one",
    why: "A VPC has one active proxy-only subnet in a region, and no range twice; an address has one forwarding rule for a port. The old stack must be gone before the new one comes.",
    fix: "Give the new stack a VPC, a range or an address of its own; or hand the old stack's proxy-only subnet over, as `existing`.",
    source: SOURCES.proxyOnlySubnets,
    *check(before, after) {
      const left = stacksOf(after);
      for (const { model: old } of before.regions) {
        if (left.includes(old.stack)) continue;
        for (const { model: now } of after.regions) {
          const clash = clashOf(old, now);
          if (clash)
            yield at(placeOf(before, after), {
              what: `${now.stack} cannot stand beside ${old.stack}: ${clash.why}, so that the old stack must be destroyed before, and nothing is served in between`,
              fix: `for a change without a gap, ${clash.fix}`,
            });
        }
      }
    },
  },
  "state-moved": {
    impact: "prepare",
    title: "Another place for the state",
    why: "Terraform begins with an empty state there, and meets resources that exist already.",
    fix: "Run `terraform init -migrate-state` in each stack before the apply.",
    source: SOURCES.terraformBackends,
    *check(before, after) {
      const stays = JSON.stringify(before.config.state ?? LOCAL) === JSON.stringify(after.config.state ?? LOCAL);
      if (!stays && stacksOf(before).some((stack) => stacksOf(after).includes(stack)))
        yield at(["state"], {
          what: "the state is kept elsewhere: Terraform would begin with an empty one and meet what exists already",
        });
    },
  },
  "provider-changed": {
    impact: "prepare",
    title: "Another range of provider versions",
    why: "The lock file may hold a version that no longer fits.",
    fix: "Run `terraform init -upgrade` in each stack before the apply.",
    source: SOURCES.provider,
    *check(before, after) {
      const [old, now] = [before.provider.version, after.provider.version];
      if (old !== now) yield at(["provider"], { what: `the google provider must now be ${now}; it was ${old}` });
      if (!endsBelow(old, BELOW) && endsBelow(now, BELOW))
        yield {
          ...at(["provider"], {
            what: `a state that ${BELOW} or later has touched cannot go back to ${now}`,
            fix: `where one has applied, keep a range with ${BELOW}`,
          }),
          impact: "unknown",
        };
    },
  },
};

const LOCAL = { local: true };

/** Why both cannot be there at once, if so, and what helps. */
function clashOf(old: Model, now: Model): { readonly why: string; readonly fix: string } | undefined {
  if (subnetsClash(old, now))
    return old.region === now.region
      ? {
          why: "a VPC has one active proxy-only subnet in a region",
          fix: `name the old stack's subnet as \`existing\` in the new one, and run \`terraform state rm ${subnetAddresses(old.network.proxyOnlySubnet)}\` in the old stack before it is destroyed`,
        }
      : { why: "the ranges of their proxy-only subnets overlap", fix: "give the new one another range" };
  if (onOneAddress(old, now))
    return {
      why: "both serve a port of one address",
      fix: "give the new one another address, and move clients",
    };
  return undefined;
}

/** Whether both serve a port of one existing address. */
function onOneAddress(old: Model, now: Model): boolean {
  const { existing } = old.frontend.address;
  if (existing === undefined || existing !== now.frontend.address.existing) return false;
  const ports = old.frontend.listeners.map(({ port }) => port);
  return (
    old.region === now.region &&
    old.project === now.project &&
    now.frontend.listeners.some(({ port }) => ports.includes(port))
  );
}

/** Whether both make a proxy-only subnet, in one VPC, that the other is in the way of. */
function subnetsClash(old: Model, now: Model): boolean {
  const [{ proxyOnlySubnet: first }, { proxyOnlySubnet: second }] = [old.network, now.network];
  if (first.existing !== undefined || second.existing !== undefined || !sameVpc(old, now)) return false;
  const taken = proxyRanges(first);
  return (
    old.region === now.region || proxyRanges(second).some((range) => taken.some((other) => cidrsOverlap(other, range)))
  );
}

/** What makes the stacks other ones. */
function placeOf(before: Analysis, after: Analysis): string[] {
  if (before.config.name !== after.config.name) return ["name"];
  return [after.config.regions === undefined ? "region" : "regions"];
}
