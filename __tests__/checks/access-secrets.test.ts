import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { runCheck } from "../../cli/commands/check";
import { runRoute } from "../../cli/commands/route";
import { runSynth } from "../../cli/commands/synth";
import { changed } from "../support/checks/bases";
import { terminalTo } from "../support/cli/run";
import { DOCUMENTS } from "../support/config/every-word";
import { analyzeText, stackOf } from "../support/project";
import { replaced } from "../support/replaced";
import { MARK, SECRETS } from "../support/secrets";

const [, [, KEY] = ["", ""]] = SECRETS;

const [[, EVERY] = ["", {}]] = DOCUMENTS.filter(([name]) => name === "external");
const NARROWED = "security: { allow: [203.0.113.0/24], deny: [203.0.113.9] }";
const TLS = 'tls: { minVersion: "1.2", profile: modern }';

/** A valid file with all the words about who may call; its own test asks nobody who calls. */
const BASE = parse(
  changed("external", [
    ["  - hosts: [ai.example.com]", `  - hosts: [ai.example.com]\n    ${NARROWED}`],
    [TLS, "tls: { clientCertificates: { existing: projects/ml-prod/locations/us-central1/serverTlsPolicies/c } }"],
    ['\n  - { request: "POST https://ai.example.com/v1/chat/completions", expect: chat }', " []"],
  ]),
);
const WORDS: Readonly<Record<string, unknown>> = {
  security: EVERY.security,
  extensions: [
    { kind: "authorization", modelArmor: "prompts", hosts: ["ai.example.com"], headers: ["x-a"], timeout: "1s" },
  ],
};

/** The file with a secret in the place of each value and of each key of these words, one after the other. */
function* planted(secret: string): Generator<unknown> {
  for (const [word, value] of Object.entries(WORDS))
    for (const next of replaced(value, secret)) yield { ...BASE, ...WORDS, [word]: next };
  for (const next of replaced(BASE.routes[0].security, secret))
    yield { ...BASE, ...WORDS, routes: [{ ...BASE.routes[0], security: next }] };
  yield { ...BASE, securityPolicy: secret };
  const expression = `request.headers['x-api-key'] == '${secret}'`;
  yield { ...BASE, security: { rules: [{ name: "keys", expression, action: "deny" }] } };
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "access-secrets-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("without a secret the file has no error", () => {
  expect(analyzeText(stringify({ ...BASE, ...WORDS })).regions).toHaveLength(1);
});

test("a secret in any place is refused, and no command shows it", () => {
  let places = 0;
  for (const document of planted(KEY)) {
    places++;
    const file = join(folder, "proxy.yaml");
    writeFileSync(file, stringify(document));
    const said: string[] = [];
    const terminal = terminalTo(said);
    expect(runCheck(file, { format: places % 2 ? "text" : "json" }, terminal)).toBe(1);
    expect(runSynth([file], undefined, { CDKTF_OUTDIR: join(folder, "out") }, terminal)).toBe(1);
    expect(runRoute([file, "https://ai.example.com/h"], { method: "GET" }, terminal)).not.toBe(0);
    expect(said.join("\n")).not.toContain(MARK);
  }
  expect(places).toBeGreaterThan(60);
});

test("what a header of callers must be is no variable that a plan prints", () => {
  const words = 'security: { allow: [{ headers: { x-key: "${var.all}" } }] }';
  const narrowed = 'security: { deny: [{ headers: { x-key: { prefix: "${var.part}" } } }] }';
  const text = changed("internal", [
    ["modelHeader: x-model", `modelHeader: x-model\n${words}`],
    ["  - hosts: [models.corp.example]", `  - hosts: [models.corp.example]\n    ${narrowed}`],
  ]);
  expect(stackOf(analyzeText(text)).variable).toMatchObject({ all: { sensitive: true }, part: { sensitive: true } });
});
