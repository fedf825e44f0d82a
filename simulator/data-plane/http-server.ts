import { once } from "node:events";
import { createServer as createHttp1Server, type IncomingHttpHeaders } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { BACKEND_KEEP_ALIVE } from "../../platform/facts";
import type { Endpoint } from "./envoy/listener";
import { LOOPBACK, portOf } from "./loopback";

/** A request, whichever protocol brought it. */
export interface HttpRequest extends Readable {
  readonly method?: string;
  readonly url?: string;
  /** HTTP/2 has `:authority` and other pseudo-headers among them. */
  readonly headers: IncomingHttpHeaders;
}

/** What a request is answered with. */
export interface HttpResponse extends Writable {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
}

/** A server on a free loopback port. */
export interface HttpServer extends Endpoint {
  /** Ends it; requests under way are cut. */
  readonly close: () => Promise<void>;
}

/** More than the proxy lets through: a server that answers 431 before it does would be taken for the workload's own limit. */
const LONGEST_HEADERS = 128 * 1024;

/** The first bytes of a client that speaks HTTP/2 without asking, https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const PREFACE = "PRI ";

/** Starts a server that understands HTTP/1.1 and HTTP/2 without TLS on one port. */
export async function startHttpServer(
  onRequest: (request: HttpRequest, response: HttpResponse) => void,
): Promise<HttpServer> {
  const http1 = createHttp1Server({ maxHeaderSize: LONGEST_HEADERS }, onRequest);
  // A server that closes idle connections before the proxy does loses requests.
  http1.keepAliveTimeout = (BACKEND_KEEP_ALIVE + 20) * 1000;
  http1.requestTimeout = 0;
  const http2 = createHttp2Server(onRequest);

  const sockets = new Set<Socket>();
  // Small writes leave at once, as they do by default from a server of HTTP alone.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Whoever only looks whether somebody listens may leave before the first byte.
    socket.on("error", () => socket.destroy());
    socket.once("data", (start) => {
      socket.pause();
      socket.unshift(start);
      if (start.toString("latin1").startsWith(PREFACE)) return http2.emit("connection", socket);
      http1.emit("connection", socket);
      return socket.resume();
    });
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  return {
    address: LOOPBACK,
    port: portOf(server),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
