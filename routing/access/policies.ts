/**
 * Who may call, as data in Terraform's own words: what constructs write, and what is read back from synthesized JSON.
 * @see https://cloud.google.com/load-balancing/docs/reference/network-security/rest/v1/projects.locations.authzPolicies
 */
export interface AuthorizationPolicy {
  /** What it is called in the file. */
  readonly description?: string;
  readonly action: "ALLOW" | "DENY" | "CUSTOM";
  readonly policy_profile?: "REQUEST_AUTHZ" | "CONTENT_AUTHZ";
  readonly custom_provider?: {
    readonly cloud_iap?: { readonly enabled: true };
    readonly authz_extension?: { readonly resources: readonly string[] };
  };
  /** One that matches is enough. Absent: every request. */
  readonly http_rules?: readonly HttpRule[];
}

export interface HttpRule {
  readonly from?: { readonly sources?: Source; readonly not_sources?: Source };
  readonly to?: { readonly operations?: Operation };
}

/** Every field that is there must match, by any of its values. */
export interface Source {
  readonly ip_blocks?: readonly { readonly prefix: string; readonly length: number }[];
  readonly principals?: readonly { readonly principal_selector: string; readonly principal: StringMatch }[];
  readonly resources?: readonly SourceResource[];
}

export interface SourceResource {
  readonly iam_service_account?: StringMatch;
  readonly tag_value_id_set?: { readonly ids: readonly string[] };
}

export interface Operation {
  readonly hosts?: readonly StringMatch[];
  readonly paths?: readonly StringMatch[];
  readonly methods?: readonly string[];
  /** All of them. */
  readonly header_set?: { readonly headers: readonly { readonly name: string; readonly value: StringMatch }[] };
}

/** One of the first four. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly ignore_case?: boolean;
}

/**
 * A rule of a Cloud Armor policy. The first one that matches, by priority, decides.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionSecurityPolicies
 */
export interface SecurityPolicyRule {
  readonly priority: number;
  readonly action: "allow" | `deny(${number})` | "throttle" | "rate_based_ban";
  /** What it is called in the file. */
  readonly description?: string;
  /** It is logged, and decides nothing. */
  readonly preview?: boolean;
  readonly match: SecurityPolicyMatch;
  readonly rate_limit_options?: RateLimitOptions;
}

/** An expression, or ranges. */
export interface SecurityPolicyMatch {
  readonly expr?: { readonly expression: string };
  readonly versioned_expr?: "SRC_IPS_V1";
  readonly config?: { readonly src_ip_ranges: readonly string[] };
}

export interface RateLimitOptions {
  readonly conform_action: "allow";
  readonly exceed_action: "deny(429)";
  readonly enforce_on_key_configs: readonly {
    readonly enforce_on_key_type: string;
    readonly enforce_on_key_name?: string;
  }[];
  readonly rate_limit_threshold: Threshold;
  readonly ban_threshold?: Threshold;
  readonly ban_duration_sec?: number;
}

export interface Threshold {
  readonly count: number;
  readonly interval_sec: number;
}

/** Who gets through a listener, as a document has it. */
export interface ListenerPolicies {
  readonly authorization: readonly ReadPolicy[];
  /** What is asked on the way without deciding: route and traffic extensions. */
  readonly callouts: readonly Callout[];
  /** Whether clients without a certificate that counts are refused before they can ask for anything. */
  readonly certificate?: "required" | "perhaps required";
}

/** An authorization policy that was read. */
export interface ReadPolicy {
  readonly name: string;
  readonly policy: AuthorizationPolicy;
  /** Who decides, where the policy asks somebody else. */
  readonly asked?: { readonly who: string; readonly failOpen?: true };
  /** The rules that cannot be told, by position, with why. */
  readonly unread: Unread;
}

/** By position, with why it cannot be told; `all`: the whole policy. */
export type Unread = ReadonlyMap<number | "all", string>;

export interface Callout {
  readonly name: string;
  readonly kind: "route" | "traffic";
  readonly failOpen?: true;
  /** For which requests, in Google's language. */
  readonly expression: string;
}

/** What sits on a backend service. */
export interface ServicePolicies {
  readonly securityPolicy?: ReadSecurityPolicy;
  /** IAP of its own. */
  readonly iap?: true;
}

/** A security policy; without rules only its name is known. */
export interface ReadSecurityPolicy {
  readonly name: string;
  readonly rules?: readonly SecurityPolicyRule[];
  /** The rules that cannot be told, by position, with why. */
  readonly unread: Unread;
}

/** Who may call what a URL map serves. */
export interface AccessPolicies {
  readonly listeners: readonly {
    readonly protocol: string;
    readonly port: number;
    readonly policies: ListenerPolicies;
  }[];
  /** By the service's name in the URL map. */
  readonly services: ReadonlyMap<string, ServicePolicies>;
}
