import type {
  AuthorizationPolicy,
  Operation,
  RateLimitOptions,
  SecurityPolicyRule,
  Source,
  StringMatch,
  Threshold,
} from "../access/policies";
import { block, blocks, type Fields, type FieldsOf, flag, number, required, text, texts } from "./fields";

const stringMatch: FieldsOf<StringMatch> = {
  exact: text,
  prefix: text,
  suffix: text,
  contains: text,
  ignore_case: flag,
};

const source: FieldsOf<Source> = {
  ip_blocks: blocks({ prefix: required(text), length: required(number) }),
  principals: blocks({ principal_selector: required(text), principal: required(block(stringMatch)) }),
  resources: blocks({ iam_service_account: block(stringMatch), tag_value_id_set: block({ ids: required(texts) }) }),
};

const operation: FieldsOf<Operation> = {
  hosts: blocks(stringMatch),
  paths: blocks(stringMatch),
  methods: texts,
  header_set: block({ headers: required(blocks({ name: required(text), value: required(block(stringMatch)) })) }),
};

/** An authorization policy, as Terraform's provider names its fields. */
export const authorizationFields: FieldsOf<AuthorizationPolicy> = {
  description: text,
  action: required(text),
  policy_profile: text,
  custom_provider: block({
    cloud_iap: block({ enabled: required(flag) }),
    authz_extension: block({ resources: required(texts) }),
  }),
  http_rules: blocks({
    from: block({ sources: block(source), not_sources: block(source) }),
    to: block({ operations: block(operation) }),
  }),
};

const threshold: FieldsOf<Threshold> = { count: required(number), interval_sec: required(number) };

const rateLimitOptions: FieldsOf<RateLimitOptions> = {
  conform_action: required(text),
  exceed_action: required(text),
  enforce_on_key_configs: required(blocks({ enforce_on_key_type: required(text), enforce_on_key_name: text })),
  rate_limit_threshold: required(block(threshold)),
  ban_threshold: block(threshold),
  ban_duration_sec: number,
};

const rule: FieldsOf<SecurityPolicyRule> = {
  priority: required(number),
  action: required(text),
  description: text,
  preview: flag,
  match: required(
    block({
      expr: block({ expression: required(text) }),
      versioned_expr: text,
      config: block({ src_ip_ranges: required(texts) }),
    }),
  ),
  rate_limit_options: block(rateLimitOptions),
};

/** The rules of a security policy: `rules` of a regional one, `rule` of a global one. */
export const securityPolicyFields: Fields = { rules: blocks(rule), rule: blocks(rule) };
