import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDiffRoutes } from "../../../cli/commands/diff-routes";
import { answerOf } from "../../support/cli/run";
import { ROOT } from "../../support/project";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "diff-routes-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function diff(before: string, after: string) {
  const { out, ...answer } = await answerOf((terminal) => runDiffRoutes(before, after, {}, terminal), process.env);
  return { ...answer, out: out.replaceAll(`${folder}/`, "") };
}

const reference = readFileSync(join(ROOT, "proxy.yaml"), "utf8");
const https = reference.replace(
  "workloads:",
  "frontend:\n  listeners:\n    - { http: 80, redirect: https }\n    - { https: 443, certificates: [{ managed: [ai.example.com] }] }\n\nworkloads:",
);

test("from HTTP to HTTPS: redirects on port 80, and what https newly serves, with the places of both files", async () => {
  const { code, out } = await diff(written("a.yaml", reference), written("b.yaml", https));
  expect(code).toBe(0);
  expect(out).toMatch(/^http on port 80$/m);
  expect(out).toContain(
    "for example: GET http://ai.example.com/v1/chat/completions: vllm-v1 90 %, vllm-v2 10 % → 308 to https://ai.example.com/v1/chat/completions",
  );
  expect(out).toMatch(/^ {4}at: a\.yaml:\d+ routes\[0\]\.rules\[0\] → b\.yaml:\d+ frontend\.listeners\[0\]$/m);
  expect(out).toMatch(/^https on port 443: new, nothing listened before$/m);
  expect(out).toMatch(
    /^ {4}answer: nothing → embed\n {4}for example: GET https:\/\/ai\.example\.com\/v1\/embeddings$/m,
  );
  expect(out).not.toMatch(/https:\/\/[^ ]*:80|ai\.example\.com:443/);
});

const LINK = "https://www.googleapis.com/compute/v1/projects/ml-prod/regions/us-central1";
const exported = `
kind: compute#urlMap
name: old
region: ${LINK}
defaultUrlRedirect: { hostRedirect: example.com, redirectResponseCode: FOUND }
hostRules: [{ hosts: [ai.example.com], pathMatcher: ai }]
pathMatchers:
- name: ai
  defaultUrlRedirect: { hostRedirect: example.com, redirectResponseCode: FOUND }
  pathRules:
  - paths: [/v1/chat/completions]
    service: ${LINK}/backendServices/old-llm
    routeAction: { timeout: { seconds: 60 } }
`;
const migrated = `
name: ai
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
adopt: { backendServices: { llm: old-llm } }
workloads: { llm: { backends: [{ cloudRun: llm }] } }
routes:
  - hosts: [ai.example.com]
    rules: [{ paths: [/v1/chat/completions], to: llm, timeout: 60s, retry: false }]
    default: { redirect: { host: example.com, code: 302 } }
default: { redirect: { host: example.com, code: 302 } }
`;

test("a migration: the services that are adopted are the same, and what that assumes is said", async () => {
  const { code, out } = await diff(written("export.yaml", exported), written("proxy.yaml", migrated));
  expect(code).toBe(0);
  expect(out).not.toMatch(/workload:/);
  expect(out).toMatch(/taken to be one: the project, ml-prod before and \$\{var\.project\} after\n$/);
  const other = await diff(join(folder, "export.yaml"), written("other.yaml", migrated.replace("old-llm", "new-llm")));
  expect(other.out).toContain("workload: old-llm → llm");
});

test("what is unread on one side may change, with its name and exit 1", async () => {
  const filtered = exported.replace("routeAction: {", "routeAction: { cachePolicy: { cacheMode: FORCE_CACHE_ALL },");
  const [one, other] = [written("a.yaml", exported), written("b.yaml", filtered)];
  expect(await diff(one, other)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/may change: .*routeAction\.cachePolicy is not understood/),
  });
  expect(await diff(other, other)).toEqual({ code: 0, out: "no request is answered differently\n", error: "" });
});

const guarded = (words: string) =>
  reference.replace("region: us-central1\n", `region: us-central1\nsecurity: { ${words} }\n`);

test("who is newly allowed comes before where requests go, with what stands against it", async () => {
  const [old, now] = [
    written("a.yaml", guarded("allow: [203.0.113.0/24]")),
    written("b.yaml", guarded("allow: [203.0.112.0/23]")),
  ];
  const { code, out } = await diff(old, now);
  expect(code).toBe(0);
  expect(out.split("\n").slice(0, 3)).toEqual([
    "who gets through, http on port 80",
    "  newly allowed: 203.0.112.0/24",
    "    denied 403 by security.allow → allowed",
  ]);
  expect(out).toMatch(/^whoever gets through is answered as before$/m);
  expect((await diff(now, old)).out).toContain("  newly denied: 203.0.112.0/24");
  expect((await diff(old, old)).out).toBe("no request is answered differently\n");
});

test("a policy that is there on one side only, and protection that is taken away", async () => {
  const [open, closed] = [written("a.yaml", reference), written("b.yaml", guarded("deny: [203.0.113.66]"))];
  expect((await diff(closed, open)).out).toContain("  newly allowed: 203.0.113.66\n");
  const own = written(
    "c.yaml",
    guarded("rules: [{ name: own, expression: \"origin.region_code == 'US'\", action: deny }]"),
  );
  const { code, out } = await diff(open, own);
  expect(code).toBe(1);
  expect(out).toContain("  may change: everybody\n");
});

test("an export says nothing of listeners, and so nothing of who gets through", async () => {
  const map = "name: url-map\ndefaultService: projects/p/regions/us-central1/backendServices/a\nregion: us-central1\n";
  const { out } = await diff(written("a.yaml", map), written("b.yaml", guarded("allow: [203.0.113.0/24]")));
  expect(out).toContain("not compared: who gets through to url-map: one side does not say what listens\n");
});
