import { distinctNames, type ServiceIdentity } from "../service-identity";
import { renameServices } from "../targets";
import type { UrlMap } from "../url-map";
import type { NamedUrlMap } from "./named-url-map";

/** The services of one document, collected while it is read, and named once all are known. */
export interface Services {
  /** A text that stands for the service in a URL map until {@link finish}. */
  readonly add: (identity: ServiceIdentity) => string;
  /** The URL map with names that people know, as short as they are unambiguous. */
  readonly finish: (map: UrlMap) => Pick<NamedUrlMap, "map" | "services">;
}

export function createServices(): Services {
  const found = new Map<string, ServiceIdentity>();
  return {
    add: (identity) => {
      const key = JSON.stringify(identity);
      found.set(key, identity);
      return key;
    },
    finish: (map) => {
      const names = distinctNames([...found.values()]);
      const nameOf = new Map([...found.keys()].map((key, i) => [key, names[i] ?? key]));
      return {
        map: renameServices(map, (key) => nameOf.get(key) ?? key),
        services: new Map([...found].map(([key, identity]) => [nameOf.get(key) ?? key, identity])),
      };
    },
  };
}
