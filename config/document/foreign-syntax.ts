import type { DocumentPath, Finding } from "../finding";
import { isReference, isVariableReference } from "../reference";
import type { ShapeProblem } from "../schema/finding-kinds";
import { cdktfNotation, notAReference, unusableVariable } from "../schema/messages";

/**
 * Whatever Terraform or CDKTF would take for more than a text, in any value or key of a document, save `${var.NAME}`. A
 * construct's props may hold all of it: there a program made it.
 */
export function foreignSyntax(value: unknown): Finding[] {
  const findings: Finding[] = [];
  const visit = (found: unknown, path: DocumentPath, atKey?: true) => {
    const problem = syntaxProblem(found);
    if (problem) findings.push({ ...problem, severity: "error", path, ...(atKey && { atKey }) });
    if (typeof found !== "object" || found === null) return;
    for (const [key, item] of Object.entries(found)) {
      if (!Array.isArray(found)) visit(key, [...path, key], true);
      visit(item, [...path, Array.isArray(found) ? Number(key) : key]);
    }
  };
  visit(value, []);
  return findings;
}

function syntaxProblem(value: unknown): ShapeProblem | undefined {
  if (isCdktfNotation(value)) return cdktfNotation(value);
  if (typeof value !== "string") return undefined;
  for (const [found] of value.matchAll(/(?<!\$)\$\{[^}]*\}?/g)) {
    if (!isVariableReference(found)) return notAReference(found);
    if (UNUSABLE.has(found.slice("${var.".length, -1))) return unusableVariable(found);
  }
  return undefined;
}

/**
 * Names that Terraform keeps for itself, and one that JavaScript does.
 * @see https://developer.hashicorp.com/terraform/language/block/variable
 */
const UNUSABLE = new Set([
  ...["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"],
  "__proto__",
]);

/** A number within a text, as CDKTF looks for the tokens that it encodes as numbers. */
const NUMBER = /(?<![-|\d.+])[-|\d.+]+e[-|\d.eE+]+/g;
const MAP_TOKENS: readonly unknown[] = ["String Map Token Value", "Any Map Token Value", -123456789];

/** What CDKTF would put a value of its own in the place of, or refuse with a stack trace. */
export function isCdktfNotation(value: unknown): boolean {
  if (typeof value !== "string") return isReference(value) || MAP_TOKENS.includes(value);
  if (value.includes("TfToken[") || MAP_TOKENS.includes(value)) return true;
  return (value.match(NUMBER) ?? []).some((number) => isReference(Number.parseFloat(number)));
}
