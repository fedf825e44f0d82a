import fc, { type Arbitrary } from "fast-check";
import type { HeaderAction, HeaderOption, RouteAction, Target, UrlMap, UrlRedirect } from "../../../../routing/url-map";
import { merged, optional } from "./record";

/** The backend services of random URL maps. */
export const SERVICES = ["s0", "s1", "s2"] as const;

const headerOption: Arbitrary<HeaderOption> = merged(
  fc.record({
    headerName: fc.constantFrom("x-a", "x-b", "X-C"),
    headerValue: fc.constantFrom("1", "two words", "100%", "%REQ(x-a)%", "a,b"),
  }),
  optional("replace", fc.boolean()),
);

const headersToAdd = fc.uniqueArray(headerOption, { maxLength: 2, selector: ({ headerName }) => headerName });
const headersToRemove = fc.uniqueArray(fc.constantFrom("x-a", "X-B", "x-c"), { maxLength: 2 });

const headerAction: Arbitrary<HeaderAction> = fc.record(
  {
    requestHeadersToRemove: headersToRemove,
    requestHeadersToAdd: headersToAdd,
    responseHeadersToRemove: headersToRemove,
    responseHeadersToAdd: headersToAdd,
  },
  { requiredKeys: [] },
);

export const withHeaderAction = optional("headerAction", headerAction);

const service = fc.constantFrom(...SERVICES);

const weighted: Arbitrary<RouteAction> = fc
  .uniqueArray(merged(fc.record({ backendService: service, weight: fc.constantFrom(1, 3, 0) }), withHeaderAction), {
    minLength: 1,
    maxLength: 3,
    selector: ({ backendService }) => backendService,
  })
  .filter((services) => services.some(({ weight }) => weight > 0))
  .map((weightedBackendServices) => ({ weightedBackendServices }));

export const hostRewrite = optional("hostRewrite", fc.constantFrom("backend.internal", "backend.internal:9000"));
const prefixRewrite = optional("pathPrefixRewrite", fc.constantFrom("/", "/x", "/x/", "/a/b"));

const abort: Arbitrary<RouteAction> = fc.record({
  faultInjectionPolicy: fc.record({
    abort: fc.record({ httpStatus: fc.constantFrom(404, 429, 503), percentage: fc.constantFrom(100, 100, 0) }),
  }),
});

/** What cannot be seen in a single answer, but must not disturb it. */
const unseen: Arbitrary<RouteAction> = fc.record(
  {
    timeout: fc.constantFrom({ seconds: "30" }, { seconds: "2", nanos: 500_000_000 }),
    retryPolicy: fc.record({
      numRetries: fc.constantFrom(1, 3),
      retryConditions: fc.subarray(["connect-failure", "gateway-error", "retriable-4xx", "refused-stream"]),
    }),
    corsPolicy: fc.record({ allowOrigins: fc.constant(["https://example.com"]), disabled: fc.boolean() }),
  },
  { requiredKeys: [] },
);

const redirect: Arbitrary<UrlRedirect> = merged(
  fc.oneof(
    fc.record({ pathRedirect: fc.constantFrom("/new", "/new/") }),
    fc.record({ prefixRedirect: fc.constantFrom("/", "/new", "/new/") }),
    fc.constant({}),
  ),
  fc.record(
    {
      hostRedirect: fc.constantFrom("www.example.org", "www.example.org:8443"),
      httpsRedirect: fc.boolean(),
      stripQuery: fc.boolean(),
      redirectResponseCode: fc.constantFrom(
        "FOUND",
        "MOVED_PERMANENTLY_DEFAULT",
        "PERMANENT_REDIRECT",
        "SEE_OTHER",
        "TEMPORARY_REDIRECT",
      ),
    },
    { requiredKeys: [] },
  ),
);

/** A backend service or weights, with a rewrite or an abort at times. */
export function forward(rewrite: Arbitrary<RouteAction["urlRewrite"]>): Arbitrary<Target> {
  const more: Arbitrary<RouteAction> = fc.oneof(
    { arbitrary: fc.constant({}), weight: 4 },
    { arbitrary: rewrite.map((urlRewrite) => ({ urlRewrite })), weight: 4 },
    { arbitrary: abort, weight: 1 },
    { arbitrary: unseen, weight: 1 },
  );
  return fc.oneof(
    { arbitrary: merged(fc.record({ service }), optional("routeAction", more)), weight: 2 },
    { arbitrary: merged(weighted, more).map((routeAction) => ({ routeAction })), weight: 1 },
  );
}

export const target: Arbitrary<Target> = fc.oneof(
  { arbitrary: forward(merged(hostRewrite, prefixRewrite)), weight: 4 },
  { arbitrary: redirect.map((urlRedirect) => ({ urlRedirect })), weight: 1 },
);

export const defaults: Arbitrary<Pick<UrlMap, "defaultService" | "defaultRouteAction" | "defaultUrlRedirect">> =
  target.map(({ service, routeAction, urlRedirect }) => ({
    ...(service && { defaultService: service }),
    ...(routeAction && { defaultRouteAction: routeAction }),
    ...(urlRedirect && { defaultUrlRedirect: urlRedirect }),
  }));
