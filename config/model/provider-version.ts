import type { Config } from "../schema/config";
import { authorizedUnder } from "./dns-records";
import { httpsListeners } from "./listeners";
import { mirrorOf } from "./mirror";
import type { Model, SslPolicy } from "./model";
import { type Caller, makesSecurityPolicy } from "./security";

/**
 * What the bindings were made from; the major version that no derived range lets in, since a state that it has touched cannot go
 * back; and the first one that nobody has tried.
 */
export const OLDEST = "6.50.0";
export const BELOW = "8.0.0";
const UNTRIED = "9.0.0";

const RESOURCE_DOCS = "hashicorp/terraform-provider-google";

/** A feature that a later provider brought or fixed, with the version that has it. */
interface ProviderFeature {
  readonly feature: string;
  readonly since: string;
  readonly usedBy: (model: Model) => boolean;
  readonly source: string;
  /** Ranges that go without it, which is no error: those that end below, or all that let an older provider in. */
  readonly dispensable?: "ends below" | "begins below";
}

/** The first version whose regional backend service has `security_policy`; an older one refuses the name. */
export const SECURITY_POLICY_SINCE = "7.8.0";

const WRITE_ONLY_KEYS_SINCE = "7.20.0";

const callersOf = ({ security: { allow, deny, narrowed } }: Model): readonly Caller[] =>
  [{ allow, deny }, ...narrowed].flatMap((one) => [...one.allow, ...one.deny]);

const hasSecurityPolicy = ({ security, workloads }: Model): boolean =>
  makesSecurityPolicy(security) ||
  [security.policy, ...workloads.map((one) => one.securityPolicy)].some((one) => one !== undefined);

const actionsOf = ({ routing: { hosts, default: fallback } }: Model) => [
  fallback,
  ...hosts.flatMap((host) => [...host.rules.map(({ rule }) => rule), host.default?.action]),
];

/** What only google-beta does, with the resources that it makes for it. */
const BETA: readonly { readonly why: string; readonly usedBy: (model: Model) => boolean }[] = [
  {
    why: "for backend services: it attaches a security policy as it makes them, google only afterwards",
    usedBy: hasSecurityPolicy,
  },
  {
    why: "for URL maps: `mirror_percent` is a field that it alone has",
    usedBy: (model) => actionsOf(model).some((action) => mirrorOf(action?.mirror, model)?.percent !== undefined),
  },
];

/** Why a model needs google-beta beside google; empty where it does not. */
export const betaReasons = (model: Model): string[] => BETA.flatMap(({ why, usedBy }) => (usedBy(model) ? [why] : []));

type NewSslPolicy = Exclude<SslPolicy, { readonly existing: string }>;
const sslPoliciesOf = (model: Model): NewSslPolicy[] =>
  httpsListeners(model).flatMap(({ sslPolicy }) => ("existing" in sslPolicy ? [] : [sslPolicy]));

const SECURITY_FEATURES: readonly ProviderFeature[] = [
  {
    feature: "IAP on forwarding rules, with its members",
    since: "7.0.0",
    usedBy: ({ security }) => security.iap !== undefined,
    source: `${RESOURCE_DOCS} 7.0.0: google_iap_web_region_forwarding_rule_service_iam_member`,
  },
  {
    feature: "ranges and names of certificates in authorization policies",
    since: "7.6.0",
    usedBy: (model) => callersOf(model).some(({ kind }) => kind === "range" || kind === "clientCertificate"),
    source: `${RESOURCE_DOCS} 7.6.0: \`ip_blocks\` and \`principal_selector\` of google_network_security_authz_policy`,
  },
  {
    feature: "authorization by Envoy's external authorization, and bodies in route extensions",
    since: "7.16.0",
    usedBy: ({ extensions }) =>
      extensions.some((one) => one.body || ("protocol" in one && one.protocol === "EXT_AUTHZ_GRPC")),
    source: `${RESOURCE_DOCS} 7.16.0: \`wire_format\`, \`supported_events\``,
  },
  {
    feature: "Model Armor in authorization policies",
    since: "7.20.0",
    usedBy: ({ extensions }) => extensions.some((one) => "modelArmor" in one),
    source: `${RESOURCE_DOCS} 7.20.0: \`policy_profile\``,
  },
  {
    feature: "a security policy that is on from the first apply",
    since: SECURITY_POLICY_SINCE,
    usedBy: hasSecurityPolicy,
    source: `${RESOURCE_DOCS}-beta 7.8.0: \`security_policy\` of google_compute_region_backend_service`,
  },
  {
    feature: "a security policy that stays on when its word is removed",
    since: "7.33.0",
    usedBy: ({ security }) => makesSecurityPolicy(security),
    source: `${RESOURCE_DOCS} 7.33.0: \`deletion_policy\` of google_compute_region_security_policy`,
  },
];

