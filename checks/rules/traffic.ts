import { formatSeconds, seconds } from "../../config/duration";
import { formatValue } from "../../config/finding";
import { isDirect } from "../../config/model/backends";
import { API_FAMILIES, type ApiFamily } from "../../config/presets/api-families";
import { PROFILES, type ProfileName } from "../../config/presets/profiles";
import type { RuleConfig } from "../../config/schema/config";
import { BACKEND_KEEP_ALIVE, LONGEST_DRAIN } from "../../platform/facts";
import { longestTimeouts } from "../../routing/compile/timeouts";
import { type ActionEntry, type Context, poolSize } from "../context";
import { at, atKey, type Rules } from "../rule";
import { WITHOUT_BODY } from "./endpoints";
import { ratePerSecond } from "./network";
import { SOURCES } from "./sources";

/**
 * A profile's timeout is twice the time that nearly all answers take, as Google advises for inference.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/about-gke-inference-gateway
 */
const usualTime = (profile: ProfileName): number => PROFILES[profile].timeout / 2;

/** What a model may already have worked on when it comes about. */
const REPEATS_WORK = ["5xx", "gateway-error", "internal", "cancelled", "deadline-exceeded"];

/** Requests per second above which a share of the logs says as much as all of them. */
const BUSY = 50;
const SECONDS_OF_DAY = 86_400;

