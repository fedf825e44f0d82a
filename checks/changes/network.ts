import { formatValue } from "../../config/finding";
import type { Model } from "../../config/model/model";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRule } from "./change";

/** What to do where an address cannot stay. */
export const SECOND_PROXY = "make a second proxy under another name, move clients, then destroy this one";

export const NETWORK_CHANGES: readonly ChangeRule[] = [
  {
    id: "project-changed",
    impact: "fails",
    severity: "warning",
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
  {
    id: "exposure-changed",
    impact: "interrupts",
    severity: "warning",
    title: "From external to internal, or back",
    why: "Address, forwarding rules and backend services are replaced; clients need the new address.",
    fix: "Make a second proxy under another name, move clients, then destroy the first.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      if (before.model.scheme !== after.model.scheme)
        yield at(["exposure"], {
          what: `from ${exposureOf(before.model)} to ${exposureOf(after.model)}: address, forwarding rules and backend services are replaced, and clients need the new address`,
          fix: SECOND_PROXY,
        });
    },
  },
  {
    id: "vpc-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Another VPC",
    why: "Forwarding rules, proxy-only subnet and endpoint groups are replaced.",
    fix: "Make a second proxy under another name, move clients, then destroy the first.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [old, now] = [before.model.network, after.model.network];
      if (old.vpc !== now.vpc || old.hostProject !== now.hostProject)
        yield at(["network", "vpc"], {
          what: `from the VPC ${formatValue(old.vpc)} to ${formatValue(now.vpc)}: forwarding rules and proxy-only subnet are replaced, and nothing is served in between`,
          fix: SECOND_PROXY,
        });
    },
  },
  {
    id: "subnet-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Another subnet of an internal proxy",
    why: "Its address comes from the subnet, so that address and forwarding rules are replaced.",
    fix: "Make a second proxy under another name, move clients, then destroy the first.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const internal = [before, after].every(({ model }) => model.scheme === "INTERNAL_MANAGED");
      const [old, now] = [before.model.network.subnet, after.model.network.subnet];
      if (internal && old !== undefined && now !== undefined && old !== now)
        yield at(["network", "subnet"], {
          what: `the address moves from the subnet ${formatValue(old)} to ${formatValue(now)}: it is replaced with the forwarding rules`,
          fix: SECOND_PROXY,
        });
    },
  },
  {
    id: "proxy-only-range-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Another range of the proxy-only subnet",
    why: "A proxy-only subnet cannot grow or move in place: forwarding rules and subnet are made anew, and nothing is served in between.",
    fix: "Choose a quiet hour. A BACKUP subnet of the new range that is promoted avoids the interruption; the file has no word for it.",
    source: SOURCES.proxyOnlySubnets,
    *check({ before, after }) {
      const [old, now] = [before.model.network.proxyOnlySubnet, after.model.network.proxyOnlySubnet];
      if (old.existing === undefined && now.existing === undefined && old.range !== now.range)
        yield at(["network", "proxyOnlySubnet"], {
          what: `the proxy-only subnet moves from ${old.range} to ${now.range}: forwarding rules and subnet are made anew, and nothing is served for some minutes`,
          fix: "choose a quiet hour, and make it wide; a BACKUP subnet that is promoted avoids the interruption, by other means than this file",
        });
    },
  },
  {
    id: "proxy-only-subnet-released",
    impact: "fails",
    severity: "warning",
    title: "An existing proxy-only subnet in the place of the stack's own",
    why: "The stack would destroy its own subnet, which Google refuses while a forwarding rule uses it.",
    fix: "Take the subnet out of the state first, and name it as the existing one.",
    source: SOURCES.proxyOnlySubnets,
    *check({ before, after }) {
      const [old, now] = [before.model.network.proxyOnlySubnet, after.model.network.proxyOnlySubnet];
      if (sameVpc(before.model, after.model) && old.existing === undefined && now.existing !== undefined)
        yield at(["network", "proxyOnlySubnet"], {
          what: `the stack would destroy its own proxy-only subnet for ${formatValue(now.existing)}, which Google refuses while listeners use it`,
          fix: "run `terraform state rm google_compute_subnetwork.proxy-only` before, and name that subnet as the existing one",
        });
    },
  },
  {
    id: "proxy-only-subnet-taken",
    impact: "fails",
    severity: "warning",
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
  {
    id: "firewall-rules-removed",
    impact: "interrupts",
    severity: "warning",
    title: "Firewall rules that are no longer made",
    why: "Without them neither probers nor proxies reach the backends.",
    fix: "See that the other team's rules are in place before the apply.",
    source: SOURCES.firewalls,
    *check({ before, after }) {
      if (before.model.network.firewallRules && !after.model.network.firewallRules)
        yield at(["network", "firewallRules"], {
          what: "the firewall rules that let probers and proxies in are destroyed",
          fix: "see that the other team's rules are in place before the apply",
        });
    },
  },
];

/** A proxy-only subnet of another VPC is in nobody's way. */
export const sameVpc = (old: Model, now: Model): boolean =>
  old.network.vpc === now.network.vpc && hostOf(old) === hostOf(now);

const hostOf = ({ project, network }: Model): string | undefined => network.hostProject ?? project;

const exposureOf = ({ scheme }: Model): string => (scheme === "EXTERNAL_MANAGED" ? "external" : "internal");
