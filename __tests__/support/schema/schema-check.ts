import { compareVersions } from "../../../config/model/provider-version";
import { type BlockSchema, PROVIDER_SCHEMAS, type ProviderSchema } from "./provider-schema";

type Json = Readonly<Record<string, unknown>>;

/** The Terraform JSON of a stack, as far as it is looked at here. */
interface Stack {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly version?: string }>> };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** What Terraform itself understands in every resource. */
const META = new Set(["//", "connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"]);

/** The provider of `terraform_data`, which Terraform brings along. */
const BUILT_IN = "terraform";

/**
 * What the providers would object to in a stack: unknown and read-only arguments, missing ones, wrong types, too few or too
 * many blocks. Each resource is held against every version beside `provider-schema.ts` that the stack lets in.
 */
export function schemaProblems({ terraform, resource = {}, data = {} }: Stack): string[] {
  const resources = [...resourcesIn(resource, ""), ...resourcesIn(data, "data.")];
  const providers = new Set(resources.map(({ provider }) => provider).filter((provider) => provider !== BUILT_IN));
  return [...providers].flatMap((provider) => {
    const constraint = terraform?.required_providers?.[provider]?.version;
    if (constraint === undefined) return [`${provider}: is not among required_providers`];
    const schemas = PROVIDER_SCHEMAS.filter(
      (schema) => schema.provider === provider && allows(constraint, schema.version),
    );
    if (schemas.length === 0) return [`${provider}: no version here satisfies ${constraint}`];
    const own = resources.filter((one) => one.provider === provider);
    return schemas.flatMap((schema) => own.flatMap((one) => problemsOf(one, schema)));
  });
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly body: Json;
}

/** Each resource, with the provider that its type or its `provider` names. */
function resourcesIn(types: NonNullable<Stack["resource"]>, prefix: string): Resource[] {
  return Object.entries(types).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, body]) => {
      const [provider = ""] = typeof body.provider === "string" ? body.provider.split(".") : type.split("_");
      return { type: `${prefix}${type}`, name, provider, body };
    }),
  );
}

function problemsOf({ type, name, body }: Resource, { provider, version, types }: ProviderSchema): string[] {
  const schema = types[type];
  const own = Object.fromEntries(Object.entries(body).filter(([key]) => !META.has(key)));
  const problems = schema === undefined ? [": is not in the schema here; vendor.ts adds it"] : inBlock(own, schema);
  return problems.map((problem) => `${provider} ${version} ${type}.${name}${problem}`);
}

function inBlock(value: unknown, { attributes = {}, blocks = {} }: BlockSchema): string[] {
  if (!isObject(value)) return [": must be a block"];
  const unknown = Object.keys(value).filter((key) => !(key in attributes) && !(key in blocks));
  return [
    ...unknown.map((key) => `.${key}: is unknown`),
    ...Object.entries(attributes).flatMap(([key, type]) =>
      inAttribute(value[key], type).map((text) => `.${key}${text}`),
    ),
    ...Object.entries(blocks).flatMap(([key, block]) => inBlocks(value[key], block).map((text) => `.${key}${text}`)),
  ];
}

function inAttribute(value: unknown, written: string): string[] {
  const type = written.replace("required ", "");
  if (value === undefined) return type === written ? [] : [": is required"];
  if (type === "read-only") return [": is read-only"];
  return isOfType(value, type) ? [] : [`: must be ${type}`];
}

function inBlocks(value: unknown, block: BlockSchema): string[] {
  const items = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const { min = 0, max = Number.POSITIVE_INFINITY } = block;
  const count =
    items.length < min || items.length > max ? [`: ${items.length} blocks, and ${min} to ${max} may be`] : [];
  return [...count, ...items.flatMap((item, i) => inBlock(item, block).map((text) => `[${i}]${text}`))];
}

/** Whether a value is of a type such as `set of string`. An expression may become anything. */
function isOfType(value: unknown, type: string): boolean {
  if (typeof value === "string" && /^\$\{.*\}$/s.test(value)) return true;
  const [, collection, item = ""] = /^(list|set|map) of (.*)$/.exec(type) ?? [];
  switch (collection) {
    case undefined:
      return typeof value === (type === "bool" ? "boolean" : type);
    case "map":
      return isObject(value) && Object.values(value).every((one) => isOfType(one, item));
    default:
      return Array.isArray(value) && value.every((one) => isOfType(one, item));
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a version constraint such as `>= 6.50.0, < 8.0.0` lets a version in. */
function allows(constraint: string, version: string): boolean {
  return constraint.split(",").every((part) => {
    const [, operator = "=", bound = ""] = /^\s*(>=|<=|>|<|=|!=|~>)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    const order = compareVersions(version, bound);
    switch (operator) {
      case ">=":
        return order >= 0;
      case "<=":
        return order <= 0;
      case ">":
        return order > 0;
      case "<":
        return order < 0;
      case "!=":
        return order !== 0;
      case "~>":
        return order >= 0 && `${version}.`.startsWith(`${bound.split(".").slice(0, -1).join(".")}.`);
      default:
        return order === 0;
    }
  });
}
