import { prerequisites } from "../../cli/prerequisites";
import { rateLimitLines } from "../../cli/rate-limits";
import { changed } from "../support/checks/bases";
import { analyzeExample, analyzeText } from "../support/project";

const LIMITS = `security:
  rateLimits:
    - { name: tenant, key: [{ header: x-tenant-id }, clientIp], requests: 600, per: 1m }
    - { name: all, key: everyone, requests: 5000, per: 10m, preview: true }
`;

const linesOf = (base: string, ...changes: (readonly [string, string])[]) =>
  rateLimitLines(analyzeText(changed(base, [["routes:", `${LIMITS}routes:`], ...changes])).regions);

test("a limit is counted for each workload in each region: that is how much it comes to", () => {
  expect(linesOf("regions", ["{ region: us-central1, cloudRun: search }", "{ cloudRun: search }"])).toEqual([
    "rateLimits tenant: 600 a minute for each x-tenant-id and client address, counted for each of 3 workloads in each of 2 regions: up to 3,600",
    "rateLimits all: 5,000 in 10m for each proxy, counted for each of 3 workloads in each of 2 regions: up to 30,000; preview, nobody is turned away",
  ]);
});

test("workloads without backends in a region count there no request, nor do those with a policy of their own", () => {
  expect(linesOf("regions")[0]).toContain("counted for each workload in each region, 5 together: up to 3,000");
  expect(linesOf("internal", ["  shadow:", "  shadow:\n    securityPolicy: edge"])[0]).toBe(
    "rateLimits tenant: 600 a minute for each x-tenant-id and client address",
  );
});

const itemsOf = (example: string, kind: string) =>
  analyzeExample(example).regions.flatMap(
    ({ model }) => prerequisites(model).find((one) => one.kind === kind)?.items ?? [],
  );

test("what protects says which APIs, roles, policies and grants it needs", () => {
  expect(itemsOf("access", "APIs")).toEqual(
    expect.arrayContaining(["networksecurity", "networkservices", "iap"].map((api) => `${api}.googleapis.com`)),
  );
  expect(itemsOf("access", "roles")).toEqual(
    expect.arrayContaining(["roles/compute.securityAdmin", "roles/compute.networkAdmin", "roles/iap.admin"]),
  );
  expect(itemsOf("authorizer", "APIs")).toContain("modelarmor.googleapis.com");
  expect(itemsOf("authorizer", "roles")).toContain("roles/networkservices.serviceExtensionsAdmin");
  expect(itemsOf("authorizer", "policies")).toEqual(["Model Armor template prompts in us-central1"]);
  expect(itemsOf("authorizer", "grants")[0]).toMatch(/^roles\/modelarmor.calloutUser to service-PROJECT_NUMBER@/);
  expect(itemsOf("existing-policy", "policies")).toContain("security policy edge in us-central1");
  expect(itemsOf("observability", "APIs")).toContain("monitoring.googleapis.com");
  expect(itemsOf("observability", "roles")).toEqual(
    expect.arrayContaining(["roles/monitoring.editor", "roles/logging.configWriter"]),
  );
  expect(itemsOf("observability", "channels")).toEqual([expect.stringContaining("notificationChannels")]);
  expect(itemsOf("minimal", "APIs")).toEqual(["compute.googleapis.com"]);
});
