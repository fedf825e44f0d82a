/**
 * Values that are known only to Terraform: `${var.key}` in a file, a CDKTF token in a construct's props. They are passed
 * through unchecked, never taken apart.
 */
export function isReference(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  // CDKTF encodes a number token as a number far outside of any range that means something here.
  return typeof value === "number" && value < -1e280;
}

const VARIABLE = /\$\{var\.([A-Za-z_][\w-]*)\}/g;

/** The names of all Terraform variables that a text refers to, in order. */
export function variableNames(text: string): string[] {
  return [...text.matchAll(VARIABLE)].flatMap((match) => match[1] ?? []);
}

/** Whether a text is one variable reference and nothing else. */
export function isVariableReference(text: string): boolean {
  return /^\$\{var\.[A-Za-z_][\w-]*\}$/.test(text);
}
