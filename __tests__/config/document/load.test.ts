import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProblem } from "../../../config/document/files";
import { loadConfig, loadText } from "../../../config/document/load";
import { renderFindings } from "../../../config/document/render";
import { projectFile, REFERENCE } from "../../support/config/reading";
import { ROOT } from "../../support/project";

const CERTIFICATE = projectFile("examples/certificates/models.pem");
const PRIVATE_KEY = generateKeyPairSync("ec", {
  namedCurve: "P-256",
}).privateKey.export({
  type: "pkcs8",
  format: "pem",
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "load-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => writeFileSync(join(directory, name), content);

/** What is said of a file of the directory, with its name alone. */
function saidOf(name: string): string {
  const source = loadConfig(join(directory, name));
  return renderFindings(source.locate(source.findings), {
    colour: false,
  })
    .join("\n")
    .replaceAll(`${directory}/`, "");
}

describe("a configuration file", () => {
  test("becomes a configuration", () => {
    write("proxy.yaml", REFERENCE);
    const source = loadConfig(join(directory, "proxy.yaml"));
    expect(source).toMatchObject({
      text: REFERENCE,
      findings: [],
      config: { name: "ai", region: "us-central1" },
    });
  });

  test("may be JSON", () => {
    write("proxy.yaml", REFERENCE);
    const { config } = loadConfig(join(directory, "proxy.yaml"));
    write("proxy.json", JSON.stringify(config, null, "\t"));
    expect(loadConfig(join(directory, "proxy.json")).config).toEqual(config);
  });

  test("has its findings with their places", () => {
    write("proxy.json", '{\n  "name": "ai",\n  "regoin": "us-central1"\n}\n');
    expect(saidOf("proxy.json")).toMatchInlineSnapshot(`
      "proxy.json:1:1 network: error[missing-key] "network" is missing
        add it, for example \`network: { vpc: default, proxyOnlySubnet: 10.129.0.0/23 }\`
      proxy.json:1:1 workloads: error[missing-key] "workloads" is missing
        add it, for example \`workloads: { llama: { backends: [{ instanceGroup: us-central1-a/llama }] } }\`
      proxy.json:3:3 regoin: error[unknown-key] unknown key "regoin"
        did you mean "region"?

      3 errors"
    `);
  });

  test("that is not there has a neighbour of a similar name", () => {
    write("proxy.yaml", REFERENCE);
    expect(saidOf("proxy.yml")).toMatchInlineSnapshot(`
      "proxy.yml: error[unreadable] there is no such file
        did you mean proxy.yaml?

      1 error"
    `);
  });

  test("that is not there, and nothing like it", () => {
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml: error[unreadable] there is no such file
        name another, as an argument or by PROXY_CONFIG, or write a first one: \`npm run init\`

      1 error"
    `);
  });

  test("in a directory that is not there", () => {
    expect(saidOf("deploy/proxy.yaml")).toContain("there is no such file");
  });

  test("that is a directory", () => {
    mkdirSync(join(directory, "proxy.yaml"));
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml: error[unreadable] this is a directory
        name a file in it

      1 error"
    `);
  });

  test("that is no text", () => {
    write("proxy.yaml", Uint8Array.from([0x63, 0x61, 0x66, 0xe9]));
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml: error[not-text] the file is no text: it is not UTF-8
        save it as UTF-8

      1 error"
    `);
  });

  test("that is UTF-16", () => {
    write("proxy.yaml", Buffer.from(`\uFEFF${REFERENCE}`, "utf16le"));
    expect(saidOf("proxy.yaml")).toContain("[not-text]");
  });

  test("of ten megabytes", () => {
    write("proxy.yaml", Buffer.alloc(10_000_000, "# comment\n"));
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml: error[too-large] the file is larger than 5 MB
        split it into several proxies

      1 error"
    `);
  });

  test("that never ends", () => {
    const source = loadConfig("/dev/zero");
    expect(source.findings).toEqual([
      expect.objectContaining({ id: "unreadable", what: "this is a device, not a file" }),
    ]);
  });

  test("that is a pipe which nobody writes into, and one that somebody does", () => {
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    const nothing = "this is a pipe, and nothing comes out of it";
    expect(loadConfig(pipe).findings).toEqual([expect.objectContaining({ id: "unreadable", what: nothing })]);
    const writer = spawn("sh", ["-c", 'cat "$0" > "$1"', join(ROOT, "proxy.yaml"), pipe]);
    expect(loadConfig(pipe).config).toMatchObject({ name: "ai" });
    writer.kill();
  });

  test("that may not be read", () => {
    const error = Object.assign(new Error("EACCES: permission denied"), {
      code: "EACCES",
    });
    expect(readProblem(error, "")).toMatchInlineSnapshot(`
      {
        "fix": "ask for the permission to read it: \`ls -l\` shows whose it is",
        "id": "unreadable",
        "what": "this file may not be read",
      }
    `);
  });
});

describe("a PEM certificate", () => {
  const withCertificate = (certificate: string) =>
    `${REFERENCE}frontend: { listeners: [{ https: 443, certificates: [${certificate}] }] }\n`;
  const BY_NAME = withCertificate('{ pem: tls.pem, privateKey: "${var.tls_key}" }');

  test("is read from the file beside the configuration", () => {
    write("tls.pem", CERTIFICATE);
    write("proxy.yaml", BY_NAME);
    const { config } = loadConfig(join(directory, "proxy.yaml"));
    expect(config?.frontend?.listeners?.[0]?.certificates).toEqual([
      { pem: CERTIFICATE, privateKey: "${var.tls_key}" },
    ]);
  });

  test("may be followed by its chain", () => {
    write("tls.pem", `subject=CN = models\n${CERTIFICATE}${CERTIFICATE}`);
    write("proxy.yaml", BY_NAME);
    expect(loadConfig(join(directory, "proxy.yaml")).findings).toEqual([]);
  });

  test("is a text to Terraform, whatever stands beside it", () => {
    write("tls.pem", `\${file("/etc/passwd")} \${var.x} %{ if true }\n${CERTIFICATE}`);
    write("proxy.yaml", BY_NAME);
    const { config } = loadConfig(join(directory, "proxy.yaml"));
    expect(config?.frontend?.listeners?.[0]?.certificates?.[0]?.pem).toBe(
      `$\${file("/etc/passwd")} $\${var.x} %{ if true }\n${CERTIFICATE}`,
    );
    write("tls.pem", `\${TfToken[TOKEN.1]}\n${CERTIFICATE}`);
    expect(saidOf("proxy.yaml")).toContain('"tls.pem" is no PEM certificate');
  });

  test("may stand in the configuration itself, or be a reference", () => {
    const inline = withCertificate(`{ pem: ${JSON.stringify(CERTIFICATE)}, privateKey: "\${var.tls_key}" }`);
    const reference = withCertificate('{ pem: "${var.certificate}", privateKey: "${var.tls_key}" }');
    for (const text of [inline, reference])
      expect(loadText("proxy.yaml", text, () => fail("nothing is read")).findings).toEqual([]);
  });

  test("that is not there is a finding at its place", () => {
    write("tls-2026.pem", CERTIFICATE);
    write("proxy.yaml", BY_NAME.replace("tls.pem", "tls-2025.pem"));
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml:33:61 frontend.listeners[0].certificates[0].pem: error[unreadable-certificate] there is no such file
        did you mean tls-2026.pem?

      1 error"
    `);
  });

  test("that holds something else is refused without showing it", () => {
    write("tls.pem", "password: hunter2\n");
    write("proxy.yaml", BY_NAME);
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml:33:61 frontend.listeners[0].certificates[0].pem: error[not-a-certificate] "tls.pem" is no PEM certificate
        name a file of CERTIFICATE blocks: the certificate, then its chain

      1 error"
    `);
  });

  test("that is cut off is refused", () => {
    write("tls.pem", CERTIFICATE.replace(/\n[^\n]+\n-----END/, "\n-----END"));
    write("proxy.yaml", BY_NAME);
    expect(saidOf("proxy.yaml")).toContain('"tls.pem" is no PEM certificate');
  });

  test("with its private key is refused", () => {
    write("tls.pem", `${CERTIFICATE}${PRIVATE_KEY}`);
    write("proxy.yaml", BY_NAME);
    expect(saidOf("proxy.yaml")).toMatchInlineSnapshot(`
      "proxy.yaml:33:61 frontend.listeners[0].certificates[0].pem: error[private-key-in-file] a private key must not stand in a file that becomes Terraform JSON
        take it out; the key of a certificate is a Terraform variable: \`privateKey: \${var.tls_key}\`

      1 error"
    `);
  });

  test.each([
    ["the key itself", JSON.stringify(PRIVATE_KEY)],
    ["a file", "tls.key"],
    ["a variable among text", '"x${var.key}"'],
    ["two variables", '"${var.a}${var.b}"'],
    ["an expression", "'${file(\"tls.key\")}'"],
  ])("has a key that is a variable and nothing else, not %s", (_, privateKey) => {
    write("tls.pem", CERTIFICATE);
    write("proxy.yaml", withCertificate(`{ pem: tls.pem, privateKey: ${privateKey} }`));
    const said = saidOf("proxy.yaml");
    expect(said).toContain("certificates[0].privateKey: error[private-key-in-file]");
    expect(said).not.toContain("BEGIN PRIVATE KEY");
  });
});