const FEATURES: readonly ProviderFeature[] = [
  {
    feature: "gRPC health checks with TLS",
    since: "7.10.0",
    usedBy: ({ workloads }) => workloads.some(({ healthCheck }) => healthCheck?.protocol === "grpcTls"),
    source: `${RESOURCE_DOCS} 7.10.0: \`grpc_tls_health_check\` of google_compute_region_health_check`,
  },
  {
    feature: "header changes of a whole host",
    since: "7.2.0",
    usedBy: ({ routing }) => routing.hosts.some(({ headers }) => headers !== undefined),
    source: `${RESOURCE_DOCS} 7.2.0: \`header_action\` of a path matcher of google_compute_region_url_map`,
  },
  {
    feature: "global access of an internal proxy can be changed",
    since: "7.3.0",
    usedBy: (model) => model.frontend.globalAccess,
    source: "hashicorp/terraform-provider-google#24312: an update that the API refuses before, a replacement since",
  },
  {
    feature: "the health of an internal proxy's workloads for Cloud DNS",
    since: "7.26.0",
    usedBy: ({ dns }) => dns?.compositeHealth === true,
    source: `${RESOURCE_DOCS} 7.26.0: google_compute_region_composite_health_check`,
  },
  {
    feature: "verified TLS to backends",
    since: "7.12.0",
    usedBy: ({ workloads }) => workloads.some(({ tls }) => tls !== undefined),
    source: `${RESOURCE_DOCS} 7.12.0: \`tls_settings\` of google_compute_region_backend_service`,
  },
  {
    feature: "an SSL policy for TLS 1.3 alone, or by FIPS",
    since: "7.17.0",
    usedBy: (model) =>
      sslPoliciesOf(model).some(
        ({ minTlsVersion, profile }) => minTlsVersion === "TLS_1_3" || profile === "FIPS_202205",
      ),
    source: `${RESOURCE_DOCS} 7.17.0: \`min_tls_version\` takes TLS_1_3, \`profile\` FIPS_202205`,
  },
  {
    feature: "private keys that stay out of Terraform's state",
    since: WRITE_ONLY_KEYS_SINCE,
    usedBy: (model) =>
      httpsListeners(model).some(({ certificates }) => certificates.some(({ kind }) => kind === "pem")),
    source: `${RESOURCE_DOCS} 7.20.0: \`private_key_wo\` of google_compute_region_ssl_certificate`,
    dispensable: "begins below",
  },
  {
    feature: "post-quantum key exchange in an SSL policy",
    since: "7.34.0",
    usedBy: (model) => sslPoliciesOf(model).some(({ postQuantumKeyExchange }) => postQuantumKeyExchange !== undefined),
    source: `${RESOURCE_DOCS} 7.34.0: \`post_quantum_key_exchange\` of google_compute_region_ssl_policy`,
  },
  {
    feature: "another number of connections for a consumer of Private Service Connect",
    since: "7.36.0",
    usedBy: ({ frontend }) => frontend.publish !== undefined,
    source: "hashicorp/terraform-provider-google#27688: an older provider overlooks a change of `connection_limit`",
  },
  {
    feature: "a security policy that others attached to a backend service stays",
    since: SECURITY_POLICY_SINCE,
    usedBy: () => true,
    source: "hashicorp/terraform-provider-google 7.8.0: `security_policy` of the regional backend service is GA",
    dispensable: "ends below",
  },
  {
    feature: "authorization records that stay where a region is taken down: another one may live by them",
    since: "7.33.0",
    usedBy: (model) => authorizedUnder(model).length > 0,
    source: `${RESOURCE_DOCS} 7.33.0: \`deletion_policy\` of google_dns_record_set`,
  },
  {
    feature: "headers in access logs",
    since: "7.42.0",
    usedBy: ({ workloads }) =>
      workloads.some(
        ({ accessLogs: { requestHeaders, responseHeaders } }) => requestHeaders.length + responseHeaders.length > 0,
      ),
    source: `${RESOURCE_DOCS} 7.42.0: \`request_headers\` and \`response_headers\` of \`log_config\``,
  },
  ...SECURITY_FEATURES,
];

