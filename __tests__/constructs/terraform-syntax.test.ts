import fc from "fast-check";
import { jsonSchema } from "../../config/schema/json-schema";
import {
  afterStrikes,
  MARK,
  meantBy,
  PASSED,
  REFUSED,
  readByTerraform,
  strikes,
  struck,
} from "../support/arbitraries/terraform-syntax";
import { accepted, DOCUMENTS, placesIn, textPlaces } from "../support/config/every-word";
import { stacksOf } from "../support/project";
import { runs } from "../support/runs";

const RUNS = runs(40);
/** A file that fails once fails always; `PROPERTY_FACTOR` tries more. */
const SEED = 11;

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}

test("the files have every word that takes a text", () => {
  // A default takes what a rule does, what is adopted is said once or for each region, and callers are known alike everywhere.
  const alike = (place: string) =>
    place
      .replace(/^(?:routes\.\[\]\.)?default\b/, "routes.[].rules.[]")
      .replace(/^adopt\.\*/, "adopt")
      .replace(/^.*security\.(?:allow|deny)\b/, "security.allow")
      .replace(/^(security\.rateLimits\.\[\]\.key)\.\[\]/, "$1");
  const written = new Set(DOCUMENTS.flatMap(([, document]) => placesIn(document, jsonSchema())));
  expect(textPlaces(jsonSchema()).filter((place) => !written.has(place) && !written.has(alike(place)))).toEqual([]);
});

describe.each(DOCUMENTS)("in the file with %s", (_, document) => {
  test("nothing refuses what stands there", () => {
    expect(accepted(document)).toBeDefined();
  });

  test("no place takes an expression or a token", () => {
    fc.assert(
      fc.property(strikes(REFUSED, 3), (all) => {
        expect(accepted(all.reduce(struck, document)) === undefined).toBe(true);
      }),
      { numRuns: RUNS * 5, seed: SEED },
    );
  });

  test("what is taken is a text or a variable, and Terraform reads it as that", () => {
    fc.assert(
      fc.property(strikes(PASSED, 30), (all) => {
        const analysis = afterStrikes(document, all, accepted);
        const meant = all.map(({ text }) => meantBy(text));
        for (const text of textsOf(analysis && stacksOf(analysis)))
          if (text.includes(MARK) && text.includes("{")) {
            const read = readByTerraform(text);
            expect([text, meant.some((one) => read?.includes(one))]).toEqual([text, true]);
          }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
