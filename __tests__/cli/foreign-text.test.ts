import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { runCheck } from "../../cli/commands/check";
import { runDiffRoutes } from "../../cli/commands/diff-routes";
import { runRoute } from "../../cli/commands/route";
import { runRoutes } from "../../cli/commands/routes";
import { runSynth } from "../../cli/commands/synth";
import { style } from "../../cli/terminal";
import { terminalTo } from "../support/cli/run";
import { replaced } from "../support/replaced";

const ROOT = join(__dirname, "../..");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "foreign-text-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What obeys: an escape sequence, a C1 control, a line for a runner, a text that turns round. */
const OBEYED = "\u001b[2J\u009b31m\u202e\n::error::planted\r##[group]planted";
/** What passes where an end of line does not. */
const ONE_LINE = "::error::planted##[group]planted";

const asLines = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split("\n"));

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to keep away
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202e]/;
const commands = (lines: readonly string[]) => lines.filter((line) => /^\s*::|##\[/.test(line) || UNSEEN.test(line));

const BASE = parse(`name: ai
region: us-central1
labels: { team: ml }
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
  chat: { server: vllm, backends: [{ instanceGroup: us-central1-a/chat, tags: [chat] }] }
  embed: { backends: [{ cloudRun: embed }] }
routes:
  - hosts: [ai.example.com]
    rules:
      - { api: openai.chat, headers: { x-tier: gold }, to: chat, rewrite: { host: a.example.com } }
      - { paths: [/old/*], redirect: { prefix: /new/ } }
      - { paths: [/v1/embeddings], to: embed, requestHeaders: { set: { x-a: b } } }
tests: [{ request: "POST https://ai.example.com/v1/chat/completions", expect: chat }]
checks: { suppress: [{ id: open-to-everyone, reason: the servers ask for a key }] }
`);

describe.each([OBEYED, ONE_LINE])("%j in the place of each value and each key", (planted) => {
  test("of a file: no command says anything that a terminal or a runner obeys", async () => {
    const old = join(folder, "old.yaml");
    writeFileSync(old, stringify(BASE));
    let said = 0;
    for (const document of replaced(BASE, planted)) {
      const file = join(folder, "proxy.yaml");
      writeFileSync(file, stringify(document));
      const lines: string[] = [];
      const terminal = terminalTo(lines);
      runCheck(file, { format: "text", from: file }, terminal);
      const env = { PROXY_CONFIG: file, CDKTF_OUTDIR: join(folder, "out") };
      runSynth([], undefined, env, terminal);
      const before = process.env.PROXY_CONFIG;
      process.env.PROXY_CONFIG = file;
      try {
        runRoutes(undefined, {}, terminal);
        runRoute(["https://ai.example.com/v1/chat/completions"], { method: "POST" }, terminal);
        runDiffRoutes(old, file, {}, terminal);
      } finally {
        if (before === undefined) delete process.env.PROXY_CONFIG;
        else process.env.PROXY_CONFIG = before;
      }
      expect(commands(asLines(lines))).toEqual([]);
      said += lines.filter((line) => line.includes("planted")).length;
    }
    expect(said).toBeGreaterThan(30);
  });

  test("of a URL map", () => {
    const map = {
      name: "lb",
      defaultService: "projects/p/regions/r/backendServices/web",
      hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
      pathMatchers: [
        {
          name: "m",
          defaultService: "projects/p/regions/r/backendServices/web",
          pathRules: [{ paths: ["/a"], urlRedirect: { pathRedirect: "/b", hostRedirect: "c" } }],
        },
      ],
    };
    const now = join(folder, "map.json");
    const old = join(folder, "old.json");
    writeFileSync(old, JSON.stringify(map));
    let said = 0;
    for (const document of replaced(map, planted)) {
      writeFileSync(now, JSON.stringify(document));
      const lines: string[] = [];
      const terminal = terminalTo(lines);
      runRoute(
        ["http://a.example.com/a", `http://a/${encodeURI("::error::")}`],
        { method: "GET", urlMap: now },
        terminal,
      );
      runDiffRoutes(old, now, {}, terminal);
      expect(commands(asLines(lines))).toEqual([]);
      said += lines.filter((line) => line.includes("planted")).length;
    }
    expect(said).toBeGreaterThan(5);
  });

  test("of a document for programs: what it says is JSON, of printable characters", () => {
    const file = join(folder, "planted.yaml");
    for (const document of replaced(BASE, planted)) {
      writeFileSync(file, stringify(document));
      for (const format of ["json", "sarif"] as const) {
        const out: string[] = [];
        runCheck(file, { format }, terminalTo(out, []));
        expect(() => JSON.parse(out[0] ?? "")).not.toThrow();
        expect(out[0]?.split("\n").filter((line) => UNSEEN.test(line))).toEqual([]);
      }
    }
  });
});

test("colour is kept, and nothing else", () => {
  const said: string[] = [];
  const terminal = terminalTo(said, said, true);
  terminal.out(style(terminal, "red", "a\u001b]0;title\u0007b"), "c\u001b[8md");
  expect(said).toEqual(["\u001b[31ma\\u001b]0;title\\u0007b\u001b[39m\nc\\u001b[8md"]);
});

test("commands write by their terminal alone", () => {
  const files = ["", "commands"].flatMap((part) =>
    readdirSync(join(ROOT, "cli", part), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "terminal.ts")
      .map(({ name }) => join("cli", part, name)),
  );
  const written = files.filter((file) =>
    /std(?:out|err)\.write|console\./.test(readFileSync(join(ROOT, file), "utf8")),
  );
  expect(written).toEqual([]);
});
