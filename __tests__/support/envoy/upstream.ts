import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a backend saw it. */
export interface Seen {
  readonly service: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case; several lines of one header are joined with `,`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Upstream {
  readonly port: number;
  close(): void;
}

/** How a backend answers; 200 at once where nothing is said. */
export interface Answer {
  readonly status?: number;
  readonly afterMs?: number;
}

/** Headers of every answer of an upstream, for header actions to work on. */
export const UPSTREAM_HEADERS = { "x-a": "from upstream", "x-c": "from upstream" };

const SEEN = "x-seen";

/** A backend that says, in a header of its answer, what it saw. */
export async function startUpstream(service: string, answer: (seen: Seen) => Answer): Promise<Upstream> {
  const server: Server = createServer((message, response) => {
    message.resume();
    const seen: Seen = {
      service,
      host: message.headers.host ?? "",
      path: message.url ?? "",
      headers: joinedHeaders(message),
    };
    const { status = 200, afterMs = 0 } = answer(seen);
    response.writeHead(status, { ...UPSTREAM_HEADERS, [SEEN]: encodeURIComponent(JSON.stringify(seen)) });
    if (afterMs === 0) {
      response.end();
      return;
    }
    const timer = setTimeout(() => response.end(), afterMs);
    response.once("close", () => clearTimeout(timer));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, close };
}

/** What the upstream saw, from its answer; `undefined` when the proxy answered by itself. */
export function seenByUpstream({ headers }: IncomingMessage): Seen | undefined {
  const seen = headers[SEEN];
  return typeof seen === "string" ? (JSON.parse(decodeURIComponent(seen)) as Seen) : undefined;
}

/** Node drops or joins repeated headers by rules of its own; this keeps all lines. */
export function joinedHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? "";
    const value = rawHeaders[i + 1] ?? "";
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}
