/** A JSON object whose fields nobody has looked at yet: a request's body, or any part of a resource. */
export type Fields = { readonly [field: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Something found in a resource, and where: `pathMatchers[0].defaultService`. */
export interface Located<T> {
  readonly at: string;
  readonly value: T;
}

/** Every string anywhere in it. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Every string at `path`, where `[]` stands for each item of a list: `pathMatchers[].routeRules[].service`. */
export function stringsAt(value: unknown, path: string): Located<string>[] {
  const found: Located<string>[] = [];
  walk(value, path, (text, at) => {
    found.push({ at, value: text });
    return text;
  });
  return found;
}

/** A copy in which every string at `path` has gone through `change`. */
export function mapStringsAt<T>(value: T, path: string, change: (text: string) => string): T {
  return walk(value, path, change) as T;
}

function walk(value: unknown, path: string, visit: (text: string, at: string) => string): unknown {
  return step(value, path.split("."), "", visit);
}

function step(
  value: unknown,
  path: readonly string[],
  at: string,
  visit: (text: string, at: string) => string,
): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return typeof value === "string" && value !== "" ? visit(value, at) : value;
  if (!isFields(value)) return value;
  const list = head.endsWith("[]");
  const field = list ? head.slice(0, -2) : head;
  const child = value[field];
  if (child === undefined) return value;
  const place = at === "" ? field : `${at}.${field}`;
  if (!list) return { ...value, [field]: step(child, rest, place, visit) };
  if (!Array.isArray(child)) return value;
  return { ...value, [field]: child.map((item, index) => step(item, rest, `${place}[${index}]`, visit)) };
}

/** A PATCH as Google's APIs understand it: objects are merged, lists replaced, `null` removes. */
export function merge(target: Fields, patch: Fields): Fields {
  const merged: Record<string, unknown> = { ...target };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else if (isFields(value)) merged[field] = merge(isFields(merged[field]) ? merged[field] : {}, value);
    else merged[field] = value;
  }
  return merged;
}

/** Leaves out the fields that are `null`, or an object of nothing else: Google's APIs take them as not given. */
export function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]): [string, unknown][] => {
      if (value === null) return [];
      if (!isFields(value)) return [[field, value]];
      const rest = withoutNulls(value);
      return Object.keys(rest).length === 0 && Object.keys(value).length > 0 ? [] : [[field, rest]];
    }),
  );
}

export function pick(fields: object, names: readonly string[] = []): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => names.includes(field)));
}

export function without(fields: object, names: readonly string[] = []): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !names.includes(field)));
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

/** The same JSON without fields, at any depth, that are `false` or hold an empty text, list or object. */
export function withoutEmpty(fields: Fields): Fields {
  const compact = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(compact);
    return isFields(value) ? withoutEmpty(value) : value;
  };
  const compacted = Object.entries(fields).map(([field, value]): [string, unknown] => [field, compact(value)]);
  return Object.fromEntries(compacted.filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === false || value === "";
}

/** The same JSON with the keys of every object in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([field, item]) => [field, sorted(item)]),
  );
}
