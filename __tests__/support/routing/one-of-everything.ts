import type { UrlMap } from "../../../routing/url-map";

/** One of everything, as every document below says it. */
export const everything: UrlMap = {
  name: "ai",
  defaultService: "closed",
  defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
  hostRules: [{ hosts: ["ai.example.com"], pathMatcher: "ai" }],
  pathMatchers: [
    {
      name: "ai",
      defaultUrlRedirect: { hostRedirect: "other.org" },
      routeRules: [
        {
          priority: 1,
          matchRules: [
            {
              prefixMatch: "/v1",
              headerMatches: [{ headerName: "x", rangeMatch: { rangeStart: 0, rangeEnd: 5 } }],
              queryParameterMatches: [{ name: "q", presentMatch: true }],
            },
          ],
          headerAction: { requestHeadersToAdd: [{ headerName: "h", headerValue: "v" }] },
          routeAction: {
            timeout: { seconds: "600" },
            weightedBackendServices: [
              { backendService: "vllm", weight: 9 },
              { backendService: "next", weight: 1 },
            ],
          },
        },
      ],
    },
  ],
};
