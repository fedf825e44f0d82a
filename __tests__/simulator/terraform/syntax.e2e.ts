import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { startSimulator } from "../../../simulator/control-plane/server";
import { seedFor } from "../../../simulator/stack/seed";
import { openTerraform, type Terraform } from "../../../simulator/terraform/terraform";
import { afterStrikes, MARK, meantBy, PASSED, strikes } from "../../support/arbitraries/terraform-syntax";
import { accepted, DOCUMENTS } from "../../support/config/every-word";
import { executable, providerVersion } from "../../support/e2e";
import { analyzeText, stackOf, stacksOf } from "../../support/project";
import { runs } from "../../support/runs";

/** What would be printed if Terraform read the file that the expressions name. */
const CANARY = "a-secret-of-this-machine";
const SEED = 11;
const VERSION = providerVersion ?? "7.45.0";

(executable ? describe : describe.skip)("texts of a file that look like Terraform's syntax", () => {
  let terraform: Terraform;
  beforeAll(() => {
    terraform = openTerraform(executable ?? "");
  });
  afterAll(() => terraform.close());

  test.each(DOCUMENTS)("are valid in every place of %s", async (_, document) => {
    for (const all of fc.sample(strikes(PASSED, 100, 100), { numRuns: runs(8), seed: SEED }))
      for (const stack of Object.values(stacksOf(afterStrikes(document, all, accepted) ?? never()))) {
        const workspace = terraform.workspace({ url: "http://127.0.0.1:1", providerVersion: VERSION });
        await workspace.configure(stack);
        writeFileSync(join(workspace.directory, MARK), CANARY);
        const validated = await workspace.validate();
        expect(validated.errors).toEqual([]);
        expect(JSON.stringify([validated, await workspace.plan()])).not.toContain(CANARY);
      }
  });

  test("reach Google as they stand in the file, and read no other file", async () => {
    const set = Object.fromEntries(PASSED.map((text, i) => [`x-${i}`, text]));
    const stack = stackOf(
      analyzeText(`
name: ai
project: ml-prod
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads: { embed: { backends: [{ cloudRun: embed }] } }
routes: [{ rules: [{ prefix: /, to: embed, responseHeaders: { set: ${JSON.stringify(set)} } }] }]
`),
    );
    const simulator = await startSimulator({ seed: seedFor([stack]) });
    const workspace = terraform.workspace({ url: simulator.url, providerVersion: VERSION });
    await workspace.configure(stack);
    writeFileSync(join(workspace.directory, MARK), CANARY);
    expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
    expect(await workspace.plan()).toMatchObject({ empty: true });
    const state = JSON.stringify(await workspace.show());
    expect(state).not.toContain(CANARY);
    // Variables have their own name as their value.
    const expected = PASSED.map((text) => meantBy(text).replace(/[«»]/g, ""));
    expect(expected.filter((text) => !state.includes(JSON.stringify(text)))).toEqual([]);
    await simulator.close();
  });
});

function never(): never {
  throw new Error("no strike leaves the document acceptable");
}
