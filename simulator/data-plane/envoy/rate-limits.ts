import type { RateLimitOptions, SecurityPolicyRule } from "../../../routing/access/policies";
import { distinct } from "../../../routing/group-by";
import { type Extension, extension } from "./api";

/** The security policies that requests are counted by: the rules of each backend service, by the name of its cluster. */
export type CountedServices = ReadonlyMap<string, readonly SecurityPolicyRule[]>;

type Key = RateLimitOptions["enforce_on_key_configs"][number];

/** How Envoy tells callers apart by a key: what a request is described by. By the other kinds it cannot. */
const DESCRIPTIONS: Readonly<Record<string, (name: string) => { readonly key: string; readonly action: object }>> = {
  IP: () => ({ key: "remote_address", action: { remote_address: {} } }),
  HTTP_HEADER: (name) => describedBy(name.toLowerCase(), `header ${name.toLowerCase()}`),
  HTTP_PATH: () => describedBy(":path", "path"),
  ALL: () => ({ key: "everyone", action: { generic_key: { descriptor_key: "everyone", descriptor_value: "yes" } } }),
};

const describedBy = (header_name: string, key: string) => ({
  key,
  action: { request_headers: { header_name, descriptor_key: key } },
});

const descriptionOf = ({ enforce_on_key_type: type, enforce_on_key_name: name = "" }: Key) =>
  DESCRIPTIONS[type]?.(name);

/** Whether requests are counted here as Google would: all of them, by keys that Envoy can tell apart. */
export const isCounted = ({ preview, rate_limit_options, match }: SecurityPolicyRule): boolean =>
  !preview &&
  rate_limit_options !== undefined &&
  rate_limit_options.enforce_on_key_configs.every((key) => descriptionOf(key) !== undefined) &&
  (match.config !== undefined ||
    /^has\(request\.headers\['[^']+'\]\)(?: && has\(request\.headers\['[^']+'\]\))*$/.test(
      match.expr?.expression ?? "",
    ));

/** Describes requests that lack a header of an earlier limit; others are not described, and so not counted a second time. */
function notCountedBy({ priority, match }: SecurityPolicyRule) {
  const names = [...(match.expr?.expression ?? "").matchAll(/'([^']+)'/g)].map(([, name]) => name);
  if (names.length === 0) return [];
  const headers = names.map((name) => ({ name, present_match: true }));
  const [descriptor_key, descriptor_value] = ["not counted by", String(priority)];
  return [{ header_value_match: { descriptor_key, descriptor_value, expect_match: false, headers } }];
}

/** How many callers are remembered for each limit. */
const MOST_CALLERS = 10_000;
const UNLIMITED = { max_tokens: 4_294_967_295, tokens_per_fill: 4_294_967_295, fill_interval: "1s" };

/**
 * The filter that answers 429 beyond a limit. As at Google each backend service counts by itself, and of its limits the first
 * one that is for a request. Cloud Armor counts in windows; Envoy fills a bucket at once when the interval is over, which is the
 * same for whoever begins with a full one.
 */
export function rateLimitFilter(services: CountedServices): Extension | undefined {
  const limits = [...services].flatMap(([service, rules]) =>
    rules
      .filter(isCounted)
      .sort((a, b) => a.priority - b.priority)
      .map((rule, i, all) => ({
        service,
        rule,
        options: rule.rate_limit_options as RateLimitOptions,
        uncounted: all.slice(0, i).flatMap(notCountedBy),
      })),
  );
  if (limits.length === 0) return undefined;
  const name = ({ priority }: SecurityPolicyRule) => ({ descriptor_key: "limit", descriptor_value: String(priority) });
  const kinds = distinct(limits, ({ rule, options, uncounted }) =>
    JSON.stringify([rule.priority, options.enforce_on_key_configs, uncounted]),
  );
  return extension("rate-limits", "extensions.filters.http.local_ratelimit.v3.LocalRateLimit", {
    stat_prefix: "rate-limits",
    token_bucket: UNLIMITED,
    filter_enabled: { default_value: { numerator: 100 } },
    filter_enforced: { default_value: { numerator: 100 } },
    max_dynamic_descriptors: MOST_CALLERS,
    rate_limits: kinds.map(({ rule, options, uncounted }) => ({
      actions: [
        { destination_cluster: {} },
        { generic_key: name(rule) },
        ...uncounted,
        ...options.enforce_on_key_configs.map((key) => descriptionOf(key)?.action),
      ],
    })),
    descriptors: limits.map(
      ({ service, rule, uncounted, options: { enforce_on_key_configs, rate_limit_threshold } }) => ({
        entries: [
          { key: "destination_cluster", value: service },
          { key: "limit", value: String(rule.priority) },
          ...uncounted.map(({ header_value_match: one }) => ({
            key: one.descriptor_key,
            value: one.descriptor_value,
          })),
          // Without a value: each value has a budget of its own.
          ...enforce_on_key_configs.map((key) => ({ key: descriptionOf(key)?.key })),
        ],
        token_bucket: {
          max_tokens: rate_limit_threshold.count,
          tokens_per_fill: rate_limit_threshold.count,
          fill_interval: `${rate_limit_threshold.interval_sec}s`,
        },
      }),
    ),
  });
}
