import { referencesOf } from "../../routing/targets";
import type { UrlMap } from "../../routing/url-map";
import { collectionOf } from "./collections";
import { mapStringsAt } from "./json-object";
import type { BackendService, StoredUrlMap } from "./resources";
import type { View } from "./state";

const LINKS = Object.keys(collectionOf("urlMaps").references ?? {});

/** The URL map with other links to backend services. */
export function withServiceLinks(urlMap: UrlMap, change: (link: string) => string): UrlMap {
  return LINKS.reduce((map, field) => mapStringsAt(map, field, change), urlMap);
}

/** The backend services that a URL map sends traffic to. */
export function servicesOf(urlMap: StoredUrlMap | undefined, state: View): BackendService[] {
  return [...new Set(referencesOf(urlMap ?? {}))].flatMap((link) => state.get("backendServices", link) ?? []);
}

/** The URL map behind a target proxy, of either kind. */
export function urlMapOf(proxy: string | undefined, state: View): StoredUrlMap | undefined {
  const found = state.get("targetHttpProxies", proxy) ?? state.get("targetHttpsProxies", proxy);
  return state.get("urlMaps", found?.urlMap);
}
