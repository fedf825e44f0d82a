import type { LogEntry } from "../../../simulator/control-plane/operations";
import type { Dump } from "../../../simulator/control-plane/state";
import { criticalPath } from "../../../simulator/rehearsal/critical-path";
import { outagesOf } from "../../../simulator/rehearsal/outages";
import { differences } from "../../../simulator/rehearsal/platform-difference";
import { NOTHING, type Rehearsal } from "../../../simulator/rehearsal/rehearsal";
import { replacementsOf } from "../../../simulator/rehearsal/replacements";
import { verdictOf } from "../../../simulator/rehearsal/verdict";
import type { Stack } from "../../../simulator/stack/stack";

const IN = "projects/p/regions/r";

const operation = (verb: string, path: string, startedAt: number, endedAt = startedAt): LogEntry => ({
  verb,
  collection: path.split("/").at(-2) ?? "",
  path: `${IN}/${path}`,
  startedAt,
  endedAt,
});

const stack = (resource: Stack["json"]["resource"]): Stack => ({ name: "ai-r", json: { resource } });

describe("the critical path", () => {
  const PLATFORM: Dump = {
    [`${IN}/urlMaps/m`]: { name: "m", defaultService: `https://x/compute/v1/${IN}/backendServices/b` } as never,
    [`${IN}/backendServices/b`]: { name: "b", healthChecks: [`${IN}/healthChecks/h`] } as never,
    [`${IN}/healthChecks/h`]: { name: "h" },
    [`${IN}/addresses/a`]: { name: "a" },
  };

  test("is the longest chain of operations on resources that refer to each other", () => {
    const operations = [
      operation("insert", "healthChecks/h", 0),
      operation("insert", "addresses/a", 1),
      operation("insert", "backendServices/b", 2),
      operation("insert", "urlMaps/m", 3),
    ];
    expect(criticalPath(operations, {}, PLATFORM).map(({ path }) => path)).toEqual([
      `${IN}/healthChecks/h`,
      `${IN}/backendServices/b`,
      `${IN}/urlMaps/m`,
    ]);
  });

  test("counts how long operations take", () => {
    const operations = [
      operation("insert", "healthChecks/h", 0),
      operation("insert", "addresses/a", 0, 60_000),
      operation("insert", "backendServices/b", 2),
    ];
    expect(criticalPath(operations, {}, PLATFORM).map(({ path }) => path)).toEqual([`${IN}/addresses/a`]);
  });

  test("follows references that are there only before the change", () => {
    const operations = [operation("delete", "urlMaps/m", 0), operation("delete", "backendServices/b", 1)];
    expect(criticalPath(operations, PLATFORM, {})).toHaveLength(2);
  });
});

describe("two platforms", () => {
  test("are the same whatever their ids and times", () => {
    const at = (id: string): Dump => ({ [`${IN}/addresses/a`]: { name: "a", id, creationTimestamp: id } });
    expect(differences(at("1"), at("2"))).toEqual([]);
  });

  test("are the same whichever free address was given", () => {
    const at = (address: string) =>
      ({
        [`${IN}/addresses/a`]: { name: "a", address },
        [`${IN}/forwardingRules/f`]: { name: "f", IPAddress: address },
      }) as Dump;
    expect(differences(at("203.0.113.2"), at("203.0.113.3"))).toEqual([]);
  });

  test("differ by what is missing, too many, or has other fields", () => {
    const expected: Dump = { [`${IN}/addresses/a`]: { name: "a" }, [`${IN}/addresses/b`]: { name: "b" } };
    const actual: Dump = {
      [`${IN}/addresses/b`]: { name: "b", description: "other" } as never,
      [`${IN}/addresses/c`]: { name: "c" },
    };
    expect(differences(expected, actual)).toEqual([
      { path: `${IN}/addresses/a`, what: "missing" },
      { path: `${IN}/addresses/b`, what: "other", fields: ["description"] },
      { path: `${IN}/addresses/c`, what: "too many" },
    ]);
  });
});

test("a replaced resource shows Terraform's reason, the arguments that changed, and which of both comes first", () => {
  const address = "google_compute_firewall.f";
  const firewall = (name: string) => ({
    google_compute_firewall: { f: { name, network: "n", lifecycle: { create_before_destroy: true } } },
  });
  const planned = [{ address, action: "replace", reason: "cannot_update" }] as const;
  expect(replacementsOf(planned, [stack(firewall("a"))], [stack(firewall("b"))])).toEqual([
    { address, reason: "cannot_update", changed: ["name"], createdFirst: true },
  ]);
});

