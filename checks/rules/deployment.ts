import { type DocumentPath, formatValue } from "../../config/finding";
import { allowsUntried, derivedRange, isEmptyRange, tooOldFor } from "../../config/model/provider-version";
import { isReference } from "../../config/reference";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";

export const DEPLOYMENT_RULES: Rules = {
  "provider-too-old": {
    severity: "error",
    title: "A provider version that lacks what the file uses",
    why: "An older provider refuses the configuration, or fails in the middle of an apply.",
    fix: "Raise the lower bound, or remove `provider`: the version is then derived.",
    source: SOURCES.provider,
    *check({ config, regions }) {
      const version = config.provider?.version;
      if (version === undefined) return;
      const models = regions.map(({ model }) => model);
      for (const { feature, since, dispensable } of tooOldFor(models, version))
        yield at(["provider", "version"], {
          what: `${formatValue(version)} allows a google provider older than ${since}, which is needed: ${feature}`,
          fix: `write \`version: "${derivedRange(models)}"\`, or remove \`provider\`${dispensable ? `; a range that ends below ${since} (\`< ${since}\`) goes without it` : ""}`,
        });
    },
  },
  "provider-range-empty": {
    severity: "error",
    title: "A range of versions that no provider is in",
    why: "It ends before it begins, and `terraform init` finds nothing.",
    fix: "Write one that begins below its end, or remove `provider`: the version is then derived.",
    source: SOURCES.provider,
    *check({ config }) {
      const version = config.provider?.version;
      if (version !== undefined && isEmptyRange(version))
        yield at(["provider", "version"], { what: `no version is in ${formatValue(version)}` });
    },
  },
  "provider-untried": {
    severity: "warning",
    title: "A provider version that nobody has tried",
    why: "Every example was applied with 6.50, 7.45 and 8.0, and a state of 7.45 plans nothing under 8.0. Nobody has applied with 9.x here, and a state that a major version has touched cannot go back.",
    fix: "Add `< 9.0.0`, or `< 8.0.0` while the state is to stay with 7.x.",
    source: SOURCES.provider,
    *check({ config }) {
      const version = config.provider?.version;
      if (version !== undefined && allowsUntried(version))
        yield at(["provider", "version"], {
          what: `${formatValue(version)} allows google provider 9.0.0 and later: nobody has applied with it here, and a state that it has touched cannot go back`,
        });
    },
  },
  "reference-in-state": {
    severity: "error",
    title: "A variable in the place of the state",
    why: "Terraform reads its state before it knows any variable.",
    fix: "Write the value, or pass it by `terraform init -backend-config`.",
    source: SOURCES.terraformBackends,
    *check({ config }) {
      for (const [path, value] of stateValues(config.state, ["state"]))
        if (isReference(value))
          yield at(path, {
            what: `${formatValue(value)} is a reference; Terraform reads its state before it knows any variable`,
          });
    },
  },
  "shared-state": {
    severity: "warning",
    title: "One remote state for whatever project a variable names",
    why: "A state is named after the stack, not the project, and remembers the project that it is of: the plan of a second pipeline with another project is refused.",
    fix: "Write `project`, or give each pipeline a prefix of its own.",
    source: SOURCES.terraformBackends,
    *check({ config }) {
      const { state, project } = config;
      const kind = (["gcs", "s3", "cloud"] as const).find((key) => state?.[key] !== undefined);
      if (kind !== undefined && (project === undefined || isReference(project)))
        yield at(["state", kind], {
          what: "the project is a variable, and the state's place does not name it: two pipelines with different projects would share one state, and the second is refused",
        });
    },
  },
};

function* stateValues(value: unknown, path: DocumentPath): Generator<[DocumentPath, string]> {
  if (typeof value === "string") yield [path, value];
  if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* stateValues(item, [...path, key]);
}
