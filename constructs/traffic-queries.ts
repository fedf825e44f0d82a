import type { Model } from "../config/model/model";
import { PROXY_ONLY_ADDRESSES, TRAFFIC } from "../platform/monitoring";

/** What one proxy's traffic is called in queries: its forwarding rules, which keep their names. */
export interface TrafficQueries {
  /** A metric's name in PromQL with its labels, as in `loadbalancing_googleapis_com:…_request_count{…}`. */
  readonly series: (metric: string, labels?: string) => string;
  /** A filter of Cloud Monitoring. */
  readonly filter: (metric: string, labels?: string) => string;
  /** A filter of Cloud Logging, for entries whose `proxyStatus` names a reason. */
  readonly log: (reason: string) => string;
}

export function trafficQueries({ scheme }: Pick<Model, "scheme">, ruleNames: readonly string[]): TrafficQueries {
  const { metric: prefix, resource, log } = TRAFFIC[scheme];
  const quoted = ruleNames.map((name) => `"${name}"`);
  const one = quoted.length === 1;
  return {
    series: (metric, labels = "") =>
      `${promql(`${prefix}/${metric}`)}{monitored_resource="${resource}",forwarding_rule_name=~"${ruleNames.join("|")}"${labels && `,${labels}`}}`,
    filter: (metric, labels = "") =>
      [
        `metric.type="${prefix}/${metric}"`,
        `resource.type="${resource}"`,
        `resource.labels.forwarding_rule_name=${one ? quoted[0] : `one_of(${quoted.join(",")})`}`,
        ...(labels ? [labels] : []),
      ].join(" AND "),
    log: (reason) =>
      [
        `resource.type="${resource}"`,
        `log_id("${log}")`,
        `resource.labels.forwarding_rule_name=${one ? quoted[0] : `(${quoted.join(" OR ")})`}`,
        `jsonPayload.proxyStatus:"${reason}"`,
      ].join(" AND "),
  };
}

/** The addresses of a proxy-only subnet, a series a state. */
export const addressesOf = (subnet: string, labels = ""): string =>
  `${promql(PROXY_ONLY_ADDRESSES.metric)}{monitored_resource="${PROXY_ONLY_ADDRESSES.resource}",subnetwork_name="${subnet}"${labels && `,${labels}`}}`;

/**
 * A metric's name in PromQL.
 * @see https://cloud.google.com/monitoring/promql/promql-mapping
 */
export function promql(metric: string): string {
  const [domain = "", ...path] = metric.split("/");
  const plain = (text: string) => text.replace(/\W/g, "_");
  return path.length === 0 ? metric : `${plain(domain)}:${plain(path.join("/"))}`;
}
