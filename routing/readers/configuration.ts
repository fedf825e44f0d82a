import type { DocumentPath } from "../../config/finding";
import { asList, asObject, asText, type JsonObject } from "./json";

/** A module of a plan, with its part of the plan's `configuration`, which says what refers to what. */
export interface ModuleScope {
  /** What the address of every resource in it starts with: empty, or `module.lb["eu"].`. */
  readonly prefix: string;
  readonly configuration: JsonObject;
  /** Where the module is called, and the arguments of the call; absent for the root module. */
  readonly caller?: { readonly scope: ModuleScope; readonly arguments: JsonObject };
}

/** The scope of the module instance with an address such as `module.lb["eu"]`. */
export function childScope(parent: ModuleScope, address: string): ModuleScope {
  const [, name = ""] = /^module\.([\w-]+)/.exec(address.slice(parent.prefix.length)) ?? [];
  const call = asObject(asObject(parent.configuration.module_calls)[name]);
  return {
    prefix: `${address}.`,
    configuration: asObject(call.module),
    caller: { scope: parent, arguments: asObject(call.expressions) },
  };
}

/**
 * The one resource of the plan that an attribute's expression refers to, for a value that is known only after apply.
 *
 * @returns `undefined` when that is none or several, or depends on something that the plan does not show, such as a
 * local value or a `dynamic` block.
 */
export function referredAddress(
  resource: { readonly type: string; readonly name: string; readonly values: JsonObject; readonly scope: ModuleScope },
  path: DocumentPath,
  addresses: ReadonlySet<string>,
): string | undefined {
  const { type, name, values, scope } = resource;
  const configured = asList(scope.configuration.resources)
    .map(asObject)
    .find((one) => one.mode === "managed" && one.type === type && one.name === name);
  const expression = expressionAt(configured?.expressions, values, path);
  const found = resolveAll(expression, scope)?.filter((address) => addresses.has(address)) ?? [];
  const [address, ...others] = new Set(found);
  return others.length === 0 ? address : undefined;
}

/** The expression at the place of a value. A `dynamic` block is left out, so that lists of unequal length say nothing. */
function expressionAt(expressions: unknown, values: JsonObject, path: DocumentPath): unknown {
  let expression: unknown = expressions;
  let value: unknown = values;
  for (const step of path) {
    if (typeof step === "number") {
      if (!Array.isArray(expression) || !Array.isArray(value) || expression.length !== value.length) return undefined;
      expression = expression[step];
      value = value[step];
    } else {
      expression = asObject(expression)[step];
      value = asObject(value)[step];
    }
  }
  return expression;
}

/** The addresses of everything an expression refers to, or `undefined` when a part of that is out of sight. */
function resolveAll(expression: unknown, scope: ModuleScope, from: readonly string[] = []): string[] | undefined {
  const references = asList(asObject(expression).references)
    .flatMap((reference) => asText(reference) ?? [])
    // Terraform lists `module.x` beside `module.x.output`.
    .filter((reference) => !/^module\.[\w-]+(\[.*\])?$/.test(reference));
  const resolved = references.map((reference) => resolve(reference, scope, from));
  return resolved.length === 0 || resolved.includes(undefined) ? undefined : resolved.flatMap((one) => one ?? []);
}

/** @throws Error when a value refers to itself, which Terraform never plans. */
function resolve(reference: string, scope: ModuleScope, from: readonly string[]): string[] | undefined {
  const at = `${scope.prefix}${reference}`;
  if (from.includes(at)) throw new Error(`the plan is damaged: ${at} refers to itself, by ${from.join(", ")}`);
  const on = [...from, at];
  const [resource] = /^(data\.)?google_\w+\.[\w-]+(\["[^"]*"\]|\[\d+\])?/.exec(reference) ?? [];
  if (resource) return [scope.prefix + resource];

  const [, variable] = /^var\.([\w-]+)/.exec(reference) ?? [];
  if (variable && scope.caller) return resolveAll(scope.caller.arguments[variable], scope.caller.scope, on);

  const [, module, output = ""] = /^(module\.[\w-]+(?:\[.*?\])?)\.([\w-]+)/.exec(reference) ?? [];
  if (module) {
    const child = childScope(scope, scope.prefix + module);
    return resolveAll(asObject(asObject(child.configuration.outputs)[output]).expression, child, on);
  }
  return undefined;
}
