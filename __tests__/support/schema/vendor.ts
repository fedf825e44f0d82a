/**
 * Takes over from a provider what stacks use of its schema. In a folder whose configuration requires just that version:
 *
 *     terraform providers schema -json >schema.json
 *     npx tsx __tests__/support/schema/vendor.ts google 7.45.0 schema.json [TYPE...]
 *
 * The types are those that the file has already, and those named here; `data.TYPE` is a data source.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockSchema } from "./provider-schema";

/** A block as `terraform providers schema -json` writes it. */
interface Block {
  readonly attributes?: Readonly<Record<string, { type: unknown; required?: boolean; optional?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { block: Block; min_items?: number; max_items?: number }>>;
}

const [provider = "", version = "", source = "", ...added] = process.argv.slice(2);
const [schema] = Object.values<Record<string, Record<string, { block: Block }>>>(
  JSON.parse(readFileSync(source, "utf8")).provider_schemas,
);
const file = join(__dirname, `${provider}-${version}.json`);
const known = existsSync(file) ? Object.keys(JSON.parse(readFileSync(file, "utf8")).types) : [];
const lines = [...new Set([...known, ...added])].sort().flatMap((type) => {
  const [, data, name = ""] = /^(data\.)?(.*)$/.exec(type) ?? [];
  const found = schema?.[data ? "data_source_schemas" : "resource_schemas"]?.[name];
  if (found === undefined) console.error(`${provider} ${version} has no ${type}`);
  return found ? [`${JSON.stringify(type)}: ${JSON.stringify(compact(found.block))}`] : [];
});
// One type a line, so that a change of a few can be read.
writeFileSync(file, `{"provider": "${provider}", "version": "${version}", "types": {\n${lines.join(",\n")}\n}}\n`);

function compact({ attributes = {}, block_types: blocks = {} }: Block): BlockSchema {
  return {
    attributes: mapped(attributes, ({ type, required, optional }) =>
      required || optional ? `${required ? "required " : ""}${[type].flat().join(" of ")}` : "read-only",
    ),
    blocks: mapped(blocks, ({ block, min_items: min, max_items: max }) => ({ min, max, ...compact(block) })),
  };
}

/** `undefined` where there is nothing, so that JSON leaves it out. */
function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> | undefined {
  const entries = Object.entries(record).map(([name, value]) => [name, change(value)]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
