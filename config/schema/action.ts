import { z } from "zod";
import { INJECTED_STATUS, LONGEST_DURATION, REDIRECT_STATUS, RETRY_CONDITIONS, WEIGHT } from "../../platform/facts";
import { DEFAULTS } from "./defaults";
import { empty, exactlyOne, exclusive, malformed, requires } from "./messages";
import { plainPath, template } from "./paths";
import {
  addDefaults,
  checkKeys,
  duration,
  exactlyOneOf,
  foldedOf,
  headerName,
  number,
  passThrough,
  percent,
  report,
  withDefaults,
  workloadName,
} from "./values";

const headerChange = z.strictObject({
  set: z.record(headerName(), passThrough("gold")).optional().describe("Sets headers, over what is there."),
  add: z.record(headerName(), passThrough("gold")).optional().describe("Adds values beside what is there."),
  remove: z.array(headerName()).min(1).optional().describe("Removes headers."),
});

/** What is done with the headers of requests and answers, on whatever level. */
export const headerWords = {
  requestHeaders: headerChange.optional().describe("Changes of the request's headers."),
  responseHeaders: headerChange.optional().describe("Changes of the answer's headers."),
};

const share = z.union([
  number(WEIGHT),
  z.strictObject({
    weight: number(WEIGHT)
      .meta({ examples: [10] })
      .describe("Its share, as a weight beside those of the others."),
    ...headerWords,
  }),
]);

/** The weight of a workload in `to`. */
export const weightOf = (share: number | { readonly weight: number }): number =>
  typeof share === "number" ? share : share.weight;

const to = z
  .union([
    workloadName(),
    z.record(workloadName(), share).superRefine((value, context) => {
      if (Object.keys(value).length === 0) report(context, empty("map", "workload"));
      else if (!Object.values(value).some((share) => weightOf(share) > 0))
        report(context, malformed("a set of weights", value, "give at least one workload a weight above 0"));
    }),
  ])
  .describe(
    "The workload that serves, or weights: `{ v1: 90, v2: 10 }`, each of which may change headers: `{ v1: 90, v2: { weight: 10, requestHeaders: … } }`.",
  );

const canary = z
  .strictObject({
    to: workloadName().describe("The workload that is tried."),
    percent: percent().describe("Its share; the rest goes to `to`."),
  })
  .describe("Sends a share to another workload. Promote it by naming it in `to`, roll back by removing the line.");

const newHost = () => foldedOf(/^[a-z0-9.-]{1,255}(?::\d{1,5})?$/, "a host", "write a host name", "ai.example.com");

const rewrite = checkKeys(
  z.strictObject({
    prefix: plainPath("a prefix").optional().describe("Replaces the prefix, or the part before `*`, that matched."),
    path: plainPath("a path").optional().describe("Replaces the whole path; for exact paths."),
    template: template().optional().describe("A new path from what a `template` captured."),
    host: newHost().optional().describe("Replaces the Host header."),
  }),
  (value, context) => {
    const paths = (["prefix", "path", "template"] as const).filter((key) => value[key] !== undefined);
    if (paths.length > 1) report(context, exactlyOne("what the path becomes", ["prefix", "path", "template"], paths));
  },
).describe("Changes the request before the workload sees it. The query string stays.");

const redirect = checkKeys(
  withDefaults(DEFAULTS.redirect, {
    host: newHost().optional().describe("Another host."),
    path: plainPath("a path").optional().describe("Another path, whatever it was."),
    prefix: plainPath("a prefix").optional().describe("Another prefix; the rest of the path stays."),
    https: z.boolean().optional().describe("To HTTPS; only where the listener is HTTP."),
    code: z
      .literal(Object.values(REDIRECT_STATUS))
      .optional()
      .describe("The status. 307 and 308 keep method and body, as API calls need."),
    stripQuery: z.boolean().optional().describe("Drops the query string."),
  }),
  (value, context) => {
    if (value.path !== undefined && value.prefix !== undefined)
      report(context, exclusive("path", "prefix", "each gives the new path"));
    const { host, path, prefix, https, code, stripQuery } = value;
    if (host === undefined && path === undefined && prefix === undefined && !https && code === undefined && !stripQuery)
      report(
        context,
        exactlyOne("where the client is sent", ["host", "path", "prefix", "https", "code", "stripQuery"], []),
      );
  },
).describe("Answers with a redirect instead of serving.");

