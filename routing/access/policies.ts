import { block, blocks, flag, number, type ObjectOf, required, text, texts, word } from "../fields";

/*
 * Who may call, as data in Terraform's own words: what constructs write, and what is read back from synthesized JSON, from the
 * smallest part to the whole.
 */

/** One of the first four. */
export interface StringMatch extends ObjectOf<typeof stringMatch> {}
const stringMatch = { exact: text, prefix: text, suffix: text, contains: text, ignore_case: flag };

export interface SourceResource extends ObjectOf<typeof sourceResource> {}
const sourceResource = { iam_service_account: block(stringMatch), tag_value_id_set: block({ ids: required(texts) }) };

/** Every field that is there must match, by any of its values. */
export interface Source extends ObjectOf<typeof source> {}
const source = {
  ip_blocks: blocks({ prefix: required(text), length: required(number) }),
  principals: blocks({ principal_selector: required(text), principal: required(block(stringMatch)) }),
  resources: blocks(sourceResource),
};

export interface Operation extends ObjectOf<typeof operation> {}
const operation = {
  hosts: blocks(stringMatch),
  paths: blocks(stringMatch),
  methods: texts,
  /** All of them. */
  header_set: block({ headers: required(blocks({ name: required(text), value: required(block(stringMatch)) })) }),
};

export interface HttpRule extends ObjectOf<typeof httpRule> {}
const httpRule = {
  from: block({ sources: block(source), not_sources: block(source) }),
  to: block({ operations: block(operation) }),
};

/** @see https://cloud.google.com/load-balancing/docs/reference/network-security/rest/v1/projects.locations.authzPolicies */
export interface AuthorizationPolicy extends ObjectOf<typeof authorizationFields> {}
export const authorizationFields = {
  /** What it is called in the file. */
  description: text,
  action: required(word<"ALLOW" | "DENY" | "CUSTOM">()),
  policy_profile: word<"REQUEST_AUTHZ" | "CONTENT_AUTHZ">(),
  custom_provider: block({
    cloud_iap: block({ enabled: required(flag) }),
    authz_extension: block({ resources: required(texts) }),
  }),
  /** One that matches is enough. Absent: every request. */
  http_rules: blocks(httpRule),
};

const threshold = { count: required(number), interval_sec: required(number) };

export interface RateLimitOptions extends ObjectOf<typeof rateLimitOptions> {}
const rateLimitOptions = {
  conform_action: required(word<"allow">()),
  exceed_action: required(word<"deny(429)">()),
  enforce_on_key_configs: required(blocks({ enforce_on_key_type: required(text), enforce_on_key_name: text })),
  rate_limit_threshold: required(block(threshold)),
  ban_threshold: block(threshold),
  ban_duration_sec: number,
};

/** An expression, or ranges. */
export interface SecurityPolicyMatch extends ObjectOf<typeof securityPolicyMatch> {}
const securityPolicyMatch = {
  expr: block({ expression: required(text) }),
  versioned_expr: word<"SRC_IPS_V1">(),
  config: block({ src_ip_ranges: required(texts) }),
};

/**
 * A rule of a Cloud Armor policy. The first one that matches, by priority, decides.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionSecurityPolicies
 */
export interface SecurityPolicyRule extends ObjectOf<typeof securityPolicyRule> {}
const securityPolicyRule = {
  priority: required(number),
  action: required(word<"allow" | `deny(${number})` | "throttle" | "rate_based_ban">()),
  /** What it is called in the file. */
  description: text,
  /** It is logged, and decides nothing. */
  preview: flag,
  match: required(block(securityPolicyMatch)),
  rate_limit_options: block(rateLimitOptions),
};

/** The rules of a security policy: `rules` of a regional one, `rule` of a global one. */
export const securityPolicyFields = { rules: blocks(securityPolicyRule), rule: blocks(securityPolicyRule) };

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
