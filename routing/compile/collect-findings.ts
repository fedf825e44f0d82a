import type { DocumentPath, Finding, Problem } from "../../config/finding";
import { compareDocumentPaths } from "../order";

/** Takes a problem at a place. */
export type Report = (severity: Finding["severity"], path: DocumentPath, problem: Problem) => void;

/** A place for findings that keeps each once, however often it is found: on every host of a group, in every match of a rule. */
export function collectFindings(): { readonly report: Report; readonly findings: () => Finding[] } {
  const found = new Map<string, Finding>();
  return {
    report: (severity, path, problem) => {
      const finding = { ...problem, severity, path };
      found.set(JSON.stringify([path, problem.id, problem.what]), finding);
    },
    findings: () => [...found.values()].sort((a, b) => compareDocumentPaths(a.path, b.path)),
  };
}
