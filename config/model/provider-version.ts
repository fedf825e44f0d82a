import type { Config } from "../schema/config";
import type { Model } from "./model";

/** What the bindings were made from, and the first major version that nobody has tried. */
const OLDEST = "6.50.0";
const BELOW = "8.0.0";

/** A feature that a later provider brought or fixed, with the version that has it. */
interface ProviderFeature {
  readonly feature: string;
  readonly since: string;
  readonly usedBy: (model: Model) => boolean;
  readonly source: string;
}

const FEATURES: readonly ProviderFeature[] = [
  {
    feature: "global access of an internal proxy can be changed",
    since: "7.3.0",
    usedBy: (model) => model.frontend.globalAccess,
    source: "hashicorp/terraform-provider-google#24312: an update that the API refuses before, a replacement since",
  },
];

export interface ProviderConstraint {
  /** As Terraform writes it: `>= 6.50.0, < 8.0.0`. */
  readonly version: string;
  readonly reasons: readonly string[];
}

/**
 * What the user wrote, or the oldest provider that does all that these regions use, below the first major version that nobody
 * has tried.
 */
export function providerConstraint({ provider }: Config, models: readonly Model[]): ProviderConstraint {
  if (provider !== undefined) return { version: provider.version, reasons: ["set by `provider.version`"] };
  const used = usedFeatures(models);
  const oldest = used.map(({ since }) => since).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), OLDEST);
  const reasons = used.map(({ feature, since }) => `${since}: ${feature}`);
  return {
    version: `>= ${oldest}, < ${BELOW}`,
    reasons: reasons.length > 0 ? reasons : [`${OLDEST}: what the bindings were made from`],
  };
}

/** What models use that a version constraint lets in too old a provider for. */
export function tooOldFor(models: readonly Model[], constraint: string): { feature: string; since: string }[] {
  const needed = [{ feature: "what the bindings were made from", since: OLDEST }, ...usedFeatures(models)];
  return needed.filter(({ since }) => !excludesBelow(constraint, since));
}

/** Whether a constraint lets in the first major version that nobody has tried, or a later one. */
export function allowsUntried(constraint: string): boolean {
  return !partsOf(constraint).some(({ operator, bound }) => {
    if (operator === "<") return compareVersions(bound, BELOW) <= 0;
    if (operator === "~>") return compareVersions(bound, BELOW) < 0 && bound.includes(".");
    return (operator === "=" || operator === "<=") && compareVersions(bound, BELOW) < 0;
  });
}

const usedFeatures = (models: readonly Model[]): readonly ProviderFeature[] =>
  FEATURES.filter(({ usedBy }) => models.some(usedBy));

function excludesBelow(constraint: string, version: string): boolean {
  return partsOf(constraint).some(
    ({ operator, bound }) => [">=", ">", "=", "~>"].includes(operator) && compareVersions(bound, version) >= 0,
  );
}

/** `>= 6.50, < 8` → each operator with its version. */
function partsOf(constraint: string): { readonly operator: string; readonly bound: string }[] {
  return constraint.split(",").map((part) => {
    const [, operator = "=", bound = "0"] = /^\s*(>=|<=|>|<|=|!=|~>)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    return { operator, bound };
  });
}

/** Below 0 when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
