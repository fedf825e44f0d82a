import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCheck } from "../cli/commands/check";
import { previewStack } from "../cli/preview-stack";
import { type DataPlane, startDataPlane } from "../simulator/data-plane/data-plane";
import { findEnvoy } from "../simulator/data-plane/envoy/process";
import { terminalTo } from "./support/cli/run";
import { blocksOf, pageText, putInto } from "./support/documents";
import { describeWithEnvoy } from "./support/envoy/proxy";
import { ask } from "./support/simulator/served";

const PAGE = "docs/guides/troubleshooting.md";
const [FILE = "", ...PARTS] = blocksOf(PAGE).flatMap(({ language, text }) => (language === "yaml" ? [text] : []));

/** How long the server behind the proxy takes for an answer, where a request says so. */
const ANSWER_MS = 1500;

interface Symptom {
  /** What is wrong in the file. Default: nothing. */
  readonly fault?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it is asked; the last answer counts. */
  readonly times?: number;
  /** What the client gets: the status, and what is said. */
  readonly shows: readonly [status: number, words: string];
}

/** What a file comes to once it is served. */
interface Served {
  readonly answerTo: (symptom: Symptom) => Promise<[status: number, words: string]>;
  readonly isHealthy: () => boolean;
}

const SHORT = "routes: [{ hosts: [ai.example.com], rules: [{ api: openai.chat, to: llama, timeout: 1s }] }]";

/** By the heading of the page, whose own block is what cures it. */
const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  "502": { fault: "workloads: { llama: { protocol: h2c } }", shows: [502, "protocol error"] },
  "503: no healthy backend": {
    fault: "workloads: { llama: { healthCheck: { path: /healthz } } }",
    shows: [503, "no healthy upstream"],
  },
  "503: the backend hangs up": { headers: { "x-hang-up": "yes" }, shows: [503, "connection termination"] },
  "504": { fault: SHORT, headers: { "x-slow": "yes" }, shows: [504, "upstream request timeout"] },
  "A stream is cut": { fault: SHORT, headers: { accept: "text/event-stream", "x-slow": "yes" }, shows: [200, "cut"] },
  "404": { path: "/v1/models", shows: [404, "fault filter abort"] },
  "403": {
    fault: "security: { allow: [203.0.113.0/24] }",
    headers: { "x-preview-client-ip": "198.51.100.7" },
    shows: [403, "RBAC: access denied"],
  },
  "429": {
    fault: "security: { rateLimits: [{ name: tenant, key: { header: x-tenant-id }, requests: 2, per: 1m }] }",
    headers: { "x-tenant-id": "a" },
    times: 3,
    shows: [429, "local_rate_limited"],
  },
};
/** Nothing in the file is wrong, and nothing there cures it. */
const OF_THE_SERVER = "503: the backend hangs up";

const sectionOf = (heading: string): string => pageText(PAGE).split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

