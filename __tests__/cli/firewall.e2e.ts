import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { neededRules, renderTerraform } from "../../cli/firewall";
import { stacksOf } from "../../cli/stacks";
import { startSimulator } from "../../simulator/control-plane/server";
import { seedFor } from "../../simulator/stack/seed";
import type { TerraformJson } from "../../simulator/stack/terraform-json";
import { openTerraform } from "../../simulator/terraform/terraform";
import { foreignFirewall, WITH_OPENINGS } from "../support/cli/foreign-firewall";
import { executable, providerVersion } from "../support/e2e";

const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

/** What the platform has after an apply of some Terraform, whoever has written it and whatever the rules are called. */
async function applied(surroundings: TerraformJson, stack: TerraformJson, more = ""): Promise<string[]> {
  const simulator = await startSimulator({ seed: seedFor([surroundings]) });
  try {
    const workspace = terraform.workspace({ url: simulator.url, providerVersion });
    writeFileSync(join(workspace.directory, "firewall.tf"), more);
    await workspace.configure(stack);
    expect(await workspace.validate()).toMatchObject({ ok: true, errors: [] });
    expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
    return simulator.state
      .all("firewalls")
      .map(({ network, direction, sourceRanges, allowed, targetTags, targetServiceAccounts }) =>
        JSON.stringify([network, direction, sourceRanges, allowed, targetTags, targetServiceAccounts]),
      )
      .sort();
  } finally {
    await simulator.close();
  }
}

(executable ? describe : describe.skip)("the Terraform of another team's firewall rules", () => {
  test.each(WITH_OPENINGS)("%s: it is valid, and opens what our own rules would", async (name) => {
    const { own, foreign } = foreignFirewall(name);
    const [stack] = stacksOf(own).map(({ json }): TerraformJson => json);
    const { google_compute_firewall = {} } = stack?.resource ?? {};
    const alone = {
      terraform: { required_providers: stack?.terraform?.required_providers },
      provider: stack?.provider,
    };
    const hcl = foreign.regions.flatMap(({ model }) => renderTerraform(neededRules(model), model.stack)).join("\n");
    const ours = await applied(stack ?? {}, { ...alone, resource: { google_compute_firewall } });
    expect(await applied(stack ?? {}, alone, hcl)).toEqual(ours);
    expect(ours.length).toBeGreaterThan(0);
  });
});
