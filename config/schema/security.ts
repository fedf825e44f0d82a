import { z } from "zod";
import { RATE_LIMIT } from "../../platform/facts";
import { formatSeconds, isDuration, seconds } from "../duration";
import { DEFAULTS } from "./defaults";
import { exactlyOne, malformed, requires } from "./messages";
import {
  checkKeys,
  cookieName,
  duration,
  exactlyOneOf,
  headerName,
  hostname,
  literalOf,
  name,
  number,
  passThrough,
  passThroughOf,
  quotedHeaderName,
  ranges,
  report,
  withDefaults,
} from "./values";

const HEADER_MATCHES = ["exact", "prefix", "suffix", "contains"] as const;

const headerCondition = z.union([
  passThrough("search"),
  exactlyOneOf(
    z.strictObject({
      exact: passThrough("search").optional().describe("Equal to this."),
      prefix: passThrough("search-").optional().describe("Starts with this."),
      suffix: passThrough("-prod").optional().describe("Ends with this."),
      contains: passThrough("prod").optional().describe("Has this in it."),
    }),
    "what the header must be",
    HEADER_MATCHES,
  ),
]);

const clientCertificate = z.union([
  passThrough("spiffe://example.com/agents/search"),
  exactlyOneOf(
    z.strictObject({
      uri: passThrough("spiffe://example.com/agents/search")
        .optional()
        .describe("The URI in its subject alternative names, as a whole."),
      dns: hostname().optional().describe("The DNS name in its subject alternative names, as a whole."),
      commonName: passThrough("search").optional().describe("The common name of its subject, as a whole."),
    }),
    "which name of the certificate",
    ["uri", "dns", "commonName"],
  ),
]);

/** What callers are known by besides their address and headers. */
export const identity = {
  clientCertificate: clientCertificate
    .optional()
    .describe("Whoever shows a certificate with this name; its listener has `clientCertificates`."),
  serviceAccount: passThroughOf(
    /^[a-z][-a-z0-9]{4,28}[a-z0-9]@[a-z][-a-z0-9.]*\.gserviceaccount\.com$/,
    "a service account",
    "write its e-mail address",
    "agents@ml-prod.iam.gserviceaccount.com",
  )
    .optional()
    .describe("Machines that run as this service account. Internal only."),
  tag: passThroughOf(
    /^tagValues\/\d+$/,
    "a tag value",
    "write its permanent id, as in tagValues/281484836404786",
    "tagValues/281484836404786",
  )
    .optional()
    .describe("Machines with this resource tag. Internal only."),
};

const caller = z
  .union([
    ranges(),
    exactlyOneOf(
      z.strictObject({
        headers: z
          .record(headerName(), headerCondition)
          .optional()
          .describe("Whoever sends all of these headers: an exact value, or a condition. Clients can write them."),
        ...identity,
      }),
      "who is meant",
      ["headers", "clientCertificate", "serviceAccount", "tag"],
    ),
  ])
  .describe("An address, a range, or what else a caller is known by.");

const callers = {
  allow: z.array(caller).min(1).optional().describe("Who may call: nobody else may."),
  deny: z.array(caller).min(1).optional().describe("Who may not call, whatever `allow` says."),
};

/** Whose calls a route group or a rule takes: it narrows what stands further out, and never widens it. */
export const narrowing = checkKeys(z.strictObject(callers), (value, context) => {
  if (!value.allow && !value.deny) report(context, exactlyOne("who may call", ["allow", "deny"], []));
}).describe("Who may call this, of those who may call the proxy.");

const iap = withDefaults(DEFAULTS.iap, {
  members: z
    .array(
      passThroughOf(
        /^(?:user|group|serviceAccount|domain|principal|principalSet):\S+$/,
        "a member",
        "write it as IAM does, as in group:ml@example.com",
        "group:ml@example.com",
      ),
    )
    .min(1)
    .optional()
    .describe("Who gets through, as IAM writes it. Members that others add stay."),
}).describe("Identity-Aware Proxy: callers prove with Google who they are.");

const keyKind = z.enum(["clientIp", "forwardedFor", "path", "region", "everyone"]);
const key = z.union([
  keyKind,
  exactlyOneOf(
    z.strictObject({
      header: quotedHeaderName().optional().describe("The value of this header."),
      cookie: cookieName().optional().describe("The value of this cookie."),
    }),
    "what requests are counted by",
    ["header", "cookie"],
  ),
]);

