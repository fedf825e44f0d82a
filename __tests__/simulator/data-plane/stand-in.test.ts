import { type StandIn, startStandIn } from "../../../simulator/data-plane/stand-in";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn("claude", { tokenMs: 0 });
});
afterAll(() => standIn.close());

async function asked(path: string, body: object): Promise<string> {
  const response = await fetch(`http://${standIn.address}:${standIn.port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.text();
}

const REQUEST = { model: "claude-x", max_tokens: 100, messages: [{ role: "user", content: "hi" }] };
const TEXT = "This is claude. You said: hi";

/** The shapes of https://docs.anthropic.com/en/api/messages */
describe("a stand-in and Anthropic's Messages API", () => {
  test("answers with blocks of content", async () => {
    expect(JSON.parse(await asked("/v1/messages", REQUEST))).toEqual({
      id: "msg_stand-in",
      type: "message",
      role: "assistant",
      model: "claude-x",
      content: [{ type: "text", text: TEXT }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 6 },
    });
  });

  test("streams named events", async () => {
    const events = (await asked("/anthropic/v1/messages?beta=true", { ...REQUEST, stream: true }))
      .trimEnd()
      .split("\n\n")
      .map((event) => {
        const [, name, data = ""] = /^event: (\S+)\ndata: (.*)$/.exec(event) ?? [];
        expect(JSON.parse(data).type).toBe(name);
        return JSON.parse(data);
      });
    expect(events[0].message).toMatchObject({ type: "message", role: "assistant", content: [], stop_reason: null });
    expect([...new Set(events.map(({ type }) => type))]).toEqual([
      ...["message_start", "content_block_start", "content_block_delta", "content_block_stop"],
      ...["message_delta", "message_stop"],
    ]);
    expect(events.map(({ delta }) => delta?.text ?? "").join("")).toBe(TEXT);
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn" }, usage: { output_tokens: 6 } });
  });

  test("takes the text of blocks for what was said", async () => {
    const content = [{ type: "text", text: "hi" }];
    const answer = await asked("/v1/messages", { ...REQUEST, messages: [{ role: "user", content }] });
    expect(JSON.parse(answer).content[0].text).toBe(TEXT);
  });

  test("echoes what is posted to a path of that end without messages", async () => {
    expect(JSON.parse(await asked("/messages", { jsonrpc: "2.0" }))).toMatchObject({ body: { jsonrpc: "2.0" } });
  });
});
