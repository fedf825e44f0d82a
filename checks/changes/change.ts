import type { Finding, FindingKind } from "../../config/finding";
import type { Analysis, AnalyzedRegion } from "../analysis";
import type { Violation } from "../rule";

/**
 * What a change does to what is deployed.
 *
 * - `fails`: Terraform or Google refuses it
 * - `interrupts`: some requests are lost while it is applied
 * - `exposes`: something serves for a while without what protects it, or from now on
 * - `replaces`: resources are replaced, and no request is lost
 * - `new-stack`: another stack with another address; the old one stays until it is destroyed
 * - `prepare`: something must be done beside the apply
 * - `unknown`: the file does not say what it does, and a rehearsal does
 */
export type Impact = "fails" | "interrupts" | "exposes" | "replaces" | "new-stack" | "prepare" | "unknown";

/** What a change will do, at a place of the new file. */
export interface ChangeFinding extends Finding {
  readonly impact: Impact;
}

/** Where a change of a kind does more than the kind usually does, it says so. */
export interface ChangeViolation extends Violation {
  readonly impact?: Impact;
}

/** One stack before and after. */
export interface StackChange {
  readonly before: AnalyzedRegion;
  readonly after: AnalyzedRegion;
}

/** A kind of change as `docs/rules.md` describes it. */
export interface ChangeInfo extends FindingKind {
  readonly impact: Impact;
}

/** A rule over each stack that there is before and after. */
export interface ChangeRule extends ChangeInfo {
  readonly check: (change: StackChange) => Iterable<ChangeViolation>;
}

/** A rule over each stack that there is only after. */
export interface FirstDeployRule extends ChangeInfo {
  readonly check: (region: AnalyzedRegion) => Iterable<ChangeViolation>;
}

/** A rule over the whole file. */
export interface FileChangeRule extends ChangeInfo {
  readonly check: (before: Analysis, after: Analysis) => Iterable<ChangeViolation>;
}
