import { TerraformElement, TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { providerRange } from "./provider-range";

const NAME = "google-beta";
/** Beside ids that a stack gives to providers of its own. */
const ID = `${NAME}-of-proxies`;

/**
 * The provider google-beta of a stack, one for all its proxies: configured as the stack's google, in google's range. A stack
 * that configures google-beta itself keeps that. All of it is read at the end, as the stack may say it after its proxies.
 */
export class GoogleBeta extends TerraformElement {
  /** Hands a resource to it. */
  static take(resource: { addOverride(path: string, value: unknown): void } & Construct): void {
    const stack = TerraformStack.of(resource);
    if (stack.node.tryFindChild(ID) === undefined) new GoogleBeta(stack, ID);
    resource.addOverride("provider", NAME);
  }

  override toTerraform() {
    const stack = TerraformStack.of(this);
    const unnamed = stack.node
      .findAll()
      .filter(TerraformProvider.isTerraformProvider)
      .filter(({ alias }) => alias === undefined);
    const google = unnamed.find(({ terraformResourceType }) => terraformResourceType === "google");
    if (unnamed.some(({ terraformResourceType }) => terraformResourceType === NAME)) return {};
    // biome-ignore lint/complexity/useLiteralKeys: CDKTF keeps what a stack overrides to itself
    const isSaid = stack["rawOverrides"].provider?.[NAME] !== undefined;
    return {
      terraform: { required_providers: { [NAME]: { source: `hashicorp/${NAME}`, version: providerRange(this) } } },
      ...(google && !isSaid && { provider: { [NAME]: google.toTerraform().provider.google } }),
    };
  }
}
