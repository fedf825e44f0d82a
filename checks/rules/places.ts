import { contains, isPrivate, parseRange, type Range } from "../../config/cidr";
import { type DocumentPath, formatValue } from "../../config/finding";
import { parseLink, regionOfZone, ZONE } from "../../config/place";
import { nearest } from "../../config/schema/suggest";
import { REGIONS, REGIONS_AS_OF, zoneLettersOf } from "../../platform/regions";
import { type BackendEntry, endpointAddresses } from "../context";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";

/** The machine itself, one link, groups and what is reserved. */
const NOBODY = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32"].flatMap(
  (range) => parseRange(range) ?? [],
);
const isNobody = (address: Range): boolean => NOBODY.some((range) => contains(range, address));

export const PLACE_RULES: Rules = {
  "unknown-region": {
    severity: "warning",
    title: "A region that Google does not list",
    why: "A misspelt region is refused in the middle of an apply. The list here has a date: a new region is not in it.",
    fix: "Correct the name. If the region is new, suppress this.",
    source: SOURCES.regions,
    *check({ config }) {
      const named = config.regions ?? (config.region === undefined ? [] : [config.region]);
      for (const [i, region] of named.entries()) {
        if (REGIONS.includes(region)) continue;
        const meant = nearest(region, REGIONS);
        yield at(config.regions === undefined ? ["region"] : ["regions", i], {
          what: `${formatValue(region)} is no region that was known here in ${REGIONS_AS_OF}`,
          fix: `${meant === undefined ? "`gcloud compute regions list` names them." : `did you mean ${formatValue(meant)}?`} If it is new, suppress this`,
        });
      }
    },
  },
  "unknown-zone": {
    severity: "warning",
    title: "A zone that its region does not have",
    why: "The group, instance or endpoint cannot be there: the apply fails in the middle. The list here has a date: a new zone is not in it.",
    fix: "Correct the zone. If it is new, suppress this.",
    source: SOURCES.regions,
    *check({ backends }) {
      for (const backend of backends)
        for (const [zone, path] of zonesOf(backend)) {
          const region = regionOfZone(zone);
          const letters = zoneLettersOf(region);
          if (REGIONS.includes(region) && !letters.includes(zone.slice(-1)))
            yield at(path, {
              what: `${zone} is no zone that was known here in ${REGIONS_AS_OF}`,
              fix: `${region} has ${[...letters].map((letter) => `${region}-${letter}`).join(", ")}; if it is new, suppress this`,
            });
        }
    },
  },
  "unreachable-address": {
    severity: "error",
    title: "An endpoint that no other machine can reach",
    why: "Addresses of the machine itself, of one link, of a group or of nobody lead nowhere from the proxies.",
    fix: "Write the address that the endpoint has in its network.",
    source: "https://www.iana.org/assignments/iana-ipv4-special-registry",
    *check({ backends }) {
      for (const [ip, path] of backends.flatMap((backend) => [...endpointAddresses(backend)])) {
        const address = parseRange(ip);
        if (address && isNobody(address))
          yield at(path, { what: `${ip} is no address of another machine: the proxies reach nobody there` });
      }
    },
  },
  "public-hybrid-address": {
    severity: "warning",
    title: "A hybrid endpoint with a public address",
    why: "Hybrid endpoints are reached over VPN or Interconnect, from addresses inside: a public address there is one that your own network uses, or it is never reached.",
    fix: "Write `internet: { ip: … }` for an endpoint on the internet; where your own network uses this range, suppress this.",
    source: SOURCES.hybrid,
    *check({ backends }) {
      for (const backend of backends)
        for (const [ip, path] of backend.kind === "hybridEndpoints" ? endpointAddresses(backend) : []) {
          const address = parseRange(ip);
          if (address && !isPrivate(address) && !isNobody(address))
            yield at(path, {
              what: `${ip} is a public address; hybrid endpoints are reached over VPN or Interconnect only`,
            });
        }
    },
  },
};

/** Every zone that a backend names, with its place. */
function zonesOf({ words, path }: BackendEntry): [string, DocumentPath][] {
  const { instanceGroup, neg, instances = [], gke, zonalEndpoints, hybridEndpoints } = words;
  const named: [string | undefined, DocumentPath][] = [
    [instanceGroup, [...path, "instanceGroup"]],
    [neg, [...path, "neg"]],
    ...instances.map((text, i): [string, DocumentPath] => [text, [...path, "instances", i]]),
    ...(gke?.zones ?? []).map((zone, i): [string, DocumentPath] => [zone, [...path, "gke", "zones", i]]),
    [zonalEndpoints?.zone, [...path, "zonalEndpoints", "zone"]],
    [hybridEndpoints?.zone, [...path, "hybridEndpoints", "zone"]],
  ];
  return named.flatMap(([text = "", place]): [string, DocumentPath][] => {
    const zone = parseLink(text)?.location ?? text.replace(/\/.*/, "");
    return ZONE.test(zone) ? [[zone, place]] : [];
  });
}
