import { NetworkSecurityBackendAuthenticationConfig } from "@cdktf/provider-google/lib/network-security-backend-authentication-config";
import { Construct } from "constructs";
import type { BackendTls } from "../config/model/model";
import { hashedName } from "./names";
import { labelsOf, type Placement } from "./placement";
import { trustConfig } from "./trust-config";

/** Who must have signed the certificates of a workload's backends. */
export class BackendAuthentication extends Construct {
  /** As `tls_settings` names it. */
  readonly link: string;

  constructor(
    scope: Construct,
    id: string,
    { placement, tls }: { readonly placement: Placement; readonly tls: BackendTls },
  ) {
    super(scope, id);
    const { stack, region, project } = placement;
    const { authorities } = tls;
    const own = authorities !== undefined;
    const resource = new NetworkSecurityBackendAuthenticationConfig(this, "Default", {
      name: hashedName(this, stack, id, { region, own }),
      project,
      location: region,
      wellKnownRoots: own ? "NONE" : "PUBLIC_ROOTS",
      trustConfig: own ? trustConfig(this, id, placement, authorities) : undefined,
      labels: labelsOf(placement),
      lifecycle: { createBeforeDestroy: true },
    });
    this.link = `//networksecurity.googleapis.com/${resource.id}`;
  }
}
