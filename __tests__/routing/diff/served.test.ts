import { diffServed } from "../../../routing/diff/served";
import type { Listener, NamedUrlMap } from "../../../routing/readers/named-url-map";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { referencesOf } from "../../../routing/targets";
import type { UrlMap } from "../../../routing/url-map";
import { lines } from "../../support/routing/route-diffs";

const HTTP: Listener = { protocol: "http", port: 80 };
const HTTPS: Listener = { protocol: "https", port: 443 };
const REDIRECT: UrlMap = { defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode: "PERMANENT_REDIRECT" } };

const served = (map: UrlMap, listeners: readonly Listener[], more: Partial<NamedUrlMap> = {}): NamedUrlMap => ({
  name: "m",
  map,
  listeners,
  services: new Map(
    referencesOf(map).map((name) => [name, { address: `google_compute_region_backend_service.${name}` }]),
  ),
  unread: [],
  ...more,
});

/** What this program writes: each host with the port of each listener, everything else closed. */
const routes = (service: string, ports: readonly number[]): UrlMap => ({
  defaultService: "closed",
  defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
  hostRules: [{ hosts: ["ai.x", ...ports.map((port) => `ai.x:${port}`)], pathMatcher: "m" }],
  pathMatchers: [
    {
      name: "m",
      defaultService: "closed",
      defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
      pathRules: [{ paths: ["/v1/chat/*"], service }],
    },
  ],
});

const shown = (before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]) =>
  diffServed(before, after).compared.map(({ name, location, status, diff }) => [
    [location, name, status].filter(Boolean).join(" "),
    ...lines(diff),
    ...diff.changes.flatMap(({ example, answers }) => `${example?.url}: ${answers?.before} → ${answers?.after}`),
  ]);

describe("listeners", () => {
  test("from HTTP to HTTPS: what port 80 redirects, and what https newly serves", () => {
    const before = [served(routes("vllm", [80]), [HTTP])];
    const after = [served(routes("vllm", [443]), [HTTPS]), served(REDIRECT, [HTTP])];
    expect(shown(before, after)).toEqual([
      [
        "http on port 80 kept",
        "ai.x /v1/chat/*: answer vllm → redirect 308, to https",
        "ai.x * *: answer respond 404 → redirect 308, to https",
        "http://ai.x/v1/chat/completions: vllm → 308 to https://ai.x/v1/chat/completions",
        "http://ai.x/: 404 → 308 to https://ai.x/",
      ],
      [
        "https on port 443 new",
        "ai.x /v1/chat/*: answer nothing → vllm",
        "https://ai.x/v1/chat/completions: nothing → vllm",
      ],
    ]);
  });

  test("a listener that goes, and one that stays as it is", () => {
    const before = [served(routes("vllm", [80, 443]), [HTTP, HTTPS])];
    expect(shown(before, [served(routes("vllm", [443]), [HTTPS])])).toEqual([
      [
        "http on port 80 removed",
        "ai.x /v1/chat/*: answer vllm → nothing",
        expect.stringMatching(/^http:\/\/ai.x\/v1/),
      ],
      ["https on port 443 kept"],
    ]);
  });

  test("listeners that serve the same are compared at once, and hosts are the user's", () => {
    const on = (service: string) => [served(routes(service, [80, 443]), [HTTP, HTTPS])];
    expect(shown(on("a"), on("b"))).toEqual([
      [
        "http on port 80, https on port 443 kept",
        "ai.x /v1/chat/*: workload a → b",
        "https://ai.x/v1/chat/completions: a → b",
      ],
    ]);
  });

  test("examples go to the listener's port", () => {
    const other: Listener = { protocol: "http", port: 8080 };
    const on = (service: string) => [served(routes(service, [8080]), [other])];
    expect(shown(on("a"), on("b"))[0]?.slice(1)).toEqual([
      "ai.x /v1/chat/*: workload a → b",
      "http://ai.x:8080/v1/chat/completions: a → b",
    ]);
    const all = (defaultService: string) => [served({ defaultService }, [other])];
    expect(shown(all("a"), all("b"))[0]?.[2]).toBe("http://any.example:8080/: a → b");
  });

  test("a host that names another listener's port is no request to this one", () => {
    const before = [served(routes("a", [80, 443]), [HTTP]), served(REDIRECT, [HTTPS], { name: "r" })];
    const after = [served(routes("a", [80]), [HTTP]), served(REDIRECT, [HTTPS], { name: "r" })];
    expect(diffServed(before, after).compared.flatMap(({ diff }) => diff.changes)).toEqual([]);
  });
});

describe("regions and roles", () => {
  const at = (location: string, service: string) => served(routes(service, [80]), [HTTP], { location });

  test("are compared with their own kind", () => {
    expect(
      shown([at("r1", "a"), at("r2", "b")], [at("r2", "b"), at("r1", "c")]).map(([title, first]) => [title, first]),
    ).toEqual([
      ["r1 http on port 80 kept", "ai.x /v1/chat/*: workload a → c"],
      ["r2 http on port 80 kept", undefined],
    ]);
  });

  test("another region is another proxy", () => {
    expect(shown([at("r1", "a")], [at("r2", "a")]).map(([title]) => title)).toEqual([
      "r1 http on port 80 removed",
      "r2 http on port 80 new",
    ]);
  });

  test("a document of one stack says nothing of the other regions of a configuration", () => {
    const configured = [at("r1", "b"), at("r2", "a")].map((map) => ({ ...map, placeOf: () => undefined }));
    const drift = diffServed([at("r1", "a")], configured);
    expect(drift.compared.map(({ location, status }) => [location, status])).toEqual([["r1", "kept"]]);
    expect(drift.notes).toEqual(["r2: the old side holds only r1"]);
    expect(diffServed(configured, [at("r1", "a")]).notes).toEqual(["r2: the new side holds only r1"]);
    expect(diffServed([at("r1", "a"), at("r3", "a")], configured.slice(0, 1)).compared[1]?.status).toBe("removed");
  });

  test("where one side does not say what listens, URL maps meet by what they are for; the rest is said", () => {
    const after = [
      served(routes("vllm", [443]), [HTTPS], { name: "url-map" }),
      served(REDIRECT, [HTTP], { name: "r" }),
    ];
    const found = diffServed([served(routes("old", []), [], { name: "export" })], after);
    expect(found.compared.map(({ name, status }) => [name, status])).toEqual([["https on port 443", "kept"]]);
    expect(found.compared[0]?.diff.changes[0]?.example?.url).toBe("https://ai.x/v1/chat/completions");
    expect(found.notes).toEqual([
      "URL map r (http on port 80) is after only: the other side does not say what listens",
    ]);
  });
});

