import { type JsonSchema, jsonSchema } from "../schema/json-schema";
import { ANY_INDEX, ANY_NAME, alternatives, formatPattern, identityOf, type MapSchema, mapsIn } from "../schema/walk";

/**
 * The text of `config/schema/config.ts`: an interface for every map of the vocabulary, with what each key means. Who writes
 * TypeScript then sees it in the editor, and needs no zod to have types.
 */
export function configTypes(): string {
  const maps = mapsIn(jsonSchema());
  const names = new Map(maps.map((map) => [identityOf(map.schema), nameOf(map)]));
  if (new Set(names.values()).size < maps.length) throw new Error("two maps have the same name");
  return [HEAD, ...maps.map((map) => renderInterface(map, names))].join("\n\n").concat("\n");
}

type Names = ReadonlyMap<string, string>;

const HEAD = "// Written by `npm run generate` from config/schema; do not edit. Texts may hold CDKTF tokens.";

/** Names that a place does not give. */
const NAMES: Readonly<Record<string, string>> = {
  "": "Config",
  "dns.zone": "DnsZoneConfig",
  "dns.routing": "DnsRoutingConfig",
  "dns.healthCheck": "DnsHealthCheckConfig",
  "frontend.publish.accept[]": "ConsumerConfig",
  "workloads.NAME.tls": "BackendTlsConfig",
  "routes[]": "RouteGroupConfig",
  "routes[].default": "ActionConfig",
  "routes[].rules[].to.NAME": "ShareConfig",
  "routes[].rules[].to.NAME.requestHeaders": "HeaderChangesConfig",
  "routes[].security": "NarrowingConfig",
  "security.allow[]": "CallerConfig",
  "security.allow[].headers.NAME": "CallerHeaderConfig",
  "security.rules[]": "SecurityRuleConfig",
};

/** `WorkloadConfig` at `workloads.NAME`, `HealthCheckConfig` at `workloads.NAME.healthCheck`. */
function nameOf({ places: [place = []] }: MapSchema): string {
  const [word = ""] = place.filter((part) => part !== ANY_NAME && part !== ANY_INDEX).slice(-1);
  const one = place.at(-1) === word ? word : word.replace(/(?<!s)s$/, "");
  return NAMES[formatPattern(place)] ?? `${one.charAt(0).toUpperCase()}${one.slice(1)}Config`;
}

function renderInterface({ schema, places, keys }: MapSchema, names: Names): string {
  const at = places.map((place) => `\`${formatPattern(place) || "proxy.yaml"}\``).join(", ");
  return [
    `${comment(`${at}${schema.description === undefined ? "" : `: ${schema.description}`}`)}`,
    `export interface ${names.get(identityOf(schema))} {`,
    ...keys.flatMap(({ key, required, description, schema: value }) => [
      `  ${comment(description)}`,
      `  readonly ${key}${required ? "" : "?"}: ${typeOf(value, names)};`,
    ]),
    "}",
  ].join("\n");
}

/** A path such as `/v1/*` before a slash would end the comment. */
const comment = (text: string): string => `/** ${text.replaceAll("*/", "*\\/")} */`;

function typeOf(schema: JsonSchema, names: Names): string {
  return [...new Set(alternatives(schema).flatMap((alternative) => typesOf(alternative, names)))].join(" | ");
}

function typesOf(schema: JsonSchema, names: Names): readonly string[] {
  const { type, items, additionalProperties, properties } = schema;
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choices) return choices.map((choice) => JSON.stringify(choice));
  if (items) return [`ReadonlyArray<${typeOf(items, names)}>`];
  if (additionalProperties) return [`Readonly<Record<string, ${typeOf(additionalProperties, names)}>>`];
  if (properties) return [names.get(identityOf(schema)) ?? "never"];
  return [type === "integer" ? "number" : (type ?? "unknown")];
}
