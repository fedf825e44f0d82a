import { reasonOf } from "../../config/reason";
import { findTerraform, openTerraform, TERRAFORM_MISSING } from "../../simulator/terraform/terraform";

/**
 * Why nothing can be rehearsed here, in one sentence; undefined when Terraform and the provider are there.
 *
 * @param providerVersion Default: any version of the provider.
 */
export async function terraformUnavailable(
  providerVersion?: string,
  provider: "google" | "google-beta" = "google",
): Promise<string | undefined> {
  const executable = findTerraform();
  if (executable === undefined) return TERRAFORM_MISSING;
  const terraform = openTerraform(executable);
  try {
    const workspace = terraform.workspace({ url: "http://127.0.0.1", providerVersion });
    await workspace.configure({
      terraform: { required_providers: { [provider]: { source: `hashicorp/${provider}` } } },
    });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    terraform.close();
  }
}
