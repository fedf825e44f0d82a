import { X509Certificate } from "node:crypto";
import { PEM_CERTIFICATES } from "../../platform/facts";
import type { DocumentPath, Finding } from "../finding";
import { isReference, isVariableReference, literally } from "../reference";
import type { Config } from "../schema/config";
import type { ShapeProblem } from "../schema/finding-kinds";
import { notACertificate, privateKeyInFile } from "../schema/messages";
import { readProblem } from "./files";
import { isCdktfNotation } from "./foreign-syntax";

/** Reads a file that is named beside the configuration. Throws what `readProblem` explains. */
export type ReadBeside = (path: string) => string;

type ListenerConfig = NonNullable<NonNullable<Config["frontend"]>["listeners"]>[number];
type CertificateConfig = NonNullable<ListenerConfig["certificates"]>[number];

/** Puts the texts of PEM files in the place of their names, and refuses what must not become part of Terraform JSON. */
export function embedCertificates(config: Config, readBeside: ReadBeside): { config: Config; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (path: DocumentPath, problem: ShapeProblem) => findings.push({ ...problem, severity: "error", path });

  /** The text of a PEM file; the text itself, or a reference, where that is given. */
  const textOf = (pem: string, path: DocumentPath): string => {
    if (isReference(pem)) return pem;
    try {
      const text = pem.includes("-----BEGIN") ? pem : literally(readBeside(pem));
      const problem = pemProblem(text, pem);
      if (problem) report(path, problem);
      return text;
    } catch (error) {
      report(path, {
        ...readProblem(error, "PEM files are named from the directory of the configuration"),
        id: "unreadable-certificate",
      });
      return pem;
    }
  };

  const embed = (certificate: CertificateConfig, path: DocumentPath): CertificateConfig => {
    const { pem, privateKey } = certificate;
    if (privateKey !== undefined && !isVariableReference(privateKey))
      report([...path, "privateKey"], privateKeyInFile());
    return pem === undefined ? certificate : { ...certificate, pem: textOf(pem, [...path, "pem"]) };
  };

  const withAuthorities = ({ tls }: ListenerConfig, l: number): Pick<ListenerConfig, "tls"> | undefined => {
    const authorities = tls?.clientCertificates?.authorities;
    if (authorities === undefined) return undefined;
    const path = ["frontend", "listeners", l, "tls", "clientCertificates", "authorities"];
    return {
      tls: { ...tls, clientCertificates: { ...tls?.clientCertificates, authorities: textOf(authorities, path) } },
    };
  };

  const workloads = Object.entries(config.workloads).map(([id, workload]) => {
    const { tls } = workload;
    if (tls?.authorities === undefined) return [id, workload];
    return [
      id,
      { ...workload, tls: { ...tls, authorities: textOf(tls.authorities, ["workloads", id, "tls", "authorities"]) } },
    ];
  });

  const { frontend } = config;
  const listeners = frontend?.listeners?.map((listener, l) => {
    const certificates = listener.certificates?.map((certificate, c) =>
      embed(certificate, ["frontend", "listeners", l, "certificates", c]),
    );
    return { ...listener, ...(certificates && { certificates }), ...withAuthorities(listener, l) };
  });
  const embedded = { ...config, workloads: Object.fromEntries(workloads) };
  return { config: listeners ? { ...embedded, frontend: { ...frontend, listeners } } : embedded, findings };
}

/** What keeps a text from being a certificate and its chain; `name` is shown instead of it: it may be a secret. */
function pemProblem(text: string, name: string): ShapeProblem | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return privateKeyInFile();
  const blocks = isCdktfNotation(text) ? undefined : text.match(PEM_CERTIFICATES);
  return blocks?.every(isCertificate) ? undefined : notACertificate(name);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
