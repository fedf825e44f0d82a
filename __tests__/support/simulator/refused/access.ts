import type { Simulator } from "../../../../simulator/control-plane/server";
import { type Answer, call, insert, located, patch, regional, remove } from "../client";
import { CLOSED, INTERNAL_RULE, many, type Row, RULE, VLLM } from "./row";

const ARMOR = regional("securityPolicies/armor");
const EVERYBODY = { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } };
const LAST = { priority: 2147483647, action: "allow", match: EVERYBODY };
const MINUTE = { count: 600, intervalSec: 60 };

/** A policy with one rule before the last. */
const armor = (rule: object) => (simulator: Simulator) =>
  insert(simulator, regional("securityPolicies/new"), { rules: [{ priority: 1000, match: EVERYBODY, ...rule }, LAST] });
const throttle = (rateLimitOptions: object) =>
  armor({ action: "throttle", rateLimitOptions: { rateLimitThreshold: MINUTE, ...rateLimitOptions } });
const ban = (rateLimitOptions: object) =>
  armor({ action: "rate_based_ban", rateLimitOptions: { rateLimitThreshold: MINUTE, ...rateLimitOptions } });

const ARMORED: readonly Row[] = [
  [
    "security-policy.default-rule",
    "rules without the last one",
    (s) => patch(s, ARMOR, { rules: [{ priority: 1, action: "allow", match: EVERYBODY }] }),
  ],
  [
    "security-policy.ranges",
    "11 ranges",
    armor({
      action: "deny(403)",
      match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: many(11, (i) => `203.0.113.${i}/32`) } },
    }),
  ],
  [
    "security-policy.expression",
    "six conditions",
    armor({ action: "allow", match: { expr: { expression: many(6, (i) => `request.path == '/${i}'`).join(" || ") } } }),
  ],
  [
    "security-policy.expression",
    "2049 characters",
    armor({ action: "allow", match: { expr: { expression: `request.path == '${"a".repeat(2031)}'` } } }),
  ],
  ["security-policy.rate-limit-options", "a throttle without options", armor({ action: "throttle" })],
  [
    "security-policy.rate-limit-options",
    "options of a denial",
    armor({ action: "deny(403)", rateLimitOptions: { rateLimitThreshold: MINUTE } }),
  ],
  ["security-policy.count", "1000001 requests", throttle({ rateLimitThreshold: { ...MINUTE, count: 1_000_001 } })],
  ["security-policy.count", "a ban at 10001 requests", ban({ banThreshold: { ...MINUTE, count: 10_001 } })],
  ["security-policy.interval", "45 seconds", throttle({ rateLimitThreshold: { ...MINUTE, intervalSec: 45 } })],
  ["security-policy.interval", "a ban of 90 seconds", ban({ banDurationSec: 90 })],
  [
    "security-policy.keys",
    "four keys",
    throttle({
      enforceOnKeyConfigs: many(4, (i) => ({ enforceOnKeyType: "HTTP_HEADER", enforceOnKeyName: `x-${i}` })),
    }),
  ],
  [
    "security-policy.ban-to-throttle",
    "the same rule with another action",
    async (s) => {
      await ban({})(s);
      const rule = {
        priority: 1000,
        match: EVERYBODY,
        action: "throttle",
        rateLimitOptions: { rateLimitThreshold: MINUTE },
      };
      return patch(s, regional("securityPolicies/new"), { rules: [rule, LAST] });
    },
  ],
  [
    "in-use",
    "a security policy that is attached to a backend service",
    async (s) => {
      await attach(s);
      return remove(s, ARMOR);
    },
    400,
    "resourceInUseByAnotherResource",
  ],
];

const attach = (simulator: Simulator) => call(simulator, VLLM, "setSecurityPolicy", { securityPolicy: ARMOR });

const target = { loadBalancingScheme: "EXTERNAL_MANAGED", resources: [RULE] };
const policy = (change: object) => (simulator: Simulator) =>
  insert(simulator, located("authzPolicies/new"), { action: "DENY", target, httpRules: [{}], ...change });
const from = (...sources: object[]) => policy({ httpRules: [{ from: { sources } }] });
const to = (...operations: object[]) => policy({ httpRules: [{ to: { operations } }] });
const ranges = (count: number) => many(count, (i) => ({ prefix: `203.0.113.${i}`, length: 32 }));
const IAP = { cloudIap: { enabled: true } };

