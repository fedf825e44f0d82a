import type { Finding, FindingInfo } from "../../config/finding";
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
export type ChangeViolation = Violation & { readonly impact?: Impact };

/** One stack before and after. */
export interface StackChange {
  readonly before: AnalyzedRegion;
  readonly after: AnalyzedRegion;
}

/** A kind of change as `docs/rules.md` describes it: always a warning. */
export interface ChangeInfo extends Omit<FindingInfo, "severity"> {
  readonly impact: Impact;
}

export interface ChangeRule<Args extends readonly unknown[]> extends ChangeInfo {
  readonly check: (...args: Args) => Iterable<ChangeViolation>;
}

/** Rules, by their ids, over each stack that there is before and after. */
export type ChangeRules = Readonly<Record<string, ChangeRule<[change: StackChange]>>>;

/** Rules over each stack that there is only after. */
export type FirstDeployRules = Readonly<Record<string, ChangeRule<[region: AnalyzedRegion]>>>;

/** Rules over the whole file. */
export type FileChangeRules = Readonly<Record<string, ChangeRule<[before: Analysis, after: Analysis]>>>;
