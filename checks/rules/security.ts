import { cidrContains, isPrivate, isReserved, parseRange, sizeOf } from "../../config/cidr";
import { type DocumentPath, formatValue } from "../../config/finding";
import { formatList } from "../../config/format";
import { servingListeners } from "../../config/model/listeners";
import type { Model } from "../../config/model/model";
import { type Caller, onlyRanges, rangesOf } from "../../config/model/security";
import { carriesCredential } from "../../config/secret";
import { AUTHORIZATION_POLICY } from "../../platform/facts";
import { authorizationPolicies, hasTooManyRanges } from "../../routing/access/authorization";
import { outgrown, type PolicySize } from "../../routing/access/policy-sizes";
import { securityPolicyRules } from "../../routing/access/security-policy";
import type { Context } from "../context";
import { at, atKey, type Rules } from "../rule";
import { SOURCES } from "./sources";

/** Headers that say where a request came from, which whoever calls can write. */
export const FORWARDING = /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/i;

const WORDS = ["allow", "deny"] as const;

export const SECURITY_RULES: Rules = {
  "too-many-ranges": {
    severity: "error",
    title: "More ranges than the mechanism takes that decides about them",
    why: "An authorization policy takes ten ranges. More of them go to the security policy by themselves, if nothing speaks against it: it knows callers by ranges alone, sits on backend services that are made here, and a rule in it that lets ranges in ends the search before the rate limits are asked.",
    fix: "Write fewer, larger ranges; ranges that make a whole are merged.",
    source: SOURCES.authorization,
    *check({ model }) {
      for (const word of WORDS) {
        const callers = model.security[word];
        const why = hasTooManyRanges(callers) ? obstacle(word, model) : undefined;
        if (why !== undefined)
          yield at(["security", word], {
            what: `more than ${AUTHORIZATION_POLICY.ipBlocks} ranges, which is what an authorization policy takes, and the security policy cannot have them: ${why}`,
            fix: `write ${AUTHORIZATION_POLICY.ipBlocks} ranges or fewer: larger ones, or an address in front that all callers share`,
          });
      }
    },
  },
  "policy-too-large": {
    severity: "error",
    title: "More in one authorization policy than Google takes",
    why: "An authorization policy takes 5 rules (one for each way to know callers, and one for each set of headers), 10 ranges, 5 names of certificates, 5 service accounts and tags, and 10 hosts, paths or headers. A host counts once more for each port that is served, a path twice: alone and with a query.",
    fix: "Write fewer, or split what is narrowed into several rules.",
    source: SOURCES.authorization,
    *check({ model }) {
      for (const { id, source, policy } of authorizationPolicies(model, (link) => link))
        for (const size of outgrown(policy))
          if (size.of !== "ipBlocks" || id !== "allow")
            yield at(source, {
              what: `${size.count} ${size.what} in one authorization policy; Google takes ${size.most}${COUNTED[size.of] ?? ""}`,
              fix: `write fewer${INSTEAD[size.of] ?? ""}`,
            });
    },
  },
  "internal-callers-only": {
    severity: "error",
    title: "A service account or tag of callers from the internet",
    why: "Google knows the service accounts and tags of machines in the VPC; a caller on the internet has none that it could see.",
    fix: "Know callers by ranges, `clientCertificate` or `iap`, or write `exposure: internal`.",
    source: SOURCES.authorization,
    *check(context) {
      if (!context.external) return;
      for (const { caller, path } of callersOf(context))
        if (caller.kind === "serviceAccount" || caller.kind === "tag")
          yield atKey([...path, caller.kind], {
            what: `"${caller.kind}" and "exposure: external" cannot be set together: only machines of the VPC are known by it`,
            fix: "know them by ranges, `clientCertificate` or `iap`",
          });
    },
  },
  "certificate-not-asked": {
    severity: "error",
    title: "Callers by client certificate where no listener asks for one",
    why: "A listener without `clientCertificates` sees no certificate, so that nobody there is known by one: `allow` shuts everybody out, `deny` lets everybody in.",
    fix: "Write `tls: { clientCertificates: { authorities: ca.pem } }` at each HTTPS listener; let plain HTTP redirect.",
    source: SOURCES.authorization,
    *check(context) {
      const blind = servingListeners(context.model).find(
        (one) => one.protocol === "http" || one.clientCertificates === undefined,
      );
      if (blind === undefined) return;
      for (const { caller, path } of callersOf(context))
        if (caller.kind === "clientCertificate")
          yield atKey([...path, "clientCertificate"], {
            what: `the listener ${blind.id} asks for no certificate: nobody is known by one there`,
            fix:
              blind.protocol === "http"
                ? "serve HTTPS with `tls: { clientCertificates: { authorities: ca.pem } }`, and let HTTP `redirect: https`"
                : "set `tls: { clientCertificates: { authorities: ca.pem } }` there",
          });
    },
  },
  "iap-without-https": {
    severity: "error",
    title: "IAP on plain HTTP",
    why: "IAP signs callers in over HTTPS; on plain HTTP their tokens would be anybody's.",
    fix: "Serve `https: 443` with a certificate, and write `redirect: https` at the HTTP listener.",
    source: SOURCES.iap,
    *check({ model, config }) {
      const plain = servingListeners(model).find(({ protocol }) => protocol === "http");
      if (plain !== undefined && model.security.iap !== undefined && config.security !== undefined)
        yield atKey(["security", "iap"], {
          what: `the listener ${plain.id} serves plain HTTP, where IAP cannot sign anybody in`,
        });
    },
  },
  "denied-anyway": {
    severity: "error",
    title: "A range in `allow` that `deny` takes out as a whole",
    why: "`deny` counts whatever `allow` says.",
    fix: "Remove one of the two.",
    source: SOURCES.authorization,
    *check(context) {
      for (const { list, range, path } of rangesIn(context)) {
        const by = path.includes("allow") && rangesOf(list.deny).find((denied) => cidrContains(denied, range));
        if (by) yield at(path, { what: `${range} is denied as a whole, by ${by}` });
      }
    },
  },
  "range-never-seen": {
    severity: "warning",
    title: "Private addresses among the callers of an external proxy",
    why: "Callers reach an external address over the internet, with a public address of their own or of the NAT before them.",
    fix: "Write the public addresses that callers have, such as those of their NAT.",
    source: SOURCES.authorization,
    *check(context) {
      if (!context.external) return;
      for (const { range, parsed, path } of rangesIn(context))
        if (parsed && isPrivate(parsed) && !isReserved(parsed))
          yield at(path, { what: `nobody calls an external address from ${range}: these addresses are private` });
    },
  },
  "range-with-host-bits": {
    severity: "warning",
    title: "A range of callers with host bits set",
    why: "The range is read as a whole: `203.0.113.7/24` is about 256 addresses.",
    fix: "Write the first address of the range, or the address alone.",
    source: SOURCES.authorization,
    *check(context) {
      for (const { range, parsed, path } of rangesIn(context)) {
        const [address = ""] = range.split("/");
        if (parsed && parseRange(address)?.first !== parsed.first)
          yield at(path, {
            what: `the address has host bits set: the whole range counts, ${sizeOf(parsed)} addresses`,
            fix: `write ${address} for this one alone, or the first address of the range`,
          });
      }
    },
  },
  "ranges-after-listener": {
    severity: "warning",
    title: "Ranges that no security policy has as well",
    why: "An authorization policy comes after its forwarding rule: for some seconds of a first apply, and whenever the rule is replaced, nobody asks. A security policy is there before, and has the same ranges where it can: not where the file names an existing one, and beside rate limits only five, as an expression takes no more.",
    fix: "Write the ranges into the existing policy too, or write five or fewer beside rate limits.",
    source: SOURCES.authorization,
    *check({ model }) {
      const { security } = model;
      for (const word of WORDS) {
        const callers = security[word];
        if (callers.length === 0 || !onlyRanges(callers) || hasTooManyRanges(callers)) continue;
        const fix =
          security.policy !== undefined
            ? `write them into ${formatValue(security.policy)} as well`
            : word === "allow" && isLeftOut(model)
              ? "write five ranges or fewer, or larger ones"
              : undefined;
        if (fix !== undefined)
          yield at(["security", word], {
            what: "only authorization policies have these ranges: for some seconds of the first apply, and of one that replaces a listener, nobody asks",
            fix,
          });
      }
    },
  },
  "header-is-enough": {
    severity: "warning",
    title: "A header that lets whoever writes it in",
    why: "One entry of `allow` that matches is enough, and clients write their own headers.",
    fix: "Know callers by ranges, `clientCertificate` or `iap`, or let a workload check a key (`extensions`).",
    source: SOURCES.authorization,
    *check(context) {
      for (const { caller, path } of callersOf(context)) {
        const names = caller.kind === "headers" ? caller.headers.map(({ name }) => name) : [];
        if (names.length > 0 && path.includes("allow") && !names.some(carriesCredential))
          yield at([...path, "headers"], {
            what: `whoever writes ${formatList(names.map(formatValue))} gets in: clients can write ${names.some((name) => FORWARDING.test(name)) ? "what says where they come from, too" : "any header"}`,
          });
      }
    },
  },
  "iap-for-nobody": {
    severity: "warning",
    title: "IAP without members",
    why: "IAP lets those in who have the role `roles/iap.httpsResourceAccessor`. Without `members` this file gives it to nobody.",
    fix: 'Write `members: ["group:ml@example.com"]`; where others give the role, suppress this with the reason.',
    source: SOURCES.iap,
    *check({ model }) {
      if (model.security.iap?.members.length === 0)
        yield atKey(["security", "iap"], { what: "nobody gets through IAP by this file: it names no members" });
    },
  },
  "iap-takes-authorization": {
    severity: "warning",
    title: "IAP before clients that send an API key",
    why: "OpenAI's clients send their key as `Authorization: Bearer …`, where IAP looks for an identity token of Google: it answers 401. Whether `Proxy-Authorization` is looked at on this kind of load balancer is not certain.",
    fix: "Give clients an identity token as their key, or let a workload check keys (`extensions`) instead of IAP.",
    source: SOURCES.iap,
    *check({ model, actions }) {
      const rule = actions.find((entry) => entry.rule?.api?.startsWith("openai."))?.rule;
      if (model.security.iap !== undefined && rule !== undefined)
        yield atKey(["security", "iap"], {
          what: `IAP wants an identity token in Authorization, where clients of ${rule.api} send their API key`,
        });
    },
  },
};

