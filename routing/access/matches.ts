import { isExpression, isKnownAfterApply } from "../unread";
import { type Caller, describeRange, isWithin } from "./caller";
import { type Call, holds } from "./expression";
import type { HttpRule, Operation, SecurityPolicyMatch, Source, SourceResource, StringMatch } from "./policies";
import { every, not, open, some, type Truth, unlessSaid } from "./truth";

/** Whether a rule of an authorization policy matches: who calls, and what for. */
export function ruleMatches({ from = {}, to = {} }: HttpRule, call: Call): Truth {
  const { sources, not_sources } = from;
  const { operations } = to;
  const callers = [
    ...(sources ? [sourceMatches(sources, call.caller)] : []),
    ...(not_sources ? [not(sourceMatches(not_sources, call.caller))] : []),
  ];
  return every([
    callers.length === 0 || some(callers),
    operations === undefined || operationMatches(operations, call.request),
  ]);
}

/** Every field that is there, by any of its values. */
function sourceMatches({ ip_blocks, principals, resources }: Source, caller: Caller): Truth {
  return every([
    ip_blocks === undefined ||
      isWithin(
        caller,
        ip_blocks.map(({ prefix, length }) => `${prefix}/${length}`),
      ),
    principals === undefined ||
      some(
        principals.map(({ principal_selector, principal }) => {
          const own = caller.clientCertificate;
          const words = `certificate ${describeMatch(principal)}`;
          if (own === undefined) return unlessSaid(words);
          return own.selector === principal_selector && textMatches(principal, own.name);
        }),
      ),
    resources === undefined || some(resources.map((one) => resourceMatches(one, caller))),
  ]);
}

function resourceMatches({ iam_service_account, tag_value_id_set }: SourceResource, caller: Caller): Truth {
  const { serviceAccount, tag } = caller;
  const tags = tag_value_id_set?.ids ?? [];
  return every([
    iam_service_account === undefined ||
      (serviceAccount === undefined
        ? unlessSaid(`service account ${describeMatch(iam_service_account)}`)
        : textMatches(iam_service_account, serviceAccount)),
    tag_value_id_set === undefined ||
      (tag === undefined
        ? unlessSaid(...tags.map((id) => `tag ${id}`))
        : some(tags.map((id) => id === tag || later(id)))),
  ]);
}

/** Paths are compared as they are sent, with their query. */
function operationMatches({ hosts, paths, methods, header_set }: Operation, request: Call["request"]): Truth {
  const { host, path, query, method, headers } = request;
  const target = query === undefined ? path : `${path}?${query}`;
  const oneOf = (matches: readonly StringMatch[] | undefined, text: string) =>
    matches === undefined || some(matches.map((one) => textMatches(one, text)));
  return every([
    oneOf(hosts, host),
    oneOf(paths, target),
    methods === undefined || some(methods.map((one) => one === method || later(one))),
    ...(header_set?.headers ?? []).map(({ name, value }) => {
      const key = name.toLowerCase();
      const sent = key === "host" ? host : Object.hasOwn(headers, key) ? headers[key] : undefined;
      return sent !== undefined && textMatches(value, sent);
    }),
  ]);
}

const COMPARE = {
  exact: (text: string, wanted: string) => text === wanted,
  prefix: (text: string, wanted: string) => text.startsWith(wanted),
  suffix: (text: string, wanted: string) => text.endsWith(wanted),
  contains: (text: string, wanted: string) => text.includes(wanted),
};

function textMatches({ ignore_case, ...match }: StringMatch, text: string): Truth {
  const fold = (one: string) => (ignore_case ? one.toLowerCase() : one);
  for (const [kind, compare] of Object.entries(COMPARE)) {
    const wanted = match[kind as keyof typeof COMPARE];
    if (wanted !== undefined) return later(wanted) || compare(fold(text), fold(wanted));
  }
  return open({ kind: "unread", words: "a condition has nothing to compare with" });
}

const describeMatch = ({ exact, prefix, suffix, contains }: StringMatch): string =>
  exact ?? (prefix === undefined ? `*${suffix ?? `${contains}*`}` : `${prefix}*`);

/** What only Terraform knows. */
function later(text: string): Truth {
  const isLater = isExpression(text) || isKnownAfterApply(text);
  return isLater && open({ kind: "unread", words: `${describeRange(text)} is not known yet` });
}

/** Whether a rule of a security policy matches. */
export function conditionHolds({ expr, config }: SecurityPolicyMatch, call: Call): Truth {
  if (expr !== undefined) return later(expr.expression) || holds(expr.expression, call);
  return config === undefined
    ? open({ kind: "unread", words: "a rule has no condition that is understood" })
    : isWithin(call.caller, config.src_ip_ranges);
}
