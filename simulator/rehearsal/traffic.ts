import { setTimeout as sleep } from "node:timers/promises";
import { lastSegment } from "../control-plane/resource-path";
import type { Simulator } from "../control-plane/server";
import { type DataPlane, startDataPlane } from "../data-plane/data-plane";
import {
  endpointId,
  type LoadBalancer,
  loadBalancerOf,
  type ServedBackendService,
  servedEndpoints,
} from "../data-plane/load-balancer";
import { type StandIn, startStandIn } from "../data-plane/stand-in";
import { type Stack, workloadNames } from "../stack/stack";
import { createDraining } from "./draining";
import { createFirewall } from "./firewall";
import { createHealthDelay } from "./health-delay";
import { createSpokenProtocols } from "./spoken-protocols";
import { answers, type Sample, SHARE_HEADER, samplesOf, streamEnd } from "./traffic-samples";

export interface TrafficOptions {
  /** Envoy, as `findEnvoy` finds it. */
  readonly envoy: string;
  readonly simulator: Simulator;
  readonly from: readonly Stack[];
  readonly to: readonly Stack[];
}

export interface Traffic {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Ends it, and says what became of it. */
  readonly stop: () => Promise<TrafficReport>;
}

export interface TrafficReport {
  readonly requests: number;
  /** How many of a route's requests were answered as before or after the change, in each second since it began. */
  readonly answered?: Readonly<Record<string, readonly number[]>>;
  /** Requests that got another answer than before or after the change, by route and second. */
  readonly lost: readonly Loss[];
  readonly streams: number;
  /** Streams that ended before their last byte. */
  readonly cut: number;
  /** Routes that were still lost when nothing was left to wait for. */
  readonly failing: readonly Pick<Loss, "route" | "instead">[];
  /** Routes that did not answer in time before the change, and were not asked any more. */
  readonly unserved: readonly string[];
}

export interface Loss {
  /** `POST ai.example.com/v1/chat/x`. */
  readonly route: string;
  /** Seconds since the change began. */
  readonly second: number;
  readonly count: number;
  /** What came instead: a status, another workload's answer, no answer. */
  readonly instead: string;
}

const PAUSE_MS = 100;
const STREAM_PAUSE_MS = 1000;
const TIMEOUT_MS = 10_000;
// Waits are counted in calls of a route, which last as long as all else that is waited for where a machine is slow.
/** So many calls may fail before a route answers for the first time. */
const WARM_UP = 50;
/** What a change has upset shows up after it, too. */
const AFTERMATH = 15;
/** What does not answer by then does not come back. */
const RECOVERY = 50;
const URL_MAP_DELAY_MS = 100;
/** Longer than a URL map takes to arrive, shorter than what comes after. */
const CLOSES_AFTER_MS = 500;
/** A second of a health check's interval takes this long. */
const HEALTH_CHECK_PACE_MS = 20;

/** Sends short calls and long streams over every route that is served now, through a real Envoy, until it is stopped. */
export async function startTraffic({ envoy, simulator, from, to }: TrafficOptions): Promise<Traffic> {
  const { state } = simulator;
  const names = workloadNames([...from, ...to]);
  const isOwn = (service: string) => names.has(lastSegment(service));
  const workloadOf = (service: string) => names.get(lastSegment(service)) ?? lastSegment(service);
  const { calls, streams } = samplesOf(loadBalancerOf(state), to, workloadOf);
  const standIns = new Map<string, StandIn>();
  const healthDelay = createHealthDelay();
  const draining = createDraining();
  const understands = createSpokenProtocols(state);
  // A stack without firewall rules counts on those of another team.
  const firewalled = from.some(({ json }) => json.resource?.google_compute_firewall);
  const firewall = createFirewall(state);
  const dataPlane = await startDataPlane({
    envoy,
    upstreamOf: (endpoint) => standIns.get(endpointId(endpoint)),
    isReachable: (endpoint, source) =>
      // Health checks have a protocol of their own.
      (source === "proxies" ? understands(endpoint) : healthDelay.isOver(endpoint)) &&
      (!firewalled || firewall.lets(endpoint, source)),
    shareHeader: SHARE_HEADER,
    urlMapDelayMs: URL_MAP_DELAY_MS,
    healthCheckPace: HEALTH_CHECK_PACE_MS,
  });
  const serve = async (): Promise<void> => {
    const loadBalancer = withoutProtection(withOthers(loadBalancerOf(state), isOwn));
    // One for each endpoint: to Envoy two endpoints of one address are one.
    for (const endpoint of servedEndpoints(loadBalancer)) {
      const id = endpointId(endpoint);
      if (!standIns.has(id)) standIns.set(id, await startStandIn(workloadOf(endpoint.service)));
    }
    await dataPlane.serve(loadBalancer);
    healthDelay.begin(loadBalancer, dataPlane);
    for (const id of draining(loadBalancer)) {
      await standIns.get(id)?.close();
      standIns.delete(id);
    }
  };
  let stopped = false;
  const close = async (): Promise<void> => {
    stopped = true;
    healthDelay.close();
    await dataPlane.stop();
    await Promise.all([...standIns.values()].map((standIn) => standIn.close()));
  };
  /** Which of the calls are answered before anything changes. */
  const begin = async (): Promise<boolean[]> => {
    healthDelay.endNow(loadBalancerOf(state));
    await serve();
    await dataPlane.probed();
    return Promise.all(calls.map((sample) => warmUp(sample, dataPlane)));
  };
  const served = await begin().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let serving = Promise.resolve();
  simulator.onChange(() => {
    if (stopped) return;
    dataPlane.refresh();
    const shut = firewall.closing();
    serving = serving.then(serve);
    // The URL maps of until now have arrived by then, however long they take. What Envoy refuses is told in the end.
    Promise.all([serving, sleep(CLOSES_AFTER_MS)]).then(
      () => {
        shut();
        if (!stopped) dataPlane.refresh();
      },
      () => {},
    );
  });

  const called = calls.filter((_, i) => served[i]);
  const tally = createTally(
    called,
    calls.filter((_, i) => !served[i]).map(({ route }) => route),
  );
  const ending = new AbortController();
  const running = [
    ...called.map((sample) => keepCalling(sample, dataPlane, tally, ending.signal)),
    ...streams.map((sample) => keepStreaming(sample, dataPlane, tally, ending.signal)),
  ];
  return {
    startedAt: tally.startedAt,
    stop: async () => {
      let failing: TrafficReport["failing"];
      try {
        await serving;
        await Promise.all([sleep(AFTERMATH * PAUSE_MS), further(AFTERMATH, tally)]);
        await further(RECOVERY, tally, () => tally.report().failing.length === 0);
        ({ failing } = tally.report());
      } finally {
        ending.abort();
        await Promise.all(running);
        await close();
      }
      // A route that has come back is there, whatever becomes of its calls that are still under way.
      return { ...tally.report(), failing };
    },
  };
}

