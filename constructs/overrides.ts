import { variableNames } from "../config/reference";
import type { Config } from "../config/schema/config";

type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Block>>;

/** What of a stack's JSON an override can touch. */
interface StackJson {
  readonly resource?: Readonly<Record<string, Blocks>>;
  readonly variable?: Block;
  readonly provider?: Block;
  readonly terraform?: { readonly required_providers?: Blocks };
}

const BETA = "google-beta";

/**
 * A stack's JSON with the fields that the file overrides in it. What it names beside them comes with it: variables, and google-beta,
 * configured as google is.
 */
export function overridden(stack: StackJson, { overrides = {} }: Config): StackJson {
  let { resource = {}, variable, provider, terraform } = stack;
  for (const [address, fields] of Object.entries(overrides)) {
    const [type = "", name = ""] = address.split(".");
    const block = resource[type]?.[name];
    if (block === undefined) continue;
    resource = { ...resource, [type]: { ...resource[type], [name]: merged(block, fields) as Block } };
    for (const each of variableNames(JSON.stringify(fields)))
      variable = { [each]: { type: "string", sensitive: true }, ...variable };
    if (fields.provider !== BETA) continue;
    const required = terraform?.required_providers ?? {};
    const beta = { ...required.google, source: `hashicorp/${BETA}` };
    terraform = { ...terraform, required_providers: { [BETA]: beta, ...required } };
    provider = { [BETA]: provider?.google, ...provider };
  }
  return { ...stack, ...(stack.resource && { resource }), ...(variable && { variable }), provider, terraform };
}

/** Maps are merged, a map over a list of blocks into each of them; what else there is takes the place, and `null` takes out. */
function merged(old: unknown, fields: unknown): unknown {
  if (!isMap(fields)) return fields;
  if (Array.isArray(old) && old.every(isMap)) return old.map((block) => merged(block, fields));
  const block: Record<string, unknown> = isMap(old) ? { ...old } : {};
  for (const [key, value] of Object.entries(fields))
    if (value === null) delete block[key];
    else block[key] = merged(block[key], value);
  return block;
}

const isMap = (value: unknown): value is Block => typeof value === "object" && value !== null && !Array.isArray(value);
