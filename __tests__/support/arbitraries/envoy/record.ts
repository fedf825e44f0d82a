import fc, { type Arbitrary } from "fast-check";

/** An optional field is absent, never `undefined`, as in JSON. */
export function optional<T, K extends string>(key: K, value: Arbitrary<T>): Arbitrary<{ [P in K]?: T }> {
  return fc.record({ [key]: value } as Record<K, Arbitrary<T>>, { requiredKeys: [] });
}

export function merged<A, B>(a: Arbitrary<A>, b: Arbitrary<B>): Arbitrary<A & B> {
  return fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }));
}
