import type { Simulator } from "../../../simulator/control-plane/server";
import type { Dump } from "../../../simulator/control-plane/state";
import { CHAIN, startChain } from "../../support/simulator/chain";
import {
  type Answer,
  call,
  global,
  insert,
  located,
  patch,
  regional,
  remove,
  update,
  zonal,
} from "../../support/simulator/client";
import {
  action,
  BACKEND,
  CLOSED,
  changed,
  GROUP,
  HTTPS,
  INTERNAL_RULE,
  MAP,
  many,
  map,
  match,
  matcher,
  POD_BACKEND,
  PODS,
  PROXY_ONLY,
  pathRule,
  RULE,
  RUN,
  rule,
  service,
  subnet,
  VLLM,
} from "../../support/simulator/refused/row";

type Row = readonly [what: string, request: (simulator: Simulator) => Promise<Answer>];

/** What is next to something refused, and fine. */
const ROWS: readonly Row[] = [
  ["a backup proxy-only subnetwork", subnet({})],
  ["a proxy-only subnetwork of 64 addresses", subnet({ ipCidrRange: "10.131.0.0/26" })],
  ["an active proxy-only subnetwork in another network", subnet({ role: "ACTIVE", network: global("networks/other") })],
  [
    "to promote a backup, which makes the active one a backup that can go",
    async (s) => {
      await subnet({})(s);
      const promoted = await patch(s, regional("subnetworks/new"), { role: "ACTIVE" });
      return promoted.status === 200 ? remove(s, PROXY_ONLY) : promoted;
    },
  ],
  [
    "to expand an ordinary subnetwork",
    (s) => call(s, regional("subnetworks/backends"), "expandIpCidrRange", { ipCidrRange: "10.0.0.0/23" }),
  ],
  ["the same range in another network", subnet({ ipCidrRange: "10.129.0.0/23", network: global("networks/other") })],
  [
    "to delete a backup",
    async (s) => {
      await subnet({})(s);
      return remove(s, regional("subnetworks/new"));
    },
  ],
  [
    "to delete the proxy-only subnetwork when no forwarding rule is left",
    async (s) => {
      const users = [regional("serviceAttachments/internal"), regional("compositeHealthChecks/internal")];
      for (const path of [...users, RULE, INTERNAL_RULE]) await remove(s, path);
      return remove(s, PROXY_ONLY);
    },
  ],
  ["port 65535", rule({ portRange: "65535" })],
  ["HTTPS on the address that serves HTTP", rule({ portRange: "443", target: HTTPS })],
  [
    "a rule in a service project on the network and proxy-only subnetwork of a host project",
    async (s) => {
      const shared = "projects/host/global/networks/shared";
      const proxies = "projects/host/regions/us-central1/subnetworks/proxies";
      await insert(s, shared, {});
      await insert(s, proxies, { ...CHAIN[PROXY_ONLY], network: shared });
      return rule({ network: shared })(s);
    },
  ],
  ["an ephemeral address", rule({ IPAddress: undefined })],
  [
    "a second internal rule on a shared address",
    changed(regional("forwardingRules/new"), INTERNAL_RULE, { portRange: "443" }),
  ],
  [
    "setTarget to a proxy of the same type",
    async (s) => {
      await changed(regional("targetHttpProxies/new"), regional("targetHttpProxies/http"), {})(s);
      return call(s, RULE, "setTarget", { target: regional("targetHttpProxies/new") });
    },
  ],
  ["a timeout of 30 seconds with Cloud Run", (s) => update(s, RUN, { timeoutSec: 30 })],
  [
    "UTILIZATION on Cloud Run, as the provider sends it",
    (s) =>
      update(s, RUN, {
        backends: [{ group: regional("networkEndpointGroups/run"), balancingMode: "UTILIZATION", capacityScaler: 1 }],
      }),
  ],
  [
    "an internet endpoint without a health check",
    service({ healthChecks: [], backends: [{ group: regional("networkEndpointGroups/openai") }] }),
  ],
  [
    "an internet endpoint with a health check",
    service({ backends: [{ group: regional("networkEndpointGroups/openai") }] }),
  ],
  ["a service without backends and health check", service({ healthChecks: [], backends: [] })],
  [
    "zonal and hybrid NEGs together",
    service({ backends: [POD_BACKEND, { ...POD_BACKEND, group: zonal("networkEndpointGroups/on-prem") }] }),
  ],
  ["one instance group in two services with one mode", service({})],
  [
    "one NEG in two services with two rates",
    service({ backends: [{ ...POD_BACKEND, maxRate: undefined, maxRatePerEndpoint: 5 }] }),
  ],
  [
    "a drained backend beside another one",
    service({
      backends: [POD_BACKEND, { ...POD_BACKEND, group: zonal("networkEndpointGroups/on-prem"), capacityScaler: 0 }],
    }),
  ],
  [
    "header affinity with RING_HASH",
    service({
      sessionAffinity: "HEADER_FIELD",
      localityLbPolicy: "RING_HASH",
      consistentHash: { httpHeaderName: "x" },
    }),
  ],
  [
    "WEIGHTED_ROUND_ROBIN with custom metrics",
    service({ localityLbPolicy: "WEIGHTED_ROUND_ROBIN", customMetrics: [{ name: "kv", dryRun: false }] }),
  ],
  ["H2C", service({ protocol: "H2C" })],
  [
    "an abort beside a service, as a closed default",
    map({ defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } } }),
  ],
  [
    "hosts with a port and wildcards",
    map({ hostRules: [{ hosts: ["*", "*.a.com", "*-b.a.com", "a.com:8080"], pathMatcher: "ai" }] }),
  ],
  [
    "one path in two path matchers",
    map({
      pathMatchers: many(2, (index) => ({
        name: `m${index}`,
        defaultService: CLOSED,
        pathRules: [{ paths: ["/a"], service: VLLM }],
      })),
      hostRules: [],
    }),
  ],
  [
    "path rules in one path matcher and route rules in another",
    map({
      pathMatchers: [
        { name: "ai", defaultService: CLOSED, pathRules: [{ paths: ["/a"], service: VLLM }] },
        {
          name: "b",
          defaultService: CLOSED,
          routeRules: [{ priority: 0, matchRules: [{ prefixMatch: "/" }], service: VLLM }],
        },
      ],
    }),
  ],
  ["five regular expressions", match(...many(5, (index) => ({ regexMatch: `/${index}` })))],
  ["five operators of a template", match({ pathTemplateMatch: "/*/*/*/{a=*}/{b=**}" })],
  ["a rewrite beside a service", action({ urlRewrite: { pathPrefixRewrite: "/" } })],
  [
    "a redirect of every code",
    pathRule({ service: undefined, urlRedirect: { pathRedirect: "/b", redirectResponseCode: "PERMANENT_REDIRECT" } }),
  ],
  [
    "a weight of 0 beside another one",
    pathRule({
      service: undefined,
      routeAction: {
        weightedBackendServices: [
          { backendService: VLLM, weight: 0 },
          { backendService: PODS, weight: 1000 },
        ],
      },
    }),
  ],
  ["1000 path rules", matcher({ pathRules: many(1000, (index) => ({ paths: [`/${index}`], service: VLLM })) })],
  [
    "a test that holds",
    (s) =>
      update(s, MAP, {
        tests: [
          { host: "ai.example.com", path: "/v1/chat", service: VLLM },
          { host: "other.com", path: "/", service: CLOSED },
        ],
      }),
  ],
  [
    "a certificate of Certificate Manager",
    (s) =>
      call(s, HTTPS, "setSslCertificates", {
        sslCertificates: [`https://certificatemanager.googleapis.com/v1/${located("certificates/ai")}`],
      }),
  ],
  ["mutual TLS taken off with null", (s) => patch(s, HTTPS, { serverTlsPolicy: null })],
  [
    "several ports under one name",
    (s) =>
      call(s, GROUP, "setNamedPorts", {
        namedPorts: [
          { name: "http", port: 8000 },
          { name: "http", port: 8001 },
        ],
      }),
  ],
  ["a name of 63 characters", (s) => insert(s, regional(`securityPolicies/${"a".repeat(63)}`), {})],
  [
    "a backend service whose URL map has let go of it",
    async (s) => {
      await update(s, MAP, { pathMatchers: [], hostRules: [] });
      return remove(s, VLLM);
    },
  ],
  [
    "two backends of one instance group kind",
    async (s) => {
      await insert(s, zonal("instanceGroups/second"), { network: global("networks/ai") });
      return service({ backends: [BACKEND, { ...BACKEND, group: zonal("instanceGroups/second") }] })(s);
    },
  ],
];

describe("the platform accepts", () => {
  let simulator: Simulator;
  let chain: Dump;

  beforeAll(async () => {
    simulator = await startChain();
    chain = simulator.dump();
  });
  beforeEach(() => simulator.load(chain));
  afterAll(() => simulator.close());

  for (const [what, request] of ROWS)
    test(what, async () => {
      const { body } = await request(simulator);
      expect(body).toMatchObject({ kind: "compute#operation", status: "DONE" });
      expect(body).not.toHaveProperty("error");
    });
});
