import { z } from "zod";
import { patternOf } from "../place";
import { API_FAMILY_NAMES } from "../presets/api-families";
import { checkAction, defaultAction, headerWords, withOneOutcome } from "./action";
import { DEFAULTS } from "./defaults";
import { exactlyOne, exclusive, malformed, requires } from "./messages";
import { path, plainPath, template } from "./paths";
import { narrowing } from "./security";
import {
  checkKeys,
  exactlyOneOf,
  foldedOf,
  HOST_FORM,
  headerName,
  literalOf,
  number,
  passThrough,
  report,
  withDefaults,
} from "./values";

/** A host of a route: exact, `*.example.com`, `*-eu.example.com` or `*`, with a port where only that one is meant. */
const HOST = patternOf(`(?:\\*|(?:\\*[.-])?${HOST_FORM})(?::\\d{1,5})?`);
export const host = () =>
  foldedOf(HOST, "a host", "write a name such as ai.example.com, *.example.com, or * for any host", "ai.example.com");

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];
const IN_LOWER_CASE = METHODS.map((name) => name.toLowerCase() as Lowercase<Method>);
const method = () =>
  z
    .enum([...METHODS, ...IN_LOWER_CASE])
    .overwrite((name) => name.toUpperCase() as Method)
    .meta({ title: "an HTTP method" });

/** One of it, or a list of which any will do. */
const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1)]);

const regex = () =>
  literalOf(/^.{1,250}$/s, "a regular expression", "write RE2 syntax, at most 250 characters", "/v1/.*");

const headerCondition = z.union([
  passThrough("gold"),
  checkKeys(
    exactlyOneOf(
      z.strictObject({
        exact: passThrough("gold").optional().describe("Equal to this."),
        prefix: passThrough("gold").optional().describe("Starts with this."),
        suffix: passThrough("gold").optional().describe("Ends with this."),
        regex: regex().optional().describe("Matches this RE2 expression as a whole (Google: Preview)."),
        present: z.literal(true).optional().describe("The header is there, whatever its value."),
        absent: z.literal(true).optional().describe("The header is not there."),
        range: z
          .strictObject({
            from: number({ min: -9e15, max: 9e15 }).describe("The first number that matches."),
            to: number({ min: -9e15, max: 9e15 }).describe("The first number that no longer matches."),
          })
          .optional()
          .describe("A whole number from `from` to below `to`."),
        not: z
          .literal(true)
          .optional()
          .describe("Turns the condition around; a request without the header still does not match."),
      }),
      "what the header must be",
      ["exact", "prefix", "suffix", "regex", "present", "absent", "range"],
    ),
    (value, context) => {
      if (value.not && (value.present || value.absent))
        report(context, exclusive("not", value.present ? "present" : "absent", 'write "absent" or "present" instead'), [
          "not",
        ]);
      if (value.range && value.range.from >= value.range.to)
        report(context, malformed("above `from`", value.range.to, "`to` is the first number that no longer belongs"), [
          "range",
          "to",
        ]);
    },
  ),
]);

const queryCondition = z.union([
  passThrough("gold"),
  exactlyOneOf(
    z.strictObject({
      exact: passThrough("gold").optional().describe("Equal to this."),
      regex: regex().optional().describe("Matches this RE2 expression as a whole (Google: Preview)."),
      present: z.literal(true).optional().describe("The parameter is there, whatever its value."),
    }),
    "what the parameter must be",
    ["exact", "regex", "present"],
  ),
]);

/** The keys that say which paths a rule is about; a rule has at most one of them. */
export const PATH_KEYS = ["paths", "prefix", "template", "regex", "api"] as const;

const rule = checkKeys(
  withOneOutcome({
    paths: z
      .array(path())
      .min(1)
      .optional()
      .describe("Whole paths (`/v1/models`), and everything below one (`/v1/*`, which is not `/v1` itself)."),
    prefix: plainPath("a prefix")
      .optional()
      .describe("A path and everything below it, segment by segment: `/v1/files` is not `/v1/filesystem`."),
    template: template()
      .optional()
      .describe("A path with captures: `/v2/models/{model}/infer`; `{rest=**}` takes many segments."),
    regex: regex().optional().describe("An RE2 expression for the whole path (Google: Preview, five per host)."),
    api: z
      .enum(API_FAMILY_NAMES)
      .meta({ title: "an API family" })
      .optional()
      .describe("The paths of an API family, with its timeout and retries."),
    ignoreCase: z.literal(true).optional().describe("Paths match in any case."),
    method: oneOrMore(method()).optional().describe("The HTTP method, or several."),
    model: oneOrMore(passThrough("llama-3.3-70b"))
      .optional()
      .describe("The model's name, or several, in the header `modelHeader`."),
    security: narrowing.optional(),
    modelPaths: z
      .literal(true)
      .optional()
      .describe("The model is also reached below `/models/MODEL/`, which is rewritten away."),
    headers: z
      .record(headerName(), headerCondition)
      .optional()
      .describe("Headers that must match: an exact value, or a condition."),
    query: z
      .record(passThrough("model").meta({ title: "a query parameter" }), queryCondition)
      .optional()
      .describe("Query parameters that must match: an exact value, or a condition."),
  }),
  (value, context) => {
    const paths = PATH_KEYS.filter((key) => value[key] !== undefined);
    if (paths.length > 1) report(context, exactlyOne("which paths are meant", PATH_KEYS, paths));
    if (value.modelPaths && value.model === undefined)
      report(context, requires("modelPaths", "model", "the path is made of its name"), ["modelPaths"]);
    if (value.ignoreCase && (value.regex !== undefined || value.template !== undefined))
      report(
        context,
        exclusive("ignoreCase", value.regex !== undefined ? "regex" : "template", "Google compares those by case"),
        ["ignoreCase"],
      );
    checkAction(value, context);
  },
).describe(
  "One rule: which requests, and what happens with them. The most specific rule wins; their order means nothing.",
);

export const routeGroup = checkKeys(
  withDefaults(DEFAULTS.routeGroup, {
    hosts: z
      .array(host())
      .min(1)
      .optional()
      .describe("The hosts it is about; `*` is any. The most specific host wins, and it alone."),
    security: narrowing.optional(),
    rules: z
      .array(rule)
      .min(1)
      .optional()
      .describe("What is served there. The most specific rule wins; their order means nothing."),
    default: defaultAction.optional().describe("What happens with requests that no rule names."),
    requestHeaders: headerWords.requestHeaders.describe(
      "Changes of the request's headers, whatever rule or default serves these hosts. They come after those of rules, and win.",
    ),
    responseHeaders: headerWords.responseHeaders.describe(
      "Changes of the answer's headers, whatever rule or default serves these hosts. They come after those of rules, and win.",
    ),
  }),
  (value, context) => {
    if (!value.rules && !value.default) report(context, exactlyOne("what these hosts serve", ["rules", "default"], []));
  },
).describe("The rules of some hosts.");