const COUNTED: Partial<Record<PolicySize["of"], string>> = {
  rules: ": one for each of ranges, certificates, and service accounts with tags, and one for each set of headers",
  hosts: ", and each counts once more for every port that is served",
  paths: ", and each counts twice: alone and with a query",
};

const INSTEAD: Partial<Record<PolicySize["of"], string>> = {
  ipBlocks: " or larger ranges",
  principals: ", or let a workload look at certificates (`extensions`)",
  rules: ", or let a workload decide (`extensions`)",
  hosts: ": `*.example.com` is one, or narrow several groups",
  paths: ": `prefix` is three, or narrow several rules",
};

/** Why the security policy cannot have a list that is too long for an authorization policy. */
function obstacle(word: (typeof WORDS)[number], { security, workloads }: Model): string | undefined {
  const { policy, rateLimits } = security;
  if (policy !== undefined) return `the file names an existing one, ${formatValue(policy)}`;
  if (word === "allow" && !onlyRanges(security.allow))
    return "it knows callers by ranges alone, and others are allowed besides";
  if (word === "allow" && rateLimits.length > 0)
    return "beside rate limits it lets nobody in, as that would end the search before the limits; it turns away whom one expression does not name, and an expression takes five ranges";
  const without = workloads.filter((one) => one.securityPolicy !== undefined || one.family === "external");
  return without.length > 0 ? `${formatList(without.map(({ id }) => formatValue(id)))} is without it` : undefined;
}

/** Whether the security policy has rate limits and therefore not these ranges. */
const isLeftOut = ({ security }: Model): boolean =>
  !securityPolicyRules(security).some(({ description }) => description === "security.allow");

interface CallerEntry {
  readonly caller: Caller;
  /** All of its list's callers, and those of the list beside it. */
  readonly list: { readonly allow: readonly Caller[]; readonly deny: readonly Caller[] };
  readonly path: DocumentPath;
}

/** Everybody that the file lets in or keeps out, with the place. */
export function* callersOf({ model: { security } }: Context): Generator<CallerEntry> {
  for (const list of [{ ...security, path: ["security"] }, ...security.narrowed])
    for (const word of WORDS)
      for (const [i, caller] of list[word].entries()) yield { caller, list, path: [...list.path, word, i] };
}

/** Those that are known by a range of addresses. */
const rangesIn = (context: Context) =>
  [...callersOf(context)].flatMap(({ caller, list, path }) =>
    caller.kind === "range" ? { range: caller.range, parsed: parseRange(caller.range), list, path } : [],
  );
