import { type ApiError, internalError, Refused, unavailable } from "./api-error";
import type { Faults } from "./faults";
import { readVerb } from "./list-verbs";
import type { Operations } from "./operations";
import type { ResourcePath } from "./resource-path";

/** Thrown instead of an answer that must not arrive. The request has taken effect. */
export class ResponseLost extends Error {}

/** What a request asks for, in the words of faults and of the log. */
export interface CallTarget {
  readonly verb: string;
  readonly path: ResourcePath;
}

/** What faults do to the operation that a request starts, or to the request where its API has no operations. */
export interface Disturbance {
  /** It ends with this error. */
  readonly error?: ApiError;
  /** It takes this many milliseconds longer. */
  readonly delay: number;
}

/**
 * Answers a request under the faults that hit it, and logs a change that is refused. Every request for
 * a resource, an operation or a document comes through here.
 *
 * @throws Refused with Google's error.
 * @throws ResponseLost in place of the answer.
 */
export async function withFaults<T>(
  { verb, path }: CallTarget,
  { faults, operations }: { readonly faults: Faults; readonly operations: Operations },
  answer: (disturbance: Disturbance) => T | Promise<T>,
): Promise<T> {
  const hits = faults.hitting({ verb, collection: path.collection, name: path.name });
  const isHit = (effect: string) => hits.some((hit) => hit.effect === effect);
  try {
    for (const { effect } of hits) if (effect === "503" || effect === "429") throw new Refused(unavailable(effect));
    const answered = await answer({
      delay: hits.reduce((sum, hit) => sum + (hit.effect === "slow" ? hit.ms : 0), 0),
      ...(isHit("failed operation") && { error: internalError() }),
    });
    if (isHit("lost response")) throw new ResponseLost();
    return answered;
  } catch (failure) {
    if (failure instanceof Refused && !isRead(path.collection, verb)) operations.refused(verb, path, failure);
    throw failure;
  }
}

export function isRead(collection: string, verb: string): boolean {
  return ["get", "list", "wait"].includes(verb) || readVerb(collection, verb) !== undefined;
}
