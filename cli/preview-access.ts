import { cidrContains } from "../config/cidr";
import type { Model } from "../config/model/model";
import type { Caller } from "../config/model/security";
import { securityPolicyRules } from "../routing/access/security-policy";
import { CALLER_HEADERS, conditionOf } from "../simulator/data-plane/envoy/access";
import { isCounted } from "../simulator/data-plane/envoy/rate-limits";

const THIS_MACHINE = "127.0.0.1";

/**
 * What of the words about who may call holds on this machine, and what does not; nothing where the file has none.
 *
 * @param real Names of workloads that are real servers.
 */
export function accessLines(model: Model, real: ReadonlySet<string>): string[] {
  const { security, extensions, workloads, frontend } = model;
  const authorizers = extensions.flatMap((one) => (one.kind === "authorization" && "to" in one ? [one.to] : []));
  const ignored = [
    ...(security.iap ? ["IAP"] : []),
    ...extensions.flatMap((one) => ("modelArmor" in one ? [`Model Armor ${one.modelArmor}`] : [])),
    ...extensions.flatMap((one) => (one.kind === "authorization" ? [] : [`the ${one.kind} extension`])),
    ...[security.policy, ...workloads.map((one) => one.securityPolicy)].flatMap((name) =>
      name === undefined ? [] : [`the security policy ${name}`],
    ),
    ...securityPolicyRules(security).flatMap((rule) =>
      conditionOf(rule) === undefined || (rule.rate_limit_options && !rule.preview && !isCounted(rule))
        ? [rule.description ?? String(rule.priority)]
        : [],
    ),
    ...(frontend.listeners.some((one) => one.protocol === "https" && one.clientCertificates)
      ? ["client certificates"]
      : []),
  ];
  const callers = [security, ...security.narrowed].flatMap(({ allow, deny }) => [...allow, ...deny]);
  const lines = [
    ...(callers.length + security.rateLimits.length > 0
      ? [
          `who calls is said by ${CALLER_HEADERS.ip} and ${CALLER_HEADERS.principal}; otherwise it is ${THIS_MACHINE}, ${judgement(security)}`,
        ]
      : []),
    ...security.rateLimits.flatMap(({ name, keys, withoutKey, preview }) => {
      const needed = keys.flatMap((key) =>
        key.name === undefined || preview || withoutKey === "skip" ? [] : [key.name],
      );
      return needed.length > 0
        ? [`requests without ${needed.join(" and ")} are answered 403 (rateLimits ${name})`]
        : [];
    }),
    ...[...new Set(authorizers)].map((name) =>
      real.has(name)
        ? `${name} is asked whether a request may go on`
        : `${name} is not asked whether a request may go on: --workload ${name}=http://HOST:PORT names a real one`,
    ),
    ...(ignored.length > 0 ? [`not enforced here: ${[...new Set(ignored)].join(", ")}`] : []),
  ];
  return lines;
}

/** What becomes of callers of this machine who say nothing. */
function judgement({ allow, deny }: { readonly allow: readonly Caller[]; readonly deny: readonly Caller[] }): string {
  const isHere = (caller: Caller) => caller.kind === "range" && cidrContains(caller.range, THIS_MACHINE);
  if (deny.some(isHere)) return "which security.deny turns away";
  if (allow.length === 0 || allow.some(isHere)) return "which may call";
  return allow.every(({ kind }) => kind === "range")
    ? "which security.allow turns away"
    : "which security.allow turns away unless it is known by something else";
}
