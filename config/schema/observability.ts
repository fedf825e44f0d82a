import { z } from "zod";
import { ALERT_IDS } from "./alert-ids";
import { DEFAULTS } from "./defaults";
import { requires } from "./messages";
import {
  checkKeys,
  duration,
  exactlyOneOf,
  headerName,
  literalOf,
  number,
  passThroughOf,
  report,
  withDefaults,
  workloadName,
} from "./values";

const field = () =>
  literalOf(/^[a-z][\w.]*$/, "an optional log field", "write it as Google's page lists it", "tls.protocol");

/** Of one workload, or of all that say nothing else. */
export const accessLogs = z.union([
  z.boolean(),
  withDefaults(DEFAULTS.accessLogs, {
    sample: number({ min: 0, max: 1, fraction: true }).optional().describe("The share of requests that is logged."),
    requestHeaders: z.array(headerName()).optional().describe("Request headers that entries have."),
    responseHeaders: z.array(headerName()).optional().describe("Response headers that entries have."),
    fields: z
      .union([z.literal("all"), z.array(field())])
      .optional()
      .describe("Optional fields that entries have; an empty list takes them out again."),
  }),
]);

const slo = checkKeys(
  exactlyOneOf(
    withDefaults(DEFAULTS.slo, {
      availability: number({ min: 1, max: 99.999, fraction: true })
        .optional()
        .describe("The percentage of requests that are not answered with 500 to 599."),
      latency: duration(0.001, 86_400)
        .optional()
        .describe("How long a request takes at most, to the last byte of its answer."),
      percent: number({ min: 1, max: 99.999, fraction: true }).optional().describe("`latency`: of how many requests."),
      workload: workloadName().optional().describe("Of the requests to one workload."),
    }),
    "what is promised",
    ["availability", "latency"],
  ),
  (value, context) => {
    if (value.percent !== undefined && value.latency === undefined)
      report(context, requires("percent", "latency", "`availability` is a percentage itself"), ["percent"]);
  },
).describe("A service level objective, over 28 days.");

const alerts = z.union([
  z.literal(true),
  z.strictObject({ except: z.array(z.enum(ALERT_IDS)).min(1).describe("Those that are left out.") }),
]);

export const observability = withDefaults(DEFAULTS.observability, {
  accessLogs: accessLogs.optional().describe("Request logs of every workload that says nothing else."),
  notify: z
    .array(
      passThroughOf(
        /^projects\/[^/]+\/notificationChannels\/\d+$/,
        "a notification channel",
        "write projects/PROJECT/notificationChannels/NUMBER, as `gcloud beta monitoring channels list` prints it",
        "projects/ml-prod/notificationChannels/123",
      ),
    )
    .min(1)
    .optional()
    .describe("The notification channels that alerts tell."),
  slos: z.array(slo).min(1).optional().describe("Service level objectives of each region, in Cloud Monitoring."),
  alerts: alerts
    .optional()
    .describe("Alerts of Cloud Monitoring, of each region: `true` is all that have something to watch."),
  dashboard: z.boolean().optional().describe("A dashboard of Cloud Monitoring for each region."),
}).describe("What is logged, measured and told.");
