import type { DocumentPath } from "../../config/finding";
import { allowsUntried, tooOldFor } from "../../config/model/provider-version";
import { isReference } from "../../config/reference";
import { providerTooOld, providerUntried, referenceInState, sharedState } from "../messages/deployment";
import { at, type Rule } from "../rule";
import { SOURCES } from "./sources";

export const DEPLOYMENT_RULES: readonly Rule[] = [
  {
    id: "provider-too-old",
    severity: "error",
    title: "A provider version that lacks what the file uses",
    why: "An older provider refuses the configuration, or fails in the middle of an apply.",
    fix: "Raise the lower bound, or remove `provider`: the version is then derived.",
    source: SOURCES.provider,
    *check({ config, regions }) {
      const version = config.provider?.version;
      if (version === undefined) return;
      for (const { feature, since } of tooOldFor(
        regions.map(({ model }) => model),
        version,
      ))
        yield at(["provider", "version"], providerTooOld(version, feature, since));
    },
  },
  {
    id: "provider-untried",
    severity: "warning",
    title: "A provider version that nobody has tried",
    why: "A new major version changes defaults and removes fields.",
    fix: "Add an upper bound.",
    source: SOURCES.provider,
    *check({ config }) {
      const version = config.provider?.version;
      if (version !== undefined && allowsUntried(version)) yield at(["provider", "version"], providerUntried(version));
    },
  },
  {
    id: "reference-in-state",
    severity: "error",
    title: "A variable in the place of the state",
    why: "Terraform reads its state before it knows any variable.",
    fix: "Write the value, or configure it by `terraform init -backend-config`.",
    source: SOURCES.terraformBackends,
    *check({ config }) {
      for (const [path, value] of stateValues(config.state, ["state"]))
        if (isReference(value)) yield at(path, referenceInState(value));
    },
  },
  {
    id: "shared-state",
    severity: "warning",
    title: "One remote state for whatever project a variable names",
    why: "A state is named after the stack, not the project: a second pipeline with another project would take the first one's resources for its own, and replace them.",
    fix: "Name the project, or give each pipeline a prefix of its own.",
    source: SOURCES.terraformBackends,
    *check({ config }) {
      const { state, project } = config;
      const kind = (["gcs", "s3", "cloud"] as const).find((key) => state?.[key] !== undefined);
      if (kind !== undefined && (project === undefined || isReference(project)))
        yield at(["state", kind], sharedState());
    },
  },
];

function* stateValues(value: unknown, path: DocumentPath): Generator<[DocumentPath, string]> {
  if (typeof value === "string") yield [path, value];
  if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* stateValues(item, [...path, key]);
}
