import { renderRehearsal } from "../../cli/rehearsal-report";
import { NOTHING, type Rehearsal } from "../../simulator/rehearsal/rehearsal";
import { terminalTo } from "../support/cli/run";

const verdict = { ok: true, text: "good" };

const linesOf = (part: Partial<Rehearsal>): string[] =>
  renderRehearsal(
    { to: "proxy.yaml", announced: [], verdict, unhit: [], ...NOTHING, ...part },
    { unsent: "no Envoy found", refused: [] },
    terminalTo([]),
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

test("operations, outages and losses count from the beginning of the change", () => {
  const [startedAt, path] = [1_000, "projects/p/regions/r/urlMaps/m"];
  const lines = linesOf({
    startedAt,
    operations: [{ verb: "patch", collection: "urlMaps", path, startedAt: 3_500, endedAt: 4_000 }],
    outages: [
      { what: "203.0.113.2:80", why: "its forwarding rule is replaced", from: 3_500, to: 4_000 },
      { what: "203.0.113.2:81", why: "its forwarding rule is gone", from: 3_500, forGood: true },
    ],
    traffic: {
      requests: 9,
      lost: [{ route: "GET a/", second: 2, count: 1, instead: "status 503" }],
      streams: 0,
      cut: 0,
      failing: [{ route: "GET a/", instead: "status 503" }],
      unserved: [],
    },
  });
  for (const line of [
    "  patch urlMaps/m  2.5 s – 3.0 s  ",
    "  203.0.113.2:80  its forwarding rule is replaced  from 2.5 s to 3.0 s",
    "  203.0.113.2:81  its forwarding rule is gone      from 2.5 s for good",
    "  1 lost at 2 s: GET a/: status 503",
    "  still failing at the end: GET a/: status 503",
  ])
    expect(lines.map((each) => each.trimEnd())).toContain(line.trimEnd());
});

test("what is taken over is listed, with what the first apply changes", () => {
  const path = (name: string) => `projects/p/regions/r/${name}`;
  const lines = linesOf({
    takenOver: [
      { path: path("urlMaps/old"), changed: ["defaultService", "pathMatchers"] },
      { path: path("addresses/ip"), changed: [] },
    ],
  });
  expect(lines).toContain("  urlMaps/old   changed: defaultService, pathMatchers");
  expect(lines).toContain("  addresses/ip  as it is");
});
