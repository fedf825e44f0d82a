import { isBareName, parseLink, parsePlace, regionIn } from "../../config/place";

test.each([
  ["us-central1-a/llama", { location: "us-central1-a", zonal: true, name: "llama" }],
  ["us-central1-ai1a/llama", { location: "us-central1-ai1a", zonal: true, name: "llama" }],
  ["us-central1/llama", { location: "us-central1", zonal: false, name: "llama" }],
  ["llama", undefined],
  ["projects/p/zones/us-central1-a/instanceGroups/llama", undefined],
])("%s as a place", (text, place) => expect(parsePlace(text)).toEqual(place));

test.each([
  [
    "https://www.googleapis.com/compute/v1/projects/p/zones/us-central1-a/instanceGroups/llama",
    "p zones us-central1-a",
  ],
  ["//networksecurity.googleapis.com/projects/p/locations/us-central1/serverTlsPolicies/c", "p locations us-central1"],
  ["projects/p/global/networks/ai", "p global undefined"],
  ["certificates/ai", undefined],
])("%s as a link", (text, expected) => {
  const link = parseLink(text);
  expect(link && `${link.project} ${link.scope} ${link.location}`).toBe(expected);
});

test.each([
  ["us-central1-a", "us-central1"],
  ["us-central1-a/llama", "us-central1"],
  ["us-central1-ai1a", "us-central1"],
  ["projects/p/regions/us-central1/serviceAttachments/gemma", "us-central1"],
  ["us-central1-aiplatform.googleapis.com", "us-central1"],
  ["projects/p/global/networks/ai", undefined],
  ["llama", undefined],
  [`${"${var.group}"}`, undefined],
])("the region in %s", (text, region) => expect(regionIn(text)).toBe(region));

test("a bare name is neither a path nor a reference", () => {
  expect(["ai", "projects/p/global/networks/ai", `${"${var.vpc}"}`].map(isBareName)).toEqual([true, false, false]);
});
