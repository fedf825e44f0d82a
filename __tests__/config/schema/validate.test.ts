import { validate } from "../../../config/schema/validate";
import { LARGER_EXAMPLE } from "../../support/config/larger-example";
import { BASE, MISTAKES } from "../../support/config/mistakes";
import { REFERENCE, read, saidOf } from "../../support/config/reading";

describe.each(Object.entries(MISTAKES))("%s", (_, mistakes) => {
  test.each(mistakes)("%s", (_title, from, to, says) => {
    expect(BASE).toContain(from);
    expect(saidOf(BASE.replace(from, () => to)).split("\n")).toEqual(says);
  });
});

describe("validate", () => {
  test("accepts the base of all mistakes", () => {
    expect(saidOf(BASE)).toBe("");
  });

  test("accepts the reference scenario verbatim", () => {
    expect(saidOf(REFERENCE)).toBe("");
    expect(Object.keys(read(REFERENCE).config?.workloads ?? {})).toEqual(["vllm-v1", "vllm-v2", "embed", "rerank"]);
  });

  test("accepts every word of the larger example", () => {
    expect(saidOf(LARGER_EXAMPLE)).toBe("");
  });

  test("reports all problems of a file at once, in its order", () => {
    const text = BASE.replace("name: ai", "name: AI")
      .replace("region: us-central1\n", "")
      .replace("vpc: ai", "vpc: 5")
      .replace("server: vllm", "servr: vllm")
      .replace("to: llama", "to: llama\n        timeot: 5s");
    expect(saidOf(text)).toMatchInlineSnapshot(`
      "proxy.yaml:1:1: error[missing-key] nothing says where the proxy runs
        write one of: region, regions
      proxy.yaml:1:7 name: error[malformed] "AI" is not a name for the proxy
        use lower-case letters, digits and hyphens, a letter first, at most 30 characters
      proxy.yaml:3:8 network.vpc: error[wrong-type] expected a VPC network or a map, found the number 5
        write a VPC network or a map, as in \`vpc: default\`
      proxy.yaml:7:5 workloads.llama.servr: error[unknown-key] unknown key "servr"
        did you mean "server"?
      proxy.yaml:14:9 routes[0].rules[0].timeot: error[unknown-key] unknown key "timeot"
        did you mean "timeout"?"
    `);
  });

  test("a wrong value somewhere does not hide what is missing elsewhere", () => {
    const text = BASE.replace("server: vllm", "port: http").replace("        to: llama\n", "");
    expect(saidOf(text)).toMatchInlineSnapshot(`
      "proxy.yaml:8:11 workloads.llama.port: error[wrong-type] expected a whole number from 1 to 65535, found the text "http"
        write a whole number from 1 to 65535
      proxy.yaml:13:9 routes[0].rules[0]: error[missing-key] nothing says what happens with a request
        write one of: to, redirect, respond"
    `);
  });

  test.each([undefined, null, 5, "text", [], () => undefined, Symbol("s")])("refuses %p for what it is", (input) => {
    expect(validate(input)).toEqual({ findings: [expect.objectContaining({ id: "wrong-type", path: [] })] });
  });

  test.each([new Date(0), new Map(), /x/])("refuses %p for what it lacks", (input) => {
    const lacksName = expect.objectContaining({ id: "missing-key", path: ["name"] });
    expect(validate(input)).toEqual({ findings: expect.arrayContaining([lacksName]) });
  });

  test("says what a program passes that no file can hold", () => {
    class Construct {
      readonly node = this;
    }
    const config = read(REFERENCE).config;
    const workloads = { llama: { server: 5n, backends: new Construct(), port: Symbol("port"), timeout: () => "5s" } };
    const result = validate({ ...config, workloads });
    expect("findings" in result && result.findings.map(({ what }) => what)).toEqual([
      "expected a model server, found a bigint",
      "expected a list, found a map with the key node",
      "expected a whole number from 1 to 65535, found a symbol",
      "expected a duration of at least 1s, found a function",
    ]);
  });

  test.each([Symbol("a"), () => 1, 5n, Number.NaN, { a: () => 1 }, { a: 5n, b: undefined, c: Symbol("c") }])(
    "says that %p is no list",
    (backends) => {
      const result = validate({ ...read(REFERENCE).config, workloads: { llama: { backends } } });
      expect(result).toEqual({ findings: [expect.objectContaining({ id: "wrong-type" })] });
    },
  );

  test("takes a construct's props with keys that are undefined as if they were absent", () => {
    const { config } = read(REFERENCE);
    expect(validate({ ...config, regions: undefined, labels: undefined })).toEqual({ config });
  });

  test("a workload may be named constructor", () => {
    const text = REFERENCE.replaceAll("embed:", "constructor:").replace("to: embed", "to: constructor");
    expect(Object.keys(read(text).config?.workloads ?? {})).toContain("constructor");
  });
});
