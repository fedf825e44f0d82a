import { type Fields, isFields, listOf } from "../control-plane/json-object";
import type { HttpRequest, HttpResponse } from "./http-server";

/** A request to a stand-in, with what it is answered by. */
export interface Exchange {
  readonly workload: string;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly body: Fields;
  readonly tokenMs: number;
}

type Api = (exchange: Exchange) => Promise<void> | void;

/** By the end of the path, for a rewrite may have taken its beginning. */
const APIS: readonly (readonly [end: RegExp, api: Api, isIt?: (body: Fields) => boolean])[] = [
  [/\/chat\/completions$/, chat],
  [/\/completions$/, completion],
  [/\/responses$/, responses, ({ input }) => input !== undefined],
  [/\/messages$/, messages, ({ messages }) => Array.isArray(messages)],
  [/\/embeddings$/, embeddings],
  [/\/models$/, models],
];

/** What answers a request as a model server does; undefined where none of its APIs is meant. */
export function apiAt({ request, body }: Exchange): Api | undefined {
  const [path = ""] = (request.url ?? "").split("?");
  return APIS.find(([end, , isIt = () => true]) => end.test(path) && isIt(body))?.[1];
}

async function chat({ workload, response, body, tokenMs }: Exchange): Promise<void> {
  const tokens = tokensFor(workload, lastContent(body.messages));
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

/** @see https://platform.openai.com/docs/api-reference/responses */
async function responses({ workload, response, body, tokenMs }: Exchange): Promise<void> {
  const tokens = tokensFor(workload, Array.isArray(body.input) ? lastContent(body.input) : body.input);
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens, total_tokens } = usage(tokens);
  const part = (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] });
  const item = (status: string, content: readonly object[]) => ({
    id: "msg_stand-in",
    type: "message",
    role: "assistant",
    status,
    content,
  });
  const created = {
    ...{ id: "resp_stand-in", object: "response", created_at: now(), model: modelOf(body, workload) },
    ...{ status: "in_progress", error: null, incomplete_details: null, instructions: null, metadata: {}, usage: null },
    ...{ parallel_tool_calls: true, temperature: 1, top_p: 1, tool_choice: "auto", tools: [], output: [] },
  };
  const done = item("completed", [part(tokens.join(""))]);
  const completed = {
    ...created,
    status: "completed",
    output: [done],
    usage: {
      ...{ input_tokens, input_tokens_details: { cached_tokens: 0 } },
      ...{ output_tokens, output_tokens_details: { reasoning_tokens: 0 }, total_tokens },
    },
  };
  if (body.stream !== true) return send(response, 200, completed);
  const at = { item_id: done.id, output_index: 0, content_index: 0 };
  const events = [
    { type: "response.created", response: created },
    { type: "response.in_progress", response: created },
    { type: "response.output_item.added", output_index: 0, item: item("in_progress", []) },
    { type: "response.content_part.added", ...at, part: part("") },
    ...tokens.map((delta) => ({ type: "response.output_text.delta", ...at, delta, logprobs: [] })),
    { type: "response.output_text.done", ...at, text: tokens.join(""), logprobs: [] },
    { type: "response.content_part.done", ...at, part: part(tokens.join("")) },
    { type: "response.output_item.done", output_index: 0, item: done },
    { type: "response.completed", response: completed },
  ];
  const numbered = events.map((event, sequence_number) => ({ ...event, sequence_number }));
  await stream(response, numbered, tokenMs);
}

/** @see https://docs.anthropic.com/en/api/messages-streaming */
async function messages({ workload, response, body, tokenMs }: Exchange): Promise<void> {
  const tokens = tokensFor(workload, lastContent(body.messages));
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens } = usage(tokens);
  const common = { id: "msg_stand-in", type: "message", role: "assistant", model: modelOf(body, workload) };
  const end = { stop_reason: "end_turn", stop_sequence: null };
  if (body.stream !== true) {
    const content = [{ type: "text", text: tokens.join("") }];
    return send(response, 200, { ...common, content, ...end, usage: { input_tokens, output_tokens } });
  }
  const begun = { ...common, content: [], stop_reason: null, stop_sequence: null };
  const events = [
    { type: "message_start", message: { ...begun, usage: { input_tokens, output_tokens: 0 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...tokens.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: end, usage: { output_tokens } },
    { type: "message_stop" },
  ];
  await stream(response, events, tokenMs);
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

/** What was said last, of a list of messages. */
function lastContent(messages: unknown): unknown {
  const last = listOf(messages).at(-1);
  return isFields(last) ? last.content : "";
}

function tokensFor(workload: string, asked: unknown): string[] {
  const texts = listOf(asked).map((part) => (isFields(part) && typeof part.text === "string" ? part.text : undefined));
  const isText = texts.length > 0 && texts.every((text) => text !== undefined);
  const question = typeof asked === "string" ? asked : isText ? texts.join(" ") : JSON.stringify(asked ?? "");
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

/** Server-sent events, one at a time: with the name of their type, or as the older APIs of OpenAI end them. */
async function stream(response: HttpResponse, events: readonly Fields[], tokenMs: number): Promise<void> {
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
    response.write(`${event.type ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, tokenMs)), left]);
  }
  response.end(events[0]?.type ? "" : "data: [DONE]\n\n");
}

export function send(response: HttpResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}
