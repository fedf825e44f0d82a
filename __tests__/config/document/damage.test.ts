import fc from "fast-check";
import { stringify } from "yaml";
import { parseDocument } from "../../../config/document/document";
import type { Source } from "../../../config/document/load";
import { jsonSchema } from "../../../config/schema/json-schema";
import { validate } from "../../../config/schema/validate";
import { damaged, damagedText } from "../../support/arbitraries/damage";
import { conforms } from "../../support/config/conforms";
import { LARGER_EXAMPLE } from "../../support/config/larger-example";
import { projectFile, REFERENCE, read } from "../../support/config/reading";
import { runs } from "../../support/runs";

const DOCUMENTS = [REFERENCE, LARGER_EXAMPLE, projectFile("examples/every-backend.yaml")];

/** A failure prints its seed: `fc.assert(property, { seed })` runs it again. */
const RUNS = { numRuns: runs(200) };

const someText = fc.constantFrom(...DOCUMENTS);
const someDamage = (most?: number) => someText.chain((text) => damaged(parseDocument(text).data, most));

/** Either a configuration, or findings in this project's words, each at a place of the text. */
function expectAnAnswer({ config, findings, locate, text = "" }: Source): void {
  expect(config === undefined).toBe(findings.length > 0);
  const lines = text.split("\n");
  for (const { what, fix, position, id } of locate(findings)) {
    expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(fix).not.toBe("");
    expect(`${what} ${fix}`).not.toMatch(
      /undefined|\[object|invalid input|invalid option|unrecognized|too small|received/i,
    );
    expect(position?.line).toBeGreaterThanOrEqual(1);
    expect(position?.line).toBeLessThanOrEqual(lines.length);
    expect(position?.column).toBeGreaterThanOrEqual(1);
    expect(position?.column).toBeLessThanOrEqual((lines[(position?.line ?? 1) - 1] ?? "").length + 1);
  }
}

test("a document with random damage gets an answer", () => {
  fc.assert(
    fc.property(someDamage(), fc.boolean(), (document, flow) => {
      expectAnAnswer(
        read(stringify(document, { collectionStyle: flow ? "flow" : "any", aliasDuplicateObjects: false })),
      );
    }),
    RUNS,
  );
});

test("props with random damage get an answer without a text", () => {
  fc.assert(
    fc.property(someDamage(), (document) => {
      const result = validate(document);
      expect("config" in result || result.findings.length > 0).toBe(true);
    }),
    RUNS,
  );
});

test("props with a text that is none get an answer", () => {
  const backends = [{ instanceGroup: { toString: null } }];
  expect(validate({ name: { toString: null }, workloads: { a: { backends } } })).toHaveProperty("findings");
});

test("what the schema accepts, the JSON Schema accepts", () => {
  fc.assert(
    fc.property(someDamage(1), (document) => {
      if ("config" in validate(document)) expect(conforms(jsonSchema(), document)).toBe(true);
    }),
    RUNS,
  );
});

test("a text with random edits gets an answer", () => {
  fc.assert(
    fc.property(someText.chain(damagedText), (text) => expectAnAnswer(read(text))),
    RUNS,
  );
});

test("a text of random YAML characters gets an answer", () => {
  const yaml = fc.string({
    unit: fc.constantFrom(..."[]{}:,-?&*!|>'\"%@`#~a1 \n\t") as fc.Arbitrary<string>,
    maxLength: 200,
  });
  fc.assert(
    fc.property(yaml, (text) => expectAnAnswer(read(text))),
    RUNS,
  );
});

test("a thousand workloads and five thousand routes are read, right or wrong, while one can wait", () => {
  const text = [
    "name: ai\nregion: us-central1\nnetwork:\n  vpc: ai\n  proxyOnlySubnet: 10.129.0.0/23\nworkloads:",
    ...Array.from(
      { length: 1000 },
      (_, i) => `  w${i}:\n    server: vllm\n    backends: [{ instanceGroup: us-central1-a/w${i}, tags: [vllm] }]`,
    ),
    "routes:\n  - hosts: [ai.example.com]\n    rules:",
    ...Array.from(
      { length: 5000 },
      (_, i) => `      - paths: [/v1/m${i}/*]\n        to: { w${i % 1000}: 90, w${(i + 1) % 1000}: 10 }`,
    ),
    "",
  ].join("\n");
  const wrong = text.replaceAll("server: vllm", "servr: vllm").replaceAll("to: {", "too: {");
  for (const [what, each, findings] of [
    ["right", text, 0],
    ["wrong", wrong, 6000],
  ] as const) {
    const start = performance.now();
    const source = read(each);
    source.locate(source.findings);
    process.stdout.write(
      `${(each.length / 1e3).toFixed(0)} kB, all ${what}: ${(performance.now() - start).toFixed(0)} ms\n`,
    );
    expect(source.findings).toHaveLength(findings);
  }
});
