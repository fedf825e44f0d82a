import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hoverTexts, TSC } from "../support/language-server";
import { ROOT } from "../support/project";

/** What a user of the constructs has: their declarations, CDKTF with its provider, and neither sources nor zod. */
let directory: string;

const compile = (options: object, files: readonly string[]) => {
  const config = join(directory, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
  return spawnSync(process.execPath, [TSC, "-p", config, "--pretty", "false"], { encoding: "utf8" }).stdout;
};

/** As `cdktf init` writes them. */
const OPTIONS = { strict: true, target: "ES2018", module: "CommonJS", skipLibCheck: true, noEmit: true, types: [] };

const PROGRAM = `import type { Construct } from "constructs";
import { RegionalHttpProxy } from "./declarations/constructs/regional-http-proxy";

export function addProxy(scope: Construct) {
  const proxy = new RegionalHttpProxy(scope, "proxy", {
    name: "ai",
    region: "us-central1",
    network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23", cloudNat: { minPorts: 4096 } },
    dns: { zone: "example-com", domain: "example.com" },
    security: { rateLimits: [{ name: "all", key: "everyone", requests: 10, per: "1m" }] },
    observability: { alerts: true },
    workloads: {
      llama: {
        server: "vllm",
        affinity: "clientIp",
        backends: [{ instanceGroup: "us-central1-a/llama", tags: ["vllm"] }],
      },
    },
    routes: [{ rules: [{ api: "openai.chat", to: "llama", timeout: "20m", canary: { to: "next", percent: 5 } }] }],
  });
  proxy.addWorkload("embed", { backends: [{ cloudRun: "embed" }] });
  proxy.addRoutes({ rules: [{ api: "openai.embeddings", to: "embed" }] });
  return [proxy.ipAddress, ...proxy.egressIps];
}
`;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "public-types-"));
  for (const name of ["cdktf", "constructs", "@cdktf/provider-google"]) {
    mkdirSync(dirname(join(directory, "node_modules", name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(directory, "node_modules", name));
  }
  const emit = { declaration: true, emitDeclarationOnly: true, noCheck: true, outDir: "declarations", rootDir: ROOT };
  const options = { ...emit, target: "ES2022", module: "node16", typeRoots: [join(ROOT, "node_modules/@types")] };
  expect(compile(options, [join(ROOT, "constructs/regional-http-proxy.ts")])).toBe("");
  writeFileSync(join(directory, "main.ts"), PROGRAM);
});

afterAll(() => rmSync(directory, { recursive: true }));

test("a right program compiles, and reaches neither zod nor what analyses", () => {
  const files = compile({ ...OPTIONS, listFiles: true }, ["main.ts"]);
  expect(files).toContain("declarations/config/schema/config.d.ts");
  expect(files).not.toMatch(/node_modules\/zod|declarations\/(?:checks|simulator|cli)|error TS/);
});

test("a misspelt key does not compile", () => {
  const program = PROGRAM.replace("network: { vpc", "network: { vcp")
    .replace("cloudRun:", "cloudRunn:")
    .replace('"clientIp"', "5");
  writeFileSync(join(directory, "wrong.ts"), program);
  const errors = compile(OPTIONS, ["wrong.ts"]);
  expect(errors.match(/^\S+ error/gm)).toHaveLength(3);
  expect(errors).toMatch(/'vcp' does not exist[\s\S]*Type 'number' is not assignable[\s\S]*'cloudRunn' does not exist/);
});

test("an editor shows what each word means", async () => {
  const words = {
    region: "The region.",
    proxyOnlySubnet: "Where Google's proxies run",
    workloads: "What runs behind the proxy, by name; `addWorkload` adds to it.",
    server: "The model server: fills port, health path, profile and advice.",
    affinity: "Keeps a client",
    instanceGroup: "A zonal or regional instance group",
    timeout: "Until the last byte of the answer",
    canary: "Sends a share to another workload.",
    addWorkload: "Adds a workload; throws when",
    cloudRun: "A Cloud Run service of the region",
    addRoutes: "Adds rules for some hosts",
    ipAddress: "The static IP address that clients use.",
    egressIps: "The addresses from which requests reach internet endpoints",
    minPorts: "Ports for each proxy, a power of two",
    domain: "get their address records, and managed certificates their authorization records",
    rateLimits: "How many requests a caller may send.",
    alerts: "Alerts of Cloud Monitoring, of each region",
  };
  const shown = await hoverTexts(join(directory, "main.ts"), Object.keys(words));
  for (const [word, meaning] of Object.entries(words)) expect(shown[word]).toContain(meaning);
});
