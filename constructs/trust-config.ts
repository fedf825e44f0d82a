import { CertificateManagerTrustConfig } from "@cdktf/provider-google/lib/certificate-manager-trust-config";
import type { Construct } from "constructs";
import { PEM_CERTIFICATES } from "../platform/facts";
import { hashedName } from "./names";
import { labelsOf, type Placement } from "./placement";

/** The authorities (PEM) whose certificates are trusted. Other ones take effect in place. */
export function trustConfig(scope: Construct, id: string, placement: Placement, authorities: string): string {
  const { stack, region, project } = placement;
  const resource = new CertificateManagerTrustConfig(scope, id, {
    name: hashedName(scope, stack, id, { region }),
    project,
    location: region,
    trustStores: [
      {
        trustAnchors: (authorities.match(PEM_CERTIFICATES) ?? [authorities]).map((pemCertificate) => ({
          pemCertificate,
        })),
      },
    ],
    labels: labelsOf(placement),
    lifecycle: { createBeforeDestroy: true },
  });
  return resource.id;
}
