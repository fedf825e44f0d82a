import { get } from "node:http";
import { connect } from "node:net";
import { LONGEST_OF_HEALTH_CHECK } from "../../platform/facts";
import { deferred } from "../control-plane/deferred";
import type { HealthCheck, HealthCheckProbe } from "../control-plane/resources";
import type { Endpoint } from "./envoy/listener";

/** Something to be probed. */
export interface ProbeTarget {
  /** What keeps its verdict when its check or address changes. */
  readonly id: string;
  readonly check: HealthCheck;
  /** Absent: the probers do not reach it. */
  readonly address?: Endpoint;
}

export interface HealthChecker {
  /** Replaces all targets. What is new is unhealthy. */
  readonly watch: (targets: readonly ProbeTarget[]) => void;
  readonly isHealthy: (id: string) => boolean;
  /** Resolves once every target has been probed. */
  readonly probed: () => Promise<void>;
  readonly close: () => void;
}

interface Watched {
  readonly target: ProbeTarget;
  healthy: boolean;
  /** Probes in a row that contradict `healthy`. */
  streak: number;
  timer?: NodeJS.Timeout;
  readonly first: Promise<void>;
  gone: boolean;
}

/**
 * Google's probers: they stand beside the proxies, probe a new endpoint at once and then at every interval, and turn a
 * verdict after as many probes in a row as the threshold says.
 *
 * @param pace Milliseconds for a second of `checkIntervalSec`.
 * @param onChange Called when an endpoint has become healthy or unhealthy.
 * @see https://cloud.google.com/load-balancing/docs/health-check-concepts
 */
export function createHealthChecker(pace: number, onChange: () => void): HealthChecker {
  const watched = new Map<string, Watched>();

  async function probeOnce(one: Watched): Promise<void> {
    const { target } = one;
    const passed = target.address !== undefined && (await probe(target.check, target.address));
    if (one.gone) return;
    judge(one, passed);
    one.timer = setTimeout(() => probeOnce(one), (target.check.checkIntervalSec ?? 5) * pace).unref();
  }

  function judge(one: Watched, passed: boolean): void {
    const { healthyThreshold = 2, unhealthyThreshold = 2 } = one.target.check;
    one.streak = passed === one.healthy ? 0 : one.streak + 1;
    if (one.streak < (one.healthy ? unhealthyThreshold : healthyThreshold)) return;
    if (passed === one.healthy) return;
    one.healthy = passed;
    one.streak = 0;
    onChange();
  }

  function forget(id: string, one: Watched): void {
    one.gone = true;
    clearTimeout(one.timer);
    watched.delete(id);
  }

  function start(target: ProbeTarget, healthy: boolean): void {
    const { promise, resolve } = deferred();
    const one: Watched = { target, healthy, streak: 0, first: promise, gone: false };
    watched.set(target.id, one);
    probeOnce(one).finally(resolve);
  }

  return {
    watch: (targets) => {
      const ids = new Set(targets.map(({ id }) => id));
      for (const [id, one] of watched) if (!ids.has(id)) forget(id, one);
      for (const target of targets) {
        const known = watched.get(target.id);
        if (known && sameTarget(known.target, target)) continue;
        if (known) forget(target.id, known);
        // A verdict outlives a change of the check; another address, or a firewall, is for the next probes to find out.
        start(target, known?.healthy ?? false);
      }
    },
    isHealthy: (id) => watched.get(id)?.healthy ?? false,
    probed: async () => void (await Promise.all([...watched.values()].map(({ first }) => first))),
    close: () => {
      for (const [id, one] of watched) forget(id, one);
    },
  };
}

const sameTarget = (left: ProbeTarget, right: ProbeTarget) => JSON.stringify(left) === JSON.stringify(right);

/** Asks over plain HTTP whatever the protocol with TLS; a gRPC or SSL check is content with a connection. */
function probe(check: HealthCheck, address: Endpoint): Promise<boolean> {
  const timeout = (check.timeoutSec ?? 5) * 1000;
  const http = check.httpHealthCheck ?? check.httpsHealthCheck ?? check.http2HealthCheck;
  return http ? probeHttp(http, address, timeout) : probeConnection(address, timeout);
}

function probeHttp(probe: HealthCheckProbe, { address, port }: Endpoint, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { host: probe.host || address, connection: "close" };
    const request = get({ host: address, port, path: probe.requestPath || "/", headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (chunk: string) => {
        if (text.length < LONGEST_OF_HEALTH_CHECK.response) text += chunk;
      });
      response.on("end", () => {
        const expected = probe.response ?? "";
        resolve(response.statusCode === 200 && text.slice(0, LONGEST_OF_HEALTH_CHECK.response).includes(expected));
      });
      response.on("error", () => resolve(false));
    });
    request.setTimeout(timeout, () => request.destroy(new Error("no answer in time")));
    request.on("error", () => resolve(false));
  });
}

function probeConnection({ address, port }: Endpoint, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout });
    const settle = (passed: boolean) => {
      socket.destroy();
      resolve(passed);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
