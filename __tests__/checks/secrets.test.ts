import { TerraformStack } from "cdktf";
import { parse, stringify } from "yaml";
import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { RegionalHttpProxy } from "../../constructs/regional-http-proxy";
import { changed } from "../support/checks/bases";
import { replaced } from "../support/replaced";
import { scratchApp } from "../support/scratch-app";
import { MARK, SECRETS } from "../support/secrets";

const [[, PEM] = ["", ""], [, KEY] = ["", ""]] = SECRETS;

function foundIn(text: string) {
  const source = loadText("proxy.yaml", text, () => {
    throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  });
  return source.locate([...source.findings, ...(source.config ? analyze(source.config).findings : [])]);
}

test.each([
  ["external", KEY],
  ["external", PEM],
  ["kinds", KEY],
])("a secret anywhere in the base %s is refused, and not shown: %s", (base, secret) => {
  for (const document of replaced(parse(changed(base)), secret)) {
    const found = foundIn(stringify(document));
    expect(found.some(({ severity }) => severity === "error")).toBe(true);
    expect(JSON.stringify(found)).not.toContain(MARK);
  }
});

test("nor in capitals, where a message writes them", () => {
  const cors = `cors: { origins: [https://app.example.com], methods: [${KEY}] }`;
  const text = changed("external", [["to: rerank, timeout: 60s", `to: rerank, ${cors}`]]);
  const found = foundIn(text);
  expect(found.map(({ id }) => id)).toContain("cors-method");
  expect(JSON.stringify(found)).not.toContain(MARK);
});

test("a construct does not show it either", () => {
  const scope = new TerraformStack(scratchApp(), "foreign");
  const props = { name: "ai", region: "us-central1", network: { vpc: "ai", proxyOnlySubnet: KEY } };
  expect(() => new RegionalHttpProxy(scope, "proxy", props)).toThrow(/^(?![\s\S]*0123456789)[\s\S]*\(hidden\)/);
});
