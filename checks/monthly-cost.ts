import { PRICES, PRICES_AS_OF, type Price } from "../platform/prices";

/** What stands in Terraform JSON, by type and name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** `monthly` is that of all of them together. */
export interface CostItem extends Price {
  readonly stack: string;
  readonly count: number;
}

/** What a configuration costs before traffic, in US dollars a month, and what costs more with it. */
export interface Cost {
  readonly asOf: string;
  readonly currency: "USD";
  /** The sum of all items that cost without traffic. */
  readonly monthly: number;
  readonly items: readonly CostItem[];
  /** By how much the sum differs from that of another configuration. */
  readonly change?: number;
}

/** One row a price: how many of it there are among the resources of a stack; none where nothing costs it. */
const COUNTS: Readonly<Record<keyof typeof PRICES, (resources: Resources) => number>> = {
  firstRules: (all) => Math.min(1, externalRules(all)),
  furtherRule: (all) => Math.max(0, externalRules(all) - 5),
  proxies: (all) => Math.min(1, rules(all).length - externalRules(all)),
  processed: (all) => Math.min(1, rules(all).length),
  egress: (all) => Math.min(1, externalRules(all)),
  nat: (all) => of(all, "google_compute_router_nat").length,
  // Google gives it at least one where none is named.
  natAddress: (all) => sum(all, "google_compute_router_nat", ({ nat_ips: ips }) => Math.max(1, lengthOf(ips))),
  policy: (all) => of(all, "google_compute_region_security_policy").length,
  policyRule: (all) => sum(all, "google_compute_region_security_policy", ({ rules }) => lengthOf(rules)),
  authorization: (all) =>
    [
      "google_network_security_authz_policy",
      "google_network_services_lb_route_extension",
      "google_network_services_lb_traffic_extension",
    ].reduce((count, type) => count + of(all, type).length, 0),
  queries: (all) => Math.min(1, of(all, "google_dns_record_set").length),
  logs: (all) => sum(all, "google_compute_region_backend_service", ({ log_config: logs }) => (isLogged(logs) ? 1 : 0)),
  alert: (all) => sum(all, "google_monitoring_alert_policy", ({ conditions }) => lengthOf(conditions)),
};

/** The cost of some stacks of Terraform JSON. */
export function costOf(stacks: readonly { readonly name: string; readonly resources: Resources }[]): Cost {
  const items = stacks.flatMap(({ name, resources }) =>
    keys(PRICES).flatMap((key): CostItem[] => {
      const count = COUNTS[key](resources);
      const price: Price = PRICES[key];
      const monthly = price.monthly === undefined ? undefined : cents(count * price.monthly);
      return count > 0 ? [{ stack: name, count, ...price, monthly }] : [];
    }),
  );
  const monthly = items.reduce((total, { monthly = 0 }) => total + monthly, 0);
  return { asOf: PRICES_AS_OF.date, currency: "USD", monthly: cents(monthly), items };
}

/** The same, with what it differs by from what was there before. */
export const changedCost = (now: Cost, before: Cost): Cost => ({ ...now, change: cents(now.monthly - before.monthly) });

const cents = (amount: number): number => Math.round(amount * 100) / 100;

const of = (all: Resources, type: string) => Object.values(all[type] ?? {});
const rules = (all: Resources) => of(all, "google_compute_forwarding_rule");
const externalRules = (all: Resources) =>
  rules(all).filter(({ load_balancing_scheme: scheme }) => scheme === "EXTERNAL_MANAGED").length;
const sum = (all: Resources, type: string, count: (resource: Readonly<Record<string, unknown>>) => number) =>
  of(all, type).reduce((total, resource) => total + count(resource), 0);
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : value === undefined ? 0 : 1);
const isLogged = (logs: unknown): boolean => JSON.stringify(logs ?? "").includes('"enable":true');
const keys = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];
