import { Lazy, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { endsBelow, OLDEST, SECURITY_POLICY_SINCE } from "../config/model/provider-version";

/** The range of the google provider that a construct's stack asks for: its own override, or what the bindings pin. */
export function providerRange(scope: Construct): string {
  // biome-ignore lint/complexity/useLiteralKeys: CDKTF keeps what a stack overrides to itself
  const { terraform } = TerraformStack.of(scope)["rawOverrides"];
  return terraform?.required_providers?.google?.version ?? OLDEST;
}

/**
 * The fields of a backend service that others set, as `ignore_changes` takes them. The stack may override its range until
 * it is synthesized, and an older provider refuses a name that it does not know.
 */
export function attachedByOthers(scope: Construct): string[] {
  return Lazy.listValue({
    produce: () => (endsBelow(providerRange(scope), SECURITY_POLICY_SINCE) ? ["iap"] : ["security_policy", "iap"]),
  });
}
