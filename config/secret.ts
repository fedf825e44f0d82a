import { variableNames } from "./reference";

/** What surely is a credential, by the form that its issuer gives it. No part is without a bound: a text may be long. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/],
  ["an API key", /\bsk-(?:[A-Za-z0-9]{20,}|(?:proj|svcacct|admin|ant|or|lf)-(?=[\w-]{0,80}\d)[\w-]{16,})/],
  ["an API key", /\b(?:gsk|hf|r8|xai|pplx|nvapi|key)[_-](?=\w{0,80}\d)[A-Za-z0-9]{24,}/],
  ["a key of Google", /\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{20,}|\bya29\.[\w-]{20,}/],
  ["a key of AWS", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a token", /\bgh[opsur]_\w{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{20,}/],
  ["a signed token", /(?<![\w-])eyJ[\w-]{10,300}\.eyJ[\w-]{10,}(?:\.[\w-]*)?/],
  ["an HTTP credential", /\b[Bb](?:earer|asic)\s{1,9}(?=\S{0,80}\d)[\w.~+/=-]{20,}/],
  ["a password in a URL", /(?<=:\/\/)[^\s/:@"]{0,80}:[^\s/@"]{1,200}@/],
];

/** What may be one, too: not enough for an error, enough not to be shown. */
const DOUBTFUL = [
  /\bsk-[\w-]+/,
  /\b[Bb]earer\s{1,9}(?!tokens?\b|\$\{)[^\s"']+/,
  /\bBasic\s{1,9}[\w+/=]{8,}/,
  /(?<=^|[\s/:@"'`])(?!(?:group|serviceAccount):)[^\s/:@"'`]{0,80}:[^\s/:@"'`{}$]{1,200}@/,
];

const ALL = new RegExp([...FORMS.map(([, form]) => form), ...DOUBTFUL].map(({ source }) => source).join("|"), "g");

/** What a text holds that nobody may read: `an API key`. */
export const secretIn = (text: string): string | undefined => FORMS.find(([, form]) => form.test(text))?.[0];

/** A text without the secrets in it, as messages show it. */
export const withoutSecrets = (text: string): string => text.replace(ALL, "(hidden)");

/** Whether a header of this name is there to carry a credential. */
export const carriesCredential = (header: string): boolean =>
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|(?:^|[-_])(?:api[-_]?key|subscription[-_]key|access[-_]?key|token|secret|password)$/i.test(
    header,
  );

/** Words whose values may hold a credential, at any depth. */
const KEY = "privateKey";
const CARRIERS = ["headers", "requestHeaders", "responseHeaders", "query", KEY, "overrides"];

/**
 * The Terraform variables of a configuration that may be a credential, so that no plan prints them. The project is none:
 * Terraform refuses to import what has a sensitive id.
 */
export function secretVariables(config: { readonly project?: string }): ReadonlySet<string> {
  const names = new Set(carried(config, false));
  for (const name of variableNames(config.project ?? "")) names.delete(name);
  return names;
}

/** The Terraform variables that are a private key and nothing else. */
export function keyVariables(config: object): ReadonlySet<string> {
  const others = variableNames(JSON.stringify(config, (key, value) => (key === KEY ? undefined : value)));
  return new Set(carried(config, false, [KEY]).filter((name) => !others.includes(name)));
}

function carried(value: unknown, within: boolean, carriers = CARRIERS): string[] {
  if (typeof value === "string") return within ? variableNames(value) : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => carried(item, within || carriers.includes(key), carriers));
}
