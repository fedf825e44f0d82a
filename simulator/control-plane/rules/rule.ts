import { type ApiError, invalidValue } from "../api-error";
import type { Located } from "../json-object";
import type { Quotas } from "../quotas";
import type { Change } from "../resource-change";
import type { CollectionName, Resource, Resources } from "../resources";
import type { View } from "../state";

/** Something that Google refuses. */
export interface Rule<R extends Resource = Resource> {
  readonly id: string;
  /** Where it is written, or where it was seen. */
  readonly source: string;
  /** Completes the sentence "Google refuses …". */
  readonly refuses: string;
  /** The message is Google's, word for word; otherwise it only means the same. */
  readonly verbatim?: boolean;
  /** Judges a resource as it would be after the change. */
  write?(resource: R, change: Change<R>, context: RuleContext): ApiError | undefined;
  /** Judges a deletion. */
  remove?(resource: R, change: Change<R>, context: RuleContext): ApiError | undefined;
}

/** A rule as a collection's table has it: one that says no source has the table's. */
export type Row<R extends Resource> = Omit<Rule<R>, "source"> & { readonly source?: string };

/** A rule about one field, with what Google says of it when it is not as it must be. */
export interface FieldRule<R extends Resource> extends Omit<Row<R>, "write" | "remove"> {
  /** `connectionDraining.drainingTimeoutSec` */
  readonly field: string;
  readonly why: string | ((resource: R) => string);
  when(resource: R, change: Change<R>): boolean | undefined;
}

export interface RuleContext {
  /** What is there once every running operation has ended well; rules look at `change.state`, which is further. */
  readonly live: View;
  readonly quotas: Quotas;
}

/** The rules of one collection, or of all. */
export interface RuleSet {
  readonly collection: CollectionName | "*";
  readonly rules: readonly Rule[];
}

/** @param source Where most of the rules are written. */
export function rulesOf<C extends CollectionName>(
  collection: C,
  source: string,
  rows: readonly (Row<Resources[C]> | FieldRule<Resources[C]>)[],
): RuleSet {
  const rules = rows.map((row) => ({ source, ...("when" in row ? judgingField(row) : row) }));
  return { collection, rules };
}

const judgingField = <R extends Resource>({ field, why, when, ...row }: FieldRule<R>): Row<R> => ({
  ...row,
  write: (resource, change) => {
    const value = field.split(".").reduce<unknown>((value, key) => Object(value)[key], resource);
    const text = typeof why === "function" ? why(resource) : why;
    return when(resource, change) ? invalidValue(field, value, text) : undefined;
  },
});

/** What is wrong with a part of a resource: the field in it, what the field holds, and why not. */
export type Flaw = readonly [field: string, value: unknown, why: string] | false | undefined;

/** Judges one part of a resource after the other. */
export const each =
  <R extends Resource, T>(
    partsOf: (resource: R, state: View) => readonly Located<T>[],
    flawOf: (part: T, resource: R, state: View) => Flaw,
  ): NonNullable<Rule<R>["write"]> =>
  (resource, { state }) => {
    for (const { at, value } of partsOf(resource, state)) {
      const [field, found, why] = flawOf(value, resource, state) || [];
      if (why !== undefined) return invalidValue(field ? `${at}.${field}` : at, found, why);
    }
    return undefined;
  };

/** Refuses something that was found and must not be there. */
export const found = (field: string, value: unknown, why: string): ApiError | undefined =>
  value === undefined ? undefined : invalidValue(field, value, why);
