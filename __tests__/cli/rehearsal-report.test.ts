import { renderRehearsal } from "../../cli/rehearsal-report";
import { NOTHING, type Rehearsal } from "../../simulator/rehearsal/rehearsal";

const verdict = { ok: true, text: "good" };

const linesOf = (part: Partial<Rehearsal>): string[] =>
  renderRehearsal(
    {
      to: "proxy.yaml",
      rehearsal: { ...NOTHING, ...part },
      announced: [],
      verdict,
      unsent: "no Envoy found",
      unhit: [],
      refused: [],
    },
    { out: () => {}, error: () => {}, colour: false },
  );

test("a quiet rehearsal says why it sent no requests, and its verdict", () => {
  expect(linesOf({})).toEqual([
    "First deploy of proxy.yaml",
    "",
    "Requests",
    "  none were sent: no Envoy found",
    "",
    "verdict: good",
  ]);
});

test("requests and streams are counted in words that fit", () => {
  expect(linesOf({ traffic: { requests: 1, lost: [], streams: 2, cut: 1, failing: [], unserved: [] } })).toContain(
    "  1 request, 2 streams (1 cut)",
  );
});

test("a resource that another one replaces has no argument of its own that changed", () => {
  const replaced = { address: "google_compute_forwarding_rule.a", changed: [], createdFirst: false };
  expect(linesOf({ replaced: [{ ...replaced, reason: "replace_triggered_by" }] })).toContain(
    "  google_compute_forwarding_rule.a  replace_triggered_by  old one goes first",
  );
});

test("a failure of Terraform's own is told with the sentence that names the resource", () => {
  const summary = "Instance cannot be destroyed";
  const detail = "Resource google_compute_address.a has\nlifecycle.prevent_destroy set. To avoid this error, …";
  expect(linesOf({ failures: [{ step: "apply ai", summary, detail }] })).toContain(
    "  apply ai: Instance cannot be destroyed: Resource google_compute_address.a has lifecycle.prevent_destroy set.",
  );
});

test("blocks that did not finish the job are not recommended", () => {
  const imports = [{ to: "google_compute_address.a", id: "projects/p/regions/r/addresses/a" }];
  const title = "Finished with these blocks";
  expect(linesOf({ recovery: { way: "import", imports } })).toContain(title);
  expect(linesOf({ recovery: { way: "none", imports, errors: [] } })).not.toContain(title);
});
