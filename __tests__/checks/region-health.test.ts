import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { changed } from "../support/checks/bases";

const SUPPRESSED = "{ id: regions-without-dns, reason: a resolver of ours leads clients }, ";
const FRONTEND = "frontend: { globalAccess: true, clientKeepAlive: 60s }";

/** What is said of names where two internal regions, or external ones, are behind one. */
const saidOf = (path: string, exposure = "internal", more = "") =>
  analyze(
    loadText(
      "x",
      `${changed("regions", [
        [
          "exposure: internal",
          `exposure: ${exposure}\n${exposure === "internal" ? FRONTEND : "frontend: { clientKeepAlive: 60s }"}`,
        ],
        ...(exposure === "internal"
          ? []
          : [["\n  subnet: { us-central1: models-us, europe-west4: models-eu }", ""] as const]),
        [SUPPRESSED, ""],
      ])}dns: { zone: corp, domain: corp.example, healthCheck: { path: ${path} } }\n${more}`,
      () => "",
    ).config as never,
  ).findings.flatMap(({ id }) => (id.startsWith("dns-") || id === "regions-without-dns" ? [id] : []));

test.each([
  ["a workload on machines, inside", "/llama/v2/health/ready", "internal"],
  ["a workload on machines, outside", "/llama/v2/health/ready", "external"],
  ["a serverless workload, which answers who asks from outside", "/embed/ready", "external"],
])("nothing is said where every region answers by %s", (_, path, exposure) =>
  expect(saidOf(path, exposure)).toEqual([]),
);

test("nobody asks an internal proxy, so that nothing refuses it", () =>
  expect(saidOf("/llama/v2/health/ready", "internal", "security: { allow: [10.0.0.0/8] }")).toEqual([]));

test("a limit by caller says nothing of a region", () =>
  expect(
    saidOf(
      "/llama/v2/health/ready",
      "external",
      "security: { rateLimits: [{ name: client, key: clientIp, requests: 9, per: 1m }] }",
    ),
  ).toEqual([]));