const retry = withDefaults(DEFAULTS.retry, {
  attempts: number({ min: 1, max: 25 }).optional().describe("How often it is tried again."),
  on: z
    .array(z.enum(RETRY_CONDITIONS).meta({ title: "a retry condition", examples: ["connect-failure"] }))
    .min(1)
    .describe("When. `5xx` and `gateway-error` repeat calls that a model may already have paid for."),
  perTry: duration(0.001, 86400).optional().describe("The time for each try."),
}).describe("When and how often it is tried again.");

const cors = withDefaults(DEFAULTS.cors, {
  origins: z
    .array(passThrough("https://app.example.com"))
    .min(1)
    .describe("Origins that may read answers, as in https://app.example.com, or `*`."),
  methods: z.array(passThrough("POST")).min(1).optional().describe("Methods that may be used, as in GET and POST."),
  headers: z.array(passThrough("authorization")).min(1).optional().describe("Request headers that may be sent."),
  expose: z.array(passThrough("x-request-id")).min(1).optional().describe("Answer headers that may be read."),
  maxAge: duration(0, 86400).optional().describe("How long a browser may remember the answer to its question."),
  credentials: z.boolean().optional().describe("Whether cookies and authorization may be sent."),
}).describe("Cross-origin access for browsers, answered by the proxy.");

const fault = checkKeys(
  z.strictObject({
    delay: z
      .strictObject({
        for: duration(0.001, 3600).describe("How long each is held."),
        percent: percent().describe("The share of requests."),
      })
      .optional()
      .describe("Holds a share of the requests."),
    abort: z
      .strictObject({
        status: number(INJECTED_STATUS).describe("The status of the answer."),
        percent: percent().describe("The share of requests."),
      })
      .optional()
      .describe("Answers a share of the requests with this status."),
  }),
  (value, context) => {
    if (!value.delay && !value.abort) report(context, exactlyOne("what goes wrong", ["delay", "abort"], []));
  },
).describe("Makes requests slow or fail on purpose, to test clients.");

const mirror = z
  .union([
    workloadName(),
    withDefaults(DEFAULTS.mirror, {
      to: workloadName().describe("The workload that gets the copies."),
      percent: percent()
        .optional()
        .describe(
          "The share of requests that is copied. google-beta makes the URL map of an external proxy with a mirror, and of an internal one that copies a part.",
        ),
    }),
  ])
  .describe("Sends copies of requests to another workload and discards its answers. It pays for every one of them.");

const action = addDefaults(DEFAULTS.action, {
  to: to.optional(),
  canary: canary.optional(),
  redirect: redirect.optional(),
  respond: number(INJECTED_STATUS).optional().describe("Answers with this status without a backend."),
  rewrite: rewrite.optional(),
  timeout: duration(0.001, LONGEST_DURATION)
    .optional()
    .describe("Until the last byte of the answer, retries included."),
  retry: z
    .union([z.literal(false), retry])
    .optional()
    .describe("Tries another backend."),
  mirror: mirror.optional(),
  cors: cors.optional(),
  fault: fault.optional(),
  opens: z
    .literal("everything")
    .optional()
    .describe("Lets through every path that matches, those that administer a model server too."),
  ...headerWords,
});

/** The keys of which an action has exactly one. */
const OUTCOMES = ["to", "redirect", "respond"] as const;
type Action = z.infer<z.ZodObject<typeof action>>;

/** What goes with which outcome; see `checkKeys`. */
export function checkAction(value: Action, context: Pick<z.RefinementCtx, "addIssue">): void {
  if (OUTCOMES.filter((key) => value[key] !== undefined).length !== 1) return;
  if (value.to === undefined)
    for (const key of ["canary", "rewrite", "timeout", "retry", "mirror", "fault", "opens"] as const)
      if (value[key] !== undefined) report(context, requires(key, "to", "no workload is asked"), [key]);
  if (value.redirect !== undefined)
    for (const key of ["cors", "requestHeaders"] as const)
      if (value[key] !== undefined) report(context, requires(key, "to", "a redirect is answered by the proxy"), [key]);
  if (value.canary !== undefined && typeof value.to === "object" && Object.keys(value.to ?? {}).length > 1)
    report(context, exclusive("canary", "to", "`to` already has weights; add the canary there"), ["canary"]);
}

/** A map of some keys and all that says what happens with a request; exactly one outcome of it. */
export const withOneOutcome = <S extends z.core.$ZodShape>(shape: S) =>
  exactlyOneOf(z.strictObject({ ...shape, ...action }), "what happens with a request", OUTCOMES);

export const defaultAction = checkKeys(withOneOutcome({}), checkAction);
