import { cidrContains, cidrsOverlap } from "../../config/cidr";
import { formatValue } from "../../config/finding";
import { proxyOnlyId } from "../../config/model/ids";
import type { Model, ProxyOnlySubnet } from "../../config/model/model";
import { DEFAULT_TIMEOUT } from "../../platform/facts";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules, StackChange } from "./change";

/** What to do where an address cannot stay. */
export const SECOND_PROXY = "Make a second proxy under another name, move clients, then destroy this one.";

export const NETWORK_CHANGES: ChangeRules = {
  "project-changed": {
    impact: "fails",
    title: "Another project",
    why: "A state remembers its project, and Terraform refuses the plan of another: it would destroy everything there and make it anew here.",
    fix: "Give the new project a state of its own, move clients, then destroy the first with the old file.",
    source: SOURCES.design,
    *check({ before, after }) {
      const [old, now] = [before.model.project, after.model.project];
      if (old === now) return;
      if (old === undefined || now === undefined)
        yield {
          ...at(["project"], {
            what: `the project of the variable and ${old ?? now} must be one: Terraform refuses to plan another project over this state`,
            fix: "look into the state, or at the variable: what is deployed must be there",
          }),
          impact: "prepare",
        };
      else
        yield at(["project"], {
          what: `the state is of ${old}, and Terraform refuses to plan ${now} over it`,
          fix: "give the new project a state of its own: another `name`, `prefix` or output folder; then move clients, and destroy the first with the old file",
        });
    },
  },
  "exposure-changed": {
    impact: "interrupts",
    title: "From external to internal, or back",
    why: "Address, forwarding rules and backend services are replaced; clients need the new address.",
    fix: SECOND_PROXY,
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      if (before.model.scheme !== after.model.scheme)
        yield at(["exposure"], {
          what: `from ${exposureOf(before.model)} to ${exposureOf(after.model)}: address, forwarding rules and backend services are replaced, and clients need the new address`,
        });
    },
  },
  "vpc-changed": {
    impact: "interrupts",
    title: "Another VPC",
    why: "Forwarding rules, proxy-only subnet and endpoint groups are replaced.",
    fix: SECOND_PROXY,
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [old, now] = [before.model.network, after.model.network];
      if (old.vpc !== now.vpc || old.hostProject !== now.hostProject)
        yield at(["network", "vpc"], {
          what: `from the VPC ${formatValue(old.vpc)} to ${formatValue(now.vpc)}: forwarding rules and proxy-only subnet are replaced, and nothing is served in between`,
        });
    },
  },
  "subnet-changed": {
    impact: "interrupts",
    title: "Another subnet of an internal proxy",
    why: "Its address comes from the subnet, so that address and forwarding rules are replaced.",
    fix: SECOND_PROXY,
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const internal = [before, after].every(({ model }) => model.scheme === "INTERNAL_MANAGED");
      const [old, now] = [before.model.network.subnet, after.model.network.subnet];
      if (internal && old !== undefined && now !== undefined && old !== now)
        yield at(["network", "subnet"], {
          what: `the address moves from the subnet ${formatValue(old)} to ${formatValue(now)}: it is replaced with the forwarding rules`,
        });
    },
  },
  "proxy-only-range-changed": {
    impact: "interrupts",
    title: "Another range of the proxy-only subnet",
    why: "Google refuses to grow or move a proxy-only subnet in place: forwarding rules and subnet are made anew, and nothing is served in between.",
    fix: "Add the new range as `backup`, apply, swap the two, apply, remove the old one, apply: that loses streams at most.",
    source: SOURCES.proxyOnlySubnets,
    *check(change) {
      const [old, now] = subnetsOf(change);
      if (!replacesSubnet(change)) return;
      if (growsAdopted(change))
        yield {
          ...at(["network", "proxyOnlySubnet"], {
            what: `the adopted subnet would grow from ${old.range} to ${now.range}, which Google refuses for proxy-only subnets`,
            fix: "name it as `existing`, take it out of the state (`terraform state rm`), and grow it by a backup of its owner's",
          }),
          impact: "fails",
        };
      else
        yield at(["network", "proxyOnlySubnet"], {
          what: `the proxy-only subnet moves from ${old.range} to ${now.range}: forwarding rules and subnet are made anew, and nothing is served for some minutes`,
          fix: cidrsOverlap(old.range, now.range)
            ? "choose a quiet hour; or take a range that does not overlap the old one: that can be added as `backup`, and swapped without an interruption"
            : `write \`{ range: ${old.range}, backup: ${now.range} }\` and apply, swap the two and apply, then remove the old one: that loses streams at most; otherwise choose a quiet hour`,
        });
    },
  },
  "proxy-only-subnets-swapped": {
    impact: "interrupts",
    title: "A backup proxy-only subnet that is promoted",
    why: "New connections go through the new range at once, and nothing that is short is lost. The provider names no time in which open connections may end, so that long streams may be cut.",
    fix: "Promote it by `gcloud … --role ACTIVE --drain-timeout …` before; the apply then changes nothing.",
    source: "https://cloud.google.com/compute/docs/reference/rest/v1/subnetworks/patch",
    *check(change) {
      const [old, now] = subnetsOf(change);
      if (swapsSubnets(change))
        yield at(["network", "proxyOnlySubnet"], {
          what: `the proxies move from ${old.range} to ${now.range}, and the provider gives open connections no time to end: long streams may be cut, nothing else is lost`,
          fix: `before, run \`${promotion(change.after.model)}\`: the apply then changes nothing`,
        });
    },
  },
  "proxy-only-swap-skipped": {
    impact: "fails",
    title: "Another range while there is a backup",
    why: "Google keeps one ACTIVE and one BACKUP subnet, and deletes no ACTIVE one beside a BACKUP: the two can only be swapped, or the BACKUP removed, in an apply of its own.",
    fix: "Swap the two, or remove the backup, and apply; then the rest.",
    source: SOURCES.proxyOnlySubnets,
    *check(change) {
      const [old, now] = subnetsOf(change);
      if (!ownSubnets(change) || old.backup === undefined || swapsSubnets(change)) return;
      const backs = now.backup === undefined ? "" : ` and backup ${now.backup}`;
      const promoted = now.range === old.backup;
      if (now.range !== old.range || (now.backup !== undefined && now.backup !== old.backup))
        yield at(["network", "proxyOnlySubnet"], {
          what: `${old.range} and backup ${old.backup} cannot become ${now.range}${backs} in one apply`,
          fix: promoted
            ? `write \`{ range: ${old.backup}, backup: ${old.range} }\` and apply, then the rest`
            : "remove the backup and apply, then the rest",
        });
    },
  },
  "proxy-only-backup-removed": {
    impact: "prepare",
    title: "A backup proxy-only subnet that is removed",
    why: "After a swap it drains, and Google takes no change of it until it is READY.",
    fix: "Wait until `gcloud compute networks subnets describe` shows the state READY.",
    source: "https://registry.terraform.io/providers/hashicorp/google/7.45.0/docs/resources/compute_subnetwork",
    *check(change) {
      const [old, now] = subnetsOf(change);
      if (ownSubnets(change) && old.backup !== undefined && now.backup === undefined && old.range === now.range)
        yield at(["network", "proxyOnlySubnet"], {
          what: `the backup ${old.backup} is destroyed, which Google refuses while it drains`,
          fix: `wait until \`gcloud compute networks subnets describe ${subnetName(change.before.model, old.backup)} ${homeFlags(change.before.model)} --format 'value(state)'\` says READY, or nothing`,
        });
    },
  },
  "proxy-only-subnet-released": {
    impact: "fails",
    title: "An existing proxy-only subnet in the place of the stack's own",
    why: "The stack would destroy its own subnet, which Google refuses while a forwarding rule uses it.",
    fix: "Take the subnet out of the state first, and name it as the existing one.",
    source: SOURCES.proxyOnlySubnets,
    *check({ before, after }) {
      const [old, now] = [before.model.network.proxyOnlySubnet, after.model.network.proxyOnlySubnet];
      if (sameVpc(before.model, after.model) && old.existing === undefined && now.existing !== undefined)
        yield at(["network", "proxyOnlySubnet"], {
          what: `the stack would destroy its own proxy-only subnet for ${formatValue(now.existing)}, which Google refuses while listeners use it`,
          fix: `run \`terraform state rm ${subnetAddresses(old)}\` before, and name that subnet as the existing one`,
        });
    },
  },
  "proxy-only-subnet-taken": {
    impact: "fails",
    title: "A new proxy-only subnet beside an existing one",
    why: "A VPC has one active proxy-only subnet in a region.",
    fix: "Take the existing one over with `adopt`, or keep naming it.",
    source: SOURCES.proxyOnlySubnets,
    *check({ before, after }) {
      const [old, now] = [before.model.network.proxyOnlySubnet, after.model.network.proxyOnlySubnet];
      const adopted = after.model.adopt.proxyOnlySubnet === old.existing;
      if (sameVpc(before.model, after.model) && old.existing !== undefined && now.existing === undefined && !adopted)
        yield at(["network", "proxyOnlySubnet"], {
          what: `a new proxy-only subnet cannot stand beside ${formatValue(old.existing)}: a VPC has one active one in a region`,
          fix: `take it over with \`adopt: { proxyOnlySubnet: ${old.existing} }\`, or keep \`existing\``,
        });
    },
  },
  "firewall-rules-removed": {
    impact: "interrupts",
    title: "Firewall rules that are no longer made",
    why: "Without them neither probers nor proxies reach the backends.",
    fix: "See that the other team's rules are in place before the apply.",
    source: SOURCES.firewalls,
    *check({ before, after }) {
      if (before.model.network.firewallRules && !after.model.network.firewallRules)
        yield at(["network", "firewallRules"], {
          what: "the firewall rules that let probers and proxies in are destroyed",
        });
    },
  },
};