/** One of a few durations, in seconds. */
function durationOf(allowed: readonly number[]) {
  const [min, max] = [Math.min(...allowed), Math.max(...allowed)];
  return duration(min, max).superRefine((value, context) => {
    const amount = isDuration(value) ? seconds(value) : min;
    if (amount >= min && amount <= max && !allowed.includes(amount))
      report(
        context,
        malformed("one of Google's intervals", value, `allowed: ${allowed.map(formatSeconds).join(", ")}`),
      );
  });
}
const interval = () => durationOf(RATE_LIMIT.intervals);

const ruleName = () => name("a name", "tenant");

const rateLimit = withDefaults(DEFAULTS.rateLimit, {
  name: ruleName().describe("Its name, in logs and answers."),
  key: z
    .union([key, z.array(key).min(1).max(RATE_LIMIT.mostKeys)])
    .describe("What requests are counted by: `clientIp`, a header, a cookie; or up to three together."),
  requests: number(RATE_LIMIT.requests).describe("How many requests each key may send in the interval."),
  per: interval().describe("The interval."),
  withoutKey: z
    .enum(["deny", "skip"])
    .optional()
    .describe(
      "What happens with requests that lack the header or cookie: `deny` answers 403, `skip` leaves them to the next limit. They never share one budget.",
    ),
  ban: z
    .strictObject({
      requests: number(RATE_LIMIT.bannedRequests).describe("How many requests in the interval get a key banned."),
      per: interval().describe("The interval."),
      duration: durationOf(RATE_LIMIT.banDurations).describe("How long the ban lasts."),
    })
    .optional()
    .describe("Turns a key away for a while."),
  when: literalOf(/\S/, "an expression", "write it in Google's rules language", "request.path.startsWith('/v1/')")
    .optional()
    .describe("Which requests are counted, in Google's rules language."),
  preview: z.boolean().optional().describe("Counted and logged only."),
}).describe("How many requests a caller may send. Counted for each backend service in each region; more answers 429.");

const rule = withDefaults(DEFAULTS.securityRule, {
  name: ruleName().describe("Its name, in logs and answers."),
  expression: literalOf(
    /\S/,
    "an expression",
    "write it in Google's rules language",
    "request.path.contains('wp-')",
  ).describe("Which requests it is about, in Google's rules language; passed through."),
  action: z.enum(["deny", "allow"]).describe("What becomes of them: `deny` answers 403, `allow` asks no further rule."),
  preview: z.boolean().optional().describe("Logged only."),
}).describe("A rule of one's own in the security policy. They are asked in their order.");

export const security = z
  .union([
    z.literal("off"),
    checkKeys(
      z.strictObject({
        ...callers,
        iap: iap.optional(),
        rateLimits: z.array(rateLimit).min(1).optional().describe("How many requests a caller may send."),
        rules: z.array(rule).min(1).optional().describe("Rules of one's own, in Google's rules language."),
      }),
      (value, context) => {
        const keys = ["allow", "deny", "iap", "rateLimits", "rules"] as const;
        if (keys.every((one) => value[one] === undefined))
          report(context, exactlyOne("how the proxy is protected", keys, []));
      },
    ),
  ])
  .describe(
    "Who may call, and how much. `off` takes all protection away; without its words a security policy stays on as it is, and authorization policies go.",
  );

export const securityPolicy = () =>
  passThrough("edge").describe(
    "A regional Cloud Armor policy that is already there, by name or self link. It holds from the first apply.",
  );

export const clientCertificates = checkKeys(
  exactlyOneOf(
    withDefaults(DEFAULTS.clientCertificates, {
      authorities: passThrough("ca.pem")
        .optional()
        .describe(
          "A PEM file beside the configuration (or the PEM text itself): the authorities whose certificates count.",
        ),
      existing: passThroughOf(
        /^(?:\/\/networksecurity\.googleapis\.com\/)?projects\/[^/]+\/locations\/[^/]+\/serverTlsPolicies\/[^/]+$/,
        "a server TLS policy",
        "write projects/PROJECT/locations/REGION/serverTlsPolicies/NAME",
        "projects/ml-prod/locations/us-central1/serverTlsPolicies/clients",
      )
        .optional()
        .describe("A server TLS policy that is already there, instead of a new one."),
      mode: z
        .enum(["require", "allow"])
        .optional()
        .describe("`require` refuses clients without a valid certificate, `allow` lets them in."),
    }),
    "whose certificates count",
    ["authorities", "existing"],
  ),
  (value, context) => {
    if (value.existing !== undefined && value.mode !== undefined)
      report(context, requires("mode", "authorities", "an existing policy has its own"), ["mode"]);
  },
).describe("Mutual TLS: which client certificates are trusted.");