describe("something is silent", () => {
  const rule = (name: string, portRange: string): Dump => ({
    [`${IN}/forwardingRules/${name}`]: { name, IPAddress: "203.0.113.2", portRange } as never,
  });
  const none = { planned: [], to: [] };

  test("between two forwarding rules of one port", () => {
    const operations = [operation("delete", "forwardingRules/a", 1, 2), operation("insert", "forwardingRules/b", 5, 7)];
    const observed = { operations, before: rule("a", "80-80"), after: rule("b", "80"), ...none };
    expect(outagesOf({ ...observed, after: rule("b", "80-80") })).toEqual([
      { what: "203.0.113.2:80", why: "its forwarding rule is replaced", from: 1, to: 7 },
    ]);
  });

  test("for good where no other forwarding rule takes the port", () => {
    const operations = [operation("delete", "forwardingRules/a", 1, 2)];
    expect(outagesOf({ operations, before: rule("a", "80-80"), after: {}, ...none })).toEqual([
      { what: "203.0.113.2:80", why: "its forwarding rule is gone", from: 1, forGood: true },
    ]);
  });

  test("where a backend service with a health check is made anew, and not where it has none", () => {
    const address = "google_compute_region_backend_service.llama";
    const operations = [operation("insert", "backendServices/llama-2", 3)];
    const to = (more: object) => [
      stack({ google_compute_region_backend_service: { llama: { name: "llama-2", ...more } } }),
    ];
    const planned = [{ address, action: "replace" }] as const;
    const observed = { operations, before: {}, after: {}, planned };
    expect(outagesOf({ ...observed, to: to({ health_checks: ["h"] }) })).toMatchObject([{ what: address, from: 3 }]);
    expect(outagesOf({ ...observed, to: to({}) })).toEqual([]);
  });
});

describe("the verdict", () => {
  const difference = { path: "p", what: "missing" } as const;
  const loss = { route: "GET a/", second: 1, count: 3, instead: "status 503" };

  test("is good when nothing is amiss", () => {
    expect(verdictOf(NOTHING)).toEqual({ ok: true, text: "applies at the first try: 0 operations" });
    const operations = [operation("patch", "urlMaps/m", 0)];
    const traffic = { requests: 1, lost: [], streams: 0, cut: 0, failing: [], unserved: [] };
    expect(verdictOf({ ...NOTHING, operations, traffic }).text).toBe(
      "applies at the first try: 1 operation, 1 request and none lost",
    );
  });

  test.each(["cold-workload", "certificate-swapped"])(
    "is what was announced, whether or not a request has met it: %s",
    (id) => {
      const announced = [{ id, impact: "interrupts", severity: "warning", path: [], what: "", fix: "" }] as const;
      const traffic = { requests: 1, lost: [], streams: 0, cut: 0, failing: [], unserved: [] };
      expect(verdictOf({ ...NOTHING, traffic }, announced)).toEqual({
        ok: false,
        text: `applies, and interrupts: ${id} (announced; nothing that was sent here has met it)`,
      });
      expect(verdictOf(NOTHING, announced).ok).toBe(false);
    },
  );

  test.each<[string, Partial<Rehearsal>, RegExp]>([
    [
      "an apply that failed",
      { failures: [{ step: "apply ai", summary: "in use", detail: "" }] },
      /fails in `apply ai`: in use/,
    ],
    ["a second try", { recovery: { way: "again" } }, /second try/],
    ["import blocks", { recovery: { way: "import", imports: [] } }, /import blocks/],
    [
      "routes that Envoy refuses",
      { refusedRoutes: [{ name: "ai.routeRules[0]", match: {}, reason: "too large" }] },
      /^applies, and the data plane refuses 1 route, so that it serves none$/,
    ],
    ["a second plan", { notSettled: [{ address: "a.b", action: "update" }] }, /second plan would change 1 resource$/],
    [
      "another platform than after a first deploy",
      { differences: [difference] },
      /differs from a first deploy in 1 resource$/,
    ],
    ["what destroy leaves", { leftovers: [difference] }, /destroy leaves 1 resource behind/],
    [
      "lost requests",
      { traffic: { requests: 9, lost: [loss], streams: 1, cut: 0, failing: [], unserved: [] } },
      /loses 3 of 9 requests$/,
    ],
    [
      "cut streams",
      { traffic: { requests: 9, lost: [], streams: 1, cut: 1, failing: [], unserved: [] } },
      /^applies, and cuts 1 of 1 stream$/,
    ],
    [
      "both",
      { traffic: { requests: 9, lost: [loss], streams: 2, cut: 1, failing: [], unserved: [] } },
      /loses 3 of 9 requests and cuts 1 of 2 streams$/,
    ],
    [
      "a port without a listener",
      { outages: [{ what: "203.0.113.2:80", why: "", from: 0 }] },
      /interrupts 203.0.113.2:80/,
    ],
    [
      "routes that do not come back",
      {
        traffic: {
          requests: 9,
          lost: [loss],
          streams: 1,
          cut: 0,
          failing: [{ route: "GET a/", instead: "status 503" }],
          unserved: [],
        },
      },
      /^applies, and breaks 1 route for good and loses 3 of 9 requests$/,
    ],
    [
      "a port that is gone",
      { outages: [{ what: "203.0.113.2:80", why: "", from: 0, forGood: true }] },
      /^applies, and breaks 203.0.113.2:80 for good$/,
    ],
  ])("is bad because of %s", (_name, part, text) => {
    expect(verdictOf({ ...NOTHING, ...part })).toEqual({ ok: false, text: expect.stringMatching(text) });
  });
});
