import { type DocumentPath, formatValue } from "../../config/finding";
import { parseLink, regionOfZone, ZONE } from "../../config/place";
import { nearest } from "../../config/schema/suggest";
import { REGIONS, REGIONS_AS_OF, zoneLettersOf } from "../../platform/regions";
import type { BackendEntry } from "../context";
import { at, type Rule } from "../rule";
import { SOURCES } from "./sources";

export const PLACE_RULES: readonly Rule[] = [
  {
    id: "unknown-region",
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
  {
    id: "unknown-zone",
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
];

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