const subnetsOf = ({ before, after }: StackChange) =>
  [before.model.network.proxyOnlySubnet, after.model.network.proxyOnlySubnet] as const;

const ownSubnets = (change: StackChange): boolean => subnetsOf(change).every(({ existing }) => existing === undefined);

function swapsSubnets(change: StackChange): boolean {
  const [old, now] = subnetsOf(change);
  return ownSubnets(change) && old.backup === now.range && old.range === now.backup;
}

/** Whether the subnet of the stack gives way to one of another range. */
export function replacesSubnet(change: StackChange): boolean {
  const [old, now] = subnetsOf(change);
  return ownSubnets(change) && old.backup === undefined && old.range !== now.range;
}

/** An adopted subnet keeps its name, so that Terraform tries to grow it in place. */
function growsAdopted(change: StackChange): boolean {
  const [old, now] = subnetsOf(change);
  const [was, is] = [change.before.model.adopt.proxyOnlySubnet, change.after.model.adopt.proxyOnlySubnet];
  return is !== undefined && was === is && cidrContains(now.range, old.range);
}

/** The Terraform addresses of a stack's own subnets. */
export const subnetAddresses = ({ range, backup }: ProxyOnlySubnet): string =>
  (backup === undefined ? ["proxy-only"] : [proxyOnlyId(range), proxyOnlyId(backup)])
    .map((id) => `google_compute_subnetwork.${id}`)
    .join(" ");

const subnetName = ({ stack }: Model, range: string): string => `${stack}-${proxyOnlyId(range)}`;

const homeFlags = ({ region, project, network }: Model): string =>
  `--project ${network.hostProject ?? project ?? "PROJECT"} --region ${region}`;

/** What swaps the subnets with time for the longest answer to end. */
function promotion(model: Model): string {
  const drain = Math.max(...model.workloads.map(({ timeout }) => timeout ?? DEFAULT_TIMEOUT), DEFAULT_TIMEOUT);
  const name = subnetName(model, model.network.proxyOnlySubnet.range);
  return `gcloud compute networks subnets update ${name} ${homeFlags(model)} --role ACTIVE --drain-timeout ${drain}s`;
}

/** A proxy-only subnet of another VPC is in nobody's way. */
export const sameVpc = (old: Model, now: Model): boolean =>
  old.network.vpc === now.network.vpc && hostOf(old) === hostOf(now);

const hostOf = ({ project, network }: Model): string | undefined => network.hostProject ?? project;

const exposureOf = ({ scheme }: Model): string => (scheme === "EXTERNAL_MANAGED" ? "external" : "internal");
