import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { OLDEST } from "../config/model/provider-version";

/** The range of the google provider that a construct's stack asks for: its own override, or what the bindings pin. */
export function providerRange(scope: Construct): string {
  // biome-ignore lint/complexity/useLiteralKeys: CDKTF keeps what a stack overrides to itself
  const { terraform } = TerraformStack.of(scope)["rawOverrides"];
  return terraform?.required_providers?.google?.version ?? OLDEST;
}
