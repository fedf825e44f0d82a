import { readUrlMaps } from "../../../routing/readers/read-url-maps";

const json = (value: unknown) => readUrlMaps(JSON.stringify(value));
const SELF = "https://www.googleapis.com/compute/v1/projects/p/regions/r";

describe("a plan", () => {
  const references = (...names: string[]) => ({ references: names.flatMap((name) => [`${name}.id`, name]) });
  const url = (name: string, values: object) => ({
    address: `google_compute_region_url_map.${name}`,
    mode: "managed",
    type: "google_compute_region_url_map",
    name,
    values,
  });
  const backend = (name: string, values: object = {}, prefix = "") => ({
    address: `${prefix}google_compute_region_backend_service.${name}`,
    mode: "managed",
    type: "google_compute_region_backend_service",
    name: name.replace(/\[.*/, ""),
    values,
  });
  /** The plan of one URL map in the root module, beside backend services and the parts given. */
  const plan = (
    values: object,
    unknown: object,
    expressions: object,
    more: { backends?: object[]; child_modules?: object[]; module_calls?: object } = {},
  ) => ({
    format_version: "1.2",
    planned_values: {
      root_module: {
        resources: [url("m", values), backend("one"), ...(more.backends ?? [])],
        child_modules: more.child_modules ?? [],
      },
    },
    resource_changes: [{ address: "google_compute_region_url_map.m", change: { after_unknown: unknown } }],
    configuration: {
      root_module: {
        resources: [{ mode: "managed", type: "google_compute_region_url_map", name: "m", expressions }],
        module_calls: more.module_calls ?? {},
      },
    },
  });
  const serviceOf = (document: object) => json(document)[0]?.map.defaultService;
  const ONE = "google_compute_region_backend_service.one";

  test("resolves a service that is known only after apply by what it refers to", () => {
    expect(
      serviceOf(plan({}, { default_service: true, region: true, id: true }, { default_service: references(ONE) })),
    ).toBe("one");
    expect(
      json(plan({}, { default_service: true, region: true, id: true }, { default_service: references(ONE) }))[0]
        ?.unread,
    ).toEqual([]);
  });

  test("names a service that exists by its resource, not by its name in the cloud", () => {
    const backends = [backend("two", { id: "projects/p/regions/r/backendServices/two-1a2b" })];
    expect(serviceOf(plan({ default_service: `${SELF}/backendServices/two-1a2b` }, {}, {}, { backends }))).toBe("two");
    expect(serviceOf(plan({ default_service: `${SELF}/backendServices/foreign` }, {}, {}, { backends }))).toBe(
      "foreign",
    );
  });

  test("resolves services inside nested blocks", () => {
    const values = {
      default_service: "s",
      path_matcher: [{ name: "a", path_rule: [{ paths: ["/a"] }, { paths: ["/b"], service: "known" }] }],
    };
    const unknown = { path_matcher: [{ default_service: true, path_rule: [{ service: true, paths: [false] }, {}] }] };
    const expressions = {
      path_matcher: [{ default_service: references(ONE), path_rule: [{ service: references(ONE) }, {}] }],
    };
    expect(json(plan(values, unknown, expressions))[0]?.map.pathMatchers).toEqual([
      {
        name: "a",
        defaultService: "one",
        pathRules: [
          { paths: ["/a"], service: "one" },
          { paths: ["/b"], service: "known" },
        ],
      },
    ]);
  });

  const many = [backend('many["a"]'), backend('many["b"]')];
  const MANY = "google_compute_region_backend_service.many";
  test.each([
    ["an instance by its key", { references: [`${MANY}["b"].id`, `${MANY}["b"]`, MANY] }, 'many["b"]'],
    ["an instance by an unknown key", { references: [MANY, "each.key"] }, "(known after apply) default_service"],
    ["all instances", { references: [MANY] }, "(known after apply) default_service"],
    ["one of two", references(ONE, `${MANY}["a"]`), "(known after apply) default_service"],
    [
      "one and something out of sight",
      { references: [`${ONE}.id`, ONE, "local.other"] },
      "(known after apply) default_service",
    ],
    ["a local value", { references: ["local.service"] }, "(known after apply) default_service"],
    ["nothing", undefined, "(known after apply) default_service"],
  ])("for a reference to %s", (_, expression, name) => {
    expect(serviceOf(plan({}, { default_service: true }, { default_service: expression }, { backends: many }))).toBe(
      name,
    );
  });

  test("does not resolve by position where a dynamic block may have shifted the positions", () => {
    const values = { default_service: "s", path_matcher: [{ name: "a" }, { name: "b" }] };
    const unknown = { path_matcher: [{ default_service: true }, { default_service: true }] };
    const found = json(plan(values, unknown, { path_matcher: [{ default_service: references(ONE) }] }));
    expect(found[0]?.map.pathMatchers?.map(({ defaultService }) => defaultService)).toEqual([
      "(known after apply) path_matcher[0].default_service",
      "(known after apply) path_matcher[1].default_service",
    ]);
  });

  test("follows a module's output to the resource inside it", () => {
    const more = {
      child_modules: [{ address: "module.back", resources: [backend("inner", {}, "module.back.")] }],
      module_calls: {
        back: {
          module: { outputs: { service: { expression: references("google_compute_region_backend_service.inner") } } },
        },
      },
    };
    const expression = { references: ["module.back.service", "module.back"] };
    expect(serviceOf(plan({}, { default_service: true }, { default_service: expression }, more))).toBe(
      "module.back.inner",
    );
  });

  test("follows a module's variable to the resource outside it, and its listener inside it", () => {
    const inside = (type: string, name: string, values: object) => ({
      address: `module.lb["eu.x"].${type}.${name}`,
      mode: "managed",
      type,
      name,
      values,
    });
    const configured = (type: string, name: string, expressions: object) => ({
      mode: "managed",
      type,
      name,
      expressions,
    });
    const document = {
      planned_values: {
        root_module: {
          resources: [backend("one")],
          child_modules: [
            {
              address: 'module.lb["eu.x"]',
              resources: [
                inside("google_compute_region_url_map", "m", { name: "eu" }),
                inside("google_compute_region_target_http_proxy", "p", {}),
                inside("google_compute_forwarding_rule", "f", { port_range: "8080" }),
              ],
            },
          ],
        },
      },
      resource_changes: [
        {
          address: 'module.lb["eu.x"].google_compute_region_url_map.m',
          change: { after_unknown: { default_service: true } },
        },
      ],
      configuration: {
        root_module: {
          module_calls: {
            lb: {
              expressions: { service: references(ONE) },
              module: {
                resources: [
                  configured("google_compute_region_url_map", "m", {
                    default_service: { references: ["var.service"] },
                  }),
                  configured("google_compute_region_target_http_proxy", "p", {
                    url_map: references("google_compute_region_url_map.m"),
                  }),
                  configured("google_compute_forwarding_rule", "f", {
                    target: references("google_compute_region_target_http_proxy.p"),
                  }),
                ],
              },
            },
          },
        },
      },
    };
    expect(json(document)).toMatchObject([
      {
        name: 'module.lb["eu.x"].m',
        map: { name: "eu", defaultService: "one" },
        unread: [],
        listeners: [{ protocol: "http", port: 8080 }],
      },
    ]);
  });

  test("says which values are known only after apply", () => {
    const values = { default_service: "s", host_rule: [{ path_matcher: "a" }, { path_matcher: "a", hosts: [null] }] };
    const unknown = { host_rule: [{ hosts: true }, { hosts: [true] }], path_matcher: true };
    const [found] = json(plan(values, unknown, {}));
    expect(found?.map.hostRules).toEqual([
      { hosts: [], pathMatcher: "a" },
      { hosts: ["(known after apply) host_rule[1].hosts"], pathMatcher: "a" },
    ]);
    expect(found?.unread).toEqual([
      { field: "host_rule[0].hosts", path: ["hostRules", 0, "hosts"], why: "unknown" },
      { field: "host_rule[1].hosts", path: ["hostRules", 1, "hosts", 0], why: "unknown" },
      { field: "path_matcher", path: ["pathMatchers"], why: "unknown" },
    ]);
  });
});