describe("identities", () => {
  const link = (project: string, region: string, collection: string, name: string) =>
    `https://www.googleapis.com/compute/v1/projects/${project}/regions/${region}/${collection}/${name}`;
  const LLM = ["p", "r", "backendServices", "llm"] as const;
  const exported = (...service: Parameters<typeof link>) =>
    readUrlMaps(JSON.stringify({ name: "m", region: "projects/p/regions/r", defaultService: link(...service) }));
  const changes = (before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]) =>
    diffServed(before, after).compared.flatMap(({ diff }) => lines(diff));

  test.each<[string, Parameters<typeof link>, string]>([
    ["project", ["q", "r", "backendServices", "llm"], "llm (project p) → llm (project q)"],
    ["region", ["p", "s", "backendServices", "llm"], "llm (r) → llm (s)"],
    ["collection", ["p", "r", "backendBuckets", "llm"], "llm (backendServices) → llm (backendBuckets)"],
    ["name", ["p", "r", "backendServices", "other"], "llm → other"],
  ])("another %s is another service", (_, other, words) => {
    expect(changes(exported(...LLM), exported(...other))).toEqual([`* *: workload ${words}`]);
    expect(changes(exported(...LLM), exported(...LLM))).toEqual([]);
  });

  const terraform = (project: string | undefined, name: string, id = "llm") =>
    readUrlMaps(
      JSON.stringify({
        resource: {
          google_compute_region_url_map: {
            m: { region: "r", default_service: `\${google_compute_region_backend_service.${id}.id}` },
          },
          google_compute_region_backend_service: { [id]: { name, region: "r", ...(project && { project }) } },
        },
      }),
    );

  test("a service that is adopted is the one of its name, under the user's word", () => {
    const adopted = terraform("p", "llm", "chat");
    expect(changes(exported(...LLM), adopted)).toEqual([]);
    expect(changes(exported("p", "r", "backendServices", "old"), adopted)).toEqual(["* *: workload old → chat"]);
    expect(diffServed(exported(...LLM), adopted).compared[0]?.assumptions).toEqual([]);
  });

  test("a project that one side does not say is taken to be the other's, and that is said", () => {
    const [found] = diffServed(exported(...LLM), terraform("${var.project}", "llm")).compared;
    expect(found?.diff.changes).toEqual([]);
    expect(found?.assumptions).toEqual(["the project, p before and ${var.project} after"]);
    expect(diffServed(terraform("${var.p}", "a"), terraform("${var.p}", "b")).compared[0]?.assumptions).toEqual([]);
  });

  test("a workload that gets another name in the cloud is the same, in another project it is not", () => {
    expect(changes(terraform("p", "llm-1"), terraform("p", "llm-2"))).toEqual([]);
    expect(changes(terraform("p", "llm"), terraform("q", "llm"))).toEqual([
      "* *: workload llm (project p) → llm (project q)",
    ]);
  });

  test("a service that two may be is none of them for sure", () => {
    const weighted = (...links: string[]) =>
      readUrlMaps(
        JSON.stringify({
          name: "m",
          defaultRouteAction: {
            weightedBackendServices: links.map((backendService, i) => ({ backendService, weight: i + 1 })),
          },
        }),
      );
    const two = weighted(link(...LLM), link("q", "r", "backendServices", "llm"));
    const [found] = diffServed(two, weighted("regions/r/backendServices/llm", link(...LLM))).compared;
    expect(found?.diff.changes.map(({ verdict }) => verdict)).toEqual(["may change"]);
  });

  test("a service that is known only after apply may be any, unless something else differs", () => {
    const unknown = (more: object = {}) =>
      readUrlMaps(
        JSON.stringify({
          planned_values: {
            root_module: {
              resources: [
                {
                  address: "google_compute_region_url_map.m",
                  type: "google_compute_region_url_map",
                  name: "m",
                  values: { region: "r", ...more },
                },
              ],
            },
          },
          resource_changes: [
            { address: "google_compute_region_url_map.m", change: { after_unknown: { default_service: true } } },
          ],
        }),
      );
    const verdicts = (before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]) =>
      diffServed(before, after).compared.flatMap(({ diff }) => diff.changes.map(({ verdict }) => verdict));
    expect(verdicts(exported(...LLM), unknown())).toEqual(["may change"]);
    expect(verdicts(unknown(), unknown())).toEqual(["may change"]);
    const abort = {
      default_route_action: [{ fault_injection_policy: [{ abort: [{ http_status: 404, percentage: 100 }] }] }],
    };
    expect(verdicts(exported(...LLM), unknown(abort))).toEqual(["changed"]);
  });
});
