import { analyze } from "../../../checks/analyze";
import { CATALOGUE } from "../../../checks/catalogue";
import { formatGithub } from "../../../checks/formats/github";
import { formatJson } from "../../../checks/formats/json";
import { type Report, reportOf } from "../../../checks/formats/report";
import { formatSarif } from "../../../checks/formats/sarif";
import { loadText } from "../../../config/document/load";
import { changed } from "../../support/checks/bases";

function report(...changes: [string, string][]): Report {
  const source = loadText("deploy/my proxy.yaml", changed("external", changes), () => "");
  return reportOf(source, source.config && analyze(source.config));
}

const TYPO = report(["api: openai.chat, to: chat", "api: openai.chat, to: chta"]);
const SUPPRESSED = report(
  ["{ http: 80, redirect: https }", "{ http: 80 }"],
  ["suppress: [", "suppress: [{ id: plain-http, reason: TLS ends in front }, "],
);
const UNREADABLE = report(["name: ai\n", "name: [\n"]);

describe("JSON", () => {
  test("a finding has its id, its place in the text and in the document, its texts and its source", () => {
    expect(JSON.parse(formatJson(TYPO))).toEqual({
      findings: [
        {
          id: "unknown-workload",
          severity: "error",
          file: "deploy/my proxy.yaml",
          line: 46,
          column: 33,
          path: "routes[0].rules[0].to",
          what: 'there is no workload named "chta"',
          fix: 'did you mean "chat"? known: chat, embed, next, rerank',
          source: "https://cloud.google.com/load-balancing/docs/url-map-concepts",
        },
      ],
      suppressed: ["open-to-everyone", "endpoint-port-guessed"].map((id) => expect.objectContaining({ id })),
    });
  });

  test("what the file suppresses is listed with its reason", () => {
    expect(JSON.parse(formatJson(SUPPRESSED))).toMatchObject({
      findings: [],
      suppressed: [
        { id: "plain-http", line: 13, reason: "TLS ends in front" },
        { id: "open-to-everyone" },
        { id: "endpoint-port-guessed" },
      ],
    });
  });

  test("a file that is no YAML has findings too", () => {
    expect(JSON.parse(formatJson(UNREADABLE)).findings).toMatchObject([{ id: "yaml-syntax", path: "" }]);
  });
});

describe("GitHub annotations", () => {
  test("the verdict of a change is a notice", () => {
    expect(formatGithub({ findings: [], suppressed: [], verdict: { ok: false, text: "fails: 100 %" } })).toBe(
      "::notice title=verdict::fails: 100 %25\n",
    );
  });

  test("a finding is one command, with what would end it escaped", () => {
    expect(formatGithub(TYPO)).toBe(
      "::error file=deploy/my proxy.yaml,line=46,col=33,title=unknown-workload::" +
        'routes[0].rules[0].to: there is no workload named "chta"%0Adid you mean "chat"? known: chat, embed, next, rerank\n',
    );
  });

  test("a warning is a warning, and a suppressed one is none", () => {
    expect(formatGithub(report(["{ http: 80, redirect: https }", "{ http: 80 }"]))).toMatch(/^::warning file=/);
    expect(formatGithub(SUPPRESSED)).toBe("");
  });

  test("percent signs, commas and colons in a file's name do not end the property", () => {
    const findings = TYPO.findings.map((finding) => ({ ...finding, file: "100%,a:b.yaml" }));
    expect(formatGithub({ findings, suppressed: [] })).toMatch(/^::error file=100%25%2Ca%3Ab\.yaml,line=46/);
  });
});

describe("SARIF", () => {
  const log = (of: Report) => JSON.parse(formatSarif(of));
  const [run] = log(TYPO).runs;

  test("the log says its version and schema", () => {
    expect(log(TYPO)).toMatchObject({ version: "2.1.0", $schema: expect.stringContaining("sarif-2.1.0") });
  });

  test("every kind of finding is a rule of the tool, with its level and help", () => {
    const kinds = CATALOGUE.flatMap(([, own]) => own);
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(kinds.map(({ id }) => id));
    expect(run.tool.driver.rules.find(({ id }: { id: string }) => id === "plain-http")).toEqual({
      id: "plain-http",
      shortDescription: { text: "Plain HTTP on the internet" },
      fullDescription: { text: "Prompts, answers and API keys cross the internet in clear text." },
      help: {
        text: "Add an HTTPS listener, and `redirect: https` on the HTTP one. Source: https://cloud.google.com/load-balancing/docs/ssl-certificates",
      },
      helpUri: "https://cloud.google.com/load-balancing/docs/ssl-certificates",
      defaultConfiguration: { level: "warning" },
    });
  });

  test("a result names its rule, its place, and a fingerprint that stays when lines move", () => {
    const [result] = run.results;
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe("unknown-workload");
    expect(result).toEqual({
      ruleId: "unknown-workload",
      ruleIndex: expect.any(Number),
      level: "error",
      message: { text: 'there is no workload named "chta"\ndid you mean "chat"? known: chat, embed, next, rerank' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "deploy/my%20proxy.yaml" },
            region: { startLine: 46, startColumn: 33 },
          },
          logicalLocations: [{ fullyQualifiedName: "routes[0].rules[0].to" }],
        },
      ],
      partialFingerprints: { "idAndPlace/v1": "unknown-workload routes[0].rules[0].to" },
    });
  });

  test("a suppressed finding is a result that is suppressed in the source, with its reason", () => {
    expect(log(SUPPRESSED).runs[0].results).toMatchObject([
      { ruleId: "plain-http", suppressions: [{ kind: "inSource", justification: "TLS ends in front" }] },
      { ruleId: "open-to-everyone" },
      { ruleId: "endpoint-port-guessed" },
    ]);
  });
});
