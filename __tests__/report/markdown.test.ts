import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { configurationOf } from "../../bench/configuration";
import { type ReportOptions, runReport } from "../../cli/commands/report";
import { columns } from "../../report/text";
import { answerOf } from "../support/cli/run";
import { exampleFile } from "../support/examples";
import { ROOT } from "../support/project";
import { LOSING } from "../support/report/rehearsal";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "markdown-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const REFERENCE = join(ROOT, "proxy.yaml");

function written(text: string): string {
  const file = join(folder, "proxy.yaml");
  writeFileSync(file, text);
  return file;
}

async function markdownOf(file: string, options: ReportOptions = {}): Promise<string> {
  const run = (terminal: Parameters<typeof runReport>[2]) =>
    runReport(file, { ...options, format: "markdown" }, terminal);
  const { out, error } = await answerOf(run, process.env);
  expect(error).toBe("");
  return out;
}

/** What stands in blocks of text, and what stands between them. */
function parted(markdown: string): { blocks: string[]; between: string } {
  const block = /^(`{3,})text\n(.*?)\n\1\n/gms;
  return {
    blocks: [...markdown.matchAll(block)].map(([, , text = ""]) => text),
    between: markdown.replace(block, ""),
  };
}

test.each(["access", "every-backend", "two-regions", "vertex-ai"])(
  "%s: blocks of 80 columns, in the order of the page",
  async (name) => {
    const { blocks, between } = parted(await markdownOf(join(ROOT, exampleFile(name)), { from: REFERENCE }));
    expect(blocks.flatMap((text) => text.split("\n")).filter((line) => line.length > 80 || /\s$/.test(line))).toEqual(
      [],
    );
    const titles = [...between.matchAll(/^(?:#### |<details><summary>)([\w ]+)/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      ...["The way of requests", "Routes", "Changes", "Findings", "To do before the first apply", "Limits and cost"],
    ]);
    expect(between.match(/<\/details>/g)?.length).toBe(between.match(/<details>/g)?.length);
  },
);

test("says what the page says: the state, a route, a change with its example, what it costs", async () => {
  const file = written(readFileSync(REFERENCE, "utf8").replace("to: rerank", "to: embed"));
  const markdown = await markdownOf(file, { from: REFERENCE });
  expect(markdown).toMatch(/^### `ai`: `.*`\n\n\d warnings, .*, \$18\.25 a month before traffic\n/);
  expect(markdown).toContain("  /v1/chat/*        vllm-v1 90 %, vllm-v2 10 %  10m  line 25\n");
  expect(markdown).toContain("GET http://ai.example.com/v1/rerank\n");
  expect(markdown).toContain("\n$18.25 a month before traffic; list prices of");
});

test("commands can be copied, and each region's cost is told from the others'", async () => {
  const markdown = await markdownOf(join(ROOT, exampleFile("two-regions")));
  expect(markdown).toContain("llama --zone europe-west4-a \\\n    --named-ports http:8000\n");
  expect(markdown).toMatch(/^the first five forwarding rules {2}ai-europe-west4 {2}1 {2}\$18\.25$/m);
});

test("whoever is asked has a name of its own", async () => {
  const markdown = await markdownOf(join(ROOT, exampleFile("authorizer")));
  expect(markdown).toContain("asked: authorization extension authorizer → authorization extension Model Armor\n");
});

test("says beside the routes what of the URL map they do not show", async () => {
  const overrides =
    "\noverrides: { google_compute_region_url_map.url-map: { path_matcher: { default_service: a } } }\n";
  const { blocks } = parted(await markdownOf(written(`${readFileSync(REFERENCE, "utf8")}${overrides}`)));
  const routes = blocks.find((text) => text.includes("/v1/embeddings"));
  expect(routes?.replace(/\s+/g, " ")).toContain("what `overrides` change in google_compute_region_url_map.url-map is");
});

test("says what a rehearsal lost", async () => {
  const rehearsal = join(folder, "rehearsal.json");
  writeFileSync(rehearsal, JSON.stringify(LOSING));
  const { blocks } = parted(await markdownOf(REFERENCE, { rehearsal }));
  const said = blocks.find((text) => text.startsWith("loses 2 of 9 requests\n"));
  expect(said).toContain("insert healthChecks/b  12.0 s – 20.0 s\n");
  expect(said).toContain("2 lost at 15 s: GET http://ai.example.com/: status 503");
});

test("of a file with errors the findings are there", async () => {
  const markdown = await markdownOf(written(readFileSync(REFERENCE, "utf8").replace("to: embed", "to: embedd")));
  expect(markdown).toContain("**1 error**");
  expect(parted(markdown).blocks[0]).toMatch(/error\[unknown-workload\]\s/);
});

test("nothing of the file is markup, and nobody is mentioned", async () => {
  const attack = "```\\n</details><img src=x> @everyone #1 [a](http://b)\\u001b[2J";
  const text = readFileSync(REFERENCE, "utf8").replace(
    "- paths: [/v1/chat/*]",
    `- paths: [/v1/chat/*]\n        headers: { x-a: "${attack}" }`,
  );
  const { between, blocks } = parted(await markdownOf(written(text), { from: REFERENCE }));
  expect(between).not.toMatch(/@|<img|\[a\]|\p{Cc}(?<!\n)/u);
  expect(blocks.join("\n")).toContain("@everyone");
  expect(between.match(/<\/details>/g)?.length).toBe(between.match(/<details>/g)?.length);
});

test("is cut to what a comment holds, and says what is left out", async () => {
  const markdown = await markdownOf(written(stringify(configurationOf(1000))), { from: REFERENCE });
  expect(markdown.length).toBeLessThanOrEqual(65_000);
  expect(markdown.length).toBeGreaterThan(55_000);
  expect(markdown).toMatch(/\nA comment has room for no more: \d+ lines of “.*” are left out\./);
  expect(parted(markdown).between).toContain("<summary>Limits and cost</summary>");
});

test("columns that do not fit leave their last cell below, or are a paragraph", () => {
  expect(
    columns(
      [
        ["a", "b c d e"],
        ["long", "d"],
      ],
      8,
    ),
  ).toEqual(["a", "    b c", "    d e", "long  d"]);
  expect(columns([["much too long", "b"]], 8)).toEqual(["much too", "    long", "    b"]);
  expect(columns([["x".repeat(10), ""]], 8)).toEqual(["xxxxxxxx", "    xx"]);
});
