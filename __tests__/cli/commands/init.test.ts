import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { analyze } from "../../../checks/analyze";
import { type InitOptions, runInit } from "../../../cli/commands/init";
import { loadText } from "../../../config/document/load";
import type { Config } from "../../../config/schema/config";
import { version } from "../../../package.json";
import { answerOf } from "../../support/cli/run";
import { ROOT } from "../../support/project";

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-test-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const init = (options: InitOptions = {}, file?: string) =>
  answerOf((terminal) => runInit(file, options, terminal), { ...process.env, PROXY_CONFIG: undefined });
const text = (path = "proxy.yaml") => readFileSync(path, "utf8");
const written = (): Config => parse(text());

function errorsIn(source: string): readonly string[] {
  const { config, findings } = loadText("proxy.yaml", source, () => "");
  const all = config ? analyze(config).findings : findings;
  return all.filter(({ severity }) => severity === "error").map(({ id, what }) => `${id}: ${what}`);
}

const COMPUTE = "https://www.googleapis.com/compute/v1/projects/ml-prod";
const network = `${COMPUTE}/global/networks/ai`;

/** A row as gcloud lists it. */
const group = (name: string, place = "zones/us-central1-a", more: object = {}) => ({
  kind: "compute#instanceGroup",
  name,
  network,
  selfLink: `${COMPUTE}/${place}/instanceGroups/${name}`,
  size: 2,
  ...more,
});
const neg = (name: string, zone = "us-central1-a", more: object = {}) => ({
  kind: "compute#networkEndpointGroup",
  name,
  network,
  networkEndpointType: "GCE_VM_IP_PORT",
  selfLink: `${COMPUTE}/zones/${zone}/networkEndpointGroups/${name}`,
  ...more,
});
const cloudRun = (name: string, region = "us-central1") => ({
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name, labels: { "cloud.googleapis.com/location": region } },
});
const subnet = (name: string, range: string, more: object = {}) => ({
  kind: "compute#subnetwork",
  name,
  network,
  selfLink: `${COMPUTE}/regions/us-central1/subnetworks/${name}`,
  ipCidrRange: range,
  ...more,
});

async function initFrom(...rows: readonly object[]) {
  writeFileSync("list.json", JSON.stringify(rows));
  const answer = await init({ from: ["list.json"] });
  return { ...answer, config: answer.code === 0 ? written() : undefined };
}

test("writes a file without an error, and so is each part of it that is a remark", async () => {
  expect(await init()).toMatchObject({
    code: 0,
    error: "",
    out: expect.stringContaining("wrote proxy.yaml\nwrote .gitignore\n"),
  });
  expect(errorsIn(text())).toEqual([]);
  expect(text()).toContain("# frontend:");
  const spoken = text().replace(/^# (?=frontend:|state:|project:| )/gm, "");
  expect(spoken).toContain("\nstate: ");
  expect(errorsIn(spoken)).toEqual([]);
});

test("names the schema for editors where there is one", async () => {
  mkdirSync("node_modules/ai-http-proxy", { recursive: true });
  writeFileSync("node_modules/ai-http-proxy/proxy.schema.json", "{}");
  await init();
  expect(text()).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/ai-http-proxy\/proxy\.schema\.json\n/);
});

test("takes over what lists show: project, VPC, region, ports, zones, services", async () => {
  const service = { description: '{"cluster-uid":"u","namespace":"ml","service-name":"tei-rerank","port":"80"}' };
  const { config, out } = await initFrom(
    group("vllm", "zones/us-central1-a", { namedPorts: [{ name: "web", port: 8001 }] }),
    group("vllm", "zones/us-central1-b", { namedPorts: [{ name: "web", port: 8001 }] }),
    group("pool", "regions/us-central1"),
    group("gke-c-default-pool-1234-grp"),
    group("far", "zones/europe-west4-a"),
    neg("k8s1-ab-ml-tei-rerank-80-x", "us-central1-a", service),
    neg("k8s1-ab-ml-tei-rerank-80-x", "us-central1-b", service),
    neg("hybrid", "us-central1-a", { networkEndpointType: "NON_GCP_PRIVATE_IP_PORT" }),
    cloudRun("embed"),
    subnet("models", "10.129.0.0/20", { secondaryIpRanges: [{ ipCidrRange: "10.129.16.0/20" }] }),
  );
  expect(config).toMatchObject({
    project: "ml-prod",
    region: "us-central1",
    network: { vpc: "ai", proxyOnlySubnet: "10.129.32.0/23" },
    workloads: {
      vllm: {
        server: "vllm",
        port: 8001,
        portName: "web",
        backends: [{ instanceGroup: "us-central1-a/vllm" }, { instanceGroup: "us-central1-b/vllm" }],
      },
      pool: { backends: [{ instanceGroup: "us-central1/pool" }] },
      "tei-rerank": {
        server: "tei",
        backends: [{ gke: { neg: "k8s1-ab-ml-tei-rerank-80-x", zones: ["us-central1-a", "us-central1-b"] } }],
      },
      embed: { backends: [{ cloudRun: "embed" }] },
    },
  });
  expect(Object.keys(config?.workloads ?? {})).toHaveLength(4);
  for (const name of ["gke-c-default-pool-1234-grp", "far", "hybrid"]) expect(out).toContain(`\n  ${name}: `);
  expect(errorsIn(text())).toEqual([]);
});

