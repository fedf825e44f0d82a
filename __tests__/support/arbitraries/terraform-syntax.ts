import fc from "fast-check";

/** Every one has this word, so that it is found again. */
export const MARK = "injected";

/** What no place of a file takes: Terraform's expressions, CDKTF's tokens. */
export const REFUSED: readonly string[] = [
  `\${upper(var.${MARK})}`,
  `\${ var.${MARK} }`,
  `\${~var.${MARK}~}`,
  `\${var.${MARK}.x}`,
  `\${var.${MARK}[0]}`,
  `\${var.${MARK}`,
  `\${var.${MARK}é}`,
  `\${google_compute_address.address.${MARK}}`,
  `\${data.google_client_config.${MARK}.access_token}`,
  `\${local.${MARK}}`,
  `\${${MARK}}`,
  `\${env.${MARK}}`,
  `\${${MARK}:-x}`,
  `\${{ ${MARK} }}`,
  `\${file("${MARK}")}`,
  `\\\${${MARK}}`,
  `%\${${MARK}}`,
  ...["", "var.", '"', "var.count", "var.for_each", "var.source", "var.__proto__"].map((name) => `${MARK}\${${name}}`),
  ...["$", "$$", "#", "&"].map((sign) => `${MARK}${sign}{TfToken[TOKEN.3]}`),
  `\${TfToken[TOKEN.99999]}${MARK}`,
  `${MARK} -1.888154589708751e+289`,
  `${MARK} -18.88154589708751e288`,
];

/** What stays a text, or is a variable, wherever a text is only passed through. */
export const PASSED: readonly string[] = [
  `\${var.${MARK}}`,
  `a\${var.${MARK}}b\${var.${MARK}-2}`,
  `\${var._${MARK}}$$`,
  `$\${${MARK}}`,
  `$$\${${MARK}}`,
  `$\${var.${MARK}}`,
  `$\${file("${MARK}")}`,
  `%{${MARK}}`,
  `%%{${MARK}}`,
  `%%%{${MARK}}`,
  `%{ if true }${MARK}%{ endif }`,
  `%{ for x in ${MARK} }`,
  `%{ file("${MARK}") }`,
  `$%{${MARK}}`,
  `%$\${${MARK}}`,
  `%{$\${${MARK}}\${var.${MARK}}}`,
  `#{${MARK}}`,
  `{${MARK}}`,
  `$${MARK}%`,
  `}{${MARK}$`,
  `${MARK} 1e5 -1e5 1e999`,
];

/** What a text of a file says, with each variable by a sign of its own. */
export const meantBy = (text: string): string => replaceTemplates(text, /\$(\$\{)|\$\{var\.([\w-]+)\}/g);

/** What Terraform makes of a text, likewise; `undefined` where it would evaluate more than a variable. */
export function readByTerraform(text: string): string | undefined {
  const escaped = text.replace(/\$\$\{|%%\{/g, "");
  const rest = escaped.replace(/\$\{var\.[\w-]+\}/g, "");
  return /[$%]\{/.test(rest) ? undefined : replaceTemplates(text, /[$%]([$%]\{)|\$\{var\.([\w-]+)\}/g);
}

const replaceTemplates = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (_, escaped?: string, name?: string) => escaped ?? `«${name}»`);

/** A text put into one place of a document, a value or a key, instead of what is there or beside it. */
interface Strike {
  readonly where: number;
  readonly text: string;
  readonly how: "instead" | "before" | "behind";
}

/** Texts for some places. */
export const strikes = (texts: readonly string[], most: number, least = 1): fc.Arbitrary<Strike[]> =>
  fc.uniqueArray(
    fc.record({
      where: fc.nat({ max: 1 << 20 }),
      text: fc.constantFrom(...texts),
      how: fc.constantFrom("instead", "instead", "before", "behind"),
    }),
    { minLength: least, maxLength: most, selector: ({ where }) => where },
  );

/** A document with a strike at one of its texts. */
export function struck(document: unknown, { where, text, how }: Strike): unknown {
  let next = where % countTexts(document);
  const by = (old: string) => ({ instead: text, before: text + old, behind: old + text })[how];
  const hit = (old: string): string => (next-- === 0 ? by(old) : old);
  const visit = (value: unknown): unknown => {
    if (typeof value === "string" || typeof value === "number") return keepNumber(value, hit(String(value)));
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [hit(key), visit(item)]));
  };
  return visit(document);
}

const keepNumber = (old: string | number, text: string) => (String(old) === text ? old : text);

function countTexts(value: unknown): number {
  if (typeof value === "string" || typeof value === "number") return 1;
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return own + Object.values(value).reduce((sum: number, item) => sum + countTexts(item), 0);
}

/** A document with as many strikes as leave it acceptable, and what it is accepted as; nothing where none does. */
export function afterStrikes<T>(
  document: unknown,
  all: readonly Strike[],
  accepted: (document: unknown) => T | undefined,
): T | undefined {
  let [kept, last]: [unknown, T | undefined] = [document, undefined];
  for (const strike of all) {
    const after = struck(kept, strike);
    const found = accepted(after);
    if (found !== undefined) [kept, last] = [after, found];
  }
  return last;
}
