import { readFileSync } from "node:fs";
import { reasonOf } from "../../config/reason";
import { type Answer, answering } from "../../routing/evaluate/answer";
import type { Decision, Request } from "../../routing/evaluate/decision";
import { describeAll, renderAnswer } from "../../routing/evaluate/render-answer";
import { parseRequest } from "../../routing/evaluate/request";
import { runUrlMapTest } from "../../routing/evaluate/url-map-test";
import type { NamedUrlMap } from "../../routing/readers/named-url-map";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";
import { type UrlMapOptions, urlMapsOf } from "../url-maps";

export interface RouteOptions extends UrlMapOptions {
  readonly method: string;
  readonly header?: readonly string[];
  readonly requests?: string;
  readonly expect?: string;
  readonly json?: boolean;
}

/** `npm run route`: which workload serves each request, on every URL map that listens for it, and why. */
export function runRoute(urls: readonly string[], options: RouteOptions, terminal: Terminal): ExitCode {
  try {
    return answer(urls, options, terminal);
  } catch (error) {
    // A URL, a file or a URL map that cannot be read; their messages say which.
    terminal.error(reasonOf(error));
    return EXIT.usage;
  }
}

function answer(urls: readonly string[], options: RouteOptions, terminal: Terminal): ExitCode {
  const requests = [
    ...urls.map((url) => parseRequest(options.method, url, headersOf(options.header ?? []))),
    ...requestsIn(options.requests),
  ];
  const maps = urlMapsOf(options, terminal);
  if (typeof maps === "number") return maps;
  const ready = new Map<NamedUrlMap, ReturnType<typeof answering>>();
  const answers = requests.flatMap((request) => {
    const listening = listeningFor(request, maps);
    if (listening.length === 0) throw new Error(nobodyListens(request, maps));
    return listening.map((found) => {
      const answer = ready.get(found) ?? answering(found);
      ready.set(found, answer);
      return { urlMap: found.name, ...answer(request) };
    });
  });
  if (answers.length === 0) return runTests(maps, options, terminal);

  const several = new Set(answers.map(({ urlMap }) => urlMap)).size > 1;
  const held = answers.map(
    ({ decision }) => decision !== undefined && (options.expect === undefined || serves(decision, options.expect)),
  );
  if (options.json) terminal.out(JSON.stringify(answers.map(answerData), null, 2));
  else
    for (const [i, found] of answers.entries()) {
      if (i > 0) terminal.out("");
      terminal.out([...(several ? [`URL map ${found.urlMap}`] : []), ...renderAnswer(found)].join("\n"));
      if (!held[i] && options.expect !== undefined)
        terminal.error(style(terminal, "red", `expected ${options.expect}, got ${outcome(found)}`));
    }
  return held.every(Boolean) ? EXIT.ok : EXIT.findings;
}

/** As JSON: what is unread, and every answer that is possible, stand there only where they matter. */
function answerData({ urlMap, dependsOn, open, aside, possible, ...answer }: Answer & { readonly urlMap: string }) {
  const unread = [
    ...dependsOn.map((one) => ({ ...one, changes: "to" })),
    ...open.flatMap(({ aspect, dependsOn: needed }) => needed.map((one) => ({ ...one, changes: aspect }))),
    ...aside.map(({ unread: one, effect }) => ({ ...one, besides: effect })),
  ];
  const isTold = answer.decision !== undefined;
  return {
    urlMap,
    ...answer,
    ...(!isTold && { cannotBeTold: true }),
    ...((!isTold || possible.length > 1) && { possible }),
    ...(unread.length > 0 && { unread: unread.map(({ path, ...one }) => one) }),
  };
}

/** The tests that the URL maps bring along, where nothing else is asked. */
function runTests(
  maps: readonly NamedUrlMap[],
  { json, expect, plan, urlMap: file }: RouteOptions,
  terminal: Terminal,
): ExitCode {
  const results = maps.flatMap((found) => {
    const answer = answering(found);
    return (found.map.tests ?? []).map((test) => ({ urlMap: found.name, test, ...runUrlMapTest(test, answer) }));
  });
  if (results.length === 0 || expect !== undefined || (plan ?? file) === undefined)
    throw new Error(
      "there is no request\n  write a URL, as in https://ai.example.com/v1/models, or --requests FILE; without a request, --plan and --url-map run the tests that their URL maps bring along",
    );
  const missed = results.filter(({ verdict }) => verdict !== "holds");
  if (json) terminal.out(JSON.stringify(results, null, 2));
  else {
    for (const { urlMap, test, verdict, detail } of missed)
      terminal.out(
        `${urlMap}: test ${test.host}${test.path} ${verdict === "fails" ? "fails" : "cannot be told"}: ${detail}`,
      );
    terminal.out(`${results.length - missed.length} of ${results.length} tests of the URL map hold`);
  }
  return missed.length === 0 ? EXIT.ok : EXIT.findings;
}

/** One request a line: `METHOD URL [NAME:VALUE …]`, or just a URL; `#` begins a comment. */
function requestsIn(file: string | undefined): Request[] {
  if (file === undefined) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/).filter(Boolean);
    const [first = "", second = ""] = words;
    if (first === "" || first.startsWith("#")) return [];
    return first.includes("://")
      ? [parseRequest("GET", first, headersOf(words.slice(1)))]
      : [parseRequest(first, second, headersOf(words.slice(2)))];
  });
}

function headersOf(texts: readonly string[]): [string, string][] {
  return texts.map((text) => {
    const colon = text.indexOf(":");
    return [text.slice(0, colon), text.slice(colon + 1)];
  });
}

/** The URL maps whose listener takes the request; those that do not say how they are reached take every request. */
function listeningFor({ scheme, host }: Request, maps: readonly NamedUrlMap[]): NamedUrlMap[] {
  const port = portOf(scheme, host);
  return maps.filter(
    ({ listeners }) =>
      listeners.length === 0 || listeners.some((listener) => listener.protocol === scheme && listener.port === port),
  );
}

function portOf(scheme: Request["scheme"], host: string): number {
  const [, port] = /:(\d+)$/.exec(host) ?? [];
  return port === undefined ? (scheme === "http" ? 80 : 443) : Number(port);
}

function nobodyListens({ scheme, host }: Request, maps: readonly NamedUrlMap[]): string {
  const known = [
    ...new Set(maps.flatMap(({ listeners }) => listeners.map(({ protocol, port }) => `${protocol}://…:${port}`))),
  ];
  return `nothing listens for ${scheme} on port ${portOf(scheme, host)}\n  listening: ${known.join(", ")}`;
}

function serves(decision: Decision, workload: string): boolean {
  return decision.kind === "forward" && decision.destinations.every(({ service }) => service === workload);
}

function outcome({ decision, dependsOn }: Answer): string {
  switch (decision?.kind) {
    case undefined:
      return `what cannot be told, because ${describeAll(dependsOn)}`;
    case "forward":
      return decision.destinations.map(({ service }) => service).join(", ");
    case "redirect":
      return `a redirect to ${decision.location}`;
    case "respond":
      return `the status ${decision.status}`;
  }
}
