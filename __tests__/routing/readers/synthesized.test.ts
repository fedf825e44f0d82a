import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { everything } from "../../support/routing/one-of-everything";

const json = (value: unknown) => readUrlMaps(JSON.stringify(value));
const SELF = "https://www.googleapis.com/compute/v1/projects/p/regions/r";

describe("synthesized Terraform JSON", () => {
  const block = {
    name: "ai",
    default_service: "${google_compute_region_backend_service.closed.id}",
    default_route_action: { fault_injection_policy: { abort: { http_status: 404, percentage: 100 } } },
    host_rule: [{ hosts: ["ai.example.com"], path_matcher: "ai" }],
    path_matcher: [
      {
        name: "ai",
        default_url_redirect: { host_redirect: "other.org", strip_query: false },
        route_rules: [
          {
            priority: 1,
            match_rules: [
              {
                prefix_match: "/v1",
                header_matches: [{ header_name: "x", range_match: { range_start: 0, range_end: 5 } }],
                query_parameter_matches: [{ name: "q", present_match: true }],
              },
            ],
            header_action: { request_headers_to_add: [{ header_name: "h", header_value: "v", replace: false }] },
            route_action: {
              timeout: { seconds: "600" },
              weighted_backend_services: [
                { backend_service: "${google_compute_region_backend_service.vllm.id}", weight: 9 },
                { backend_service: `${SELF}/backendServices/next`, weight: 1 },
              ],
            },
          },
        ],
      },
    ],
  };
  const resource = {
    google_compute_region_url_map: { main: { ...block, lifecycle: { create_before_destroy: true }, "//": {} } },
    google_compute_url_map: { redirect: { default_url_redirect: [{ https_redirect: true, strip_query: false }] } },
    google_compute_region_target_https_proxy: { p: { url_map: "${google_compute_region_url_map.main.id}" } },
    google_compute_target_http_proxy: { p: { url_map: "${google_compute_url_map.redirect.self_link}" } },
    google_compute_forwarding_rule: {
      a: { target: "${google_compute_region_target_https_proxy.p.id}", port_range: "443" },
      b: { target: "${google_compute_region_target_https_proxy.p.self_link}", port_range: "8443-8443" },
    },
    google_compute_global_forwarding_rule: {
      c: { target: "${google_compute_target_http_proxy.p.id}", port_range: "80" },
    },
  };

  test("gives every URL map by its logical name, with the ports that lead to it", () => {
    const resourceOf = (name: string) => ({
      address: `google_compute_region_backend_service.${name}`,
      collection: "backendServices",
    });
    const services = new Map<string, object>([
      ["closed", resourceOf("closed")],
      ["vllm", resourceOf("vllm")],
      ["next", { project: "p", location: "r", collection: "backendServices", name: "next" }],
    ]);
    expect(json({ terraform: {}, resource })).toEqual([
      {
        name: "main",
        map: everything,
        services,
        unread: [],
        listeners: [
          { protocol: "https", port: 443 },
          { protocol: "https", port: 8443 },
        ],
      },
      {
        name: "redirect",
        map: { defaultUrlRedirect: { httpsRedirect: true } },
        location: "global",
        services,
        unread: [],
        listeners: [{ protocol: "http", port: 80 }],
      },
    ]);
  });

  test("keeps an expression that it cannot resolve", () => {
    const maps = json({ resource: { google_compute_url_map: { m: { default_service: "${var.service}" } } } });
    expect(maps[0]?.map).toEqual({ defaultService: "${var.service}" });
  });

  test("tells services of different resources apart", () => {
    const services = [
      "${google_compute_region_backend_service.a.id}",
      '${google_compute_region_backend_service.a["x"].id}',
      "${google_compute_backend_bucket.a.id}",
      "${data.google_compute_region_backend_service.a.id}",
    ];
    const named = services.map((service) =>
      json({ resource: { google_compute_url_map: { m: { default_service: service } } } }),
    );
    expect(named.map(([one]) => one?.map.defaultService)).toEqual([
      "a",
      'a["x"]',
      "google_compute_backend_bucket.a",
      "data.a",
    ]);
  });

  test("reads what is escaped as Google gets it", () => {
    const header = { header_name: "x", header_value: "%%{a} %%%{b} $${c} $$${d} 100%" };
    const map = { default_service: "s", header_action: { response_headers_to_add: [header] } };
    expect(json({ resource: { google_compute_url_map: { map } } })[0]?.map.headerAction).toEqual({
      responseHeadersToAdd: [{ headerName: "x", headerValue: "%{a} %%{b} ${c} $${d} 100%" }],
    });
  });

  test("says which fields it does not know", () => {
    const map = {
      default_service: "s",
      count: 2,
      path_matcher: [{ name: "m", default_service: "s", default_custom_error_response_policy: { error_service: "e" } }],
    };
    expect(json({ resource: { google_compute_url_map: { map } } })[0]?.unread.map(({ field }) => field)).toEqual([
      "count",
      "path_matcher[0].default_custom_error_response_policy",
    ]);
  });

  test("refuses dynamic blocks, which only Terraform expands", () => {
    const map = { default_service: "s", dynamic: { host_rule: {} } };
    expect(() => json({ resource: { google_compute_url_map: { map } } })).toThrow(
      "google_compute_url_map.map has dynamic blocks, which only Terraform can expand",
    );
  });
});
