import { type Finding, type FindingInfo, findingOf, formatValue } from "../config/finding";
import { overriddenUrlMaps } from "../config/model/resolve";
import type { Config } from "../config/schema/config";
import { nearest } from "../config/schema/suggest";
import { SOURCES } from "./rules/sources";

export const OVERRIDE_FINDINGS = {
  "unknown-address": {
    severity: "error",
    title: "An override of a resource that is not made",
    why: "No stack of the file makes a resource with this address: the override would change nothing.",
    fix: "Write an address of `cdk.tf.json`, as `terraform state list` shows it.",
    source: SOURCES.design,
  },
} as const satisfies Record<string, FindingInfo>;

/** What no table of routes shows: each is made of the file's words. */
export const unshownRoutes = (config: Config): string[] =>
  overriddenUrlMaps(config).map(
    (address) => `what \`overrides\` change in ${address} is not shown here; \`route\` reads it`,
  );

/** Overrides that lead nowhere, given the addresses that all stacks make. */
export function unknownAddresses({ overrides = {} }: Config, addresses: ReadonlySet<string>): Finding[] {
  return Object.keys(overrides).flatMap((address) => {
    if (addresses.has(address)) return [];
    const [type = ""] = address.split(".");
    const alike = [...addresses].filter((each) => each.startsWith(`${type}.`));
    const near = nearest(address, alike.length > 0 ? alike : addresses);
    const known = near === undefined ? alike.slice(0, MOST).map(formatValue).join(", ") : formatValue(near);
    const finding = findingOf(OVERRIDE_FINDINGS, "unknown-address", ["overrides", address], {
      what: `no stack makes ${formatValue(address)}`,
      fix: known ? `write ${known}` : "write an address of `cdk.tf.json`, as `terraform state list` shows it",
    });
    return [{ ...finding, atKey: true as const }];
  });
}

const MOST = 5;
