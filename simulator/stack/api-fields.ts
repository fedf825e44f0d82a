import { unescaped } from "../../config/reference";
import { camelCase } from "../../routing/casing";
import { type Fields, isFields, listOf } from "../control-plane/json-object";
import { PROBES } from "../control-plane/resources";
import type { Block } from "./terraform-json";

/**
 * What the API would be sent for a block of the stack: `health_checks = ["${…}"]` → `healthChecks: ["projects/…"]`.
 *
 * @param link Called with every text; says what a reference leads to.
 */
export function apiFields(block: Block, link: (text: string) => string): Fields {
  const { connectionDrainingTimeoutSec: drainingTimeoutSec, ...fields } = withApiNames(block, link);
  const [type] = Object.entries(PROBES).find(([, field]) => field in fields) ?? [];
  return {
    ...fields,
    ...(type && { type }),
    ...(drainingTimeoutSec !== undefined && { connectionDraining: { drainingTimeoutSec } }),
  };
}

/** Blocks that may be repeated; any other list of one object is a single block. */
const REPEATED: { readonly [attribute: string]: string } = {
  backend: "backends",
  named_port: "namedPorts",
  consumer_accept_lists: "consumerAcceptLists",
  custom_metrics: "customMetrics",
  enforce_on_key_configs: "enforceOnKeyConfigs",
  headers: "headers",
  hosts: "hosts",
  http_rules: "httpRules",
  ip_blocks: "ipBlocks",
  paths: "paths",
  principals: "principals",
  resources: "resources",
  rules: "rules",
};
const SPECIAL: { readonly [attribute: string]: string } = {
  ip_address: "IPAddress",
  ip_protocol: "IPProtocol",
  certificate_manager_certificates: "sslCertificates",
};

function withApiNames(block: Fields, link: (text: string) => string): Fields {
  const convert = (value: unknown): unknown => {
    if (typeof value === "string") return unescaped(link(value));
    if (Array.isArray(value)) return value.map(convert);
    return isFields(value) ? withApiNames(value, link) : value;
  };
  return Object.fromEntries(
    Object.entries(block).map(([attribute, value]) => {
      if (attribute === "labels") return [attribute, value];
      const repeated = REPEATED[attribute];
      const [only] = listOf(value);
      const single = repeated === undefined && isFields(only) ? only : value;
      return [repeated ?? SPECIAL[attribute] ?? camelCase(attribute), convert(single)];
    }),
  );
}
