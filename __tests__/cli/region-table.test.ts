import { analyze } from "../../checks/analyze";
import { regionTable } from "../../cli/region-table";
import { loadText } from "../../config/document/load";
import { changed } from "../support/checks/bases";

const tableOf = (base: string) => regionTable(analyze(loadText("x", changed(base), () => "").config as never).regions);

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
