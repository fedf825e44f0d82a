/**
 * A template expression, as Terraform reads texts; `$${` is a literal `${`.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
const EXPRESSION = /(?<!\$)\$\{/;

/**
 * Values that are known only to Terraform: `${var.key}` in a file; in a construct's props a CDKTF token or any expression.
 * They are passed through unchecked, never taken apart.
 */
export function isReference(value: unknown): boolean {
  if (typeof value === "string") return EXPRESSION.test(value);
  // CDKTF encodes a number token as a number far outside of any range that means something here.
  return typeof value === "number" && value < -1e280;
}

const NAME = "[A-Za-z_][\\w-]*";
/** What a reference in a file looks like, as the JSON Schema says it too. */
export const VARIABLE = `\\$\\{var\\.(${NAME})\\}`;
const VARIABLES = new RegExp(`(?<!\\$)${VARIABLE}`, "g");
const ONE_VARIABLE = new RegExp(`^${VARIABLE}$`);

/** The names of all Terraform variables that a text refers to, in order. */
export function variableNames(text: string): string[] {
  return [...text.matchAll(VARIABLES)].flatMap((match) => match[1] ?? []);
}

/** Whether a text is one variable reference and nothing else. */
export function isVariableReference(text: string): boolean {
  return ONE_VARIABLE.test(text);
}

/** A text in which nothing is a reference, as a file writes it. */
export const literally = (text: string): string => text.replaceAll("${", () => "$${");

/** The text that Terraform makes of one without references. */
export const unescaped = (text: string): string => text.replace(/\$\$\{|%%\{/g, (escaped) => escaped.slice(1));
