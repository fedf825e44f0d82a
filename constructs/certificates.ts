import { CertificateManagerCertificate } from "@cdktf/provider-google/lib/certificate-manager-certificate";
import { CertificateManagerDnsAuthorization } from "@cdktf/provider-google/lib/certificate-manager-dns-authorization";
import { DnsRecordSet } from "@cdktf/provider-google/lib/dns-record-set";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { makesAuthorizationRecord } from "../config/model/dns-records";
import { authorizedDomain, certificateId, sanitize } from "../config/model/ids";
import type { Certificate, Model } from "../config/model/model";
import { keepsKeysOut } from "../config/model/provider-version";
import { isReference } from "../config/reference";
import { contentHash, freeId, hashedName, plainName, resolved } from "./names";
import { labelsOf, type Placement, requiredProject } from "./placement";
import { providerRange } from "./provider-range";
import { RawResource } from "./raw-resource";

/** Links by what a target HTTPS proxy takes; it takes one of the two kinds. */
export interface CertificateLinks {
  readonly sslCertificates: string[];
  readonly certificateManagerCertificates: string[];
}

/** A DNS record that proves to Google that a domain is yours. */
export interface DnsAuthorizationRecord {
  readonly domain: string;
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

/** Seconds. Nobody but Google asks for it. */
const AUTHORIZATION_TTL = 300;

/** The certificates of a proxy's HTTPS listeners; each is made once, whoever serves it. */
export class Certificates extends Construct {
  readonly dnsAuthorizationRecords: DnsAuthorizationRecord[] = [];
  private readonly made = new Map<string, string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly placement: Placement & Pick<Model, "dns">,
  ) {
    super(scope, id);
  }

  /** The links of some certificates, which are made when they are new. */
  linksOf(certificates: readonly Certificate[]): CertificateLinks {
    const links: CertificateLinks = { sslCertificates: [], certificateManagerCertificates: [] };
    for (const certificate of certificates) {
      const compute = certificate.kind === "compute" || certificate.kind === "pem";
      links[compute ? "sslCertificates" : "certificateManagerCertificates"].push(this.linkOf(certificate));
    }
    return links;
  }

  private linkOf(certificate: Certificate): string {
    const { region } = this.placement;
    switch (certificate.kind) {
      case "compute":
        return this.path(certificate.existing, `regions/${region}/sslCertificates`);
      case "certificateManager":
        return this.path(certificate.existing, `locations/${region}/certificates`);
      case "pem":
        return this.once(`pem ${certificate.certificate}`, () => this.pem(certificate));
      case "managed":
        return this.once(`managed ${certificate.domain}`, () => this.managed(certificate.domain));
    }
  }

  private once(key: string, make: () => string): string {
    const link = this.made.get(key) ?? make();
    this.made.set(key, link);
    return link;
  }

  private pem({ certificate, privateKey }: Certificate & { kind: "pem" }): string {
    const { stack, region, project } = this.placement;
    // A private key never counts: it must not be read, and it changes together with its certificate.
    const version = contentHash(this, "-", { certificate });
    const id = `pem-${version}`;
    // The stack may override its range until it is synthesized.
    const writeOnly = () => (keepsKeysOut(providerRange(this)) ? true : undefined);
    const lazily = (produce: () => string | undefined) => Lazy.stringValue({ produce });
    const digits = () => this.digitsOf(certificate) ?? version;
    // A key that was in the state leaves it by a replacement, which needs another name.
    const name = () => {
      const known = hashedName(this, stack, id, { region, certificate, writeOnly: writeOnly() });
      return writeOnly() && digits() !== version ? known.slice(0, -version.length) + digits() : known;
    };
    const resource = new RawResource(this, id, {
      type: "google_compute_region_ssl_certificate",
      attributes: {
        name: lazily(name),
        project,
        region,
        certificate,
        private_key: lazily(() => (writeOnly() ? undefined : privateKey)),
        private_key_wo: lazily(() => (writeOnly() ? privateKey : undefined)),
        private_key_wo_version: lazily(() => (writeOnly() ? digits() : undefined)),
      },
      lifecycle: { createBeforeDestroy: true },
    });
    return resource.id;
  }

  /** Digits for what a reference holds, which Terraform alone knows: another certificate needs another name. */
  private digitsOf(certificate: string): string | undefined {
    const [, expression] = /^\$\{([^{}]+)\}$/.exec(String(resolved(this, certificate))) ?? [];
    return expression && `\${substr(sha256(${expression}), 0, 8)}`;
  }

  /** One certificate per domain under a name that stays: another domain must never put this one back to PROVISIONING. */
  private managed(domain: string): string {
    const { stack, region, project } = this.placement;
    const bare = authorizedDomain(domain);
    const authorization = this.once(`authorization ${bare}`, () => this.authorization(bare));
    const id = certificateId(domain);
    const resource = new CertificateManagerCertificate(this, freeId(this, id), {
      name: plainName(stack, id),
      project,
      location: region,
      managed: { domains: [domain], dnsAuthorizations: [authorization] },
      labels: labelsOf(this.placement),
      lifecycle: { createBeforeDestroy: true },
    });
    return resource.id;
  }

  private authorization(domain: string): string {
    const { stack, region, project } = this.placement;
    const id = sanitize(domain);
    const authorization = new CertificateManagerDnsAuthorization(this, freeId(this, `${id}-authorization`), {
      name: plainName(stack, id),
      project,
      location: region,
      domain,
      labels: labelsOf(this.placement),
      lifecycle: { createBeforeDestroy: true },
    });
    const record = authorization.dnsResourceRecord.get(0);
    if (makesAuthorizationRecord(this.placement, domain)) this.authorizationRecord(authorization, record);
    else this.dnsAuthorizationRecords.push({ domain, name: record.name, type: record.type, data: record.data });
    return authorization.id;
  }

  /**
   * Google may give the authorizations of a domain in several regions one name: whoever comes later replaces what is there by the
   * same, and nobody takes it away.
   */
  private authorizationRecord(
    { node }: CertificateManagerDnsAuthorization,
    { name, data }: Pick<DnsAuthorizationRecord, "name" | "data">,
  ): void {
    const { dns, project } = this.placement;
    const record = new DnsRecordSet(this, freeId(this, node.id), {
      managedZone: dns?.zone.name ?? "",
      project: dns?.zone.project ?? project,
      name,
      type: "CNAME",
      ttl: AUTHORIZATION_TTL,
      rrdatas: [data],
    });
    record.addOverride("deletion_policy", "ABANDON");
  }

  /** A name, `kind/name` or full path, as a full path. */
  private path(text: string, collection: string): string {
    if (isReference(text) || text.includes("projects/")) return text;
    return `projects/${requiredProject(this.placement, text)}/${collection}/${text.split("/").at(-1)}`;
  }
}