export interface ProviderConstraint {
  /** As Terraform writes it: `>= 6.50.0, < 8.0.0`. */
  readonly version: string;
  readonly reasons: readonly string[];
}

/**
 * What the user wrote, or the oldest provider that does all that these regions use, below the first major version
 * that a state cannot come back from.
 */
export function providerConstraint({ provider }: Config, models: readonly Model[]): ProviderConstraint {
  if (provider !== undefined)
    return {
      version: provider.version,
      reasons: ["set by `provider.version`", ...(endsBelow(provider.version, SECURITY_POLICY_SINCE) ? [IAP_ONLY] : [])],
    };
  const reasons = usedFeatures(models).map(({ feature, since }) => `${since}: ${feature}`);
  return { version: derivedRange(models), reasons };
}

/** From the oldest provider that does all that models use. */
export function derivedRange(models: readonly Model[]): string {
  return `>= ${newestOf(usedFeatures(models), OLDEST)}, < ${BELOW}`;
}

/** The version that has all of some features, no older than another one. */
export const newestOf = (features: readonly { readonly since: string }[], oldest: string): string =>
  features.reduce((newest, { since }) => (compareVersions(newest, since) < 0 ? since : newest), oldest);

const IAP_ONLY = `it ends below ${SECURITY_POLICY_SINCE}: such a provider neither knows nor touches a security policy`;

/**
 * What models use that a version constraint lets in too old a provider for.
 *
 * @param written The constraint that the stack was written for, which says what it goes without.
 */
export function tooOldFor(models: readonly Model[], constraint: string, written = constraint): Need[] {
  const needs: Need[] = [{ feature: "what the bindings were made from", since: OLDEST }, ...usedFeatures(models)];
  return needs.filter(
    ({ since, dispensable }) =>
      !excludesBelow(constraint, since) &&
      !(dispensable === "ends below" && endsBelow(written, since)) &&
      !(dispensable === "begins below" && !excludesBelow(written, since)),
  );
}

/** Whether every provider that a constraint lets in takes a private key without keeping it. */
export const keepsKeysOut = (constraint: string): boolean => excludesBelow(constraint, WRITE_ONLY_KEYS_SINCE);

type Need = Pick<ProviderFeature, "feature" | "since" | "dispensable">;

/** Whether a constraint lets in the first major version that nobody has tried, or a later one. */
export const allowsUntried = (constraint: string): boolean => !endsBelow(constraint, UNTRIED);

/** Whether a constraint lets in no version at all: it ends where it begins, or before. */
export const isEmptyRange = (constraint: string): boolean =>
  partsOf(constraint).some(({ operator, bound }) => STARTS.includes(operator) && endsBelow(constraint, bound));

const STARTS = [">=", ">", "=", "~>"];

/** Whether a constraint lets in neither a version nor a later one. */
export function endsBelow(constraint: string, version: string): boolean {
  return partsOf(constraint).some(({ operator, bound }) => {
    if (operator === "<") return compareVersions(bound, version) <= 0;
    if (operator === "~>") return bound.includes(".") && compareVersions(afterPessimistic(bound), version) <= 0;
    return (operator === "=" || operator === "<=") && compareVersions(bound, version) < 0;
  });
}

/** What `~>` ends below: the last number but one is one more. `7.7` → `8`, `7.7.1` → `7.8`. */
function afterPessimistic(bound: string): string {
  const numbers = bound.split(".").slice(0, -1).map(Number);
  return numbers.map((number, i) => (i === numbers.length - 1 ? number + 1 : number)).join(".");
}

const usedFeatures = (models: readonly Model[]): readonly ProviderFeature[] =>
  FEATURES.filter(({ usedBy }) => models.some(usedBy));

function excludesBelow(constraint: string, version: string): boolean {
  return partsOf(constraint).some(
    ({ operator, bound }) => STARTS.includes(operator) && compareVersions(bound, version) >= 0,
  );
}

/** `>= 6.50, < 8` → each operator with its version. */
function partsOf(constraint: string): { readonly operator: string; readonly bound: string }[] {
  return constraint.split(",").map((part) => {
    const [, operator = "=", bound = "0"] = /^\s*(>=|<=|>|<|=|!=|~>)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    return { operator, bound };
  });
}

/** Below 0 when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
