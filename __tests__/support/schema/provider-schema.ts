import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a provider says of the arguments of a block: their names and types, which must be there, which may be set. */
export interface BlockSchema {
  /** `string`, `required number`, `set of string`; `read-only` where nobody may set it. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly blocks?: Readonly<Record<string, BlockSchema>>;
  /** How many of a nested block there must be, and may be. */
  readonly min?: number;
  readonly max?: number;
}

/** The part of a provider's schema that stacks use. */
export interface ProviderSchema {
  readonly provider: string;
  readonly version: string;
  /** By `google_compute_address`, and `data.google_compute_address` for what is only read. */
  readonly types: Readonly<Record<string, BlockSchema>>;
}

/** Every schema that stands beside this file: `google-7.45.0.json` and so on, written by `vendor.ts`. */
export const PROVIDER_SCHEMAS: readonly ProviderSchema[] = readdirSync(__dirname)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(__dirname, name), "utf8")));
