import type { ChangeFinding, Impact } from "../../../checks/changes/change";
import type { Expected } from "./matrix";

const WORST_FIRST: readonly (readonly [Impact, Expected])[] = [
  ["fails", "fails"],
  ["interrupts", "interrupts"],
  ["exposes", "exposes"],
  ["new-stack", "new stack"],
];

/** The worst that was announced. */
export function announced(findings: readonly ChangeFinding[]): Expected {
  return WORST_FIRST.find(([impact]) => findings.some((finding) => finding.impact === impact))?.[1] ?? "none";
}
