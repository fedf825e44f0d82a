import { type Fields, isFields, listOf } from "../control-plane/json-object";
import { type HttpRequest, type HttpResponse, type HttpServer, startHttpServer } from "./http-server";

export interface StandInOptions {
  /** Milliseconds between two tokens of a stream. Default: 20. */
  readonly tokenMs?: number;
}

/** A server that stands for a workload on this machine. */
export type StandIn = HttpServer;

/**
 * A workload's stand-in: it answers as an OpenAI-compatible server does (chat, completions, embeddings, models), any other
 * path with 200 and, as JSON, what reached it, and a gRPC call with `UNIMPLEMENTED`. `x-served-by` and `x-received-…` say
 * so on every answer.
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

interface Exchange {
  readonly workload: string;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly body: Fields;
  readonly tokenMs: number;
}

/** By the end of the path, for a rewrite may have taken its beginning. */
const API: readonly (readonly [end: RegExp, answer: (exchange: Exchange) => Promise<void> | void])[] = [
  [/\/chat\/completions$/, chat],
  [/\/completions$/, completion],
  [/\/embeddings$/, embeddings],
  [/\/models$/, models],
];

async function answer(exchange: Exchange): Promise<void> {
  if (exchange.request.headers["content-type"]?.startsWith(GRPC)) return unimplemented(exchange);
  const [path = ""] = (exchange.request.url ?? "").split("?");
  const [, api = echo] = API.find(([end]) => end.test(path)) ?? [];
  await api(exchange);
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

async function chat({ workload, response, body, tokenMs }: Exchange): Promise<void> {
  const last = listOf(body.messages).at(-1);
  const tokens = tokensFor(workload, isFields(last) ? last.content : "");
  const common = { id: "chatcmpl-stand-in", created: now(), model: modelOf(body, workload) };
  if (body.stream !== true) {
    const message = { role: "assistant", content: tokens.join(""), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
    return send(response, 200, { ...common, object: "chat.completion", choices, usage: usage(tokens) });
  }
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...common,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const chunks = tokens.map((content, i) => chunk(i === 0 ? { role: "assistant", content } : { content }, null));
  await stream(response, [...chunks, chunk({}, "stop")], tokenMs);
}

async function completion({ workload, response, body, tokenMs }: Exchange): Promise<void> {
  const tokens = tokensFor(workload, body.prompt);
  const common = { id: "cmpl-stand-in", object: "text_completion", created: now(), model: modelOf(body, workload) };
  const choice = (text: string, finish_reason: string | null) => [{ index: 0, text, logprobs: null, finish_reason }];
  if (body.stream !== true)
    return send(response, 200, { ...common, choices: choice(tokens.join(""), "stop"), usage: usage(tokens) });
  const chunks = tokens.map((text) => ({ ...common, choices: choice(text, null) }));
  await stream(response, [...chunks, { ...common, choices: choice("", "stop") }], tokenMs);
}

function embeddings({ workload, response, body }: Exchange): void {
  const inputs = Array.isArray(body.input) ? body.input : [body.input];
  const data = inputs.map((input, index) => {
    const vector = Float32Array.from(embeddingOf(String(input)));
    const embedding = body.encoding_format === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
    return { object: "embedding", index, embedding };
  });
  send(response, 200, { object: "list", data, model: modelOf(body, workload), usage: usage([]) });
}

function models({ workload, response }: Exchange): void {
  const data = [{ id: workload, object: "model", created: now(), owned_by: "stand-in" }];
  send(response, 200, { object: "list", data });
}

function tokensFor(workload: string, asked: unknown): string[] {
  const question = typeof asked === "string" ? asked : JSON.stringify(asked ?? "");
  return `This is ${workload}. You said: ${question}`.split(/(?<= )/);
}

const DIMENSIONS = 8;

/** The same text has the same vector. */
function embeddingOf(text: string): number[] {
  return Array.from({ length: DIMENSIONS }, (_, i) => {
    const sum = [...text].reduce((total, letter, at) => total + letter.charCodeAt(0) * (at + i + 1), i);
    return (sum % 1000) / 1000;
  });
}

const modelOf = ({ model }: Fields, workload: string) => (typeof model === "string" ? model : workload);
const now = () => Math.floor(Date.now() / 1000);
const usage = ({ length }: readonly string[]) => ({
  prompt_tokens: 1,
  completion_tokens: length,
  total_tokens: length + 1,
});

/** Server-sent events, one at a time. */
async function stream(response: HttpResponse, events: readonly object[], tokenMs: number): Promise<void> {
  response.setHeader("content-type", "text/event-stream");
  response.setHeader("cache-control", "no-cache");
  let open = true;
  const left = new Promise<void>((resolve) => {
    response.once("close", () => {
      open = false;
      resolve();
    });
  });
  for (const event of events) {
    if (!open) return;
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, tokenMs)), left]);
  }
  response.end("data: [DONE]\n\n");
}

function send(response: HttpResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
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
