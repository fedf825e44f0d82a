import { z } from "zod";
import { NAME_FORM, PORT, RESOURCE_NAME } from "../../platform/facts";
import { DURATION, formatSeconds, seconds } from "../duration";
import { patternOf, REGION, ZONE } from "../place";
import { isReference, VARIABLE } from "../reference";
import { type DependentDefault, describeDefault, isDependent } from "./defaults";
import type { ShapeProblem } from "./finding-kinds";
import { empty, exactlyOne, malformed, notWhole, outOfRange, referenceInStructure } from "./messages";

/** What a value may be, beyond its type: nothing when it is right, a problem when it is not. */
type Check<T> = (value: T) => ShapeProblem | undefined;

type Refinement = Pick<z.RefinementCtx, "addIssue">;

/** Reports a problem as zod issues are reported, so that it keeps its path and joins the others. */
export function report(context: Refinement, problem: ShapeProblem, path: (string | number)[] = []): void {
  context.addIssue({ code: "custom", message: problem.what, params: { problem }, path });
}

/** What a text is called in messages, editors and the reference page, and one that is right. */
interface Wording {
  readonly title: string;
  readonly example: string;
  readonly pattern: RegExp;
}

const wording = ({ title, example, pattern }: Wording) => ({ title, examples: [example], pattern: pattern.source });

/** A text that is only passed through: `${var.name}` and CDKTF tokens are let through unchecked. */
function checkedIfKnown(check: Check<string>) {
  return z.string().superRefine((value, context) => {
    const problem = isReference(value) ? undefined : check(value);
    if (problem) report(context, problem);
  });
}

/** Any text that is only passed through, references included. */
export function passThrough(example: string, check: Check<string> = () => undefined) {
  return checkedIfKnown((value) =>
    value === "" ? malformed("a value", value, "write a text that is not empty") : check(value),
  ).meta({ title: "a text", examples: [example] });
}

/** A text that shapes the result (names, hosts, paths): it must be known before Terraform runs. `fold` makes one of its spellings. */
export function literal(check: Check<string>, words: Wording, fold: (text: string) => string = (text) => text) {
  return z
    .string()
    .superRefine((value, context) => {
      const problem = value.includes("${") ? referenceInStructure(value) : check(value);
      if (problem) report(context, problem);
    })
    .overwrite(fold)
    .meta(wording(words));
}

export const matches =
  (pattern: RegExp, what: string, form: string): Check<string> =>
  (value) => {
    if (pattern.test(value)) return undefined;
    const dotless = value.replace(/\.$/, "");
    return malformed(what, value, pattern.test(dotless) ? `write ${dotless}, without the dot at its end` : form);
  };

/** A text of one form, checked by a regular expression that also goes into the JSON Schema. */
export function literalOf(pattern: RegExp, what: string, form: string, example: string) {
  return literal(matches(pattern, what, form), { title: what, example, pattern });
}

/** The same for a text in which case means nothing, such as a host: it may be written in capitals, and is read in lower case. */
export function foldedOf(pattern: RegExp, what: string, form: string, example: string) {
  const inAnyCase = new RegExp(pattern.source.replaceAll("a-z", "A-Za-z"));
  const words = { title: what, example, pattern: inAnyCase };
  return literal(matches(inAnyCase, what, form), words, (text) => text.toLowerCase());
}

/** The same for a text that may be a reference instead. */
export function passThroughOf(pattern: RegExp, what: string, form: string, example: string) {
  const orReference = new RegExp(`${pattern.source}|${VARIABLE}`);
  return checkedIfKnown(matches(pattern, what, form)).meta(wording({ title: what, example, pattern: orReference }));
}

/** The name of a resource that is there already, or its path or self link; what is neither is never found. */
export const resource = (what: string, example: string) =>
  passThroughOf(
    new RegExp(`^(?:${NAME_FORM}|\\S*/\\S+)$`),
    what,
    "write its name, in lower-case letters, digits and hyphens, or its self link",
    example,
  );

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly fraction?: boolean;
}

/** A number in a range, both ends included. */
export function number({ min, max, unit, fraction = false }: NumberRange) {
  return z
    .number()
    .superRefine((value, context) => {
      if (isReference(value)) return;
      if (value < min || value > max) report(context, outOfRange(value, min, max, unit));
      else if (!fraction && !Number.isInteger(value)) report(context, notWhole(value));
    })
    .meta({ type: fraction ? "number" : "integer", minimum: min, maximum: max });
}

export const port = () => number(PORT).meta({ examples: [8000] });
export const percent = () => number({ min: 0, max: 100, unit: "percent", fraction: true }).meta({ examples: [10] });

const YEAR = 365 * 86400;

/** A duration such as `600s` or `10m`, between two numbers of seconds. */
export function duration(min: number, max: number) {
  const check: Check<string> = (value) => {
    if (!DURATION.test(value)) return malformed("a duration", value, "write a number and a unit: 500ms, 30s, 10m, 1h");
    const amount = seconds(value);
    return amount >= min && amount <= max ? undefined : outOfRange(value, formatSeconds(min), formatSeconds(max));
  };
  const title =
    max > YEAR
      ? `a duration of at least ${formatSeconds(min)}`
      : `a duration of ${formatSeconds(min)} to ${formatSeconds(max)}`;
  const example = formatSeconds(min <= 30 && max >= 30 ? 30 : min);
  return literal(check, { title, example, pattern: DURATION });
}