test("adopts the proxy-only subnet that is there, and names the host project of a Shared VPC", async () => {
  const shared = { network: network.replace("ml-prod", "host") };
  const { config } = await initFrom(
    group("vllm", undefined, shared),
    subnet("proxies", "10.5.0.0/23", { ...shared, purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE" }),
  );
  expect(config?.network).toEqual({
    vpc: { project: "host", name: "ai" },
    proxyOnlySubnet: { existing: "proxies", range: "10.5.0.0/23" },
  });
  expect(errorsIn(text())).toEqual([]);
});

test("whatever gcloud lists becomes a file without an error", async () => {
  const name = fc.oneof(
    fc.stringMatching(/^[a-z][-a-z0-9]{0,8}[a-z0-9]$/),
    fc.constantFrom("null", "on", "no", "closed", "true", "e1", "default", "litellm", "ray", "a".repeat(63)),
  );
  const zone = fc.constantFrom("us-central1-a", "us-central1-b", "europe-west4-a");
  const row = fc.oneof(
    fc.tuple(name, zone).map(([one, place]) => group(one, `zones/${place}`, { namedPorts: [{ name: one, port: 80 }] })),
    fc.tuple(name, zone).map(([one, place]) => neg(one, place)),
    name.map((one) => cloudRun(one)),
    name.map((one) => subnet(one, "10.129.0.0/16")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
      rmSync("proxy.yaml", { force: true });
      const { code } = await initFrom(...rows, group("last"));
      expect({ code, errors: errorsIn(text()) }).toEqual({ code: 0, errors: [] });
    }),
    { numRuns: 60 },
  );
});

test.each<[list: string, said: string]>([
  ["NAME  ZONE\nvllm  us-central1-a\n", "is no JSON: "],
  ["{}", "is no list of backends that is known here: it: "],
  [JSON.stringify([{ kind: "compute#firewall", name: "x" }]), "is no list of backends that is known here: [0].kind: "],
  [JSON.stringify([group("vllm\n#")]), "is no list of backends that is known here: [0].name: "],
  ["[]", "nothing in the lists can stand behind a proxy"],
])("%j is refused in a sentence, and nothing is written", async (list, said) => {
  writeFileSync("list.json", list);
  const { code, error } = await init({ from: ["list.json"] });
  expect(error).toContain(said);
  expect({ code, written: existsSync("proxy.yaml") || existsSync(".gitignore") }).toEqual({ code: 2, written: false });
  expect((await init({ from: ["none.json"] })).code).toBe(2);
});

test("never overwrites", async () => {
  writeFileSync("proxy.yaml", "mine");
  writeFileSync(".gitignore", "*.tfstate\nnode_modules/\n");
  const { code, error } = await init();
  expect({ code, error }).toEqual({
    code: 2,
    error: "proxy.yaml is there already, and nothing is written\n  name another file, or move it away\n",
  });
  const { out } = await init({}, "other.yaml");
  expect(out).toContain(".gitignore is there already; it does not have:\n  cdktf.out/*\n");
  expect(out).not.toContain("  *.tfstate\n");
  expect([text(), text(".gitignore")]).toEqual(["mine", "*.tfstate\nnode_modules/\n"]);
});

describe("--github", () => {
  const WORKFLOW = ".github/workflows/proxy.yml";
  const ACTION = ".github/actions/ai-http-proxy/action.yml";

  test("writes a workflow for the file that is there, once", async () => {
    mkdirSync("deploy");
    writeFileSync("deploy/proxy.yaml", "mine");
    expect((await init({ github: true }, "deploy/proxy.yaml")).code).toBe(0);
    expect(text("deploy/proxy.yaml")).toBe("mine");
    expect(existsSync(".gitignore")).toBe(true);
    expect(parse(text(WORKFLOW)).on.push.paths).toEqual(["deploy/proxy.yaml"]);
    const { code, error } = await init({ github: true }, "deploy/proxy.yaml");
    expect({ code, error }).toMatchObject({ code: 2, error: expect.stringContaining(`${WORKFLOW} is there already`) });
  });

  test("its action is this one, and both run this version", async () => {
    await init({ github: true });
    expect(text(ACTION)).toBe(readFileSync(join(ROOT, "action.yml"), "utf8"));
    expect(parse(text(ACTION)).inputs.package.default).toBe(`ai-http-proxy@${version}`);
    expect(text(WORKFLOW)).toContain(`--package ai-http-proxy@${version} ai-http-proxy synth`);
  });

  test("has no keys, and writes with its token no more than it must", async () => {
    await init({ github: true });
    const { permissions, jobs } = parse(text(WORKFLOW));
    expect(text(WORKFLOW)).not.toMatch(/secrets\.|credentials_json/);
    expect([permissions, jobs.ask.permissions, jobs.deploy.permissions]).toEqual([
      { contents: "read" },
      { contents: "read", "pull-requests": "write", "security-events": "write" },
      { contents: "read", "id-token": "write" },
    ]);
  });
});
