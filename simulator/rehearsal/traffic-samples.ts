import { type IncomingMessage, request as open } from "node:http";
import { type Answerer, answersOf, sampleRequests } from "../../routing/diff/sample-requests";
import type { Request } from "../../routing/evaluate/decision";
import { distinct } from "../../routing/group-by";
import { readUrlMaps } from "../../routing/readers/read-url-maps";
import type { UrlMap } from "../../routing/url-map";
import { shareValue } from "../data-plane/envoy/route-action";
import type { LoadBalancer, ServedListener } from "../data-plane/load-balancer";
import type { Stack } from "../stack/stack";

/** A request that is sent again and again. */
export interface Sample {
  /** As the data plane knows it. */
  readonly listener: string;
  readonly request: Request;
  /** `POST ai.example.com/v1/chat/x`. */
  readonly route: string;
  /** Who may answer before the change, and after it: workloads, or the proxy itself as `status 308`. */
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

export interface Samples {
  readonly calls: readonly Sample[];
  /** Chat completions that are streamed. */
  readonly streams: readonly Sample[];
}

/** Requests over every route, old and new, that is answered now: where there is only a refusal, nothing can be lost. */
export function samplesOf(
  { listeners }: LoadBalancer,
  to: readonly Stack[],
  workloadOf: (service: string) => string,
): Samples {
  const calls: Sample[] = [];
  const streams: Sample[] = [];
  for (const listener of listeners) {
    const later = to.flatMap(({ json }) => mapsOn(json, listener));
    /** The same request once for each part of each split that it meets. */
    const samplesFor = (asked: Request): Sample[] => {
      const request = { ...asked, scheme: listener.protocol };
      const before = answersOf(listener.urlMap, request);
      const after = later.map((map) => answersOf(map, request));
      const points = [before, ...after].flatMap((answers) => (answers.length > 1 ? middlesOf(answers) : []));
      const sample = {
        listener: listener.name,
        route: `${request.method} ${request.host}${request.path}`,
        before: new Set(before.map(({ by }) => workloadOf(by))),
        after: new Set(after.flat().map(({ by }) => by)),
      };
      if (points.length === 0) return [{ ...sample, request }];
      return [...new Set(points.map(shareValue))].map((value) => ({
        ...sample,
        request: { ...request, headers: { ...request.headers, [SHARE_HEADER]: value } },
      }));
    };
    const sampled = [listener.urlMap, ...later].flatMap(sampleRequests);
    // A route by header may be wider than what the one without the header opens: it is asked where both meet, too.
    const byHeader = sampled.filter(({ headers }) => Object.keys(headers).length > 0);
    const requests = distinct([...sampled, ...byHeader.map((request) => ({ ...request, path: CHAT }))]);
    calls.push(...requests.flatMap(samplesFor).filter(leadsSomewhere));
    const chats = requests.flatMap(({ host, path, headers }) => (path.endsWith(CHAT) ? [{ host, path, headers }] : []));
    const plain = requests.map(({ host }) => ({ host, path: CHAT, headers: {} }));
    for (const chat of distinct([...plain, ...chats])) {
      const headers = { ...chat.headers, ...JSON_BODY };
      const streamed = samplesFor({ ...chat, method: "POST", scheme: listener.protocol, headers });
      streams.push(...streamed.filter((chat) => leadsSomewhere(chat) && [...chat.before].every(isWorkload)));
    }
  }
  return { calls, streams };
}

/** Says which part of a split takes a request, so that no part is left to chance. */
export const SHARE_HEADER = "x-rehearsed-share";
const CHAT = "/v1/chat/completions";
const JSON_BODY = { "content-type": "application/json" };
/** At a token every 20 ms a stream lasts some four seconds: longer than what a change upsets. */
const WORDS = 200;
const STREAMED = JSON.stringify({
  stream: true,
  messages: [{ role: "user", content: Array.from({ length: WORDS }, (_, i) => i).join(" ") }],
});

/** The URL maps of a stack that will be served on the port of a listener; the records' stack has none. */
function mapsOn(json: Stack["json"], { port }: ServedListener): UrlMap[] {
  if (json.resource?.google_compute_region_url_map === undefined) return [];
  return readUrlMaps(JSON.stringify(json)).flatMap(({ map, listeners }) =>
    listeners.some((one) => one.port === port) ? [map] : [],
  );
}

/** A point in the middle of each share, from 0 to 1. */
function middlesOf(answers: readonly Answerer[]): number[] {
  let end = 0;
  return answers.map(({ share }) => {
    end += share;
    return end - share / 2;
  });
}

const isWorkload = (answer: string): boolean => !answer.startsWith("status ");

const leadsSomewhere = ({ before }: Sample): boolean => [...before].some((answer) => !/^status [245]/.test(answer));

/** Who answers: a workload, the proxy itself as `status 503`, or `no answer`. */
export async function answers(sample: Sample, url: string, timeout: number): Promise<string> {
  try {
    const response = await exchange(sample, url, timeout);
    return response.servedBy ?? `status ${response.status}`;
  } catch {
    return "no answer";
  }
}

/** How a stream ends; refused when it never began. */
export async function streamEnd(sample: Sample, url: string, timeout: number): Promise<"whole" | "cut" | "refused"> {
  let begun = false;
  try {
    const { status, text } = await exchange(sample, url, timeout, STREAMED, () => {
      begun = true;
    });
    if (status !== 200) return "refused";
    return text.includes("data: [DONE]") ? "whole" : "cut";
  } catch {
    return begun ? "cut" : "refused";
  }
}

interface Answer {
  readonly status: number;
  readonly servedBy?: string;
  readonly text: string;
}

/** Each request has a connection of its own, so that none is lost with one that others have closed. */
function exchange(
  { request: { method, host, path, query, headers } }: Sample,
  url: string,
  timeout: number,
  body?: string,
  onAnswer: (response: IncomingMessage) => void = () => {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = open(
      {
        host: hostname,
        port,
        method,
        path: query === undefined ? path : `${path}?${query}`,
        headers: { ...headers, host },
        agent: false,
        timeout,
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (status === 200) onAnswer(response);
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("error", reject);
        response.once("aborted", () => reject(new Error("the answer was cut")));
        response.once("end", () => resolve({ status, servedBy: response.headers["x-served-by"]?.toString(), text }));
      },
    );
    sent.once("error", reject);
    sent.once("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.end(body);
  });
}