export const TRAFFIC_RULES: Rules = {
  "timeout-too-short": {
    severity: "warning",
    title: "A timeout under the usual time of an answer",
    why: "The timeout runs to the last byte of the answer, streams included: 30 s, Google's default, is what cuts most model calls.",
    fix: "Leave it out, or write at least twice the time that 99 % of the answers take.",
    source: SOURCES.timeouts,
    *check(context) {
      for (const { words, path, resolved } of context.workloads.values()) {
        const { profile, timeout } = resolved;
        if (words.timeout !== undefined && timeout !== undefined && isShort(timeout, profile))
          yield at([...path, "timeout"], shortTimeout(words.timeout, profile));
      }
      for (const entry of context.actions) {
        const { timeout } = entry.action;
        // Elsewhere it has no effect, which is said.
        const isKept = entry.targets.some((to) => context.workloads.get(to.workload)?.resolved.timeout !== undefined);
        const profile = isKept ? profileOf(context, entry) : undefined;
        if (timeout !== undefined && profile !== undefined && isShort(seconds(timeout), profile))
          yield at([...entry.path, "timeout"], shortTimeout(timeout, profile));
      }
    },
  },
  "per-try-too-short": {
    severity: "warning",
    title: "A time for each try under the usual time of an answer",
    why: "Every answer that takes longer is cut and asked for again, and the model works on it twice.",
    fix: "Leave `perTry` out.",
    source: SOURCES.timeouts,
    *check(context) {
      for (const entry of context.actions) {
        const perTry = entry.action.retry ? entry.action.retry.perTry : undefined;
        const profile = perTry === undefined ? undefined : profileOf(context, entry);
        if (perTry !== undefined && profile !== undefined && isShort(seconds(perTry), profile))
          yield at([...entry.path, "retry", "perTry"], {
            what: `each try gets ${perTry}, and ${profile} answers usually take up to ${formatSeconds(usualTime(profile))}`,
          });
      }
    },
  },
  "per-try-above-timeout": {
    severity: "warning",
    title: "A time for each try above the route's timeout",
    why: "The route ends first, so that nothing is tried again.",
    fix: "Shorten `perTry`, or leave it out.",
    source: SOURCES.api,
    *check({ actions }) {
      for (const { path, action } of actions) {
        const perTry = action.retry ? action.retry.perTry : undefined;
        if (perTry !== undefined && action.timeout !== undefined && seconds(perTry) > seconds(action.timeout))
          yield at([...path, "retry", "perTry"], {
            what: `each try may take ${perTry}, but the route ends at ${action.timeout}`,
            fix: `write a \`perTry\` of less than ${action.timeout}, or leave it out`,
          });
      }
    },
  },
  "retries-repeat-work": {
    severity: "warning",
    title: "Retries of calls that a model has already worked on",
    why: "`5xx` and `gateway-error` come after the model has seen the call: it is generated, and paid for, again.",
    fix: "Write `on: [connect-failure, refused-stream]`, or leave `retry` out.",
    source: SOURCES.trafficManagement,
    *check(context) {
      for (const entry of context.actions) {
        const { retry } = entry.action;
        const profile = retry ? profileOf(context, entry) : undefined;
        const conditions = retry ? retry.on.filter((condition) => REPEATS_WORK.includes(condition)) : [];
        if (conditions.length > 0 && profile !== undefined && profile !== "embeddings")
          yield at([...entry.path, "retry", "on"], {
            what: `retries on ${conditions.join(", ")} repeat ${profile} calls that a model has already worked on, and paid for`,
          });
      }
    },
  },
  "idle-connections": {
    severity: "warning",
    title: "A server that closes idle connections before the proxy does",
    why: "The proxy keeps idle connections to backends for 600 s and cannot be told otherwise; a request that meets a closing connection is answered with 503.",
    fix: "Let the server keep them for 620 s.",
    source: SOURCES.timeouts,
    *check({ workloads }) {
      for (const { path, words, server, resolved } of workloads.values()) {
        const { default: closes = BACKEND_KEEP_ALIVE, advice = "" } = server?.keepAlive ?? {};
        const direct = isDirect(resolved.family);
        if (words.server !== undefined && server && direct && closes < BACKEND_KEEP_ALIVE)
          yield at([...path, "server"], {
            what: `${server.title} closes idle connections after ${formatSeconds(closes)}, and the proxy keeps them for 600s: some requests are answered with 503`,
            fix: advice,
          });
      }
    },
  },
  "idle-connections-unknown": {
    severity: "warning",
    title: "Servers whose idle timeout nobody has looked at",
    why: "The proxy keeps idle connections to backends for 600 s. Many servers close them after seconds by default: gunicorn after 2, uvicorn and Node.js after 5. A request that meets a closing connection is answered with 502 or 503.",
    fix: "Name its `server`, or let it keep them for 620 s (gunicorn `--keep-alive 620`, uvicorn `--timeout-keep-alive 620`, Node.js `server.keepAliveTimeout = 620_000`) and suppress this.",
    source: SOURCES.timeouts,
    *check({ workloads }) {
      const unnamed = [...workloads.values()].filter(
        ({ words, resolved }) => words.server === undefined && isDirect(resolved.family),
      );
      const [first, ...others] = unnamed;
      if (first)
        yield atKey(first.path, {
          what: `nothing says how long the server of ${formatValue(first.id)}${others.length > 0 ? ` (and of ${others.length} more)` : ""} keeps idle connections; the proxy keeps them for ${BACKEND_KEEP_ALIVE}s, and gunicorn closes them after 2s, uvicorn and Node.js after 5s: some requests are answered with 502 or 503`,
        });
    },
  },
  "cold-start": {
    severity: "warning",
    title: "A model server behind a service that scales to nothing",
    why: "Cloud Run stops idle instances; the next request waits until an instance has started and loaded the model, which takes minutes with a GPU. Whether there are minimum instances, the file does not show.",
    fix: "Set `gcloud run services update --min-instances=1`, and suppress this with that reason.",
    source: "https://cloud.google.com/run/docs/configuring/min-instances",
    *check({ workloads }) {
      for (const { path, server, resolved } of workloads.values())
        if (server && !server.routesOnly && resolved.family === "serverless")
          yield at([...path, "server"], {
            what: `after a quiet time the first request waits until Cloud Run has started ${server.title} and loaded the model, unless the service keeps an instance`,
          });
    },
  },
  "timeout-above-drain": {
    severity: "warning",
    title: "A timeout above the longest draining",
    why: "When a backend leaves, at a scale-in, an update or a change here, its answers may go on for an hour at most.",
    fix: "Write a timeout of an hour at most, or let clients resume.",
    source: SOURCES.draining,
    *check({ workloads, actions }) {
      const isWatched = (id: string) => isDirect(workloads.get(id)?.resolved.family ?? "external");
      const timeouts = [
        ...[...workloads.values()].flatMap(({ id, path, words }) =>
          isWatched(id) ? { path, timeout: words.timeout } : [],
        ),
        ...actions.flatMap(({ path, action: { timeout }, targets }) =>
          targets.some(({ workload }) => isWatched(workload)) ? { path, timeout } : [],
        ),
      ];
      for (const { path, timeout } of timeouts)
        if (timeout !== undefined && seconds(timeout) > LONGEST_DRAIN)
          yield at([...path, "timeout"], {
            what: `answers may last ${timeout}, and are cut ${formatSeconds(LONGEST_DRAIN)} after their backend leaves: draining lasts no longer`,
            fix: `write ${formatSeconds(LONGEST_DRAIN)} at most, or let clients take up again what was cut`,
          });
    },
  },
  "drain-too-short": {
    severity: "warning",
    title: "Draining that is shorter than an answer may last",
    why: "Answers in flight are cut when draining ends: at every scale-in, and when a backend leaves.",
    fix: "Drain as long as an answer may last, at most an hour.",
    source: SOURCES.backendServices,
    *check({ workloads, regions }) {
      const longest = new Map(regions.flatMap(({ urlMap }) => [...longestTimeouts(urlMap)]));
      for (const { id, words, path, resolved } of workloads.values()) {
        const { timeout = 0, drain = LONGEST_DRAIN, family } = resolved;
        const direct = isDirect(family);
        const wanted = Math.min(longest.get(id) ?? timeout, LONGEST_DRAIN);
        if (words.drain !== undefined && direct && drain < wanted)
          yield at([...path, "drain"], {
            what: `answers may last ${formatSeconds(wanted)}, and are cut ${formatSeconds(drain)} after their backend leaves`,
            fix: `write \`drain: ${formatSeconds(wanted)}\`, or a shorter timeout`,
          });
      }
    },
  },
  "full-logging": {
    severity: "warning",
    title: "Logging that halves the capacity of the proxies, and is paid for",
    why: "A proxy takes 1,400 requests per second, and 700 when it logs each of them; every log entry is paid for too.",
    fix: "Write `accessLogs: { sample: 0.1 }`.",
    source: SOURCES.proxyOnlySubnets,
    *check({ workloads }) {
      for (const { words, path, resolved, backends } of workloads.values()) {
        const rate = backends.reduce((sum, backend) => sum + ratePerSecond(backend.words), 0);
        const usual = PROFILES[resolved.profile].accessLogs;
        const chosen = words.accessLogs !== undefined && resolved.accessLogs.sample > usual;
        const calls =
          rate > BUSY ? `${Math.round(rate)} requests per second` : `the many short ${resolved.profile} calls`;
        if (resolved.accessLogs.sample === 1 && (chosen || rate > BUSY))
          yield at(words.accessLogs === undefined ? path : [...path, "accessLogs"], {
            what: `all of ${calls} are logged${rate > BUSY ? `, up to ${Math.round(rate * SECONDS_OF_DAY).toLocaleString("en")} entries a day to pay for` : ""}; a proxy that logs everything takes half the requests (700 instead of 1,400 per second)`,
          });
      }
    },
  },
  "never-ejects": {
    severity: "warning",
    title: "Outlier detection that can never eject a backend",
    why: "The share that may be ejected, rounded down to whole backends, is none in a small pool; thresholds of 0 turn detection off.",
    fix: "Raise `maxEjection`, or set a threshold.",
    source: SOURCES.regionBackendService,
    *check({ workloads }) {
      for (const { words, path, resolved, backends } of workloads.values()) {
        const { outlierDetection } = resolved;
        if (outlierDetection === undefined || words.outlierDetection === undefined) continue;
        const { consecutiveErrors, consecutiveGatewayFailures, maxEjection } = outlierDetection;
        const place = [...path, "outlierDetection"];
        const share = words.outlierDetection.maxEjection === undefined ? place : [...place, "maxEjection"];
        const size = poolSize(backends);
        if (consecutiveErrors === 0 && consecutiveGatewayFailures === 0)
          yield at(place, neverEjects("both thresholds are 0", "set one of them"));
        else if (maxEjection === 0) yield at(share, neverEjects("`maxEjection` is 0", "raise it, or leave it out"));
        else if (size === 1) yield at(share, neverEjects("there is only one", "remove it, or add a second backend"));
        else if (size !== undefined && Math.floor((size * maxEjection) / 100) < 1)
          yield at(
            share,
            neverEjects(
              `${maxEjection} % of ${size} is less than one`,
              `write \`maxEjection: ${Math.ceil(100 / size)}\``,
            ),
          );
      }
    },
  },
  "fault-ends-retries": {
    severity: "warning",
    title: "Timeout or retries beside injected faults",
    why: "Google ignores a route's timeout and retries for faults that it injects.",
    fix: "Remove `fault` after the test.",
    source: SOURCES.api,
    *check({ actions }) {
      for (const { path, action } of actions) {
        const words = (["timeout", "retry"] as const).filter((word) => action[word] !== undefined);
        if (action.fault !== undefined && words.length > 0)
          yield at([...path, "fault"], {
            what: `while faults are injected, Google ignores ${words.join(", ")} of this route`,
          });
      }
    },
  },
};

