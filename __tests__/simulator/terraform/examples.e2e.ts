import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { stacksOf } from "../../../cli/stacks";
import { endsBelow, SECURITY_POLICY_SINCE } from "../../../config/model/provider-version";
import { RegionalHttpProxy } from "../../../constructs/regional-http-proxy";
import { PlatformStack } from "../../../examples/foreign-stack/main";
import { diffServed } from "../../../routing/diff/served";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { startSimulator } from "../../../simulator/control-plane/server";
import { managedOnly } from "../../../simulator/rehearsal/let-go";
import { seedFor } from "../../../simulator/stack/seed";
import type { TerraformJson } from "../../../simulator/stack/terraform-json";
import { openTerraform, type Terraform, type Workspace } from "../../../simulator/terraform/terraform";
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

  test.each(EXAMPLES)("%s applies, plans nothing more, and its end leaves nothing", async (example) => {
    const config = readConfig(exampleFile(example));
    const able = VERSIONS.filter((version) => fits(analyzeConfig(config), version));
    const deploys = able.map((version) =>
      deploy(
        stacksOf(analyzeConfig(fitted(config, version))).map(({ json }) => json),
        version,
      ),
    );
    await Promise.all(deploys);
  });

  test("the constructs inside a stack of one's own does so too", async () => {
    await Promise.all(VERSIONS.map((version) => deploy([platform(version)], version)));
  });

  test("a proxy-only subnet that the same stack makes is replaced, its listeners around it", async () => {
    const subnetOf = (ipCidrRange: string): TerraformJson => {
      const stack = new TerraformStack(scratchApp(), "network");
      new GoogleProvider(stack, "google", { project: "ml-prod", region: "us-central1" });
      const subnet = new ComputeSubnetwork(stack, "proxies", {
        name: "proxies",
        network: "ai",
        ipCidrRange,
        purpose: "REGIONAL_MANAGED_PROXY",
        role: "ACTIVE",
      });
      new RegionalHttpProxy(stack, "proxy", {
        name: "ai",
        project: "ml-prod",
        region: "us-central1",
        network: { vpc: "ai", proxyOnlySubnet: { existing: subnet.name, range: ipCidrRange } },
        workloads: { embed: { backends: [{ cloudRun: "embed" }] } },
        routes: [{ rules: [{ api: "openai.embeddings", to: "embed" }] }],
      });
      stack.addOverride("terraform.required_providers.google.version", "7.45.0");
      return JSON.parse(Testing.synth(stack, true));
    };
    const [from, to] = [subnetOf("10.129.0.0/23"), subnetOf("10.130.0.0/23")];
    const simulator = await startSimulator({ seed: seedFor([from, to]) });
    const workspace = terraform.workspace({ url: simulator.url, providerVersion: "7.45.0" });
    for (const stack of [from, to]) {
      await workspace.configure(stack);
      expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
      expect(await workspace.plan()).toMatchObject({ empty: true });
    }
    await simulator.close();
  });

  /** One after the other into one project, as records need the addresses of proxies, and back. */
  async function deploy(stacks: readonly TerraformJson[], providerVersion: string): Promise<void> {
    const simulator = await startSimulator({ seed: seedFor(stacks) });
    const before = simulator.dump();
    const deployed: Workspace[] = [];
    for (const stack of stacks) {
      const workspace = terraform.workspace({ url: simulator.url, providerVersion });
      deployed.unshift(workspace);
      await workspace.configure(stack);
      expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
      expect(await workspace.plan()).toMatchObject({ empty: true, changes: [] });
      if (stack.resource?.google_compute_region_url_map === undefined) continue;
      const state = readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8");
      for (const found of [state, JSON.stringify(await workspace.show())]) expectNoDrift(found, stack);
    }
    for (const workspace of deployed) expect(await workspace.destroy()).toMatchObject({ ok: true, errors: [] });
    const made = stacks.map((json) => ({ name: "", json }));
    expect(managedOnly(simulator.dump(), made, []).dump).toEqual(before);
    await simulator.close();
  }
});

/** What is deployed answers every request as the JSON says, and another file would be seen. */
function expectNoDrift(deployed: string, stack: TerraformJson): void {
  const drift = (json: string) => diffServed(readUrlMaps(deployed), readUrlMaps(json));
  expect(drift(JSON.stringify(stack))).toMatchObject({ notes: [] });
  const changes = (json: string) => drift(json).compared.flatMap(({ diff }) => diff.changes);
  expect(changes(JSON.stringify(stack))).toEqual([]);
  expect(changes(JSON.stringify(stack).replaceAll("/v1/", "/v9/"))).not.toEqual([]);
}

/** The example, for an older provider with the one version that the bindings were made from. */
function platform(version: string): TerraformJson {
  const stack = new PlatformStack(scratchApp(), "platform");
  if (endsBelow(version, SECURITY_POLICY_SINCE))
    stack.addOverride("terraform.required_providers.google.version", version);
  return JSON.parse(Testing.synth(stack, true));
}
