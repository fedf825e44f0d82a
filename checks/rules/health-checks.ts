import { formatSeconds } from "../../config/duration";
import type { DocumentPath } from "../../config/finding";
import { FAMILIES, KINDS } from "../../config/model/kinds";
import type { HealthCheck } from "../../config/model/model";
import type { Context, WorkloadEntry } from "../context";
import { at, atKey, type Rules } from "../rule";
import { isEncrypted } from "./backend-tls";
import { MODEL_PATHS } from "./endpoints";
import { SOURCES } from "./sources";

type Protocol = HealthCheck["protocol"];
const HTTP: readonly Protocol[] = ["http", "https", "http2"];

/** Seconds of bad answers before a backend is taken out; the profiles have 15 and more. */
const LEAST_PATIENCE = 10;

/** Which protocols know a word of a health check. */
const WORDS = {
  path: HTTP,
  host: HTTP,
  response: [...HTTP, "tcp", "ssl"],
  grpcService: ["grpc", "grpcTls"],
} as const satisfies Record<string, readonly Protocol[]>;

export const HEALTH_CHECK_RULES: Rules = {
  "health-check-timeout": {
    severity: "error",
    title: "A health check whose timeout is above its interval",
    why: "Google refuses it. The one that is not written comes from the profile.",
    fix: "Write both, the timeout at most as long as the interval.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values()) {
        const check = resolved.healthCheck;
        if (check === undefined || check.timeout <= check.interval) continue;
        const [timeout, interval] = [formatSeconds(check.timeout), formatSeconds(check.interval)];
        yield at([...path, "healthCheck", words.healthCheck?.timeout === undefined ? "interval" : "timeout"], {
          what: `the health check waits ${timeout} for an answer and asks every ${interval}; it may wait at most as long as the interval`,
          fix: `write \`interval: ${timeout}\`, or a timeout of at most ${interval}`,
        });
      }
    },
  },
  "not-for-health-check": {
    severity: "error",
    title: "A word that the health check's protocol does not know",
    why: "Only HTTP checks ask for a path and a host, only gRPC checks for a service; elsewhere the word would have no effect.",
    fix: "Remove the word, or choose its protocol.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values()) {
        const { healthCheck } = resolved;
        if (healthCheck === undefined) continue;
        for (const [word, protocols] of Object.entries(WORDS) as [keyof typeof WORDS, readonly Protocol[]][])
          if (words.healthCheck?.[word] !== undefined && !protocols.includes(healthCheck.protocol))
            yield atKey([...path, "healthCheck", word], {
              what: `${healthCheck.protocol} health checks know no "${word}"`,
              fix: `remove "${word}", or change the check's "protocol"`,
            });
      }
    },
  },
  "grpc-check-unsupported": {
    severity: "error",
    title: "A gRPC health check of hybrid or internet endpoints",
    why: "The proxies themselves check those endpoints, and do not know gRPC checks.",
    fix: "Write `protocol: http` or `protocol: tcp`.",
    source: SOURCES.hybrid,
    *check({ workloads }) {
      for (const { path, backends, resolved } of workloads.values()) {
        const remote = backends.find(({ kind, family }) => FAMILIES[family].ported && !KINDS[kind].inVpc);
        if (remote && resolved.healthCheck?.protocol.startsWith("grpc"))
          yield at([...path, "healthCheck", "protocol"], {
            what: `gRPC health checks do not go with ${KINDS[remote.kind].noun}: the proxies ask it themselves`,
          });
      }
    },
  },
  "paid-health-check": {
    severity: "warning",
    title: "A health check that runs a model",
    why: "Every prober asks every few seconds: that is thousands of generations a day, and a busy model is taken for a dead one.",
    fix: "Ask a path that only says whether the server is ready.",
    source: "https://docs.litellm.ai/docs/proxy/health",
    *check(context) {
      for (const { workload, path, place } of healthPaths(context)) {
        const { server } = workload;
        const ready = server?.healthPath;
        if (MODEL_PATHS.has(path) || path === server?.paidHealthPath)
          yield at(place, {
            what: `${path} runs a model: with every prober asking every few seconds, that is paid for all day, and a busy model looks dead`,
            fix:
              ready === undefined || ready === path
                ? "ask a path that only says whether the server is ready"
                : `write \`path: ${ready}\`, or leave it out`,
          });
      }
    },
  },
  "health-check-of-nothing": {
    severity: "warning",
    title: "A health check that passes before the model is loaded",
    why: "Some paths answer as soon as the server runs; requests then reach a server that cannot serve yet.",
    fix: "Ask the server's readiness path.",
    source: "docs.nvidia.com, docs.bentoml.com: liveness and readiness",
    *check(context) {
      for (const { workload, path, place } of healthPaths(context)) {
        const { server } = workload;
        if (server && path === server.livenessPath)
          yield at(place, {
            what: `${path} of ${server.title} answers before the model is loaded`,
            fix: `write \`path: ${server.healthPath}\`, or leave it out`,
          });
      }
    },
  },
  "health-path-guessed": {
    severity: "warning",
    title: "A health check at `/` that nobody asked for",
    why: "Most model servers answer 404 at `/`, so that every backend stays unhealthy.",
    fix: "Name the `server`, or write `healthCheck: { path: … }`.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values())
        if (words.server === undefined && words.healthCheck?.path === undefined && resolved.healthCheck?.path === "/")
          yield at(words.healthCheck === undefined ? path : [...path, "healthCheck"], {
            what: 'nothing names a health path, so that "/" is asked, where most model servers answer 404',
          });
    },
  },
  "health-check-other-port": {
    severity: "warning",
    title: "A health check on another port of an adopted instance group",
    why: "A missing or wrong named port then shows as 503 behind a healthy backend.",
    fix: "Leave `port` out, so that the port that serves is checked.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, backends, resolved } of workloads.values()) {
        const port = words.healthCheck?.port;
        if (port !== undefined && port !== resolved.port && backends.some(({ kind }) => kind === "instanceGroup"))
          yield at([...path, "healthCheck", "port"], {
            what: `port ${port} is checked while port ${resolved.port} serves: a missing named port shows as 503 behind a healthy backend`,
          });
      }
    },
  },
  "health-check-protocol": {
    severity: "warning",
    title: "HTTP/1.1 questions to an HTTP/2 server without TLS",
    why: "Google has no health check for HTTP/2 without TLS. A server that speaks nothing else, as gRPC servers do, answers none of them: every backend stays unhealthy.",
    fix: "Write `healthCheck: { protocol: grpc }` (or `tcp`); where the server speaks HTTP/1.1 on that port too, `protocol: http`.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values())
        if (
          resolved.protocol === "H2C" &&
          resolved.healthCheck?.protocol === "http" &&
          words.healthCheck?.protocol === undefined
        )
          yield at([...path, words.healthCheck === undefined ? "protocol" : "healthCheck"], {
            what: "the health check speaks HTTP/1.1, and a server that speaks only HTTP/2 (gRPC) never answers it: every backend stays unhealthy",
          });
    },
  },
  "health-check-tls": {
    severity: "warning",
    title: "A gRPC health check with TLS where the server has none, or without it where it has",
    why: "A server that expects TLS never answers without it, nor the other way round: every backend stays unhealthy.",
    fix: "Ask by `grpcTls` where the workload's `protocol` is `https` or `http2`, and by `grpc` where it is not. A port of its own for health may differ.",
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, resolved, backends } of workloads.values()) {
        const { protocol, port } = resolved.healthCheck ?? {};
        if (!backends.every(({ kind }) => KINDS[kind].inVpc)) continue;
        const tls = isEncrypted(resolved);
        if (port === undefined && protocol === (tls ? "grpc" : "grpcTls"))
          yield at([...path, "healthCheck", "protocol"], {
            what: `the health check asks ${tls ? "without" : "with"} TLS, and requests reach the server ${tls ? "with" : "without"} it: every backend stays unhealthy`,
            fix: `write \`protocol: ${tls ? "grpcTls" : "grpc"}\` here, or change the \`protocol\` of the workload`,
          });
      }
    },
  },
  "hair-trigger": {
    severity: "warning",
    title: "A health check that gives up at once",
    why: "A model server answers late while it loads or works on a long prompt. Taken out for that, its load goes to the others, which are late then: pools have emptied so.",
    fix: `Ask for three bad answers, and at least ${LEAST_PATIENCE} s.`,
    source: SOURCES.healthChecks,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values()) {
        const { unhealthyThreshold = 0, interval = 0 } = resolved.healthCheck ?? {};
        if (words.healthCheck === undefined || resolved.healthCheck === undefined) continue;
        if (unhealthyThreshold > 1 && unhealthyThreshold * interval >= LEAST_PATIENCE) continue;
        const late =
          unhealthyThreshold === 1
            ? "one late answer takes"
            : `${unhealthyThreshold} late answers within ${formatSeconds(unhealthyThreshold * interval)} take`;
        yield at([...path, "healthCheck"], {
          what: `${late} a backend out: model servers are late while they load, or work on a long prompt`,
          fix: `write \`unhealthyThreshold: ${Math.max(3, Math.ceil(LEAST_PATIENCE / interval))}\`${interval < 5 ? ", or a longer `interval`" : ""}`,
        });
      }
    },
  },
};

/** The paths that workloads name for their health checks. */
function* healthPaths({
  workloads,
}: Context): Generator<{ workload: WorkloadEntry; path: string; place: DocumentPath }> {
  for (const workload of workloads.values()) {
    const path = workload.words.healthCheck?.path;
    if (path !== undefined)
      yield { workload, path: path.replace(/\?.*/, ""), place: [...workload.path, "healthCheck", "path"] };
  }
}
