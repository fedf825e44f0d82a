import { quoted } from "../config/shell";
import type { CompiledRoute } from "../routing/compile/compile";
import type { Match } from "../routing/compile/matches";
import { meet } from "../routing/compile/path-mapping";
import type { HeaderMatch } from "../routing/url-map";

/** Paths that clients really ask for, tried before any other that a rule matches. */
const KNOWN: readonly { readonly path: string; readonly body?: object }[] = [
  {
    path: "/v1/chat/completions",
    body: { model: "m", stream: true, messages: [{ role: "user", content: "Hello" }] },
  },
  { path: "/v1/completions", body: { model: "m", prompt: "Hello" } },
  { path: "/v1/embeddings", body: { model: "m", input: "Hello" } },
  { path: "/v1/responses", body: { model: "m", input: "Hello" } },
  { path: "/v1/rerank", body: { model: "m", query: "Hello", documents: ["a", "b"] } },
  { path: "/rerank", body: { query: "Hello", texts: ["a", "b"] } },
  { path: "/v1/models" },
];

/** The body that a model answers at a path; none where nothing is known of it. */
export const bodyFor = (path: string): object | undefined => KNOWN.find((known) => path.endsWith(known.path))?.body;

/**
 * A `curl` command for each route that a request can be made up for.
 *
 * @param loopbackHost What the host of `url` stands for.
 */
export function curlCommands(routes: readonly CompiledRoute[], url: string, loopbackHost?: string): string[] {
  return routes.flatMap((route, i) => {
    if (route.origin !== "rule" || route.match === undefined || route.shadowedBy || route.contradictory) return [];
    const sooner = routes.slice(0, i).filter(({ host }) => host === route.host);
    const host = route.host === loopbackHost || route.host === "*" ? undefined : route.host.replace("*", "test");
    const command = curl({ host, match: route.match, opens: route.opening?.opens, sooner, url });
    return command === undefined ? [] : [command];
  });
}

interface Wanted {
  /** Absent: that of the URL. */
  readonly host?: string;
  readonly match: Match;
  /** What is open of it, where that is not everything. */
  readonly opens?: readonly string[];
  /** The routes of this host that are tried before. */
  readonly sooner: readonly CompiledRoute[];
  readonly url: string;
}

function curl({ host, match, opens, sooner, url }: Wanted): string | undefined {
  const headers = match.headers.map(headerFor);
  if (headers.includes(undefined)) return undefined;
  const isOpen = (path: string) =>
    opens === undefined || opens.some((open) => meet({ text: path, seen: path }, open) !== undefined);
  const request = requestsFor(match, opens).find(
    ({ path }) =>
      isOpen(path) &&
      match.path.matches(path) &&
      !sooner.some((other) => other.match?.path.matches(path) && takes(other.match, match)),
  );
  if (request === undefined) return undefined;
  const query = match.queryParameters.map(({ name, exactMatch }) => `${name}=${exactMatch ?? "x"}`).join("&");
  const { path, body } = request;
  const method = match.method ?? (body ? "POST" : "GET");
  return [
    ...(body && "stream" in body ? ["curl -N"] : ["curl"]),
    ...(method === (body ? "POST" : "GET") ? [] : [`-X ${method}`]),
    quoted(`${url}${path}${query === "" ? "" : `?${query}`}`),
    ...(host === undefined ? [] : [`-H ${quoted(`Host: ${host}`)}`]),
    ...headers.map((header) => `-H ${quoted(header ?? "")}`),
    ...(body ? ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`] : []),
  ].join(" ");
}

/** Whether an earlier route with such conditions takes what was made up for a later one. */
const takes = (earlier: Match, later: Match): boolean =>
  (earlier.method === undefined || earlier.method === later.method) &&
  earlier.headers.length <= later.headers.length &&
  earlier.queryParameters.length <= later.queryParameters.length;

function requestsFor(
  { path: { kind, text, paths = [] } }: Match,
  opens: readonly string[] | undefined,
): readonly (typeof KNOWN)[number][] {
  if (opens !== undefined)
    return [...KNOWN, ...opens.map((path) => ({ ...KNOWN.find((known) => path.endsWith(known.path)), path }))];
  switch (kind) {
    case "regex":
      return [...KNOWN, ...paths.map((path) => ({ path }))];
    case "template":
      return [...KNOWN, { path: text.replace(/\{[^}]*\}|\*+/g, "x") }];
    case "below":
      return [...KNOWN, { path: `${text}test` }];
    default:
      return [...KNOWN, { path: text }, { path: `${text}/test` }];
  }
}

function headerFor({ headerName, invertMatch, ...condition }: HeaderMatch): string | undefined {
  const { exactMatch, prefixMatch, suffixMatch, presentMatch, rangeMatch } = condition;
  const value = exactMatch ?? prefixMatch ?? suffixMatch ?? rangeMatch?.rangeStart ?? (presentMatch ? "x" : undefined);
  return invertMatch || value === undefined ? undefined : `${headerName}: ${value}`;
}