describeWithEnvoy("each symptom of the page", () => {
  let folder: string;
  let server: Server;
  let plane: DataPlane;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "symptoms-"));
    server = createServer(async (request, response) => {
      if (request.url === "/health") return response.end();
      if (request.url === "/healthz") return response.writeHead(404).end();
      if (request.headers["x-hang-up"] !== undefined) return request.socket.destroy();
      if (request.headers.accept === "text/event-stream") response.write("data: first\n\n");
      if (request.headers["x-slow"] !== undefined) await sleep(ANSWER_MS);
      return response.end("whole");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  beforeEach(async () => {
    const { port } = server.address() as AddressInfo;
    plane = await startDataPlane({
      envoy: findEnvoy() ?? "",
      upstreamOf: () => ({ address: "127.0.0.1", port }),
      healthCheckPace: 20,
    });
  });
  afterEach(() => plane?.stop());
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** Serves a file as Google would. */
  async function serve(text: string): Promise<Served> {
    const file = join(folder, "proxy.yaml");
    writeFileSync(file, text);
    const said: string[] = [];
    const stack = previewStack(file, {}, terminalTo(said));
    if (typeof stack === "number") throw new Error(said.join("\n"));
    await plane.serve(stack.loadBalancer);
    await plane.probed();
    const url = plane.url(stack.loadBalancer.listeners[0]?.name ?? "");
    const [llama = ""] = [...stack.loadBalancer.backendServices.keys()].filter(
      (name) => stack.workloadOf(name) === "llama",
    );
    return {
      isHealthy: () => plane.isHealthy(llama),
      answerTo: async ({ path = "/v1/chat/completions", headers, times = 1 }) => {
        for (let i = 1; i < times; i++) await ask(`${url}${path}`, headers);
        const answer = await ask(`${url}${path}`, headers).catch(() => undefined);
        return answer === undefined ? [200, "cut"] : [answer.status, answer.body];
      },
    };
  }

  test.each(Object.entries(SYMPTOMS))("%s", async (heading, symptom) => {
    const file = putInto(FILE, symptom.fault ?? "{}");
    const [status, words] = await (await serve(file)).answerTo(symptom);
    expect([status, words]).toEqual([symptom.shows[0], expect.stringContaining(symptom.shows[1])]);
    expect(sectionOf(heading)).toContain(symptom.shows[1]);
    const cures = PARTS.filter((part) => sectionOf(heading).includes(part));
    expect(cures).toHaveLength(heading === OF_THE_SERVER ? 0 : 1);
    for (const cure of cures)
      expect(await (await serve(putInto(file, cure))).answerTo(symptom)).toEqual([
        200,
        expect.stringMatching(/whole$/),
      ]);
  });

  test("Unhealthy backends", async () => {
    const asking = (path: string) => serve(putInto(FILE, `workloads: { llama: { healthCheck: { path: ${path} } } }`));
    expect((await asking("/healthz")).isHealthy()).toBe(false);
    expect((await asking("/health")).isHealthy()).toBe(true);
    expect(sectionOf("Unhealthy backends")).toContain("`healthCheck.path`");
  });

  test("every other block of the page cures one", () => {
    const sections = Object.keys(SYMPTOMS).map(sectionOf);
    expect(PARTS.filter((part) => !sections.some((section) => section.includes(part)))).toEqual([]);
  });
});

test("Certificate not ready is announced", () => {
  const folder = mkdtempSync(join(tmpdir(), "symptoms-"));
  const [before = "", after = ""] = ["before.yaml", "after.yaml"].map((name) => join(folder, name));
  writeFileSync(before, FILE);
  const https =
    "frontend: { listeners: [{ http: 80 }, { https: 443, certificates: [{ managed: [ai.example.com] }] }] }";
  writeFileSync(after, putInto(FILE, https));
  const said: string[] = [];
  expect(runCheck(after, { format: "text", from: before }, terminalTo(said))).toBe(0);
  expect(said.join("\n")).toContain("[certificate-provisioning]");
  expect(sectionOf("Certificate not ready")).toContain("certificate-provisioning");
  rmSync(folder, { recursive: true });
});

/** What Cloud Logging calls the fields of a load balancer's entries. */
const FIELDS = [
  "httpRequest.latency",
  "httpRequest.status",
  "jsonPayload.enforcedSecurityPolicy.priority",
  "jsonPayload.enforcedSecurityPolicy.rateLimitAction.key",
  "jsonPayload.proxyStatus",
  "resource.labels.matched_url_path_rule",
  "resource.type",
];

test("every query names fields of a load balancer's entry", () => {
  const queries = blocksOf(PAGE).flatMap(({ language, text }) => (language === "logging" ? [text] : []));
  const fields = queries.flatMap((text) =>
    [...text.matchAll(/(?:^|\s)([\w.]+)(?:=|>=|:)/g)].map(([, field = ""]) => field),
  );
  expect([...new Set(fields)].sort()).toEqual(FIELDS);
});
