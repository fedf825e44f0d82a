/** Whether something holds, or what that depends on. */
export type Truth = boolean | Open;

/** It cannot be told: each of these may decide. */
export interface Open {
  readonly because: readonly Reason[];
}

export type Reason =
  /** Who calls is not said. `isNegated`: it holds for everybody but these. */
  | { readonly kind: "caller"; readonly words: readonly string[]; readonly isNegated: boolean }
  /** An expression that is not read here. */
  | { readonly kind: "expression"; readonly text: string }
  /** What the document does not say, or says in a way that is not understood: a sentence. */
  | { readonly kind: "unread"; readonly words: string };

export const isOpen = (truth: Truth): truth is Open => typeof truth === "object";

export const open = (...because: readonly Reason[]): Open => ({ because });

export const unlessSaid = (...words: readonly string[]): Open => open({ kind: "caller", words, isNegated: false });

export const not = (truth: Truth): Truth => (isOpen(truth) ? open(...truth.because.map(negated)) : !truth);

export const negated = (reason: Reason): Reason =>
  reason.kind === "caller" ? { ...reason, isNegated: !reason.isNegated } : reason;

/** All of them; one that is false decides, whatever is open in the others. */
export function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  const because = truths.flatMap((truth) => (isOpen(truth) ? truth.because : []));
  return because.length === 0 || open(...because);
}

/** Any of them; one that is true decides. */
export const some = (truths: readonly Truth[]): Truth => not(every(truths.map(not)));
