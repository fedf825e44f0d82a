import { regional } from "../client";
import { action, CLOSED, MAP, many, map, match, matcher, PODS, pathRule, type Row, RUN, updated, VLLM } from "./row";

export const URL_MAP: readonly Row[] = [
  // URL maps: structure
  ["url-map.target", "no default", map({ defaultService: undefined })],
  ["url-map.target", "a path matcher without default", matcher({ defaultService: undefined })],
  ["url-map.target", "a rule with a service and a redirect", pathRule({ urlRedirect: { httpsRedirect: true } })],
  [
    "url-map.redirect-with-action",
    "a redirect beside a timeout",
    pathRule({ service: undefined, urlRedirect: { pathRedirect: "/b" }, routeAction: { timeout: { seconds: "1" } } }),
  ],
  [
    "url-map.path-matcher-name",
    "two path matchers of one name",
    map({ pathMatchers: many(2, () => ({ name: "ai", defaultService: CLOSED })) }),
  ],
  [
    "url-map.unknown-path-matcher",
    "a host rule that leads nowhere",
    map({ hostRules: [{ hosts: ["a.com"], pathMatcher: "c" }] }),
  ],
  [
    "url-map.both-forms",
    "path rules and route rules",
    matcher({
      pathRules: [{ paths: ["/a"], service: VLLM }],
      routeRules: [{ priority: 1, matchRules: [{ prefixMatch: "/" }], service: VLLM }],
    }),
  ],
  [
    "url-map.scheme",
    "an internal service behind an external rule",
    updated(MAP, { defaultService: regional("backendServices/internal") }),
  ],
  [
    "url-map.https-redirect",
    "a redirect to HTTPS under an HTTPS proxy",
    updated(MAP, { defaultService: undefined, defaultUrlRedirect: { httpsRedirect: true } }),
  ],

  // URL maps: matches
  ["url-map.host", "a wildcard in the middle", map({ hostRules: [{ hosts: ["a.*.com"], pathMatcher: "ai" }] })],
  [
    "url-map.duplicate-host",
    "one host twice",
    map({
      hostRules: [
        { hosts: ["a.com"], pathMatcher: "ai" },
        { hosts: ["a.com"], pathMatcher: "ai" },
      ],
    }),
  ],
  ["url-map.path", "a wildcard inside a segment", pathRule({ paths: ["/a*"] })],
  [
    "url-map.duplicate-path",
    "one path twice",
    matcher({ pathRules: many(2, () => ({ paths: ["/a"], service: VLLM })) }),
  ],
  [
    "url-map.priority",
    "one priority twice",
    matcher({ routeRules: many(2, () => ({ priority: 1, matchRules: [{ prefixMatch: "/" }], service: VLLM })) }),
  ],
  ["url-map.match-rules", "a route rule that matches nothing", match()],
  [
    "url-map.path-condition",
    "a match without a path",
    match({ headerMatches: [{ headerName: "x", presentMatch: true }] }),
  ],
  ["url-map.ignore-case", "ignoreCase with a regular expression", match({ regexMatch: "/a", ignoreCase: true })],
  [
    "url-map.predicate",
    "a header condition that says nothing",
    match({ prefixMatch: "/", headerMatches: [{ headerName: "x" }] }),
  ],
  [
    "url-map.predicate",
    "a query condition that says two things",
    match({ prefixMatch: "/", queryParameterMatches: [{ name: "q", exactMatch: "1", presentMatch: true }] }),
  ],
  ["url-map.regex-length", "a regular expression of 251 characters", match({ regexMatch: `/${"a".repeat(250)}` })],
  [
    "url-map.regexes",
    "six regular expressions",
    match(...many(6, (index) => ({ regexMatch: `/${index}` }))),
    413,
    "quotaExceeded",
  ],
  ["url-map.template", "six operators", match({ pathTemplateMatch: "/*/*/*/*/*/*" })],
  ["url-map.meaning", "a regular expression that RE2 does not know", match({ regexMatch: "/(?=a)" })],

  // URL maps: actions
  [
    "url-map.weight",
    "weights that add up to 0",
    pathRule({ service: undefined, routeAction: { weightedBackendServices: [{ backendService: VLLM, weight: 0 }] } }),
  ],
  [
    "url-map.weight",
    "a weight of 1001",
    pathRule({
      service: undefined,
      routeAction: { weightedBackendServices: [{ backendService: VLLM, weight: 1001 }] },
    }),
  ],
  ["url-map.timeout", "a timeout beyond all bounds", action({ timeout: { seconds: "315576000001" } })],
  ["url-map.retry-conditions", "an unknown retry condition", action({ retryPolicy: { retryConditions: ["429"] } })],
  ["url-map.retries", "no time to try", action({ retryPolicy: { perTryTimeout: { seconds: "0" } } })],
  [
    "url-map.fault-injection",
    "an injected status 600",
    action({ faultInjectionPolicy: { abort: { httpStatus: 600, percentage: 100 } } }),
  ],
  [
    "url-map.fault-injection",
    "101 percent",
    action({ faultInjectionPolicy: { delay: { fixedDelay: { seconds: "1" }, percentage: 101 } } }),
  ],
  ["url-map.cors-regex", "allowOriginRegexes", action({ corsPolicy: { allowOriginRegexes: [".*"] } })],
  ["url-map.max-stream-duration", "maxStreamDuration", action({ maxStreamDuration: { seconds: "1" } })],
  [
    "url-map.rewrite",
    "two rewrites of the path",
    action({ urlRewrite: { pathPrefixRewrite: "/a", pathTemplateRewrite: "/b" } }),
  ],
  [
    "url-map.redirect",
    "two redirects of the path",
    pathRule({ service: undefined, urlRedirect: { pathRedirect: "/b", prefixRedirect: "/c" } }),
  ],
  ["url-map.serverless-mirror", "a mirror on Cloud Run", action({ requestMirrorPolicy: { backendService: RUN } })],
  [
    "url-map.mirror-kind",
    "a mirror on another kind of backend",
    action({ requestMirrorPolicy: { backendService: PODS } }),
  ],

  // URL maps: limits and tests
  [
    "url-map.host-rules",
    "1001 host rules",
    map({ hostRules: many(1001, (index) => ({ hosts: [`h${index}.com`], pathMatcher: "ai" })) }),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.hosts",
    "1001 hosts in a rule",
    map({ hostRules: [{ hosts: many(1001, (index) => `h${index}.com`), pathMatcher: "ai" }] }),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.rules",
    "1001 path rules",
    matcher({ pathRules: many(1001, (index) => ({ paths: [`/${index}`], service: VLLM })) }),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.predicates",
    "1001 paths in one rule",
    pathRule({ paths: many(1001, (index) => `/${index}`) }),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.templates",
    "101 path templates",
    match(...many(101, (index) => ({ pathTemplateMatch: `/${index}/*` }))),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.services",
    "2501 backend services",
    (s) => {
      const clones = many(2501, (index) => regional(`backendServices/s-${index}`));
      const chain = s.dump();
      const services = clones.map((path) => [path, { ...chain[VLLM], name: path, selfLink: path }]);
      s.load({ ...chain, ...Object.fromEntries(services) });
      return matcher({
        pathRules: many(5, (rule) => ({
          paths: [`/${rule}`],
          routeAction: {
            weightedBackendServices: clones
              .slice(rule * 501, rule * 501 + 501)
              .map((backendService) => ({ backendService, weight: 1 })),
          },
        })),
      })(s);
    },
    413,
    "quotaExceeded",
  ],
  ["url-map.size", "a map of more than 1 MB", map({ description: "x".repeat(1_048_576) }), 413, "quotaExceeded"],
  [
    "url-map.test-count",
    "101 tests",
    map({ tests: many(101, (index) => ({ host: "ai.example.com", path: `/v1/${index}`, service: VLLM })) }),
    413,
    "quotaExceeded",
  ],
  [
    "url-map.tests-internal",
    "a test of an internal map",
    updated(regional("urlMaps/internal"), {
      tests: [{ host: "a.com", path: "/", service: regional("backendServices/internal") }],
    }),
  ],
  [
    "url-map.test",
    "a test that fails",
    updated(MAP, { tests: [{ host: "ai.example.com", path: "/v2/chat", service: VLLM }] }),
  ],
];
