import { certifiedNames } from "../../config/document/pem";
import { type DocumentPath, formatValue } from "../../config/finding";
import { formatYaml } from "../../config/format";
import { regionalNames } from "../../config/model/dns";
import { authorizedDomain, sanitize } from "../../config/model/ids";
import { keepsKeysOut } from "../../config/model/provider-version";
import { isReference } from "../../config/reference";
import { PEM_FINDINGS } from "../../config/schema/finding-kinds";
import { notACertificate, privateKeyInFile } from "../../config/schema/messages";
import { MOST_CERTIFICATES } from "../../platform/facts";
import { type Context, type ListenerEntry, writtenCertificates, writtenHosts } from "../context";
import { at, type Rules, repeats } from "../rule";
import { SOURCES } from "./sources";

/** A proxy takes certificates of one of the two services. */
const LIMITS = {
  Compute: MOST_CERTIFICATES.compute,
  "Certificate Manager": MOST_CERTIFICATES.certificateManager,
} as const;
const NEAR = 0.8;

export const CERTIFICATE_RULES: Rules = {
  "mixed-certificates": {
    severity: "error",
    title: "Compute and Certificate Manager certificates in one listener",
    why: "A target HTTPS proxy takes certificates of one of the two services.",
    fix: "Keep one kind; certificates of Certificate Manager are `managed`, or `existing: certificates/NAME`.",
    source: SOURCES.certificates,
    *check({ listeners }) {
      for (const listener of listeners) {
        const all = listedCertificates(listener);
        const compute = all.find(({ service }) => service === "Compute");
        const manager = all.find(({ service }) => service === "Certificate Manager");
        if (compute && manager)
          yield at([...listener.path, "certificates"], {
            what: `Compute certificates (${formatValue(compute.value)}) and Certificate Manager certificates (${formatValue(manager.value)}) in one listener; a proxy takes one of the two`,
          });
      }
    },
  },
  "too-many-certificates": {
    severity: "error",
    title: "More certificates than a listener takes",
    why: "A target HTTPS proxy takes 15 Compute certificates or 100 of Certificate Manager.",
    fix: "Remove some, or use Certificate Manager.",
    source: SOURCES.quotas,
    *check({ listeners }) {
      for (const { path, count, max, service } of counts(listeners))
        if (count > max)
          yield at(path, {
            what: `${count} certificates; a listener takes ${max} ${service} certificates`,
            fix: `remove ${count - max}, or serve them from another listener`,
          });
    },
  },
  "nearly-too-many-certificates": {
    severity: "warning",
    title: "Nearly as many certificates as a listener takes",
    why: "A target HTTPS proxy takes 15 Compute certificates or 100 of Certificate Manager, and the limit cannot be raised.",
    fix: "Plan for another proxy before the list is full.",
    source: SOURCES.quotas,
    *check({ listeners }) {
      for (const { path, count, max, service } of counts(listeners))
        if (count >= max * NEAR && count <= max)
          yield at(path, { what: `${count} of the ${max} ${service} certificates that a listener takes` });
    },
  },
  "certificate-collision": {
    severity: "error",
    title: "Two domains whose certificates would have one name",
    why: "The name of a managed certificate is its domain with hyphens for dots.",
    fix: "Use an `existing` certificate for one of the two.",
    source: SOURCES.design,
    *check({ listeners }) {
      const managed = listeners
        .flatMap(listedCertificates)
        .filter(({ path }) => path.includes("managed"))
        .map(({ value, path }) => ({ domain: authorizedDomain(value), path }));
      for (const [{ domain, path }, first] of repeats(managed, (one) => sanitize(one.domain)))
        if (first.domain !== domain)
          yield at(path, {
            what: `the certificates of ${domain} and ${first.domain} would both be named ${sanitize(domain)}`,
          });
    },
  },
  "private-key-in-file": {
    ...PEM_FINDINGS["private-key-in-file"],
    *check({ listeners }) {
      for (const { pem, privateKey, path } of writtenCertificates(listeners)) {
        if (privateKey !== undefined && !isReference(privateKey)) yield at([...path, "privateKey"], privateKeyInFile());
        if (pem !== undefined && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
          yield at([...path, "pem"], privateKeyInFile());
      }
    },
  },
  "private-key-in-state": {
    severity: "warning",
    title: "A private key that Terraform's state keeps",
    why: "Google provider 7.20 takes a key without keeping it, with Terraform or OpenTofu 1.11; an older one writes it into the state in clear text, for everybody who reads that.",
    fix: "Remove `provider`, or raise its lower bound to 7.20.0. Whoever read the state may have the key: take another one.",
    source: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only",
    *check({ config, listeners }) {
      const version = config.provider?.version;
      if (version === undefined || keepsKeysOut(version)) return;
      for (const { pem, path } of writtenCertificates(listeners))
        if (pem !== undefined)
          yield at([...path, "privateKey"], {
            what: `${formatValue(version)} allows a google provider older than 7.20.0, so that Terraform's state keeps the key in clear text`,
            fix: 'remove `provider`, or write `version: ">= 7.20.0, < 8.0.0"`; Terraform must be 1.11 at least',
          });
    },
  },
  "not-a-certificate": {
    ...PEM_FINDINGS["not-a-certificate"],
    *check({ listeners }) {
      for (const { pem, path } of writtenCertificates(listeners))
        if (pem !== undefined && !isReference(pem) && !pem.includes("-----BEGIN CERTIFICATE-----"))
          yield at([...path, "pem"], notACertificate(pem));
    },
  },
  "weak-tls": {
    severity: "warning",
    title: "TLS older than 1.2",
    why: "TLS 1.0 and 1.1 are given up by browsers and forbidden by most standards.",
    fix: 'Write `minVersion: "1.2"`, or leave it out.',
    source: SOURCES.sslPolicies,
    *check({ listeners }) {
      for (const { path, words } of listeners) {
        const version = words.tls?.minVersion;
        if (version === "1.0" || version === "1.1")
          yield at([...path, "tls", "minVersion"], {
            what: `clients may use TLS ${version}, which browsers and standards have given up`,
          });
      }
    },
  },
  "tls-profile": {
    severity: "error",
    title: "A TLS profile that does not go with the version",
    why: "The Compute API takes `TLS_1_3` with the profile RESTRICTED alone, and FIPS_202205 with `TLS_1_2` alone, which lets TLS 1.3 in.",
    fix: "Leave `profile` out: with TLS 1.3 it is `restricted`. With `fips`, leave `minVersion` out.",
    source: "https://cloud.google.com/compute/docs/reference/rest/v1/regionSslPolicies",
    *check({ listeners }) {
      for (const { words, path } of listeners) {
        const { minVersion = "1.2", profile = "restricted" } = words.tls ?? {};
        if (profile === "fips" && minVersion !== "1.2")
          yield at([...path, "tls", "minVersion"], {
            what: `\`profile: fips\` goes with TLS 1.2 as the oldest version alone, not with ${minVersion}`,
            fix: `remove \`minVersion\`: TLS 1.3 is let in too${minVersion === "1.3" ? "; for TLS 1.3 alone, write `profile: restricted`" : ""}`,
          });
        else if (minVersion === "1.3" && profile !== "restricted")
          yield at([...path, "tls", "profile"], {
            what: `\`minVersion: "1.3"\` goes with the profile restricted alone, not with ${profile}`,
            fix: "remove `profile`, or write `profile: restricted`",
          });
      }
    },
  },
  "host-without-certificate": {
    severity: "warning",
    title: "A host that no certificate is for",
    why: "Clients refuse a connection whose certificate is for another name.",
    fix: "Add one that lists it as a subject alternative name: clients look at no common name.",
    source: SOURCES.certificates,
    *check({ config, listeners, regions }) {
      for (const { words, port } of listeners) {
        const list = words.certificates ?? [];
        const known = list.map(({ managed, pem }) => managed ?? (pem === undefined ? undefined : certifiedNames(pem)));
        if (list.length === 0 || known.includes(undefined)) continue;
        const domains = known.flatMap((names) => names ?? []);
        const isManaged = list.some(({ managed }) => managed !== undefined);
        for (const { host, path } of writtenHosts(config)) {
          const name = host.replace(/:\d+$/, "");
          // Google makes those of a host's further names beside its managed one.
          const aliases = isManaged ? [] : regions.flatMap(({ model }) => regionalNames(config, model.region, name));
          const lacking = [name, ...aliases].filter((one) => !domains.some((domain) => meet(one, domain)));
          if (name === "*" || lacking.length === 0) continue;
          // Of the names that such a pattern stands for, a certificate is for those one label below a domain.
          const domain = name.startsWith("*") ? name.replace(/^\*[^.]*/, "*") : name;
          yield at(path, {
            what: `no certificate of port ${port} is for ${lacking.map(formatValue).join(", ")}: clients will refuse the connection`,
            ...(isManaged && { fix: `add it: \`managed: [${formatYaml(domain)}]\`` }),
          });
        }
      }
    },
  },
};

/** Whether a host's pattern and a certificate's domain have a name in common; the domain's star is one label. */
function meet(host: string, domain: string): boolean {
  const [suffix, below] = [host, domain].map((text) => (text.startsWith("*") ? text.slice(1) : undefined));
  if (below === undefined) return suffix === undefined ? host === domain : domain.endsWith(suffix);
  const ending = suffix ?? host;
  if (!ending.endsWith(below)) return suffix !== undefined && below.endsWith(suffix);
  return !ending.slice(0, -below.length).includes(".");
}

interface ListedCertificate {
  readonly service: keyof typeof LIMITS;
  /** What it is: a domain, a name or path, a PEM text. */
  readonly value: string;
  readonly path: DocumentPath;
}

/** Each certificate of a listener, a managed one for each of its domains. */
export function listedCertificates({ path, words }: ListenerEntry): ListedCertificate[] {
  return (words.certificates ?? []).flatMap(({ managed, existing, pem }, i): ListedCertificate[] => {
    const place = [...path, "certificates", i];
    if (managed !== undefined)
      return managed.map((value, d) => ({ service: "Certificate Manager", value, path: [...place, "managed", d] }));
    if (existing !== undefined) {
      const service = /(?:^|\/)certificates\//.test(existing) ? "Certificate Manager" : "Compute";
      return [{ service, value: existing, path: [...place, "existing"] }];
    }
    return pem === undefined ? [] : [{ service: "Compute", value: pem, path: [...place, "pem"] }];
  });
}

function* counts(listeners: Context["listeners"]) {
  for (const listener of listeners)
    for (const [service, max] of Object.entries(LIMITS))
      yield {
        path: [...listener.path, "certificates"],
        count: listedCertificates(listener).filter((one) => one.service === service).length,
        max,
        service,
      };
}
