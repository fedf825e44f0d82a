import type { Json } from "./plain-access";

const RULE = "google_compute_forwarding_rule.main";

/**
 * Terraform JSON of one listener on port 443 that sends everything to one service, with policies.
 *
 * @param asBlocks Blocks stand in lists, as in plans and states.
 */
export function guardedDocument(policies: readonly Json[], rules?: readonly Json[], asBlocks = false): object {
  const form = asBlocks ? listed : (value: Json) => value;
  return {
    resource: {
      google_compute_forwarding_rule: {
        main: { port_range: "443", target: "${google_compute_region_target_https_proxy.main.id}" },
      },
      google_compute_region_target_https_proxy: { main: { url_map: "${google_compute_region_url_map.main.id}" } },
      google_compute_region_url_map: {
        main: { name: "main", default_service: "${google_compute_region_backend_service.api.id}" },
      },
      google_compute_region_backend_service: {
        api: rules ? { security_policy: "${google_compute_region_security_policy.main.self_link}" } : {},
      },
      ...(rules && { google_compute_region_security_policy: { main: { name: "main", rules: rules.map(form) } } }),
      google_network_security_authz_policy: Object.fromEntries(
        policies.map((policy, i) => [
          `p${i}`,
          { name: `p${i}`, ...form({ ...policy, target: { resources: [`\${${RULE}.self_link}`] } }) },
        ]),
      ),
    },
  };
}

/** Each object in a list of its own. */
function listed(value: Json): Json {
  if (Array.isArray(value)) return value.map(listed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    typeof one === "object" && one !== null && !Array.isArray(one) ? [listed(one)] : listed(one),
  ]);
  return Object.fromEntries(entries);
}
