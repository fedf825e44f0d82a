import { DataResource, Fn, Lazy } from "cdktf";
import { Construct } from "constructs";
import type { Model } from "../config/model/model";
import { endsBelow, SECURITY_POLICY_SINCE } from "../config/model/provider-version";
import { makesSecurityPolicy } from "../config/model/security";
import { isBareName } from "../config/place";
import { securityPolicyRules } from "../routing/access/security-policy";
import { type Placement, requiredProject } from "./placement";
import { providerRange } from "./provider-range";
import { RawResource } from "./raw-resource";

/** What sits on the backend services, and is there before requests are. */
export interface Attached {
  /** The link of the security policy of ours, or of one that the file names. */
  readonly securityPolicy?: string;
  /** IAP is switched off: it is asked at the forwarding rules, and must not be asked twice; or nothing shall protect. */
  readonly withoutIap?: true;
  /** Whatever sits there is taken off, where nothing above is said. */
  readonly bare?: true;
}

/**
 * A regional Cloud Armor policy. The word that makes it may be removed, and the policy stays on: Terraform lets go of it.
 * So its name ends in digits that only the state knows: whoever puts the word back gets another policy, not a name that is
 * taken. It is never replaced: its rules change in place.
 */
export class SecurityPolicy extends Construct {
  readonly link: string;

  constructor(scope: Construct, id: string, { security, region, project, stack }: Model) {
    super(scope, id);
    const digits = new DataResource(this, `${id}-name`);
    const resource = new RawResource(this, "Default", {
      type: "google_compute_region_security_policy",
      attributes: {
        name: `${stack.slice(0, LONGEST_STACK)}-${Fn.substr(digits.id, 0, DIGITS)}`,
        project,
        region,
        description: `Who may call ${stack}, and how much`,
        type: "CLOUD_ARMOR",
        rules: securityPolicyRules(security),
        deletion_policy: "ABANDON",
      },
    });
    this.link = resource.selfLink;
  }
}

const DIGITS = 8;
const LONGEST_STACK = 54;

/** The security policy that a proxy's backend services have where their workloads name none. */
export function attachedTo(scope: Construct, model: Model): Attached {
  const { security } = model;
  const own = makesSecurityPolicy(security) ? new SecurityPolicy(scope, "security-policy", model).link : undefined;
  const securityPolicy = own ?? (security.policy === undefined ? undefined : policyLink(security.policy, model));
  return {
    securityPolicy,
    withoutIap: security.iap !== undefined || security.off ? true : undefined,
    bare: security.off ? true : undefined,
  };
}

/** An existing policy by its name or link. */
export function policyLink(policy: string, placement: Placement): string {
  if (!isBareName(policy)) return policy;
  return `projects/${requiredProject(placement, policy)}/regions/${placement.region}/securityPolicies/${policy}`;
}

/**
 * The fields of a backend service that others set, without those that the file has a word for, as `ignore_changes` takes
 * them. The stack may override its range until it is synthesized, and an older provider refuses a name that it does not
 * know.
 */
export function attachedByOthers(scope: Construct, { securityPolicy, withoutIap, bare }: Attached): string[] {
  const iap = withoutIap ? [] : ["iap"];
  if (securityPolicy !== undefined || bare) return iap;
  return Lazy.listValue({
    produce: () => (endsBelow(providerRange(scope), SECURITY_POLICY_SINCE) ? iap : ["security_policy", ...iap]),
  });
}
