import type { ApiError } from "../api-error";
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

export function rulesOf<C extends CollectionName>(collection: C, rules: readonly Rule<Resources[C]>[]): RuleSet {
  return { collection, rules };
}
