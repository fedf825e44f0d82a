import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../../simulator/control-plane/server";
import { seedFor } from "../../../simulator/stack/seed";
import type { TerraformJson } from "../../../simulator/stack/terraform-json";
import { openTerraform, type Terraform } from "../../../simulator/terraform/terraform";
import { executable, providerVersion } from "../../support/e2e";
import { EXAMPLES, exampleFile } from "../../support/examples";

const ROOT = join(__dirname, "../../..");
const VERSIONS = providerVersion ? [providerVersion] : ["6.50.0", "7.45.0"];

(executable ? describe : describe.skip)("a first deploy of", () => {
  let terraform: Terraform;
  beforeAll(() => {
    terraform = openTerraform(executable ?? "");
  });
  afterAll(() => terraform.close());

  test.each(EXAMPLES)(
    "%s applies, plans nothing more, and its end leaves nothing",
    async (example) => {
      for (const stack of synthesized("main.ts", { PROXY_CONFIG: join(ROOT, exampleFile(example)) }))
        await Promise.all(VERSIONS.map((version) => deploy(stack, version)));
    },
    120_000,
  );

  test("the constructs inside a stack of one's own does so too", async () => {
    for (const stack of synthesized("examples/foreign-stack/main.ts"))
      await Promise.all(VERSIONS.map((version) => deploy(stack, version)));
  }, 120_000);

  async function deploy(stack: TerraformJson, providerVersion: string): Promise<void> {
    const simulator = await startSimulator({ seed: seedFor([stack]) });
    const before = simulator.dump();
    const workspace = terraform.workspace({ url: simulator.url, providerVersion });
    await workspace.configure(stack);
    expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
    expect(await workspace.plan()).toMatchObject({ empty: true, changes: [] });
    expect(await workspace.destroy()).toMatchObject({ ok: true, errors: [] });
    expect(simulator.dump()).toEqual(before);
    await simulator.close();
  }
});

/** The stacks that a program writes. */
function synthesized(program: string, environment: NodeJS.ProcessEnv = {}): TerraformJson[] {
  const directory = mkdtempSync(join(tmpdir(), "examples-"));
  try {
    const env = { ...process.env, ...environment, CDKTF_OUTDIR: directory };
    execFileSync("npx", ["--no-install", "tsx", program], { cwd: ROOT, env, stdio: "pipe" });
    const stacks = join(directory, "stacks");
    return readdirSync(stacks).map((name) => JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8")));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
