import { X509Certificate } from "node:crypto";
import { PEM_CERTIFICATES } from "../../platform/facts";
import type { DocumentPath, Finding } from "../finding";
import { attempt } from "../reason";
import { isReference, isVariableReference, literally } from "../reference";
import type { Config } from "../schema/config";
import type { ShapeProblem } from "../schema/finding-kinds";
import { notACertificate, privateKeyInFile } from "../schema/messages";
import { readProblem } from "./files";
import { isCdktfNotation } from "./foreign-syntax";

/** Reads a file that is named beside the configuration. Throws what `readProblem` explains. */
export type ReadBeside = (path: string) => string;

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

  /** Words for certificates, wherever they stand in a part of the file that has no names of the user's own. */
  const embed = <T>(value: T, path: DocumentPath): T => {
    const word = path.at(-1);
    if (typeof value === "string") {
      if (word === "privateKey" && !isVariableReference(value)) report(path, privateKeyInFile());
      return (word === "pem" || word === "authorities" ? textOf(value, path) : value) as T;
    }
    if (Array.isArray(value)) return value.map((item, i) => embed(item, [...path, i])) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, embed(item, [...path, key])])) as T;
  };

  const workloads = Object.entries(config.workloads).map(([id, workload]) => {
    const { tls } = workload;
    return [id, tls === undefined ? workload : { ...workload, tls: embed(tls, ["workloads", id, "tls"]) }];
  });
  const frontend = config.frontend && { frontend: embed(config.frontend, ["frontend"]) };
  return { config: { ...config, workloads: Object.fromEntries(workloads), ...frontend }, findings };
}

/** What keeps a text from being a certificate and its chain; `name` is shown instead of it: it may be a secret. */
function pemProblem(text: string, name: string): ShapeProblem | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return privateKeyInFile();
  const blocks = isCdktfNotation(text) ? undefined : text.match(PEM_CERTIFICATES);
  return blocks?.every(isCertificate) ? undefined : notACertificate(name);
}

/**
 * The names that the certificate of a listener is for: those that it lists, as Go, Python and browsers look at no other. Nothing
 * where it is not known yet.
 */
export function certifiedNames(pem: string): readonly string[] | undefined {
  const [own = ""] = pem.match(PEM_CERTIFICATES) ?? [];
  const certificate = attempt(() => new X509Certificate(own));
  if (certificate === undefined) return undefined;
  return (certificate.subjectAltName ?? "")
    .split(", ")
    .flatMap((one) => (one.startsWith("DNS:") ? one.slice(4).toLowerCase() : []));
}

const isCertificate = (pem: string): boolean => attempt(() => new X509Certificate(pem).subject) !== undefined;
