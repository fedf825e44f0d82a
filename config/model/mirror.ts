import type { ActionConfig } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";
import type { Model } from "./model";

/**
 * What gets copies, and the percentage that the URL map says: a field that google-beta alone knows. An external one always says it,
 * since google does not see that a part has become all. Google names the field for external proxies: an internal one says it only
 * for a part.
 */
export function mirrorOf(
  mirror: ActionConfig["mirror"],
  { scheme }: Pick<Model, "scheme">,
): { readonly to: string; readonly percent?: number } | undefined {
  if (mirror === undefined) return undefined;
  const { to, percent = DEFAULTS.mirror.percent } = typeof mirror === "string" ? { to: mirror } : mirror;
  const isSaid = scheme === "EXTERNAL_MANAGED" || percent < 100;
  return percent === 0 ? undefined : { to, percent: isSaid ? percent : undefined };
}
