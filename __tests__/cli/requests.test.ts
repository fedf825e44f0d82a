import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRoute } from "../../cli/commands/route";
import { askedInLine, lineOf, partsOfLine } from "../../routing/asked-request";
import { answerOf } from "../support/cli/run";
import { ROOT } from "../support/project";

const URL = "http://ai.example.com/v1/rerank";

describe("a line of a file of requests", () => {
  test.each<[string, string, Record<string, string>]>([
    ["nothing but a URL", URL, {}],
    ["headers", `GET ${URL} x-a:1 x-b:2`, { "x-a": "1", "x-b": "2" }],
    ["a value with spaces", `GET ${URL} Authorization:Bearer token123`, { authorization: "Bearer token123" }],
    [
      "the same with a space after the colon",
      `${URL} Authorization: Bearer token123`,
      { authorization: "Bearer token123" },
    ],
    ["single quotes", `${URL} 'x-a: b c' x-b:2`, { "x-a": "b c", "x-b": "2" }],
    ["double quotes, as curl has it", `${URL} -H "x-a: it's \\"b\\"" -H x-b:2`, { "x-a": `it's "b"`, "x-b": "2" }],
    ["a quoted value alone", `${URL} x-a:"b: c"  x-b:2`, { "x-a": "b: c", "x-b": "2" }],
    ["an empty value", `${URL} 'x-a:' x-b:2`, { "x-a": "", "x-b": "2" }],
    ["names and values in pairs", `${URL} x-a: 1 x-b: 2`, { "x-a": "1", "x-b": "2" }],
  ])("takes %s", (_, line, headers) => {
    expect(askedInLine(line).request).toMatchObject({ path: "/v1/rerank", headers });
  });

  test.each([
    ["what may be two headers or one", `${URL} Authorization: Bearer user:token123`, /not clear/],
    ["the same after a value with spaces", `${URL} Authorization:Bearer a token123:b`, /not clear/],
    ["a quote that stays open", `${URL} 'x-a: token123`, /quote/],
    ["a word that is no header", `${URL} token123`, /no header/],
    ["no URL", "POST Authorization:Bearer token123", /METHOD URL/],
    ["a password in the URL", "http://user:token123@ai.example.com/", /"…@ai.example.com" is not a host/],
  ])("refuses %s without repeating it", (_, line, message) => {
    expect(() => askedInLine(line)).toThrow(message);
    expect(() => askedInLine(line)).not.toThrow("token123");
  });
});

describe("route", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "requests-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const route = (urls: readonly string[], options: object) =>
    answerOf((terminal) => runRoute(urls, { method: "GET", ...options }, terminal), {
      ...process.env,
      PROXY_CONFIG: join(ROOT, "proxy.yaml"),
    });

  const LINES = `# some\nGET ${URL} x-key: \n\nhttps://ai.example.com/\nnothing token123\n${URL} authorization: Bearer token123\n`;

  test("names the lines that cannot be answered, and answers the others", async () => {
    const requests = join(folder, "requests");
    writeFileSync(requests, LINES);
    const { code, out, error } = await route([], { requests });
    expect(code).toBe(2);
    expect(out.match(/^GET .*$/gm)).toHaveLength(2);
    expect(error.match(/:\d+: .*$/gm)).toEqual([
      ":4: nothing listens for https on port 443",
      ":5: a line is METHOD URL [HEADER …], with a URL such as https://host/path",
    ]);
    const json = await route([], { requests, json: true });
    expect(JSON.parse(json.out)).toMatchObject(
      [{ line: 2 }, { line: 4, error: /./ }, { line: 5 }, { line: 6 }].map(({ line }) => ({ line })),
    );
    expect(out + error + json.out + json.error).not.toContain("token123");
  });

  test("names the rule of the file, with its line, in text and JSON", async () => {
    const place = { file: join(ROOT, "proxy.yaml"), line: 29, at: "routes[0].rules[2]" };
    expect((await route([URL], {})).out).toMatch(
      /^yes {2}route rule 1 \(priority 2\) \/v1\/rerank \(.*proxy\.yaml:29 routes\[0\]\.rules\[2\]\)$/m,
    );
    const [answer] = JSON.parse((await route([URL], { json: true })).out);
    expect(answer).toMatchObject({ place, decision: { matched: { rule: { index: 1 } } } });
  });

  test("goes to the port of the URL, whatever the Host header says", async () => {
    const { code, out } = await route([URL], { header: ["Host: ai.example.com:9999"] });
    expect([code, out.split("\n")[0]]).toEqual([0, "GET http://ai.example.com:9999/v1/rerank"]);
    expect(out).toContain("yes  the URL map's default");
  });

  test("does not repeat a header that is none", async () => {
    const { code, error } = await route([URL], { header: ["Bearer token123"] });
    expect([code, error]).toEqual([2, "a header is written NAME:VALUE\n"]);
  });
});

test("a request written as a line is read as the same request", () => {
  const headers = ['x-a: it\'s "quoted"', "host: a.example.com", "x-empty:"];
  const caller = { clientIp: "203.0.113.9", serviceAccount: "a@p.iam.gserviceaccount.com" };
  const url = `https://ai.example.com/v1?q=%20'é'"\\#x`;
  const line = lineOf("POST", url, headers, caller);
  expect(partsOfLine(line)).toEqual({ method: "POST", url, headers, ...caller });
});
