import type { TerraformJson } from "../../simulator/stack/terraform-json";
import { openTerraform } from "../../simulator/terraform/terraform";
import { executable } from "../support/e2e";
import { analyzeConfig, stackOf } from "../support/project";
import { proxy } from "../support/rehearsal/small";

const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

/** What a stack says about its project, without what needs a provider. */
function guardOf(project: string | undefined) {
  const { locals, variable, resource } = stackOf(analyzeConfig(proxy({ project }))) as TerraformJson;
  const terraform = { required_providers: { google: { source: "hashicorp/google" } } };
  return { terraform, locals, variable, resource: { terraform_data: resource?.terraform_data ?? {} } };
}

concurrent.each<[string, string | undefined, string | undefined]>([
  ["a project in the file", "ml-dev", "ml-prod"],
  ["a project in a variable", undefined, undefined],
])("no plan of another project goes on over a state: %s", async (_, first, second) => {
  const workspace = terraform.workspace({ url: "http://127.0.0.1" });
  const given = (project: string | undefined, name: string) => (project === undefined ? { project: name } : {});
  await workspace.configure(guardOf(first), given(first, "ml-dev"));
  expect(await workspace.apply()).toMatchObject({ ok: true });
  expect(await workspace.plan()).toMatchObject({ empty: true });
  await workspace.configure(guardOf(second), given(second, "ml-prod"));
  const { ok, errors } = await workspace.plan();
  expect(ok).toBe(false);
  expect(errors.map(({ detail }) => detail).join()).toContain("This state is of the project ml-dev, not of ml-prod:");
});
