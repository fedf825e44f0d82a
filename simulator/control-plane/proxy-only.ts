import { lastSegment } from "./resource-path";
import type { Subnetwork } from "./resources";
import type { View } from "./state";

/** Both names of the purpose; the older one may be changed to the newer one in place. */
const PROXY_ONLY = ["REGIONAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER"];

export function isProxyOnly({ purpose }: Subnetwork): boolean {
  return purpose !== undefined && PROXY_ONLY.includes(purpose);
}

type Home = Pick<Subnetwork, "network" | "region">;

/** In a Shared VPC the forwarding rule is in another project than the subnetwork: only the names of their regions agree. */
export function sameHome(left: Home, right: Home): boolean {
  return left.network === right.network && lastSegment(left.region ?? "") === lastSegment(right.region ?? "");
}

/** The other proxy-only subnetwork of a role in the same network and region. */
export function proxyOnlyBeside({ selfLink, ...home }: Subnetwork, role: string | undefined, state: View) {
  return state
    .all("subnetworks")
    .find((other) => other.selfLink !== selfLink && sameHome(other, home) && isProxyOnly(other) && other.role === role);
}

export function isPromoted(before: Subnetwork | undefined, after: Subnetwork): boolean {
  return isProxyOnly(after) && before?.role === "BACKUP" && after.role === "ACTIVE";
}
