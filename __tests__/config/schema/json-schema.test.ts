import { parseDocument } from "../../../config/document/document";
import { type JsonSchema, jsonSchema, schemaFile } from "../../../config/schema/json-schema";
import { validate } from "../../../config/schema/validate";
import { exampleOf } from "../../../config/schema/yaml-words";
import { conforms } from "../../support/config/conforms";
import { BASE, MISTAKES } from "../../support/config/mistakes";
import { projectFile } from "../../support/config/reading";
import { EXAMPLES, exampleFile } from "../../support/examples";

const accepts = (text: string): boolean => conforms(jsonSchema(), parseDocument(text).data);

test("proxy.schema.json is current; `npm run generate` writes it", () => {
  expect(projectFile("proxy.schema.json")).toBe(schemaFile());
});

test("it is draft 7, with a title", () => {
  expect(JSON.parse(schemaFile())).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "ai-http-proxy",
    type: "object",
  });
});

test.each(EXAMPLES.map(exampleFile))("it accepts %s, which names it", (file) => {
  const text = projectFile(file);
  const schema = file.includes("/") ? "../proxy.schema.json" : "./proxy.schema.json";
  expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  expect(accepts(text)).toBe(true);
});

test.each(["keys that are not known", "values of the wrong type", "words that are not among the choices"])(
  "it refuses %s, as the program does",
  (group) => {
    const accepted = (MISTAKES[group] ?? []).filter(([, from, to]) => accepts(BASE.replace(from, () => to)));
    // `__proto__` is taken out before anybody sees it, and JSON knows no infinity.
    expect(accepted.map(([title]) => title)).toEqual(
      group === "keys that are not known" ? ["the key __proto__", "the key __proto__ among names"] : [],
    );
  },
);

/** Every schema below another, with where it stands. */
function* schemasIn(schema: JsonSchema, path = ""): Generator<{ path: string; schema: JsonSchema; isKey: boolean }> {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${key}`, schema: value, isKey: true };
    yield* schemasIn(value, `${path}.${key}`);
  }
  const { items, additionalProperties, propertyNames, anyOf = [], oneOf = [] } = schema;
  for (const inner of [items, additionalProperties, propertyNames, ...anyOf, ...oneOf]) {
    if (!inner) continue;
    yield { path: `${path}.*`, schema: inner, isKey: false };
    yield* schemasIn(inner, `${path}.*`);
  }
}

test("every key has a description", () => {
  const keys = [...schemasIn(jsonSchema())].filter(({ isKey }) => isKey);
  expect(keys.length).toBeGreaterThan(200);
  expect(keys.filter(({ schema }) => schema.description === undefined)).toEqual([]);
});

test("every example is one of what it stands for", () => {
  expect([...schemasIn(jsonSchema())].filter(({ schema }) => !conforms(schema, exampleOf(schema)))).toEqual([]);
});

test("the examples of all keys together are a configuration", () => {
  expect(validate(exampleOf(jsonSchema()))).toHaveProperty("config");
});
