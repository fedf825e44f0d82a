/** Markup that is safe to write as it is. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Value[] | false | undefined;

/** Markup with values in it: texts are escaped, lists joined, and what is absent is left out. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: parts.map((part, i) => part + (i < values.length ? written(values[i]) : "")).join(""),
});

/** Markup that nobody else has a part in. */
export const trusted = (markup: string): Markup => ({ markup });

function written(value: Value): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(written).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Bidirectional controls would show another text than there is. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replace(/[\p{Cs}\p{Bidi_Control}\u2028\u2029]|[^\P{Cc}\n\t]/gu, "\ufffd");

/** JSON inside of a `script` element, which ends at nothing in it. */
export const jsonIn = (value: unknown): Markup =>
  trusted(
    JSON.stringify(value, asData).replace(
      /[<>&\u2028\u2029]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

const asData = (_: string, value: unknown) => (value instanceof Map ? { [MAP]: [...value] } : value);

/** The same value again; maps become maps. */
export const fromJson = <T>(text: string): T =>
  JSON.parse(text, (_, value) =>
    typeof value === "object" && value !== null && MAP in value ? new Map(value[MAP]) : value,
  );

const MAP = "\u0000map";
