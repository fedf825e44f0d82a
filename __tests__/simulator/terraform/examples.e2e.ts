import { Testing } from "cdktf";
import { stacksOf } from "../../../cli/stacks";
import { endsBelow, SECURITY_POLICY_SINCE } from "../../../config/model/provider-version";
import { PlatformStack } from "../../../examples/foreign-stack/main";
import { startSimulator } from "../../../simulator/control-plane/server";
import { seedFor } from "../../../simulator/stack/seed";
import type { TerraformJson } from "../../../simulator/stack/terraform-json";
import { openTerraform, type Terraform } from "../../../simulator/terraform/terraform";
import { executable, fits, fitted, providerVersion } from "../../support/e2e";
import { EXAMPLES, exampleFile } from "../../support/examples";
import { analyzeConfig, readConfig } from "../../support/project";
import { scratchApp } from "../../support/scratch-app";

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
      const config = readConfig(exampleFile(example));
      const able = VERSIONS.filter((version) => fits(analyzeConfig(config), version));
      const deploys = able.flatMap((version) =>
        stacksOf(analyzeConfig(fitted(config, version))).map(({ json }) => deploy(json, version)),
      );
      await Promise.all(deploys);
    },
    120_000,
  );

  test("the constructs inside a stack of one's own does so too", async () => {
    await Promise.all(VERSIONS.map((version) => deploy(platform(version), version)));
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

/** The example, for an older provider with the one version that the bindings were made from. */
function platform(version: string): TerraformJson {
  const stack = new PlatformStack(scratchApp(), "platform");
  if (endsBelow(version, SECURITY_POLICY_SINCE))
    stack.addOverride("terraform.required_providers.google.version", version);
  return JSON.parse(Testing.synth(stack, true));
}
