import type { Model } from "../config/model/model";
import { isBareName, parseLink } from "../config/place";
import { firewallOf, openingId, openingsOf } from "../constructs/firewall-rules";
import { plainName } from "../constructs/names";

/** A firewall rule that somebody else makes. Its name is not that of ours, so that both can stand side by side. */
export interface NeededRule extends ReturnType<typeof firewallOf> {
  readonly name: string;
}

/** The firewall rules that another team makes where this program makes none: the same ones. */
export function neededRules(model: Model): NeededRule[] {
  if (model.network.firewallRules) return [];
  const rules = model.workloads.flatMap(openingsOf).map((opening): [string, NeededRule] => {
    const name = plainName(model.stack, openingId(opening));
    // A tag and a service account may be called alike.
    return [JSON.stringify(opening), { name, ...firewallOf(model, opening) }];
  });
  return [...new Map(rules).values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

export const renderGcloud = ({ name, project, network, ...rule }: NeededRule): string =>
  [
    `gcloud compute firewall-rules create ${name}`,
    `--project ${project ?? "PROJECT"}`,
    `--network ${isBareName(network) ? network : (parseLink(network)?.name ?? network)}`,
    `--direction ${rule.direction}`,
    `--allow ${rule.allow.flatMap(({ protocol, ports }) => ports.map((port) => `${protocol}:${port}`)).join(",")}`,
    `--source-ranges ${rule.sourceRanges.join(",")}`,
    ...(rule.targetTags ? [`--target-tags ${rule.targetTags.join(",")}`] : []),
    ...(rule.targetServiceAccounts ? [`--target-service-accounts ${rule.targetServiceAccounts.join(",")}`] : []),
  ].join(" ");

/** One resource for all of them, with a line for each. */
export function renderTerraform(rules: readonly NeededRule[], label: string): string[] {
  const [first] = rules;
  if (first === undefined) return [];
  const value = (of: unknown): string => (of === undefined ? "null" : JSON.stringify(of));
  return [
    `resource "google_compute_firewall" "${label}" {`,
    "  for_each = {",
    ...rules.map(
      ({ name, allow, sourceRanges, targetTags, targetServiceAccounts }) =>
        `    ${value(name)} = { ports = ${value(allow.flatMap(({ ports }) => ports))}, ranges = ${value(sourceRanges)}, tags = ${value(targetTags)}, accounts = ${value(targetServiceAccounts)} }`,
    ),
    "  }",
    "  name                    = each.key",
    ...(first.project === undefined ? [] : [`  project                 = ${value(first.project)}`]),
    `  network                 = ${value(first.network)}`,
    `  direction               = ${value(first.direction)}`,
    "  source_ranges           = each.value.ranges",
    "  target_tags             = each.value.tags",
    "  target_service_accounts = each.value.accounts",
    "  allow {",
    '    protocol = "tcp"',
    "    ports    = each.value.ports",
    "  }",
    "}",
  ];
}
