import { stacksOf } from "../../../cli/stacks";
import { reasonOf } from "../../../config/reason";
import { findOnPath } from "../../../simulator/executable";
import { rehearse } from "../../../simulator/rehearsal/rehearsal";
import { openTerraform, PROVIDER_MISSING } from "../../../simulator/terraform/terraform";
import { executable, fitted, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { EMBED, having, proxy } from "../../support/rehearsal/small";

/** OpenTofu, where it is beside Terraform, and finds the provider under its own registry's name. */
const tofu = executable && findOnPath("tofu", process.env);
const rehearsed = tofu ? test : test.skip;

rehearsed("OpenTofu applies a change as Terraform does", async () => {
  const terraform = openTerraform(tofu ?? "tofu");
  try {
    const [from, to] = [proxy(), having({ rerank: EMBED })].map((one) => stacksOf(analyzeConfig(fitted(one))));
    expect(await rehearse({ terraform, providerVersion, from, to: to ?? [] })).toMatchObject({
      failures: [],
      notSettled: [],
      differences: [],
      leftovers: [],
      outages: [],
    });
  } catch (error) {
    if (reasonOf(error) !== PROVIDER_MISSING) throw error;
    process.stdout.write(`skipped: OpenTofu: ${PROVIDER_MISSING}\n`);
  } finally {
    terraform.close();
  }
});
