import { type Fields, isFields } from "../control-plane/json-object";
import { type HttpRequest, type HttpServer, startHttpServer } from "./http-server";
import { apiAt, type Exchange, send } from "./model-apis";

export interface StandInOptions {
  /** Milliseconds between two tokens of a stream. Default: 20. */
  readonly tokenMs?: number;
}

/** A server that stands for a workload on this machine. */
export type StandIn = HttpServer;

/**
 * A workload's stand-in: it answers as an OpenAI-compatible server does (chat, completions, responses, embeddings, models),
 * and as Anthropic's Messages API does, any other path with 200 and, as JSON, what reached it, and a gRPC call with
 * `UNIMPLEMENTED`. `x-served-by` and `x-received-…` say so on every answer.
 */
export function startStandIn(workload: string, { tokenMs = 20 }: StandInOptions = {}): Promise<StandIn> {
  return startHttpServer(async (request, response) => {
    response.setHeader("x-served-by", workload);
    response.setHeader("x-received-method", request.method ?? "");
    response.setHeader("x-received-host", hostOf(request) ?? "");
    response.setHeader("x-received-path", request.url ?? "");
    try {
      await answer({ workload, request, response, body: await bodyOf(request), tokenMs });
    } catch (error) {
      if (error instanceof SyntaxError)
        send(response, 400, { error: { message: error.message, type: "invalid_request_error" } });
      else response.destroy();
    }
  });
}

async function answer(exchange: Exchange): Promise<void> {
  if (exchange.request.headers["content-type"]?.startsWith(GRPC)) return unimplemented(exchange);
  await (apiAt(exchange) ?? echo)(exchange);
}

function echo({ workload, request, response, body }: Exchange): void {
  const { method, url: path } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(":")));
  send(response, 200, { workload, method, path, host: hostOf(request), headers, body });
}

const GRPC = "application/grpc";

/** @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses */
function unimplemented({ workload, response }: Exchange): void {
  response.setHeader("content-type", GRPC);
  response.setHeader("grpc-status", "12");
  response.setHeader("grpc-message", `this is ${workload}, a stand-in`);
  response.end();
}

/** Where HTTP/1.1 has a header, HTTP/2 has a pseudo-header. */
const hostOf = ({ headers }: HttpRequest) => headers[":authority"]?.toString() ?? headers.host;

/** A JSON object, or nothing of what is something else. */
async function bodyOf(request: HttpRequest): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (chunks.length === 0 || !/\bjson\b/.test(request.headers["content-type"] ?? "")) return {};
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return isFields(body) ? body : {};
}
