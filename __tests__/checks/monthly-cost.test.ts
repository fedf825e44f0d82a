import { changedCost, costOf, type Resources } from "../../checks/monthly-cost";

const many = (count: number, fields: object): Record<string, Readonly<Record<string, unknown>>> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, { ...fields }]));
const cost = (resources: Resources) => costOf([{ name: "ai", resources }]);
const rule = (scheme: string) => ({ load_balancing_scheme: scheme });
const EXTERNAL = { google_compute_forwarding_rule: many(1, rule("EXTERNAL_MANAGED")) };

test.each<[string, Resources, number]>([
  ["an external proxy", EXTERNAL, 18.25],
  ["five of its ports cost as one", { google_compute_forwarding_rule: many(5, rule("EXTERNAL_MANAGED")) }, 18.25],
  ["the sixth costs more", { google_compute_forwarding_rule: many(6, rule("EXTERNAL_MANAGED")) }, 25.55],
  ["an internal proxy", { google_compute_forwarding_rule: many(2, rule("INTERNAL_MANAGED")) }, 54.75],
  ["a provider on the internet", { ...EXTERNAL, google_compute_router_nat: many(1, {}) }, 54.02],
  ["two addresses for it", { ...EXTERNAL, google_compute_router_nat: many(1, { nat_ips: ["a", "b"] }) }, 57.67],
  [
    "a policy of two rules",
    { ...EXTERNAL, google_compute_region_security_policy: many(1, { rules: [{}, {}] }) },
    25.25,
  ],
  [
    "three conditions of alerts",
    { ...EXTERNAL, google_monitoring_alert_policy: many(1, { conditions: [{}, {}, {}] }) },
    18.55,
  ],
])("%s", (_, resources, monthly) => {
  expect(cost(resources).monthly).toBe(monthly);
});

test("what costs by use alone has no sum, and stands there only where it is used", () => {
  const items = (resources: Resources) => cost(resources).items.map(({ what }) => what);
  expect(items(EXTERNAL)).toEqual(["the first five forwarding rules", "data processed", "traffic to the internet"]);
  const logged = { ...EXTERNAL, google_compute_region_backend_service: many(1, { log_config: { enable: true } }) };
  expect(items(logged)).toContain("access logs");
  const silent = { ...EXTERNAL, google_compute_region_backend_service: many(1, { log_config: { enable: false } }) };
  expect(items(silent)).not.toContain("access logs");
});

test("each region costs anew, and a change says by how much", () => {
  const two = costOf([
    { name: "ai-a", resources: EXTERNAL },
    { name: "ai-b", resources: EXTERNAL },
  ]);
  expect(two.monthly).toBe(36.5);
  expect(changedCost(two, cost(EXTERNAL)).change).toBe(18.25);
});

test("what items cost together is their sum", () => {
  const { items, monthly } = cost({
    google_compute_forwarding_rule: many(7, rule("EXTERNAL_MANAGED")),
    google_compute_region_security_policy: many(1, { rules: [{}, {}, {}] }),
  });
  expect(items.reduce((sum, { monthly: each = 0 }) => sum + each, 0)).toBeCloseTo(monthly, 5);
});
