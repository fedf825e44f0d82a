import { secondsOf } from "../duration";
import { servicesOf, targetsOf } from "../targets";
import type { UrlMap } from "../url-map";

/** The longest timeout in seconds that any rule or default of a URL map gives each service; absent where none gives one. */
export function longestTimeouts(map: UrlMap): Map<string, number> {
  const longest = new Map<string, number>();
  for (const target of targetsOf(map)) {
    const { timeout } = target.routeAction ?? {};
    if (timeout === undefined) continue;
    const seconds = secondsOf(timeout);
    for (const service of servicesOf(target)) longest.set(service, Math.max(longest.get(service) ?? 0, seconds));
  }
  return longest;
}
