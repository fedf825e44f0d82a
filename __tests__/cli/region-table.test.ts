import { analyze } from "../../checks/analyze";
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

test("says nothing where there is one region", () => expect(tableOf("external")).toEqual([]));

test.each([
  ["geo", "the nearest region"],
  ["{ weighted: { us-central1: 90, europe-west4: 10 } }", "us-central1 (90), europe-west4 (10)"],
  ["{ failover: us-central1 }", "us-central1, to another one where it does not answer"],
])("says where names lead by %s", (routing, where) => {
  const dns = `dns: { zone: example-com, domain: example.com, routing: ${routing} }`;
  expect(tableOf("regions", dns)).toContain(`clients are led to ${where}`);
});
