import { formatSeconds } from "../../config/duration";
import { type DocumentPath, formatValue } from "../../config/finding";
import { formatList } from "../../config/format";
import type { RateLimit } from "../../config/model/security";
import { exclusive } from "../../config/schema/messages";
import { carriesCredential } from "../../config/secret";
import { SECURITY_POLICY } from "../../platform/facts";
import { securityPolicyRules } from "../../routing/access/security-policy";
import { type BackendEntry, type Context, pools } from "../context";
import { at, atKey, type Rules } from "../rule";
import { ratePerSecond } from "./network";
import { FORWARDING } from "./security";
import { SOURCES } from "./sources";

/** What regional policies lack. */
const GLOBAL_ONLY = /recaptcha|evaluateAdaptiveProtection\w*/i;

/** Every text of an expression, with what is said of its end or middle alone: a text that ends begins no other. */
const TEXTS = /(?<part>(?:endsWith|contains)\()?(['"])(?<text>[^'"]*)\2/g;

export const RATE_LIMIT_RULES: Rules = {
  "security-policy-beside-rules": {
    severity: "error",
    title: "Rate limits or rules beside an existing security policy",
    why: "A backend service has one security policy. What stands in an existing one is not this file's.",
    fix: "Write them into the existing policy, or leave `securityPolicy` out.",
    source: SOURCES.rateLimits,
    *check(context) {
      const { policy, rateLimits, rules } = context.model.security;
      if (policy === undefined) return;
      for (const [key, list] of Object.entries({ rateLimits, rules }))
        if (list.length > 0)
          yield atKey(
            ["security", key],
            exclusive(key, "securityPolicy", "a backend service has one security policy: write them into that one"),
          );
    },
  },
  "rate-limit-never-counts": {
    severity: "error",
    title: "A rate limit that no request reaches",
    why: "Cloud Armor stops at the first rule that matches, and a limit matches all requests that it is about, whether it turns them away or not. Limits are asked in their order, those that ban after the others.",
    fix: "Count by several keys in one limit, tell the two apart by `when`, or write `withoutKey: skip` at the first.",
    source: SOURCES.rateLimits,
    *check(context) {
      for (const { limit, path, before } of unreached(context))
        if (!limit.preview) yield at(path, neverCounts(limit, before));
    },
  },
  "preview-never-counts": {
    severity: "warning",
    title: "A rate limit in preview that no request reaches",
    why: "Cloud Armor stops at the first rule that matches and is enforced: what stands behind it logs nothing either.",
    fix: "Tell the two apart by `when`, or write `withoutKey: skip` at the first.",
    source: SOURCES.rateLimits,
    *check(context) {
      for (const { limit, path, before } of unreached(context))
        if (limit.preview) yield at(path, neverCounts(limit, before));
    },
  },
  "expression-too-long": {
    severity: "error",
    title: "An expression that Cloud Armor does not take",
    why: "An expression has at most five parts, which `&&` and `||` put together, and 2,048 characters. A limit by headers or cookies adds parts of its own to `when`: one for each header, two for each cookie.",
    fix: "Make two rules of it, or leave parts out.",
    source: SOURCES.rulesLanguage,
    *check(context) {
      for (const { path, expression, isOwn } of expressionsOf(context)) {
        const parts = expression.replace(/'[^']*'|"[^"]*"/g, "").split(/&&|\|\|/).length;
        const added = isOwn ? "" : ", with those that ask for what is counted by";
        if (parts > SECURITY_POLICY.subexpressions)
          yield at(path, {
            what: `${parts} parts in one expression${added}; Cloud Armor takes ${SECURITY_POLICY.subexpressions}`,
            fix: isOwn ? "make several rules of it" : "shorten `when`, or count by fewer headers and cookies",
          });
        else if (expression.length > SECURITY_POLICY.expression)
          yield at(path, {
            what: `${expression.length} characters in one expression${added}; Cloud Armor takes ${SECURITY_POLICY.expression}`,
            fix: isOwn ? "make several rules of it" : "shorten `when`",
          });
      }
    },
  },
  "expression-global-only": {
    severity: "warning",
    title: "An expression with what regional policies lack",
    why: "reCAPTCHA and Adaptive Protection are features of global security policies.",
    fix: "Leave it out of the expression.",
    source: SOURCES.rulesLanguage,
    *check(context) {
      for (const { path, expression } of expressionsOf(context)) {
        const [found] = GLOBAL_ONLY.exec(expression) ?? [];
        if (found !== undefined)
          yield at(path, {
            what: `${formatValue(found)} is for global security policies; a regional one may refuse it, or never match`,
          });
      }
    },
  },
  "expression-of-one-name": {
    severity: "warning",
    title: "An expression about one of several names of a host",
    why: "With `dns` and several regions a host has a name for each, which lead to the same routes. An expression that compares the host with one name does not hold for the others: whoever writes them goes around it.",
    fix: "Let it hold for them too: `request.headers['host'].endsWith('ai.example.com')`.",
    source: SOURCES.rulesLanguage,
    *check(context) {
      const names = new Map(
        context.regions.flatMap(({ model }) =>
          model.routing.hosts.flatMap(({ host, aliases }) => (aliases[0] ? [[host, aliases[0]] as const] : [])),
        ),
      );
      const extensions = (context.config.extensions ?? []).map(({ when = "" }, i) => ({
        path: ["extensions", i, "when"],
        expression: when,
      }));
      for (const { path, expression } of [...expressionsOf(context), ...extensions])
        for (const { groups: { part, text: host = "" } = {} } of expression.matchAll(TEXTS)) {
          const other = part === undefined ? names.get(host) : undefined;
          if (other !== undefined && !expression.includes(other))
            yield at(path, {
              what: `it is about ${host} alone, and ${other} leads to the same routes: whoever writes that name goes around it`,
              fix: `let it hold for ${other} too: \`.endsWith('${host}')\``,
            });
        }
    },
  },
  "limit-by-credential": {
    severity: "warning",
    title: "A rate limit by a credential",
    why: "Cloud Armor reads the first 128 bytes: signed tokens of one issuer begin alike for longer than that, so that their owners share one budget. And whoever has no valid one can make a new budget with every request.",
    fix: "Count by a header that names the tenant, or by `clientIp`.",
    source: SOURCES.rateLimits,
    *check(context) {
      for (const { limit, path } of limitsOf(context))
        for (const { type, name = "" } of limit.keys)
          if (type === "HTTP_COOKIE" || (type === "HTTP_HEADER" && carriesCredential(name)))
            yield at([...path, "key"], {
              what: `${formatValue(name)} may carry a credential: its first 128 bytes are what counts, which tokens of one issuer share, and they may end up in logs`,
            });
    },
  },
  "limit-by-what-clients-write": {
    severity: "warning",
    title: "A rate limit by an address that clients write themselves",
    why: "The first address in `X-Forwarded-For` is what the client sent: with another one in each request, it is never limited.",
    fix: "Write `clientIp`; where a proxy of yours stands before this one and writes it anew, suppress this.",
    source: SOURCES.rateLimits,
    *check(context) {
      for (const { limit, path } of limitsOf(context)) {
        const key = limit.keys.find(({ type, name = "" }) => type === "XFF_IP" || FORWARDING.test(name));
        if (key !== undefined)
          yield at([...path, "key"], {
            what: `clients write ${formatValue(key.name ?? "x-forwarded-for")} themselves: with another address in each request nobody is limited`,
          });
      }
    },
  },
  "limit-above-capacity": {
    severity: "warning",
    title: "A rate limit for one caller above what a workload serves",
    why: "The limit is for each key. Where one of them may send more than all backends together take (`maxRate`, and so on), one caller alone can fill them.",
    fix: "Lower it, or raise the rates of the backends.",
    source: SOURCES.rateLimits,
    *check(context) {
      const capacities = pools(context).flatMap(({ workload: { id, words }, backends }) => {
        const capacity = words.securityPolicy === undefined ? capacityOf(backends) : undefined;
        return capacity === undefined ? [] : { id, capacity };
      });
      for (const { limit, path } of limitsOf(context)) {
        const rate = limit.requests / limit.interval;
        const full = limit.when === undefined && capacities.find(({ capacity }) => capacity < rate);
        if (full)
          yield at([...path, "requests"], {
            what: `${limit.requests} in ${formatSeconds(limit.interval)} are ${Math.round(rate)} a second for each caller, and the backends of ${formatValue(full.id)} serve ${full.capacity} together`,
          });
      }
    },
  },
  "only-preview": {
    severity: "warning",
    title: "A rule or limit in preview",
    why: "It is logged and turns nobody away.",
    fix: "Remove `preview` once the logs (`previewSecurityPolicy`) show whom it would turn away.",
    source: SOURCES.rateLimits,
    *check(context) {
      for (const key of ["rateLimits", "rules"] as const)
        for (const [i, { preview, name }] of context.model.security[key].entries())
          if (preview)
            yield atKey(["security", key, i, "preview"], {
              what: `${formatValue(name)} turns nobody away: it is counted and logged only`,
            });
    },
  },
  "without-rate-limits": {
    severity: "warning",
    title: "A workload that the proxy's limits and rules do not reach",
    why: "A backend service has one security policy: a workload's own takes the place of the proxy's, and another project's backend service has that of its project.",
    fix: "Write the same rules there.",
    source: SOURCES.rateLimits,
    *check(context) {
      const { rateLimits, rules, policy } = context.model.security;
      const what = formatList([
        ...(rateLimits.length > 0 ? ["`rateLimits`"] : []),
        ...(rules.length > 0 ? ["`rules`"] : []),
      ]);
      if (what === "" || policy !== undefined) return;
      for (const { id, path, words, resolved } of context.workloads.values())
        if (words.securityPolicy !== undefined)
          yield atKey([...path, "securityPolicy"], {
            what: `${formatValue(id)} is without ${what} of the proxy: its own policy takes their place`,
            fix: `write the same into ${formatValue(words.securityPolicy)}, or leave it out`,
          });
        else if (resolved.family === "external")
          yield atKey(path, {
            what: `${formatValue(id)} is without ${what} of the proxy: it is another project's backend service`,
            fix: "ask its owner for the same",
          });
    },
  },
};

const limitsOf = (context: Context) =>
  context.model.security.rateLimits.map((limit, i) => ({ limit, path: ["security", "rateLimits", i] }));

interface Unreached {
  readonly limit: RateLimit;
  readonly path: DocumentPath;
  readonly before: RateLimit;
}

/** The limits whose requests an earlier one takes that is enforced. */
function unreached(context: Context): Unreached[] {
  const all = limitsOf(context);
  const inOrder = [...all.filter(({ limit }) => !limit.ban), ...all.filter(({ limit }) => limit.ban)];
  return inOrder.flatMap(({ limit, path }, i): Unreached[] => {
    const [taker] = inOrder.slice(0, i).filter((one) => !one.limit.preview && takesAll(one.limit, limit));
    return taker ? [{ limit, path, before: taker.limit }] : [];
  });
}

/** Whether a limit matches every request that another counts. */
function takesAll(first: RateLimit, second: RateLimit): boolean {
  if (first.when !== undefined && first.when !== "true" && first.when !== second.when) return false;
  const [needed, had] = [first, second].map(({ keys }) =>
    keys.flatMap(({ name }) => (name === undefined ? [] : name.toLowerCase())),
  );
  return first.withoutKey === "deny" || (needed ?? []).every((name) => had?.includes(name));
}

const neverCounts = ({ name, ban }: RateLimit, before: RateLimit) => ({
  what: `${formatValue(name)} never counts a request: ${formatValue(before.name)} comes first and takes all of them${ban && !before.ban ? ", as limits that ban are asked after the others" : ""}`,
  fix: "count by several keys in one limit (`key: [{ header: … }, clientIp]`), or tell the two apart by `when`",
});

/** Every expression of the security policy that the file has a part in. */
function* expressionsOf(context: Context) {
  const { security } = context.model;
  for (const [i, { expression }] of security.rules.entries())
    yield { path: ["security", "rules", i, "expression"], expression, isOwn: true };
  for (const [i, limit] of security.rateLimits.entries())
    for (const { match } of securityPolicyRules({ ...security, rules: [], allow: [], rateLimits: [limit] })) {
      const expression = match.expr?.expression;
      if (expression === undefined) continue;
      const path = ["security", "rateLimits", i, limit.when === undefined ? "key" : "when"];
      yield { path, expression, isOwn: expression === `(${limit.when})` };
    }
}

/** Requests a second that some backends take together, where the file says it. */
function capacityOf(backends: readonly BackendEntry[]): number | undefined {
  const rates = backends.map(({ words }) => ratePerSecond(words));
  return rates.length > 0 && rates.every((rate) => rate > 0) ? rates.reduce((sum, rate) => sum + rate) : undefined;
}
