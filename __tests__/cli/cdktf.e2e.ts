import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stacksOf } from "../../cli/stacks";
import { type Simulator, startSimulator } from "../../simulator/control-plane/server";
import { seedFor } from "../../simulator/stack/seed";
import { overrideOf } from "../../simulator/stack/terraform-json";
import { executable, providerVersion } from "../support/e2e";
import { analyzeText, ROOT } from "../support/project";

const rehearsed = executable ? test : test.skip;

let folder: string;
let simulator: Simulator;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-test-"));
});
afterAll(async () => {
  await simulator?.close();
  rmSync(folder, { recursive: true });
});

const at = (...path: string[]) => join(folder, ...path);
const stackAt = (stack: string) => at("out", "stacks", stack);
const jsonOf = (stack: string) => JSON.parse(readFileSync(join(stackAt(stack), "cdk.tf.json"), "utf8"));

/** The CDKTF CLI as a user runs it; the lock for other platforms would need the registry. */
async function cdktf(command: string, ...args: string[]): Promise<string> {
  const { TF_CLI_CONFIG_FILE: settings = "", ...env } = process.env;
  const child = spawn("npx", ["--no-install", "cdktf", command, ...args, "--output", at("out")], {
    cwd: ROOT,
    env: {
      ...env,
      ...(existsSync(settings) && { TF_CLI_CONFIG_FILE: settings }),
      PROXY_CONFIG: at("proxy.yaml"),
      TERRAFORM_BINARY_NAME: executable,
      CHECKPOINT_DISABLE: "1",
      CI: "true",
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`cdktf ${command} ${args.join(" ")}: exit ${code}\n${said.slice(-4000)}`);
  return said;
}

function textOf(name: string, regions: readonly string[]): string {
  const ranges = regions.map((region, i) => `${region}: 10.${i}.0.0/23`).join(", ");
  return `name: ${name}
project: ml-prod
regions: [${regions.join(", ")}]
network: { vpc: ${name}, proxyOnlySubnet: { ${ranges} } }
workloads: { embed: { backends: [{ cloudRun: embed }] } }
routes: [{ hosts: ["*"], rules: [{ paths: [/v1/embeddings], to: embed }] }]
`;
}

/** Lets a stack of the output live on the simulator. */
function simulated(stack: string): void {
  const override = overrideOf(jsonOf(stack), { url: simulator.url, providerVersion });
  writeFileSync(join(stackAt(stack), "simulator_override.tf.json"), JSON.stringify(override));
}

const BEFORE = textOf("old", ["us-central1", "europe-west4"]);
const AFTER = textOf("new", ["us-central1"]);

rehearsed(
  "after a rename and a removed region every command of the CDKTF CLI works, and destroys what was",
  async () => {
    const stacks = [BEFORE, AFTER].flatMap((text) => stacksOf(analyzeText(text)));
    const seed = seedFor(stacks.map(({ json }) => json));
    simulator = await startSimulator({ seed });
    const before = ["old-us-central1", "old-europe-west4"];

    writeFileSync(at("proxy.yaml"), BEFORE);
    await cdktf("synth");
    before.forEach(simulated);
    await cdktf("deploy", ...before, "--auto-approve", "--skip-provider-lock");

    writeFileSync(at("proxy.yaml"), AFTER);
    expect(await cdktf("synth")).toContain("Generated Terraform code for the stacks");
    simulated("new-us-central1");
    expect(await cdktf("diff", "new-us-central1", "--skip-provider-lock")).toContain("to add");
    await cdktf("deploy", "new-us-central1", "--auto-approve", "--skip-provider-lock");
    await cdktf("destroy", ...before, "--auto-approve", "--skip-provider-lock");
    const addresses = [...simulator.state.entries("addresses")].map(([path]) => path);
    expect(addresses).toEqual(["projects/ml-prod/regions/us-central1/addresses/new-us-central1"]);
  },
);

rehearsed(
  "one apply leads names to the addresses, and a plan of the records before says what comes first",
  async () => {
    const dns = "dns: { zone: example-com, domain: example.com }\n";
    const text = textOf("ai", ["us-central1"]).replace('"*"', "ai.example.com").concat(dns);
    const stacks = stacksOf(analyzeText(text));
    await simulator?.close();
    simulator = await startSimulator({ seed: seedFor(stacks.map(({ json }) => json)) });
    const pathsOf = (part: RegExp) => Object.keys(simulator.dump()).filter((path) => part.test(path));

    writeFileSync(at("proxy.yaml"), text);
    await cdktf("synth");
    for (const { name } of stacks) simulated(name);
    const names = stacks.map(({ name }) => name);
    await expect(cdktf("diff", "ai-dns", "--skip-provider-lock")).rejects.toThrow("There is no address ai-us-central1");
    await cdktf("deploy", ...names, "--auto-approve", "--skip-provider-lock");
    expect(pathsOf(/\/rrsets\/A\//)).toHaveLength(2);
    await cdktf("destroy", ...names, "--auto-approve", "--skip-provider-lock");
    expect(pathsOf(/\/(?:rrsets|addresses)\//)).toEqual([]);
  },
);
