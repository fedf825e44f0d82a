import { MODEL_PATHS } from "../checks/rules/endpoints";
import type { Config } from "../config/schema/config";
import { accessAnswers } from "../routing/access/answer";
import { askedRequest } from "../routing/asked-request";
import { sampleRequests } from "../routing/diff/sample-requests";
import { answering } from "../routing/evaluate/answer";
import type { Decision, Request } from "../routing/evaluate/decision";
import type { RulePlace } from "../routing/evaluate/rule-place";
import { bodyFor } from "./curl";
import { serverNameOf } from "./smoke-exchange";
import type { Target } from "./smoke-targets";
import type { Expected } from "./smoke-verdict";

/** A request to an address, and what should become of it. */
export interface Trial extends Expected {
  readonly target: Target;
  readonly request: Request;
  /** What it is a test of the file for. */
  readonly test?: string;
  /** The headers by which a route is chosen, as `x-tier: gold`. */
  readonly conditions: readonly string[];
  readonly place?: RulePlace;
  readonly serverName?: string;
  readonly body?: string;
  /** Why it is not sent. */
  readonly skipped?: "paid" | "changes" | "caller";
}

export interface TrialOptions {
  /** Requests that run a model are sent too. */
  readonly paid: boolean;
  /** Headers of every request, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request for every route of an address, and the tests of the file that are about it. */
export function trialsOf(targets: readonly Target[], config: Config, options: TrialOptions): Trial[] {
  const { workloadHeader } = config;
  const asked = (config.tests ?? []).map((test, i) => {
    const [method = "", url = ""] = test.request.split(" ");
    const headers = Object.entries(test.headers ?? {}).map(([name, value]) => `${name}:${value}`);
    const isOfCaller = [test.clientIp, test.serviceAccount, test.tag, test.clientCertificate].some(Boolean);
    return { ...askedRequest(method.toUpperCase(), url, headers), test: `tests[${i}]`, isOfCaller };
  });
  return targets.flatMap((target): Trial[] => {
    const { map, listener } = target;
    const answer = answering(map);
    const named = (map.map.hostRules ?? []).flatMap(({ hosts }) => hosts).find((host) => !host.includes("*"));
    const trial = (plain: Request, test?: string): Trial => {
      const found = { ...plain, scheme: listener.protocol, headers: { ...plain.headers, ...options.headers } };
      const first = answer(found);
      const isCalled = options.paid && runsModel(found, first.decision) && found.method === "GET";
      const posted = { ...found, method: "POST" };
      const asPost = isCalled && isSame(answer(posted).decision, first.decision);
      const request = asPost ? posted : found;
      const { decision, place } = asPost ? answer(posted) : first;
      const isPaid = mayCost(request, decision);
      const call = { request, port: listener.port, caller: {}, ...(decision && { decision }) };
      const host = decision?.matched.host === undefined ? (named ?? target.url.hostname) : request.host;
      return {
        target,
        request: isPaid ? { ...request, headers: { "content-type": "application/json", ...request.headers } } : request,
        test,
        conditions: test === undefined ? Object.entries(plain.headers).map(([name, value]) => `${name}: ${value}`) : [],
        place,
        decision,
        access: map.access === undefined ? [] : accessAnswers(map.access, call),
        workloadHeader,
        serverName: serverNameOf(host),
        ...(isPaid &&
          !READS.includes(request.method) && { body: JSON.stringify({ ...bodyFor(request.path), stream: false }) }),
        ...(isPaid && !options.paid && { skipped: "paid" }),
        ...(test === undefined && CHANGES.includes(request.method) && { skipped: "changes" }),
      };
    };
    const own = asked.filter(({ request, port }) => request.scheme === listener.protocol && port === listener.port);
    return [
      ...sampleRequests(map.map).map((request) => trial(request)),
      ...own.map(({ request, test, isOfCaller }) => ({
        ...trial(request, test),
        ...(isOfCaller && { skipped: "caller" as const }),
      })),
    ];
  });
}

/** Whether a path is one that runs a model, as clients write it or as the workload sees it. */
function runsModel({ path }: Request, decision: Decision | undefined): boolean {
  const paths = [path, ...(decision?.kind === "forward" ? [decision.rewritten.path] : [])];
  return paths.some((one) => [...MODEL_PATHS].some((model) => `${one}/`.includes(`${model}/`)));
}

const READS = ["GET", "HEAD", "OPTIONS"];
/** Nobody wants a made-up file deleted. */
const CHANGES = ["PUT", "PATCH", "DELETE"];

/** What is deployed may still be another URL map: a request that runs a model costs wherever it should lead. */
const mayCost = (request: Request, decision: Decision | undefined): boolean =>
  !READS.includes(request.method) || runsModel(request, decision);

const isSame = (a: Decision | undefined, b: Decision | undefined): boolean =>
  a?.kind === "forward" && b?.kind === "forward" && JSON.stringify(a.destinations) === JSON.stringify(b.destinations);
