import type { DocumentPath } from "../../config/finding";
import type { Model } from "../../config/model/model";
import { authorizationPolicies } from "./authorization";

/** Where each policy stands in the file, by what it is called in the resources. */
export function policySources(model: Model): ReadonlyMap<string, DocumentPath> {
  const { security, extensions } = model;
  const named = (word: string, list: readonly { readonly name: string }[]) =>
    list.flatMap(({ name }, i): [string, DocumentPath][] => {
      const path = ["security", word, i];
      return [
        [`security.${word} ${name}`, path],
        [`security.${word} ${name} withoutKey`, [...path, "withoutKey"]],
      ];
    });
  return new Map<string, DocumentPath>([
    ["security.allow", ["security", "allow"]],
    ["security.deny", ["security", "deny"]],
    ...authorizationPolicies(model, (id) => id).map(({ policy, source }): [string, DocumentPath] => [
      policy.description ?? "",
      source,
    ]),
    ...named("rateLimits", security.rateLimits),
    ...named("rules", security.rules),
    ...extensions.map(({ id }, i): [string, DocumentPath] => [`extensions ${id}`, ["extensions", i]]),
  ]);
}
