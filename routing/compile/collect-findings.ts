import type { DocumentPath, Finding } from "../../config/finding";
import type { ShapeProblem } from "../../config/schema/finding-kinds";
import { compareDocumentPaths } from "../order";
import type { RoutingProblem } from "./finding-kinds";

/** Takes a problem at a place. */
export type Report = (
  severity: Finding["severity"],
  path: DocumentPath,
  problem: RoutingProblem | ShapeProblem,
) => void;

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
