import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { parse } from "yaml";
import { RegionalHttpProxy } from "../constructs/regional-http-proxy";
import { scriptOf, startScript } from "./support/cli/script";
import { asScript, blocksOf, commandsIn, GUIDES, PAGES, pageText, wordsOf } from "./support/documents";
import { ROOT } from "./support/project";
import { scratchApp } from "./support/scratch-app";

/** What cannot run here, and why; options are held against the command's own help all the same. */
const NOT_RUN: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm ci$/, "needs the registry; the gate runs it"],
  [/^npm install cdktf@/, "needs the registry; the gate runs it"],
  [/^npm run package$/, "makes the package here; its own tests make one"],
  [/^npm test$/, "is this"],
  [/^gcloud /, "needs an account"],
  [/^npm run preview\b/, "serves until it is stopped; its own tests start it"],
  [/^npm run smoke\b/, "needs what is deployed; its own tests serve it"],
  [/^npm run rehearse\b/, "needs Terraform and the provider; the end-to-end tests run it"],
  [/^python3 -m venv \.venv$/, "needs PyPI"],
  [/^\.venv\/bin\/pip install /, "needs PyPI"],
  [/^export TF_VAR_project=/, "is for what follows"],
  [/^npx cdktf deploy /, "needs an account"],
  [/^terraform -chdir=/, "needs the provider, and an account"],
];
const reasonNotToRun = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];

/** Of a state, as `terraform show -json` prints it. */
const STATE = {
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        {
          ...{
            address: "google_compute_region_url_map.url-map",
            type: "google_compute_region_url_map",
            name: "url-map",
          },
          values: { region: "us-central1", default_service: "projects/p/regions/us-central1/backendServices/web" },
        },
      ],
    },
  },
};

/** What the commands name that a reader has and this project has not. */
const URL_MAP = `name: llm
defaultService: projects/p/regions/us-central1/backendServices/web
hostRules: [{ hosts: [ai.example.com], pathMatcher: ai }]
pathMatchers:
  - name: ai
    defaultService: projects/p/regions/us-central1/backendServices/web
    pathRules: [{ paths: [/v1/*], service: projects/p/regions/us-central1/backendServices/llama }]
tests: [{ host: ai.example.com, path: /v1/models, service: projects/p/regions/us-central1/backendServices/llama }]
`;
const PROJECT = "https://www.googleapis.com/compute/v1/projects/ml-prod";
const LISTS: Readonly<Record<string, readonly object[]>> = {
  "groups.json": [
    {
      kind: "compute#instanceGroup",
      name: "vllm",
      network: `${PROJECT}/global/networks/ai`,
      selfLink: `${PROJECT}/zones/us-central1-a/instanceGroups/vllm`,
    },
  ],
  "negs.json": [],
  "run.json": [],
  "subnets.json": [],
};
const REQUESTS =
  "POST http://ai.example.com/v1/chat/completions -H 'x-tier: gold'\nGET http://ai.example.com/v1/models\n";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "docs-test-"));
  cpSync(join(ROOT, "proxy.yaml"), join(folder, "proxy.yaml"));
  for (const name of ["map.yaml", "export.yaml", "live.yaml"]) writeFileSync(join(folder, name), URL_MAP);
  writeFileSync(join(folder, "requests.txt"), REQUESTS);
  writeFileSync(join(folder, "state.json"), JSON.stringify(STATE));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args]);
  git("init", "-q");
  git("add", "proxy.yaml");
  git("commit", "-q", "-m", "first");
  expect(started(["synth"]).code).toBe(0);
  const stack = readFileSync(join(folder, "cdktf.out/stacks/ai-us-central1/cdk.tf.json"), "utf8");
  writeFileSync(join(folder, "plan.json"), stack);
});
afterAll(() => rmSync(folder, { recursive: true }));

const started = (words: readonly string[], cwd = folder) => startScript(words, cwd);

/** Where there is no file yet. */
function folderOfLists(): string {
  const empty = mkdtempSync(join(folder, "init-"));
  for (const [name, rows] of Object.entries(LISTS)) writeFileSync(join(empty, name), JSON.stringify(rows));
  return empty;
}

