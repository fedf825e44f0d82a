import { X509Certificate } from "node:crypto";
import type { DocumentPath, Finding } from "../finding";
import { isReference, isVariableReference, literally } from "../reference";
import type { Config } from "../schema/config";
import type { ShapeProblem } from "../schema/finding-kinds";
import { notACertificate, privateKeyInFile } from "../schema/messages";
import { readProblem } from "./files";
import { isCdktfNotation } from "./foreign-syntax";

/** Reads a file that is named beside the configuration. Throws what `readProblem` explains. */
export type ReadBeside = (path: string) => string;

type CertificateConfig = NonNullable<
  NonNullable<NonNullable<Config["frontend"]>["listeners"]>[number]["certificates"]
>[number];

/** Puts the texts of PEM files in the place of their names, and refuses what must not become part of Terraform JSON. */
export function embedCertificates(config: Config, readBeside: ReadBeside): { config: Config; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (path: DocumentPath, problem: ShapeProblem) => findings.push({ ...problem, severity: "error", path });

  const embed = (certificate: CertificateConfig, path: DocumentPath): CertificateConfig => {
    const { pem, privateKey } = certificate;
    if (privateKey !== undefined && !isVariableReference(privateKey))
      report([...path, "privateKey"], privateKeyInFile());
    if (pem === undefined || isReference(pem)) return certificate;
    try {
      const text = pem.includes("-----BEGIN") ? pem : literally(readBeside(pem));
      const problem = pemProblem(text, pem);
      if (problem) report([...path, "pem"], problem);
      return { ...certificate, pem: text };
    } catch (error) {
      report([...path, "pem"], {
        ...readProblem(error, "PEM files are named from the directory of the configuration"),
        id: "unreadable-certificate",
      });
      return certificate;
    }
  };

  const { frontend } = config;
  const listeners = frontend?.listeners?.map((listener, l) => {
    const certificates = listener.certificates?.map((certificate, c) =>
      embed(certificate, ["frontend", "listeners", l, "certificates", c]),
    );
    return { ...listener, ...(certificates && { certificates }) };
  });
  return { config: listeners ? { ...config, frontend: { ...frontend, listeners } } : config, findings };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What keeps a text from being a certificate and its chain; `name` is shown instead of it: it may be a secret. */
function pemProblem(text: string, name: string): ShapeProblem | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return privateKeyInFile();
  const blocks = isCdktfNotation(text) ? undefined : text.match(CERTIFICATE);
  return blocks?.every(isCertificate) ? undefined : notACertificate(name);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