/** A Google Cloud resource name (RFC 1035), at most 63 characters. */
export const name = (what: string, example: string) =>
  literalOf(
    RESOURCE_NAME,
    what,
    "use lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 63 characters",
    example,
  );
export const workloadName = () => name("a workload's name", "llama");

export const region = () => literalOf(REGION, "a region", "write a region such as us-central1", "us-central1");

export const zone = () => literalOf(ZONE, "a zone", "write a zone such as us-central1-a", "us-central1-a");

const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
export const ADDRESS_FORM = `(?:${OCTET}\\.){3}${OCTET}`;
const BITS_FORM = "\\/(?:[0-9]|[12]\\d|3[0-2])";

const CIDR = patternOf(`${ADDRESS_FORM}${BITS_FORM}`);
export const cidr = () => literalOf(CIDR, "an IPv4 range", "write a range such as 10.129.0.0/23", "10.129.0.0/23");

/** An address or a range: `10.0.0.5` is `10.0.0.5/32`. */
const RANGES = patternOf(`${ADDRESS_FORM}(?:${BITS_FORM})?`);
export const ranges = () =>
  literalOf(RANGES, "an IPv4 address or range", "write it as in 203.0.113.7 or 203.0.113.0/24", "203.0.113.0/24");

const IPV4 = patternOf(ADDRESS_FORM);
export const ipv4 = () => passThroughOf(IPV4, "an IPv4 address", "write an address such as 10.0.0.5", "10.0.0.5");

const LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
export const HOST_FORM = `${LABEL}(?:\\.${LABEL})*`;
/** The last label of a name is never a number: that is an address. */
const NO_ADDRESS = "(?=.{1,253}$)(?!(?:.*\\.)?\\d+$)";

const HOSTNAME = patternOf(`${NO_ADDRESS}${HOST_FORM}`);
export const hostname = () =>
  foldedOf(HOSTNAME, "a host name", "write a name such as ai.example.com", "ai.example.com");

/** What a certificate is for: a host name, or every name one label below another. */
const DOMAIN = patternOf(`${NO_ADDRESS}(?:\\*\\.)?${HOST_FORM}`);
export const domain = () =>
  foldedOf(DOMAIN, "a domain", "write a name such as ai.example.com or *.example.com", "ai.example.com");

/** A header's name, as HTTP allows it. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
export const headerName = () =>
  literalOf(HEADER_NAME, "a header name", "use letters, digits and hyphens, as in x-model", "x-model");

/** The same without a quote, as it stands within a text of Google's rules language. */
const QUOTED_NAME = /^[!#$%&*+.^_`|~0-9A-Za-z-]+$/;
export const quotedHeaderName = () =>
  literalOf(QUOTED_NAME, "a header name", "use letters, digits and hyphens, as in x-model", "x-model");

/** A cookie's name, likewise; a reference stays one. */
export const cookieName = () =>
  passThroughOf(QUOTED_NAME, "a cookie's name", "use letters, digits and hyphens, as in session", "session");

/** One value for every region, or one for each, keyed by region. */
export function perRegion<T extends z.ZodType>(schema: T) {
  const keyed = z.record(region(), schema).superRefine((value, context) => {
    if (Object.keys(value).length === 0) report(context, empty("map", "region"));
  });
  return z.xor([schema, keyed.meta({ minProperties: 1 })]);
}

type Shape = z.core.$ZodShape;
type DefaultsOf<S extends Shape> = { readonly [K in keyof S]?: Readonly<z.input<S[K]>> | DependentDefault };

/** Adds the sentence and the JSON Schema's word for the default to each key that has one. */
export function addDefaults<S extends Readonly<Record<string, z.ZodType>>>(defaults: DefaultsOf<S>, shape: S): S {
  const described = Object.entries(defaults).map(([key, row]) => {
    const schema = shape[key];
    if (schema?.description === undefined) throw new Error(`a default of ${key}, which has no meaning`);
    const description = `${schema.description} ${describeDefault(row)}`;
    return [key, schema.meta({ description, ...(isDependent(row) ? {} : { default: row }) })];
  });
  return { ...shape, ...Object.fromEntries(described) };
}

/** A map with known keys, some of which have a default. */
export const withDefaults = <S extends Readonly<Record<string, z.ZodType>>>(defaults: DefaultsOf<S>, shape: S) =>
  z.strictObject(addDefaults(defaults, shape));

const isMap = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Adds a check of how keys go together. It runs even where a value is wrong, so that all problems come at once; it may rely
 * on which keys are there, and on nothing about their values.
 */
export function checkKeys<S extends Shape>(
  schema: z.ZodObject<S, z.core.$strict>,
  check: (value: z.output<z.ZodObject<S, z.core.$strict>>, context: Refinement) => void,
) {
  return schema.superRefine(check, { when: ({ value }) => isMap(value) });
}

/** A map that has exactly one of some keys, which say `what`; the JSON Schema says the same. */
export function exactlyOneOf<S extends Shape>(
  schema: z.ZodObject<S, z.core.$strict>,
  what: string,
  keys: readonly (keyof S & string)[],
) {
  return checkKeys(schema, (value, context) => {
    const found = keys.filter((key) => value[key as keyof typeof value] !== undefined);
    if (found.length !== 1) report(context, exactlyOne(what, keys, found));
  }).meta({ oneOf: keys.map((key) => ({ required: [key] })) });
}