const POLICIES: readonly Row[] = [
  ["authz-policy.rules", "six rules", policy({ httpRules: many(6, () => ({})) })],
  ["authz-policy.rules", "a denial of nothing", policy({ httpRules: [] })],
  [
    "authz-policy.ip-blocks",
    "11 ranges in two rules",
    policy({ httpRules: [ranges(6), ranges(5)].map((ipBlocks) => ({ from: { sources: [{ ipBlocks }] } })) }),
  ],
  ["authz-policy.sources", "two sources", from({ ipBlocks: ranges(1) }, { ipBlocks: ranges(1) })],
  ["authz-policy.sources", "two operations", to({ methods: ["GET"] }, { methods: ["PUT"] })],
  ["authz-policy.callers", "six principals", from({ principals: many(6, (i) => ({ principal: { exact: `${i}` } })) })],
  ["authz-policy.internal-callers", "a tag, external", from({ resources: [{ tagValueIdSet: { ids: ["1"] } }] })],
  ["authz-policy.values", "11 paths", to({ paths: many(11, (i) => ({ exact: `/${i}` })) })],
  [
    "authz-policy.values",
    "eleven headers",
    to({ headerSet: { headers: many(11, (i) => ({ name: `x-${i}`, value: { exact: "a" } })) } }),
  ],
  ["authz-policy.provider", "CUSTOM without a provider", policy({ action: "CUSTOM" })],
  ["authz-policy.provider", "a denial with IAP", policy({ customProvider: IAP })],
  ["authz-policy.provider", "a denial of content", policy({ policyProfile: "CONTENT_AUTHZ" })],
  ["authz-policy.scheme", "an internal rule", policy({ target: { ...target, resources: [INTERNAL_RULE] } })],
  [
    "authz-policy.iap-twice",
    "IAP on a backend service too",
    async (s) => {
      await patch(s, VLLM, { iap: { enabled: true } });
      return policy({ action: "CUSTOM", customProvider: IAP })(s);
    },
  ],
];

const authorizer = (change: object) => (simulator: Simulator) =>
  insert(simulator, located("authzExtensions/new"), {
    loadBalancingScheme: "EXTERNAL_MANAGED",
    service: CLOSED,
    timeout: "0.1s",
    ...change,
  });
const chain = (...extensions: object[]) => ({
  extensions: extensions.map((one) => ({ service: CLOSED, timeout: "0.1s", ...one })),
});
const extension =
  (kind: "Route" | "Traffic", change: object, name = "new") =>
  (simulator: Simulator): Promise<Answer> =>
    insert(simulator, located(`lb${kind}Extensions/${name}`), {
      loadBalancingScheme: "EXTERNAL_MANAGED",
      forwardingRules: [RULE],
      extensionChains: [chain({})],
      ...change,
    });

const EXTENSIONS: readonly Row[] = [
  ["authz-extension.timeout", "11 seconds", authorizer({ timeout: "11s" })],
  [
    "authz-extension.scheme",
    "an internal backend service",
    authorizer({ service: regional("backendServices/internal") }),
  ],
  ...(["Route", "Traffic"] as const).flatMap((kind): Row[] => {
    const id = `lb-${kind.toLowerCase()}-extension`;
    return [
      [
        `${id}.one`,
        "a second one",
        async (s) => {
          await extension(kind, {}, "first")(s);
          return extension(kind, {})(s);
        },
      ],
      [`${id}.chains`, "six chains", extension(kind, { extensionChains: many(6, () => chain({})) })],
      [`${id}.chains`, "four in one chain", extension(kind, { extensionChains: [chain({}, {}, {}, {})] })],
      [`${id}.timeout`, "2 seconds", extension(kind, { extensionChains: [chain({ timeout: "2s" })] })],
      [`${id}.scheme`, "an internal rule", extension(kind, { forwardingRules: [INTERNAL_RULE] })],
    ];
  }),
  ["lb-route-extension.chains", "two in one chain", extension("Route", { extensionChains: [chain({}, {})] })],
];

export const ACCESS: readonly Row[] = [...ARMORED, ...POLICIES, ...EXTENSIONS];
