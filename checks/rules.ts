import type { Rules } from "./rule";
import { ADOPTION_RULES } from "./rules/adoption";
import { AFFINITY_RULES } from "./rules/affinity";
import { BACKEND_TLS_RULES } from "./rules/backend-tls";
import { BACKEND_RULES } from "./rules/backends";
import { BALANCING_RULES } from "./rules/balancing";
import { CERTIFICATE_RULES } from "./rules/certificates";
import { CHARACTER_RULES } from "./rules/characters";
import { DEPLOYMENT_RULES } from "./rules/deployment";
import { DNS_RULES } from "./rules/dns";
import { EXPOSURE_RULES } from "./rules/exposure";
import { EXTENSION_RULES } from "./rules/extensions";
import { FRONTEND_RULES } from "./rules/frontend";
import { HEALTH_CHECK_RULES } from "./rules/health-checks";
import { KIND_RULES } from "./rules/kinds";
import { LIST_RULES } from "./rules/lists";
import { NAME_RULES } from "./rules/names";
import { NARROWING_RULES } from "./rules/narrowing";
import { NETWORK_RULES } from "./rules/network";
import { OBSERVABILITY_RULES } from "./rules/observability";
import { OVERRIDE_RULES } from "./rules/overrides";
import { PLACE_RULES } from "./rules/places";
import { PUBLISH_RULES } from "./rules/publish";
import { RATE_LIMIT_RULES } from "./rules/rate-limits";
import { REGION_RULES } from "./rules/regions";
import { REQUEST_RULES } from "./rules/requests";
import { ROUTE_RULES } from "./rules/routes";
import { SECRET_RULES } from "./rules/secrets";
import { SECURITY_RULES } from "./rules/security";
import { SPLIT_RULES } from "./rules/splits";
import { TRAFFIC_RULES } from "./rules/traffic";

/** The rules by topic, as `docs/rules.md` groups them. */
export const TOPICS = [
  ["Names", NAME_RULES],
  ["Lists", LIST_RULES],
  ["Regions", REGION_RULES],
  ["Names of regions", DNS_RULES],
  ["Places", PLACE_RULES],
  ["Network", NETWORK_RULES],
  ["Listeners", FRONTEND_RULES],
  ["Publishing", PUBLISH_RULES],
  ["Certificates", CERTIFICATE_RULES],
  ["Kinds of backend", KIND_RULES],
  ["Backends", BACKEND_RULES],
  ["Balancing", BALANCING_RULES],
  ["Affinity", AFFINITY_RULES],
  ["Health checks", HEALTH_CHECK_RULES],
  ["Routes", ROUTE_RULES],
  ["What clients send", REQUEST_RULES],
  ["What routes open", EXPOSURE_RULES],
  ["Who may call", SECURITY_RULES],
  ["Who may call a part", NARROWING_RULES],
  ["Rate limits and security policies", RATE_LIMIT_RULES],
  ["Extensions", EXTENSION_RULES],
  ["Encryption behind the proxy", BACKEND_TLS_RULES],
  ["Secrets", SECRET_RULES],
  ["Characters", CHARACTER_RULES],
  ["Splits and mirrors", SPLIT_RULES],
  ["Timeouts, retries and load", TRAFFIC_RULES],
  ["Logs, objectives and alerts", OBSERVABILITY_RULES],
  ["Adoption", ADOPTION_RULES],
  ["Provider and state", DEPLOYMENT_RULES],
  ["Overrides", OVERRIDE_RULES],
] as const satisfies readonly (readonly [string, Rules])[];

/** Everything that is checked once the shape of a configuration is right. */
export const RULES: Rules = Object.fromEntries(TOPICS.flatMap(([, rules]) => Object.entries(rules)));
