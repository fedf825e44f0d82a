import { z } from "zod";
import {
  HEALTH_CHECK_SECONDS,
  HEALTH_CHECK_THRESHOLD,
  LARGEST_INT32,
  LONGEST_COOKIE,
  LONGEST_DRAIN,
  MOST_VERIFIED_NAMES,
} from "../../platform/facts";
import { isDuration, seconds } from "../duration";
import { PROFILE_NAMES } from "../presets/profiles";
import { SERVER_NAMES } from "../presets/servers";
import { backend } from "./backend";
import { DEFAULTS } from "./defaults";
import { exclusive, malformed } from "./messages";
import { accessLogs } from "./observability";
import { securityPolicy } from "./security";
import {
  checkKeys,
  cookieName,
  duration,
  exactlyOneOf,
  headerName,
  hostname,
  literalOf,
  matches,
  name,
  number,
  passThrough,
  percent,
  port,
  report,
  withDefaults,
} from "./values";

export const healthPath = () =>
  literalOf(
    /^\/[^\s#]{0,2047}$/,
    "a request path",
    'write a path that starts with "/", of at most 2,048 characters, as in /health',
    "/health",
  );

const healthCheck = checkKeys(
  withDefaults(DEFAULTS.healthCheck, {
    protocol: z
      .enum(["http", "https", "http2", "tcp", "ssl", "grpc", "grpcTls"])
      .optional()
      .describe("The protocol of the question; `grpcTls` is gRPC with TLS, for servers with TLS."),
    path: healthPath().optional().describe("The path that is asked."),
    port: port().optional().describe("Another port than the one that serves."),
    host: passThrough("llama.internal").optional().describe("The Host header of the question."),
    response: passThrough(
      "ok",
      matches(/^[ -~]{1,1024}$/, "plain ASCII of at most 1,024 characters", "expect a part of the answer"),
    )
      .optional()
      .describe("Text that the first 1,024 bytes of the answer must contain."),
    grpcService: passThrough("inference.GRPCInferenceService")
      .optional()
      .describe("The service name that a gRPC check asks for."),
    interval: duration(HEALTH_CHECK_SECONDS.min, HEALTH_CHECK_SECONDS.max)
      .optional()
      .describe("Between two questions."),
    timeout: duration(HEALTH_CHECK_SECONDS.min, HEALTH_CHECK_SECONDS.max)
      .optional()
      .describe("Until an answer counts as missing; at most the interval."),
    healthyThreshold: number(HEALTH_CHECK_THRESHOLD).optional().describe("Good answers in a row until healthy."),
    unhealthyThreshold: number(HEALTH_CHECK_THRESHOLD).optional().describe("Bad answers in a row until unhealthy."),
    logs: z.boolean().optional().describe("Logs every change of health."),
  }),
  ({ interval, timeout }, context) => {
    if (!isDuration(interval) || !isDuration(timeout) || seconds(timeout) <= seconds(interval)) return;
    report(
      context,
      malformed(`at most the interval of ${interval}`, timeout, "shorten the timeout or lengthen the interval"),
      ["timeout"],
    );
  },
).describe("How Google finds out that a backend can take requests.");

const affinity = z
  .union([
    z.enum(["clientIp", "generatedCookie"]),
    checkKeys(
      exactlyOneOf(
        withDefaults(DEFAULTS.affinity, {
          header: headerName()
            .meta({ examples: ["x-session-id"] })
            .optional()
            .describe("Requests with the same value of this header go to the same backend."),
          cookie: cookieName().optional().describe("A cookie of this name, made by the proxy, does the same."),
          strongCookie: cookieName()
            .optional()
            .describe("A cookie that names its backend, so that it survives changes of the pool."),
          generatedCookie: z
            .literal(true)
            .optional()
            .describe("The same as `affinity: generatedCookie`, a cookie that Google names, where it has a lifetime."),
          ttl: duration(0, LONGEST_COOKIE).optional().describe("How long the cookie lasts."),
        }),
        "what a client is known by",
        ["header", "cookie", "strongCookie", "generatedCookie"],
      ),
      (value, context) => {
        if (value.header !== undefined && value.ttl !== undefined)
          report(context, exclusive("header", "ttl", "a header has no lifetime"), ["ttl"]);
      },
    ),
  ])

  .describe(
    "Keeps a client (a conversation and its KV cache) on one backend: `clientIp`, `generatedCookie`, a header or a cookie.",
  );

const outlierDetection = withDefaults(DEFAULTS.outlierDetection, {
  consecutiveErrors: number({ min: 0, max: 1000 }).optional().describe("5xx in a row until ejected; 0 is never."),
  consecutiveGatewayFailures: number({ min: 0, max: 1000 })
    .optional()
    .describe("502, 503 or 504 in a row until ejected; 0 is never."),
  interval: duration(0.001, 3600).optional().describe("Between two looks."),
  baseEjection: duration(0.001, 3600).optional().describe("How long the first ejection lasts."),
  maxEjection: percent().optional().describe("The share of the pool that may be ejected."),
}).describe("Takes failing backends out of the pool for a while. `{}` takes all defaults.");

const circuitBreakers = z
  .strictObject({
    maxConnections: number({ min: 1, max: LARGEST_INT32 }).optional().describe("Open connections to the backends."),
    maxPendingRequests: number({ min: 1, max: LARGEST_INT32 })
      .optional()
      .describe("Requests that wait for a connection."),
    maxRequests: number({ min: 1, max: LARGEST_INT32 }).optional().describe("Requests in flight."),
    maxRetries: number({ min: 1, max: LARGEST_INT32 }).optional().describe("Retries in flight."),
    maxRequestsPerConnection: number({ min: 1, max: LARGEST_INT32 })
      .optional()
      .describe("Requests after which a connection is closed."),
  })
  .describe("Limits per proxy instance, not for the whole proxy. What is not named stays unlimited in effect.");

const tls = withDefaults(DEFAULTS.backendTls, {
  verify: z
    .array(hostname())
    .min(1)
    .max(MOST_VERIFIED_NAMES)
    .describe(`Up to ${MOST_VERIFIED_NAMES} names, of which one must stand in the certificate of a backend.`),
  sni: hostname().optional().describe("The name that is asked for, as the SNI and, on the internet, the Host header."),
  authorities: passThrough("ca.pem")
    .optional()
    .describe(
      "A PEM file beside the configuration (or the PEM text itself): the authorities that must have signed it.",
    ),
}).describe("Verified TLS to the backends: a certificate of another name, or of another authority, gets no request.");

export const workload = withDefaults(DEFAULTS.workload, {
  server: z
    .enum(SERVER_NAMES)
    .meta({ title: "a model server" })
    .optional()
    .describe("The model server: fills port, health path, profile and advice."),
  profile: z
    .enum(PROFILE_NAMES)
    .meta({ title: "a traffic profile" })
    .optional()
    .describe("The kind of traffic: fills timeout, draining, balancing, health intervals."),
  backends: z.array(backend).min(1).describe("Where it runs."),
  protocol: z
    .enum(["http", "https", "http2", "h2c"])
    .optional()
    .describe("How the proxy speaks to it; `http2` is with TLS, `h2c` without."),
  tls: tls.optional(),
  port: port().optional().describe("The port that serves."),
  portName: name("a port name", "http").optional().describe("The named port of its instance groups."),
  namedPort: z
    .literal("create")
    .optional()
    .describe("Makes the named port on the adopted instance groups, instead of expecting it."),
  timeout: duration(1, LARGEST_INT32).optional().describe("Until the last byte of an answer."),
  drain: duration(0, LONGEST_DRAIN).optional().describe("How long answers in flight may go on when a backend leaves."),
  healthCheck: healthCheck.optional(),
  affinity: affinity.optional(),
  loadBalancing: z
    .enum(["roundRobin", "leastRequest", "random", "ringHash", "maglev", "weightedRoundRobin"])
    .optional()
    .describe("How a backend is chosen inside a group."),
  minimumRingSize: number({ min: 1, max: 8388608 }).optional().describe("`ringHash`: the smallest ring."),
  customMetrics: z
    .array(
      withDefaults(DEFAULTS.customMetric, {
        name: literalOf(
          /^[a-z](?:[-_.a-z0-9]{0,62}[a-z0-9])?$/,
          "a metric name",
          "write it as in orca.named_metrics.kv_cache_usage_perc",
          "orca.named_metrics.kv_cache_usage_perc",
        ).describe("The metric's name, with `orca.named_metrics.` before one of the server's own."),
        maxUtilization: number({ min: 0, max: 1, fraction: true })
          .optional()
          .describe("The value at which a backend counts as full."),
        dryRun: z.boolean().optional().describe("Measures without balancing by it."),
      }),
    )
    .min(1)
    .optional()
    .describe("Balances by metrics that the server reports in its answers (ORCA), instead of by rate or utilization."),
  outlierDetection: outlierDetection.optional(),
  circuitBreakers: circuitBreakers.optional(),
  securityPolicy: securityPolicy().optional(),
  accessLogs: accessLogs
    .optional()
    .describe("Request logs of this workload; what is not said is as `observability.accessLogs` says."),
}).describe("A model or service behind the proxy: one backend service.");
