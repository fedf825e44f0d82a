import { z } from "zod";
import { DURATION, seconds } from "../duration";
import { PROFILE_NAMES } from "../presets/profiles";
import { SERVER_NAMES } from "../presets/servers";
import { backend } from "./backend";
import { exclusive, malformed } from "./messages";
import {
  checkKeys,
  duration,
  exactlyOneOf,
  headerName,
  literalOf,
  name,
  number,
  passThrough,
  percent,
  port,
  report,
} from "./values";

export const healthPath = () =>
  literalOf(/^\/[^\s#]*$/, "a request path", 'write a path that starts with "/", as in /health', "/health");

const healthCheck = checkKeys(
  z.strictObject({
    protocol: z
      .enum(["http", "https", "http2", "tcp", "ssl", "grpc"])
      .optional()
      .describe("The protocol of the question. Default: as the workload is reached."),
    path: healthPath().optional().describe("The path that is asked. Default: the server's, otherwise `/`."),
    port: port().optional().describe("Another port than the one that serves."),
    host: passThrough("llama.internal")
      .optional()
      .describe("The Host header of the question. Default: the backend's address."),
    response: passThrough("ok").optional().describe("Text that the first 1,024 bytes of the answer must contain."),
    grpcService: passThrough("inference.GRPCInferenceService")
      .optional()
      .describe("The service name that a gRPC check asks for."),
    interval: duration(1, 300).optional().describe("Between two questions. Default: from the profile."),
    timeout: duration(1, 300)
      .optional()
      .describe("Until an answer counts as missing; at most the interval. Default: from the profile."),
    healthyThreshold: number({ min: 1, max: 10 })
      .optional()
      .describe("Good answers in a row until healthy. Default: 1."),
    unhealthyThreshold: number({ min: 1, max: 10 })
      .optional()
      .describe("Bad answers in a row until unhealthy. Default: 3."),
    logs: z.boolean().optional().describe("Logs every change of health. Default: `false`."),
  }),
  ({ interval = "", timeout = "" }, context) => {
    if (!DURATION.test(interval) || !DURATION.test(timeout) || seconds(timeout) <= seconds(interval)) return;
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
        z.strictObject({
          header: headerName()
            .optional()
            .describe("Requests with the same value of this header go to the same backend."),
          cookie: passThrough("session")
            .optional()
            .describe("A cookie of this name, made by the proxy, does the same."),
          strongCookie: passThrough("session")
            .optional()
            .describe("A cookie that names its backend, so that it survives changes of the pool."),
          ttl: duration(0, 1209600).optional().describe("How long the cookie lasts. Default: the session."),
        }),
        "what a client is known by",
        ["header", "cookie", "strongCookie"],
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

const outlierDetection = z
  .strictObject({
    consecutiveErrors: number({ min: 0, max: 1000 }).optional().describe("5xx in a row until ejected. Default: off."),
    consecutiveGatewayFailures: number({ min: 0, max: 1000 })
      .optional()
      .describe("502, 503 or 504 in a row until ejected. Default: 3."),
    interval: duration(0.001, 3600).optional().describe("Between two looks. Default: 10s."),
    baseEjection: duration(0.001, 3600).optional().describe("How long the first ejection lasts. Default: 30s."),
    maxEjection: percent().optional().describe("The share of the pool that may be ejected. Default: 50."),
  })
  .describe("Takes failing backends out of the pool for a while. `{}` takes all defaults.");

const circuitBreakers = z
  .strictObject({
    maxConnections: number({ min: 1, max: 2147483647 }).optional().describe("Open connections to the backends."),
    maxPendingRequests: number({ min: 1, max: 2147483647 }).optional().describe("Requests that wait for a connection."),
    maxRequests: number({ min: 1, max: 2147483647 }).optional().describe("Requests in flight."),
    maxRetries: number({ min: 1, max: 2147483647 }).optional().describe("Retries in flight."),
    maxRequestsPerConnection: number({ min: 1, max: 2147483647 })
      .optional()
      .describe("Requests after which a connection is closed."),
  })
  .describe("Limits per proxy instance, not for the whole proxy. What is not named stays unlimited in effect.");

const accessLogs = z
  .union([
    z.boolean(),
    z.strictObject({
      sample: number({ min: 0, max: 1, fraction: true }).describe("The share of requests that is logged."),
    }),
  ])
  .describe("Request logs: `true`, `false`, or a share. Default: the profile's share.");

export const workload = z
  .strictObject({
    server: z
      .enum(SERVER_NAMES)
      .meta({ title: "a model server" })
      .optional()
      .describe("The model server: fills port, health path, profile and advice."),
    profile: z
      .enum(PROFILE_NAMES)
      .meta({ title: "a traffic profile" })
      .optional()
      .describe(
        "The kind of traffic: fills timeout, draining, balancing, health intervals. Default: the server's, otherwise `streaming`.",
      ),
    backends: z.array(backend).min(1).describe("Where it runs."),
    protocol: z
      .enum(["http", "https", "http2", "h2c"])
      .optional()
      .describe(
        "How the proxy speaks to it; `http2` is with TLS, `h2c` without. Default: `http`, and `https` for internet endpoints and Google APIs.",
      ),
    port: port().optional().describe("The port that serves. Default: the server's, otherwise 80, or 443 with TLS."),
    portName: name("a port name", "http")
      .optional()
      .describe("The named port of its instance groups. Default: `http`."),
    namedPort: z
      .literal("create")
      .optional()
      .describe("Makes the named port on the adopted instance groups, instead of expecting it."),
    timeout: duration(1, 2147483647).optional().describe("Until the last byte of an answer. Default: the profile's."),
    drain: duration(0, 3600)
      .optional()
      .describe(
        "How long answers in flight may go on when a backend leaves. Default: as long as the longest timeout of the workload and its routes, an hour at most; a profile may have another.",
      ),
    healthCheck: healthCheck.optional(),
    affinity: affinity.optional(),
    loadBalancing: z
      .enum(["roundRobin", "leastRequest", "random", "ringHash", "maglev", "weightedRoundRobin"])
      .optional()
      .describe("How a backend is chosen inside a group. Default: the profile's, and `ringHash` with affinity."),
    minimumRingSize: number({ min: 1, max: 8388608 })
      .optional()
      .describe("`ringHash`: the smallest ring. Default: 1024."),
    customMetrics: z
      .array(
        z.strictObject({
          name: literalOf(
            /^[a-z](?:[-_.a-z0-9]{0,62}[a-z0-9])?$/,
            "a metric name",
            "write it as in orca.named_metrics.kv_cache_usage_perc",
            "orca.named_metrics.kv_cache_usage_perc",
          ).describe("The metric's name, with `orca.named_metrics.` before one of the server's own."),
          maxUtilization: number({ min: 0, max: 1, fraction: true })
            .optional()
            .describe("The value at which a backend counts as full. Default: 0.6."),
          dryRun: z.boolean().optional().describe("Measures without balancing by it. Default: `false`."),
        }),
      )
      .min(1)
      .optional()
      .describe(
        "Balances by metrics that the server reports in its answers (ORCA), instead of by rate or utilization.",
      ),
    outlierDetection: outlierDetection.optional(),
    circuitBreakers: circuitBreakers.optional(),
    accessLogs: accessLogs.optional(),
  })
  .describe("A model or service behind the proxy: one backend service.");