/** Every request here is one of a caller who may call: what is denied is judged by what is attached. */
function withoutProtection({ listeners, backendServices }: LoadBalancer): LoadBalancer {
  return {
    listeners: listeners.map(({ access: _, ...listener }) => listener),
    backendServices: new Map([...backendServices].map(([service, { securityPolicy: _, ...one }]) => [service, one])),
  };
}

/** Backend services of other projects have backends that nobody here knows. */
function withOthers(loadBalancer: LoadBalancer, isOwn: (service: string) => boolean): LoadBalancer {
  const backendServices = [...loadBalancer.backendServices].map(([service, one]): [string, ServedBackendService] =>
    isOwn(service) ? [service, one] : [service, { ...one, endpoints: [{ service, group: service, weight: 100 }] }],
  );
  return { ...loadBalancer, backendServices: new Map(backendServices) };
}

/** Whether a route answers as it should before anything changes; what does not is not there to be lost. */
async function warmUp(sample: Sample, dataPlane: DataPlane): Promise<boolean> {
  for (let i = 0; i < WARM_UP; i++) {
    if (sample.before.has(await answers(sample, dataPlane.url(sample.listener), TIMEOUT_MS))) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}

async function keepCalling(sample: Sample, dataPlane: DataPlane, tally: Tally, ending: AbortSignal): Promise<void> {
  const url = dataPlane.url(sample.listener);
  while (!ending.aborted) {
    tally.called(sample, await answers(sample, url, TIMEOUT_MS));
    await sleep(PAUSE_MS);
  }
}

async function keepStreaming(sample: Sample, dataPlane: DataPlane, tally: Tally, ending: AbortSignal): Promise<void> {
  const url = dataPlane.url(sample.listener);
  const open: Promise<void>[] = [];
  while (!ending.aborted) {
    // Two at once are at two backends, where there are two: what stands at one that goes is then not left to chance.
    for (let i = 0; i < 2; i++) open.push(streamEnd(sample, url, TIMEOUT_MS).then(tally.streamed));
    await sleep(STREAM_PAUSE_MS);
  }
  await Promise.all(open);
}

/** Waits until every route has been called so many times more, or nothing is left to wait for. */
async function further(times: number, { counts }: Tally, isOver = () => false): Promise<void> {
  const until = [...counts].map(([sample, count]) => [sample, count + times] as const);
  while (!isOver() && until.some(([sample, count]) => (counts.get(sample) ?? 0) < count)) await sleep(PAUSE_MS);
}

/** Counts what came back. */
function createTally(samples: readonly Sample[], unserved: readonly string[]) {
  const startedAt = Date.now();
  const counts = new Map(samples.map((sample) => [sample, 0]));
  const failing = new Map<Sample, string>();
  const lost = new Map<string, { loss: Omit<Loss, "count">; count: number }>();
  const answered = new Map<string, number[]>();
  let streams = 0;
  let cut = 0;
  return {
    startedAt,
    /** How often each was called. */
    counts: counts as ReadonlyMap<Sample, number>,
    called: (sample: Sample, answer: string): void => {
      const { route, before, after } = sample;
      counts.set(sample, (counts.get(sample) ?? 0) + 1);
      failing.delete(sample);
      const second = Math.floor((Date.now() - startedAt) / 1000);
      if (before.has(answer) || after.has(answer)) {
        const seconds = answered.get(route) ?? [];
        answered.set(route, seconds);
        seconds[second] = (seconds[second] ?? 0) + 1;
        return;
      }
      failing.set(sample, answer);
      const loss = { route, second, instead: answer };
      const key = JSON.stringify(loss);
      lost.set(key, { loss, count: (lost.get(key)?.count ?? 0) + 1 });
    },
    streamed: (end: "whole" | "cut" | "refused"): void => {
      if (end !== "refused") streams++;
      if (end === "cut") cut++;
    },
    report: (): TrafficReport => ({
      requests: [...counts.values()].reduce((sum, count) => sum + count, 0),
      answered: Object.fromEntries([...answered].map(([route, all]) => [route, Array.from(all, (n = 0) => n)])),
      lost: [...lost.values()].map(({ loss, count }) => ({ ...loss, count })),
      streams,
      cut,
      failing: [...new Map([...failing].map(([{ route }, instead]) => [route, { route, instead }])).values()],
      unserved,
    }),
  };
}

type Tally = ReturnType<typeof createTally>;
