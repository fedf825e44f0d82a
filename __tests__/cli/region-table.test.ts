import { analyze } from "../../checks/analyze";
import { failoverTerms } from "../../checks/failover-time";
import { regionTable } from "../../cli/region-table";
import { loadText } from "../../config/document/load";
import { changed } from "../support/checks/bases";

const tableOf = (base: string, more = "") =>
  regionTable(analyze(loadText("x", `${changed(base)}\n${more}`, () => "").config as never).regions);

test("says which region serves which workload", () => {
  expect(tableOf("regions")).toEqual([
    "        europe-west4  us-central1",
    "embed   serves        serves",
    "llama   serves        serves",
    "search  no backend    serves",
    "each region has an address of its own: nothing here leads clients to one, or from one that fails to another",
    "no health check asks embed: a region whose serverless backend fails keeps its traffic",
  ]);
});

const DNS = "dns: { zone: example-com, domain: corp.example, ttl: 10s, healthCheck: { path: /llama/v2/health/ready } }";

test("says how long clients stay with a region that fails, a source a part", () => {
  expect(tableOf("regions", DNS).slice(5, -1)).toEqual([
    "clients leave a region that fails within about 640s:",
    "  30s  until it is found                        workloads.llama.healthCheck, 3 × 10s",
    "  10s  until its name is asked for again        dns.ttl",
    "  10m  until clients close what they keep open  frontend.clientKeepAlive, Google's own",
    "  less by a shorter interval in workloads.llama.healthCheck",
    "  less by a shorter dns.ttl, which is paid by the query",
    "  less by a shorter frontend.clientKeepAlive, which opens connections more often",
  ]);
});

test("outside, Cloud DNS asks, as often as it can", () => {
  const outside = changed("regions", [
    ["exposure: internal", "frontend: { clientKeepAlive: 60s }"],
    ["\n  subnet: { us-central1: models-us, europe-west4: models-eu }", ""],
  ]);
  const { regions } = analyze(loadText("x", `${outside}\n${DNS}`, () => "").config as never);
  expect(failoverTerms(regions).map(({ seconds }) => seconds)).toEqual([60, 10, 60]);
});

test("says nothing where there is one region", () => expect(tableOf("external")).toEqual([]));

test.each([
  ["geo", "the nearest region"],
  ["{ weighted: { us-central1: 90, europe-west4: 10 } }", "us-central1 (90), europe-west4 (10)"],
  ["{ failover: us-central1 }", "us-central1, to another one where it does not answer"],
])("says where names lead by %s", (routing, where) => {
  const dns = `dns: { zone: example-com, domain: example.com, routing: ${routing} }`;
  expect(tableOf("regions", dns)).toContain(`clients are led to ${where}`);
});