const SHELL = PAGES.flatMap((page) => blocksOf(page).filter(({ language }) => language === "sh"));
const COMMANDS = [...new Set(SHELL.flatMap(commandsIn).map(asScript))];

test.each(COMMANDS.filter((command) => reasonNotToRun(command) === undefined))("%s", (command) => {
  const [, name = "", args = ""] = /^npm run (?:-s )?([\w:-]+)(?: --(?: (.*))?)?$/.exec(command) ?? [];
  const { code, out, error } = started([name, ...wordsOf(args)], name === "init" ? folderOfLists() : folder);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).not.toBe("");
  if (command.includes(" -s ")) expect(() => JSON.parse(out)).not.toThrow();
});

test("every reason not to run a command is needed", () => {
  const reasons = new Set(COMMANDS.map(reasonNotToRun));
  expect(NOT_RUN.filter(([, reason]) => !reasons.has(reason))).toEqual([]);
});

test("the first request of README reaches a model", () => {
  const [first = ""] = COMMANDS.filter((command) => command.startsWith("npm run route "));
  expect(started(["route", ...wordsOf(first.replace("npm run route -- ", ""))]).out).toContain("to vllm-v1 90 %");
});

test("every `npm run` of a page and of help names a script, and options that it has", () => {
  const helps = new Map<string, string>();
  const helpOf = (name: string) => helps.get(name) ?? helps.set(name, started([name, "--help"]).out).get(name) ?? "";
  const wrong: string[] = [];
  for (const page of [...PAGES, ...GUIDES, "help"])
    for (const [said, name = "", args = ""] of pageText(page)
      .replaceAll(/npx ai-http-proxy ([\w-]+)/g, "npm run $1 --")
      .matchAll(/npm run (?:-s )?([a-z][\w:-]*)(?: -- ([^\n`#;]*))?/g)) {
      if (scriptOf(name).length === 0) wrong.push(`${page}: ${said}`);
      else if (scriptOf(name).includes("cli/main.ts"))
        for (const [, option = ""] of args.matchAll(/(?:^|\s)(--?[a-zA-Z][\w-]*)/g))
          if (!new RegExp(`(?:^|[\\s,])${option}\\b`).test(helpOf(name))) wrong.push(`${page}: ${said}: ${option}`);
    }
  expect(wrong).toEqual([]);
});

test("README shows the file that is there", () => {
  const [block] = blocksOf("README.md").filter(({ language }) => language === "yaml");
  const [, ...lines] = readFileSync(join(ROOT, "proxy.yaml"), "utf8").split("\n");
  expect(block?.text).toBe(lines.join("\n"));
});

test("the stack that README deploys is the one that its file makes", () => {
  const { name, region }: { name: string; region: string } = parse(
    blocksOf("README.md").find((one) => one.language === "yaml")?.text ?? "",
  );
  const stacks = COMMANDS.flatMap((command) => /(?:cdktf deploy |stacks\/)([\w-]+)/.exec(command)?.[1] ?? []);
  expect(new Set(stacks)).toEqual(new Set([`${name}-${region}`]));
});

test("README's construct is one", () => {
  const blocks = PAGES.flatMap((page) => blocksOf(page).filter(({ language }) => language === "ts"));
  expect(blocks).toHaveLength(1);
  const stack = new TerraformStack(scratchApp(), "foreign");
  const run = new Function("RegionalHttpProxy", "network", "group", blocks[0]?.text ?? "");
  run.call(stack, RegionalHttpProxy, { id: "ai" }, { instanceGroup: "us-central1-a/llama" });
  expect(Testing.synth(stack)).toContain("google_compute_region_url_map");
});

test("every language of a block is one that is tried here", () => {
  const languages = PAGES.flatMap(blocksOf).map(({ page, language }) => `${page} ${language}`);
  const generated = ["docs/rules.md yaml", "docs/configuration.md yaml"];
  const tried = [
    "README.md yaml",
    "README.md ts",
    "README.md ",
    ...SHELL.map(({ page }) => `${page} sh`),
    ...generated,
  ];
  expect(languages.filter((one) => !tried.includes(one))).toEqual([]);
});
