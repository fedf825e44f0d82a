import type { Analysis } from "../../../checks/analysis";
import { exampleFile } from "../examples";
import { analyzeConfig, readConfig } from "../project";

/** Examples with tags, with service accounts, in a Shared VPC, with several ports. */
export const WITH_OPENINGS: readonly string[] = ["service-accounts", "shared-vpc", "every-backend"];

/** An example with firewall rules of its own, and with another team's. */
export function foreignFirewall(name: string): { readonly own: Analysis; readonly foreign: Analysis } {
  const config = { ...readConfig(exampleFile(name)), project: "ml-prod" };
  const made = (firewallRules: boolean) => analyzeConfig({ ...config, network: { ...config.network, firewallRules } });
  return { own: made(true), foreign: made(false) };
}
