import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { everything } from "../../support/routing/one-of-everything";

const json = (value: unknown) => readUrlMaps(JSON.stringify(value));
const SELF = "https://www.googleapis.com/compute/v1/projects/p/regions/r";

describe("the Compute API", () => {
  const exported = `
creationTimestamp: '2026-01-01T00:00:00.000-07:00'
defaultRouteAction:
  faultInjectionPolicy:
    abort: { httpStatus: 404, percentage: 100.0 }
defaultService: ${SELF}/backendServices/closed
fingerprint: abc=
hostRules:
- hosts: [ai.example.com]
  pathMatcher: ai
id: '1'
kind: compute#urlMap
name: ai
pathMatchers:
- defaultUrlRedirect: { hostRedirect: other.org }
  name: ai
  routeRules:
  - headerAction:
      requestHeadersToAdd:
      - { headerName: h, headerValue: v }
    matchRules:
    - headerMatches:
      - headerName: x
        rangeMatch: { rangeEnd: '5', rangeStart: '0' }
      prefixMatch: /v1
      queryParameterMatches:
      - { name: q, presentMatch: true }
    priority: 1
    routeAction:
      timeout: { seconds: 600 }
      weightedBackendServices:
      - { backendService: ${SELF}/backendServices/vllm, weight: 9 }
      - { backendService: ${SELF}/backendServices/next, weight: 1 }
region: ${SELF}
selfLink: ${SELF}/urlMaps/ai
`;
  const small = { name: "a", defaultService: "s" };

  test("a gcloud export gives what Terraform gives, with the region", () => {
    expect(readUrlMaps(exported)).toEqual([
      {
        name: "ai",
        map: { ...everything, region: "r" },
        location: "r",
        services: new Map(
          ["closed", "vllm", "next"].map((name) => [
            name,
            { project: "p", location: "r", collection: "backendServices", name },
          ]),
        ),
        unread: [],
        listeners: [],
      },
    ]);
  });

  test("services of one name are told apart by what differs", () => {
    const links = [
      `${SELF}/backendServices/llm`,
      `${SELF}/backendBuckets/llm`,
      "projects/q/regions/r/backendServices/llm",
      `${SELF}/backendServices/other`,
    ];
    const weightedBackendServices = links.map((backendService) => ({ backendService, weight: 1 }));
    const [found] = json({ name: "a", region: "r", defaultRouteAction: { weightedBackendServices } });
    expect([...(found?.services.keys() ?? [])]).toEqual([
      "llm (project p, backendServices)",
      "llm (project p, backendBuckets)",
      "llm (project q, backendServices)",
      "other",
    ]);
    const named = found?.map.defaultRouteAction?.weightedBackendServices?.map(({ backendService }) => backendService);
    expect(named).toEqual([...(found?.services.keys() ?? [])]);
  });

  test.each([
    ["an array", JSON.stringify([small, { ...small, name: "b" }])],
    ["a list response", JSON.stringify({ kind: "compute#urlMapList", items: [small, { ...small, name: "b" }] })],
    ["several YAML documents", "name: a\ndefaultService: s\n---\nname: b\ndefaultService: s\n"],
  ])("%s holds several", (_, text) => {
    expect(readUrlMaps(text).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("an explicit zero is kept, and an unknown field is reported", () => {
    const map = {
      ...small,
      defaultRouteAction: {
        requestMirrorPolicy: { backendService: "m", mirrorPercent: 0 },
        maxStreamDuration: { seconds: "1" },
      },
    };
    const [found] = json(map);
    expect(found?.map.defaultRouteAction).toEqual({ requestMirrorPolicy: { backendService: "m", mirrorPercent: 0 } });
    expect(found?.unread).toEqual([
      {
        field: "defaultRouteAction.maxStreamDuration",
        path: ["defaultRouteAction", "maxStreamDuration"],
        why: "not understood",
        says: '{"seconds":"1"}',
      },
    ]);
  });
});
