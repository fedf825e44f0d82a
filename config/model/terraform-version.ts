import { isReference } from "../reference";
import type { Config } from "../schema/config";
import { keepsKeysOut, newestOf } from "./provider-version";

/** What every stack needs, import blocks too. */
const OLDEST = "1.5.0";

/** Terraform and OpenTofu have each of these since the same version. */
const FEATURES: readonly {
  readonly feature: string;
  readonly since: string;
  readonly usedBy: (config: Config) => boolean;
  readonly source: string;
}[] = [
  {
    feature: "a variable in the id of an import block (`adopt`, without a `project` of the file's own)",
    since: "1.6.0",
    usedBy: ({ adopt, project }) => adopt !== undefined && (project === undefined || isReference(project)),
    source: "hashicorp/terraform#33618: the id of an import block may be an expression",
  },
  {
    feature: "a lock file in an S3 bucket (`state.s3`)",
    since: "1.10.0",
    usedBy: ({ state }) => state?.s3 !== undefined,
    source: "hashicorp/terraform 1.10.0: `use_lockfile` of the S3 backend",
  },
  {
    feature: "a private key that stays out of the state (`privateKey`)",
    since: "1.11.0",
    usedBy: ({ frontend, provider }) =>
      (provider === undefined || keepsKeysOut(provider.version)) &&
      (frontend?.listeners ?? []).some(({ certificates = [] }) => certificates.some(({ pem }) => pem !== undefined)),
    source: "hashicorp/terraform 1.11.0 and opentofu/opentofu 1.11.0: write-only arguments",
  },
];

/** The versions of Terraform or OpenTofu that do all that a configuration uses, as `required_version` takes them. */
export function terraformConstraint(config: Config): { readonly version: string; readonly reasons: readonly string[] } {
  const used = FEATURES.filter(({ usedBy }) => usedBy(config));
  return { version: `>= ${newestOf(used, OLDEST)}`, reasons: used.map(({ feature, since }) => `${since}: ${feature}`) };
}
