import type { LocatedFinding } from "../../config/document/load";
import { type FindingKind, formatPath } from "../../config/finding";
import { CATALOGUE } from "../catalogue";
import type { Report, SuppressedLocatedFinding } from "./report";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/**
 * Findings in the Static Analysis Results Interchange Format, with every rule that could have found something.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif({ findings, suppressed }: Report): string {
  const rules = CATALOGUE.flatMap(([, kinds]) => kinds);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ai-http-proxy", rules: rules.map(reportingDescriptor) } },
        columnKind: "utf16CodeUnits",
        results: [
          ...findings.map((finding) => result(finding, indices.get(finding.id))),
          ...suppressed.map((finding) => ({
            ...result(finding, indices.get(finding.id)),
            suppressions: [suppression(finding)],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function reportingDescriptor({ id, severity, title, why, fix, source }: FindingKind) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${fix} Source: ${source}` },
    ...(/^https:\S+$/.test(source) && { helpUri: source }),
    defaultConfiguration: { level: severity },
  };
}

function result({ id, severity, file, position, path, what, fix }: LocatedFinding, ruleIndex: number | undefined) {
  const place = formatPath(path);
  return {
    ruleId: id,
    ruleIndex,
    level: severity,
    message: { text: `${what}\n${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: position && { startLine: position.line, startColumn: position.column },
        },
        logicalLocations: place === "" ? undefined : [{ fullyQualifiedName: place }],
      },
    ],
    // The same finding stays the same when lines move.
    partialFingerprints: { "idAndPlace/v1": `${id} ${place}` },
  };
}

const suppression = ({ reason }: SuppressedLocatedFinding) => ({ kind: "inSource", justification: reason });
