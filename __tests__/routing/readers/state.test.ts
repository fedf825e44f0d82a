import { readUrlMaps } from "../../../routing/readers/read-url-maps";

test("a state is read with its zero values left out, whoever wrote the configuration", () => {
  const state = {
    format_version: "1.0",
    terraform_version: "1.11.4",
    values: {
      root_module: {
        resources: [
          {
            address: "google_compute_url_map.lb",
            mode: "managed",
            type: "google_compute_url_map",
            name: "lb",
            values: {
              id: "projects/p/global/urlMaps/lb",
              self_link: "https://www.googleapis.com/compute/v1/projects/p/global/urlMaps/lb",
              name: "lb",
              description: "",
              default_service: "https://www.googleapis.com/compute/v1/projects/p/global/backendServices/web-1",
              default_url_redirect: [],
              header_action: [],
              path_matcher: [
                {
                  name: "m",
                  default_service: "",
                  default_url_redirect: [{ host_redirect: "", https_redirect: true, strip_query: false }],
                  path_rule: [],
                  route_rules: [
                    {
                      priority: 0,
                      service: "https://www.googleapis.com/compute/v1/projects/p/global/backendServices/web-1",
                      match_rules: [
                        {
                          prefix_match: "/",
                          ignore_case: false,
                          header_matches: [
                            {
                              header_name: "a",
                              exact_match: "1",
                              present_match: false,
                              invert_match: false,
                              range_match: [],
                            },
                          ],
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          },
          {
            address: "google_compute_backend_service.web",
            mode: "managed",
            type: "google_compute_backend_service",
            name: "web",
            values: { self_link: "https://www.googleapis.com/compute/v1/projects/p/global/backendServices/web-1" },
          },
          {
            address: "google_compute_target_https_proxy.p",
            mode: "managed",
            type: "google_compute_target_https_proxy",
            name: "p",
            values: {
              id: "projects/p/global/targetHttpsProxies/p",
              url_map: "https://www.googleapis.com/compute/v1/projects/p/global/urlMaps/lb",
            },
          },
          {
            address: "google_compute_global_forwarding_rule.f",
            mode: "managed",
            type: "google_compute_global_forwarding_rule",
            name: "f",
            values: {
              target: "https://www.googleapis.com/compute/v1/projects/p/global/targetHttpsProxies/p",
              port_range: "443-443",
            },
          },
        ],
      },
    },
  };
  expect(readUrlMaps(JSON.stringify(state))).toEqual([
    {
      name: "lb",
      map: {
        name: "lb",
        defaultService: "web",
        pathMatchers: [
          {
            name: "m",
            defaultUrlRedirect: { httpsRedirect: true },
            routeRules: [
              {
                priority: 0,
                service: "web",
                matchRules: [{ prefixMatch: "/", headerMatches: [{ headerName: "a", exactMatch: "1" }] }],
              },
            ],
          },
        ],
      },
      location: "global",
      services: new Map([
        [
          "web",
          {
            address: "google_compute_backend_service.web",
            project: "p",
            location: "global",
            collection: "backendServices",
            name: "web-1",
          },
        ],
      ]),
      unread: [],
      listeners: [{ protocol: "https", port: 443 }],
    },
  ]);
});

describe("a state file", () => {
  const link = "https://www.googleapis.com/compute/v1/projects/p/regions/r/backendServices/web-1";
  const attributes = { region: "r", name: "lb", default_service: link };
  const resource = (type: string, name: string, instance: object, more: object = {}) => ({
    ...{ mode: "managed", type, name, provider: 'provider["registry.terraform.io/hashicorp/google"]' },
    ...more,
    instances: [{ schema_version: 0, sensitive_attributes: [], ...instance }],
  });
  const state = (...resources: object[]) =>
    JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 3, lineage: "x", outputs: {}, resources });

  test("is read as what `terraform show -json` prints of it", () => {
    const maps = readUrlMaps(
      state(
        resource("google_compute_region_url_map", "lb", { attributes }),
        resource("google_compute_region_url_map", "lb", { attributes }, { mode: "data" }),
        resource(
          "google_compute_region_backend_service",
          "web",
          { index_key: "a", attributes: { self_link: link } },
          {
            module: "module.ai",
          },
        ),
      ),
    );
    expect(maps).toHaveLength(1);
    expect(maps[0]).toMatchObject({ name: "lb", location: "r", map: { defaultService: 'module.ai.web["a"]' } });
  });

  test("of another version, or an encrypted one, is refused", () => {
    const unknown = "a Terraform state file of a form that is not known here";
    expect(() => readUrlMaps(JSON.stringify({ version: 3, lineage: "x", modules: [] }))).toThrow(unknown);
    expect(() => readUrlMaps(JSON.stringify({ lineage: "x", encrypted_data: "…", meta: {} }))).toThrow(unknown);
  });
});
