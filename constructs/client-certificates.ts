import { NetworkSecurityServerTlsPolicy } from "@cdktf/provider-google/lib/network-security-server-tls-policy";
import { Construct } from "constructs";
import type { ClientCertificates as ClientCertificatesModel } from "../config/model/model";
import { hashedName } from "./names";
import { labelsOf, type Placement } from "./placement";
import { trustConfig } from "./trust-config";

/** The authorities whose client certificates a listener trusts. */
export class ClientCertificates extends Construct {
  /** The link of the server TLS policy. */
  readonly policy: string;

  constructor(scope: Construct, id: string, placement: Placement, clientCertificates: ClientCertificatesModel) {
    super(scope, id);
    if ("existing" in clientCertificates) {
      this.policy = clientCertificates.existing;
      return;
    }
    const { stack, region, project } = placement;
    const { authorities, mode } = clientCertificates;
    const policy = new NetworkSecurityServerTlsPolicy(this, "Default", {
      name: hashedName(this, stack, id, { region, mode }),
      project,
      location: region,
      mtlsPolicy: {
        clientValidationMode: mode,
        clientValidationTrustConfig: trustConfig(this, id, placement, authorities),
      },
      labels: labelsOf(placement),
      lifecycle: { createBeforeDestroy: true },
    });
    this.policy = policy.id;
  }
}
