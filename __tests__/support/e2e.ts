import type { Analysis } from "../../checks/analysis";
import { betaReasons, endsBelow, SECURITY_POLICY_SINCE, tooOldFor } from "../../config/model/provider-version";
import type { Config } from "../../config/schema/config";
import { findOnPath } from "../../simulator/executable";
import { findTerraform } from "../../simulator/terraform/terraform";

/** How `npm run test:e2e` tells the tests what it was asked for and has found. */
export const VARIABLES = {
  everyPair: "E2E_EVERY_PAIR",
  providerVersion: "E2E_PROVIDER_VERSION",
  sample: "E2E_SAMPLE",
  withoutTerraform: "E2E_WITHOUT_TERRAFORM",
  withoutBeta: "E2E_WITHOUT_GOOGLE_BETA",
} as const;

const {
  [VARIABLES.everyPair]: all,
  [VARIABLES.sample]: part,
  [VARIABLES.withoutTerraform]: without,
  [VARIABLES.withoutBeta]: withoutBeta,
} = process.env;

/** Whether each example is tried over every other one, and not only over the next. */
export const everyPair = all !== undefined;
/** An exact version of the google provider, if one was asked for. */
export const providerVersion = process.env[VARIABLES.providerVersion];
/** Of many rows one of so many, always the same; all, where no part was asked for. */
export function sampled<Row>(rows: readonly Row[]): readonly Row[] {
  const every = Number(part ?? 1);
  return rows.filter((_, i) => i % every === 0);
}
/** Terraform; undefined where it, or the provider, is missing. */
export const executable = without === undefined ? findTerraform() : undefined;
/** The browser that reads reports; undefined where there is none. */
export const chromium = findOnPath("chromium", process.env);
export const CHROMIUM_MISSING = "there is no chromium on the PATH; Debian has it: `apt-get install chromium`";

/** A configuration for one version of the provider: its stacks must not name what an older one refuses. */
export const fitted = (config: Config, version = providerVersion): Config =>
  version !== undefined && endsBelow(version, SECURITY_POLICY_SINCE) ? { ...config, provider: { version } } : config;

/** Whether the providers that an analysis uses are there, and one version of them does all that it uses, and is in its range. */
export function fits({ regions, provider }: Analysis, version = providerVersion): boolean {
  const models = regions.map(({ model }) => model);
  if (withoutBeta !== undefined && models.some((model) => betaReasons(model).length > 0)) return false;
  if (version === undefined) return true;
  return tooOldFor(models, version, provider.version).length === 0 && !endsBelow(provider.version, version);
}