const isShort = (timeout: number, profile: ProfileName): boolean =>
  // The timeout of a WebSocket only closes idle ones.
  profile !== "realtime" && timeout < usualTime(profile);

const shortTimeout = (timeout: string, profile: ProfileName) => ({
  what: `a timeout of ${timeout} cuts ${profile} answers, which usually take up to ${formatSeconds(usualTime(profile))}: it runs to the last byte`,
  fix: `write ${formatSeconds(PROFILES[profile].timeout)}, or leave it out`,
});

/** The traffic of a route: that of its API, or of the slowest workload. `undefined` where no model is called. */
export function profileOf({ workloads }: Context, { rule, targets }: ActionEntry): ProfileName | undefined {
  if (rule?.method !== undefined && [rule.method].flat().every((one) => WITHOUT_BODY.includes(one))) return undefined;
  const families = rule === undefined ? undefined : familiesOf(rule);
  // A family with a timeout of its own is about metadata.
  const profiles = families
    ? families.flatMap(({ timeout, profile }) => (timeout === undefined ? profile : []))
    : targets.flatMap(({ workload, role }) =>
        role === "share" ? (workloads.get(workload)?.resolved.profile ?? []) : [],
      );
  return profiles.sort((a, b) => PROFILES[b].timeout - PROFILES[a].timeout)[0];
}

/** The API families that a rule names, or that all of its paths belong to. */
function familiesOf({ api, paths, prefix }: RuleConfig): readonly ApiFamily[] | undefined {
  if (api !== undefined) return [API_FAMILIES[api]];
  const families = (paths ?? (prefix === undefined ? [] : [prefix])).map((path) => FAMILY_OF_PATH.get(path));
  return families.length > 0 && families.every((family) => family !== undefined) ? families : undefined;
}

const FAMILY_OF_PATH: ReadonlyMap<string, ApiFamily> = new Map(
  Object.values(API_FAMILIES).flatMap((family) => family.paths.map((path) => [path, family] as const)),
);

const neverEjects = (reason: string, fix: string) => ({
  what: `outlier detection can never eject a backend: ${reason}`,
  fix,
});
