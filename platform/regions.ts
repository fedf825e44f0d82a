/**
 * The regions that Google lists for everybody, read in October 2026. One that is not here is younger, or closed to most.
 * @see https://cloud.google.com/compute/docs/regions-zones
 */
export const REGIONS: readonly string[] = [
  "africa-south1",
  ...["east1", "east2", "northeast1", "northeast2", "northeast3", "south1", "south2"].map((name) => `asia-${name}`),
  ...["southeast1", "southeast2", "southeast3"].map((name) => `asia-${name}`),
  ...["southeast1", "southeast2"].map((name) => `australia-${name}`),
  ...["central2", "north1", "north2", "southwest1"].map((name) => `europe-${name}`),
  ...[1, 2, 3, 4, 6, 8, 9, 10, 12].map((number) => `europe-west${number}`),
  ...["central1", "central2", "west1"].map((name) => `me-${name}`),
  ...["northeast1", "northeast2", "south1"].map((name) => `northamerica-${name}`),
  ...["east1", "west1"].map((name) => `southamerica-${name}`),
  ...["central1", "east1", "east4", "east5", "south1", "west1", "west2", "west3", "west4"].map((name) => `us-${name}`),
];

/**
 * When the regions and zones were read.
 * @see https://cloud.google.com/compute/docs/regions-zones
 */
export const REGIONS_AS_OF = "2026-10";

/**
 * Where a health check for Cloud DNS asks from: exactly three regions, whichever they are. Of three continents, so that one of them
 * alone decides nothing.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/healthChecks
 */
export const DNS_PROBE_REGIONS = ["us-central1", "europe-west1", "asia-southeast1"] as const;

const LETTERS: Readonly<Record<string, string>> = { "europe-west1": "bcd", "us-central1": "abcf", "us-east1": "bcd" };

/**
 * The zones of a region, by their letters. An AI zone, as in `us-central1-ai1a`, ends in the letter of its parent zone.
 * @see https://cloud.google.com/compute/docs/regions-zones/ai-zones
 */
export const zoneLettersOf = (region: string): string => LETTERS[region] ?? "abc";
