/**
 * A path template, ready to match.
 *
 * `*` and `{v}` stand for one segment that is not empty, `**` and `{v=**}` for any rest, also none. Nothing is decoded,
 * and a segment with a character that the grammar leaves out, such as `|`, does not match.
 *
 * @see https://github.com/envoyproxy/envoy/tree/main/source/extensions/path/uri_template_lib
 */
export interface PathTemplate {
  readonly text: string;
  readonly regex: RegExp;
  readonly variables: readonly string[];
  /** What every matching path starts with: the text before the first operator. */
  readonly literalPrefix: string;
  /** A variable spans more than `*` or `**`, which Envoy accepts and Google's page does not show. */
  readonly spansSegments: boolean;
}

/** `=` and `*` came with later releases of Envoy; a `*` in the template itself stays an operator. */
const CHARACTERS = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";
const SEGMENT_CHARACTERS = `${CHARACTERS}*`;
const LITERAL = `[${CHARACTERS}]+`;
const PIECE = `(?:\\*\\*?|${LITERAL})`;
const VARIABLE = `\\{[a-zA-Z][a-zA-Z0-9_]*(?:=${PIECE}(?:/${PIECE})*)?\\}`;
const OPERATOR = `(?:\\*\\*?|${VARIABLE})`;
const SEGMENT = `(?:${OPERATOR}|${LITERAL})`;
const GRAMMAR = new RegExp(`^/(?:${SEGMENT}(?:/${SEGMENT})*(?:/|(?<=[*}])${LITERAL})?)?$`);
const TOKEN = /\{(?<name>\w+)(?:=(?<span>[^}]+))?\}|\*\*|\*|[.$()+]/g;
const REWRITE = new RegExp(`^/(?:[${CHARACTERS}/]|\\{\\w+\\})*$`);

/** @throws Error when the template does not follow Envoy's grammar. */
export function parsePathTemplate(text: string, at: string): PathTemplate {
  if (!GRAMMAR.test(text)) {
    throw new Error(refusal(at, text, 'must be segments of the form "literal", "*", "**", "{name}", "{name=**}"'));
  }
  const variables = [...text.matchAll(TOKEN)].flatMap(({ groups }) => groups?.name ?? []);
  if (new Set(variables).size < variables.length) {
    throw new Error(refusal(at, text, "names a variable twice"));
  }
  const operators = text.match(/\*\*|\*|\{\w+\}/g) ?? [];
  if (operators.slice(0, -1).includes("**")) {
    throw new Error(refusal(at, text, 'has an operator after "**"'));
  }
  return {
    text,
    regex: new RegExp(`^${toRegex(text)}$`),
    variables,
    literalPrefix: text.split(/[*{]/, 1)[0] ?? "",
    spansSegments: /=(?!\*\*?\})/.test(text),
  };
}

/**
 * What `pathTemplateRewrite` makes of a path that matches the template.
 *
 * @throws Error when the rewrite names a variable that the template does not capture.
 */
export function compileTemplateRewrite(template: PathTemplate, rewrite: string, at: string): (path: string) => string {
  if (!REWRITE.test(rewrite)) {
    throw new Error(refusal(at, rewrite, 'must be a path that starts with "/", with variables like "{name}"'));
  }
  const unknown = [...rewrite.matchAll(/\{(\w+)\}/g)]
    .map(([, name = ""]) => name)
    .find((name) => !template.variables.includes(name));
  if (unknown !== undefined) {
    throw new Error(refusal(at, rewrite, `uses {${unknown}}, which "${template.text}" does not capture`));
  }
  return (path) => {
    const captured = template.regex.exec(path)?.groups ?? {};
    return rewrite.replace(/\{(\w+)\}/g, (_, name: string) => captured[name] ?? "");
  };
}

/** The rewrite that puts every capture back where it was: the template without what its variables match. */
export function unchangedRewrite(template: string): string {
  return template.replace(/\{(\w+)(?:=[^}]*)?\}/g, "{$1}");
}

const refusal = (at: string, template: string, reason: string) =>
  `${at}: the path template ${JSON.stringify(template)} ${reason}`;

function toRegex(template: string): string {
  return template.replace(TOKEN, (token, name?: string, span?: string) => {
    if (name !== undefined) return `(?<${name}>${toRegex(span ?? "*")})`;
    if (token === "**") return `[${SEGMENT_CHARACTERS}/]*`;
    if (token === "*") return `[${SEGMENT_CHARACTERS}]+`;
    return `\\${token}`;
  });
}
