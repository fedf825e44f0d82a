import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaFile } from "../schema/json-schema";
import { configTypes } from "./config-types";
import { referencePage } from "./reference-page";
import { scopePage } from "./scope-page";

/** The files that are made of the schema, by their path in the project; a test says whether they are current. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  "proxy.schema.json": schemaFile,
  "docs/configuration.md": referencePage,
  "docs/scope.md": scopePage,
  "config/schema/config.ts": configTypes,
};

if (require.main === module)
  for (const [path, text] of Object.entries(GENERATED)) writeFileSync(join(__dirname, "../..", path), text());
