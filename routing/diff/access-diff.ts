import { carriesCredential } from "../../config/secret";
import type { Access } from "../access/access";
import { accessAnswers, type ServedAccess } from "../access/answer";
import type { Caller } from "../access/caller";
import { describeAccess, describeLimit } from "../access/describe";
import type { AccessPolicies, ListenerPolicies } from "../access/policies";
import { answering } from "../evaluate/answer";
import type { Request } from "../evaluate/decision";
import { groupsBy } from "../group-by";
import type { Listener, NamedUrlMap } from "../readers/named-url-map";
import { type CallerClass, callerClasses, describeCallers } from "./callers";
import { type Example, exampleOf } from "./example";
import { guardedRequests } from "./guarded-requests";

/** The loudest first. */
const KINDS = [
  "newly allowed",
  "may be newly allowed",
  "may change",
  "newly denied",
  "may be newly denied",
  "counted",
] as const;

/** Callers and requests that get through on one side only, or may. */
export interface AccessChange {
  /** `counted`: they get through, and count otherwise. */
  readonly kind: (typeof KINDS)[number];
  readonly callers: string;
  /** How many of the requests that were looked at. */
  readonly requests: number;
  readonly before: string;
  readonly after: string;
  /** A request, and as much of who sends it as matters. */
  readonly example: Example & { readonly caller: Caller };
}

export interface AccessDiff {
  readonly listener: Listener;
  readonly changes: readonly AccessChange[];
  /** What was compared: representatives, not everything. */
  readonly examined: { readonly callers: number; readonly requests: number };
  /** Policies that are there on one side only, or not alike; in the order of the file. */
  readonly policies: readonly { readonly name: string; readonly change: "added" | "removed" | "changed" }[];
}

/** More pairs of a caller and a request are not compared. */
const MOST_PAIRS = 10_000;
const NO_POLICIES: AccessPolicies = { listeners: [], services: new Map() };

/** Who gets through otherwise at a listener that both sides have; `undefined` where all policies are alike. */
export function diffAccess(before: NamedUrlMap, after: NamedUrlMap, listener: Listener): AccessDiff | undefined {
  const sides = [before, after].map((map) => sideOf(map, listener));
  const [old, now] = sides;
  if (old === undefined || now === undefined) return undefined;
  const policies = policyChanges(old.policies, now.policies);
  const isUniform = new Set(sides.flatMap(({ services }) => services)).size <= 1;
  if (policies.length === 0 && (isUniform || textOf(before.map) === textOf(after.map))) return undefined;
  const listeners = sides.flatMap(({ listeners: own }) => own);
  const rules = sides.flatMap(({ map }) =>
    [...(map.access?.services.values() ?? [])].flatMap(({ securityPolicy }) => securityPolicy?.rules ?? []),
  );
  const callers = callerClasses(listeners, rules);
  const all = guardedRequests([before.map, after.map], listeners, rules, listener.protocol);
  const step = Math.ceil((all.length * callers.length) / MOST_PAIRS);
  const requests = all.filter((_, i) => i % step === 0);
  const found = requests.flatMap((request) => {
    const [ask, askNow] = [old.ask(request), now.ask(request)];
    const changed = callers.flatMap((one) => {
      const change = compare(ask(one), askNow(one));
      return change ? [{ change, caller: one }] : [];
    });
    return groupsBy(changed, ({ change }) => JSON.stringify(change)).map((alike) => {
      const some = alike.map(({ caller }) => caller);
      return { ...alike[0], request, callers: describeCallers(some, callers) };
    });
  });
  const scope = { listeners: [listener], otherPorts: [] };
  const changes = groupsBy(found, (one) => JSON.stringify([one.change, one.callers])).map((alike): AccessChange => {
    const [{ change, callers, request, caller }] = alike;
    const example = { ...withoutSecrets(exampleOf(request, scope)), caller: caller.said };
    return { ...change, callers, requests: alike.length, example };
  });
  if (changes.length === 0 && policies.length === 0) return undefined;
  return {
    listener,
    changes: changes.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)),
    examined: { callers: callers.length, requests: requests.length },
    policies,
  };
}

interface Side {
  readonly map: NamedUrlMap;
  readonly listeners: readonly ListenerPolicies[];
  /** The policies of each service, as text. */
  readonly services: readonly string[];
  readonly policies: ReadonlyMap<string, string>;
  readonly ask: (request: Request) => (one: CallerClass) => ServedAccess[];
}

function sideOf(map: NamedUrlMap, { protocol, port }: Listener): Side {
  const access = map.access ?? NO_POLICIES;
  const listeners = access.listeners
    .filter((one) => one.protocol === protocol && one.port === port)
    .map(({ policies }) => policies);
  const answer = answering(map);
  const onServices = [...map.services.keys()].map((name) => access.services.get(name) ?? {});
  const named = [
    ...listeners.flatMap(({ authorization, callouts }) => [
      // What a provider adds to a policy, and links that only a deployment knows, decide nothing.
      ...authorization.map(
        ({ name, policy: { action, http_rules }, asked, unread }) =>
          [name, textOf([action, http_rules, asked, unread])] as const,
      ),
      ...callouts.map((one) => [one.name, textOf(one)] as const),
    ]),
    ...listeners.flatMap(({ certificate }) => (certificate ? [["clientCertificates", certificate] as const] : [])),
    ...onServices.flatMap(({ securityPolicy, iap }) => [
      ...(iap ? [["iap of a backend service", "on"] as const] : []),
      ...(securityPolicy?.rules
        ?.filter(({ preview }) => !preview)
        .map((rule) => [rule.description ?? `${securityPolicy.name} ${rule.priority}`, textOf(rule)] as const) ??
        (securityPolicy ? [[securityPolicy.name, ""] as const] : [])),
    ]),
  ];
  const policies = new Map<string, string>();
  for (const [name, text] of named)
    if (!policies.get(name)?.includes(text)) policies.set(name, `${policies.get(name) ?? ""}${text}`);
  return {
    map,
    listeners,
    services: onServices.map(textOf),
    policies,
    ask: (request) => {
      const { decision } = answer(request);
      return ({ caller }) => accessAnswers(access, { request, port, caller, ...(decision && { decision }) });
    },
  };
}

const textOf = (value: unknown) => JSON.stringify(value, (_, one) => (one instanceof Map ? [...one] : one));

function policyChanges(before: Side["policies"], after: Side["policies"]): AccessDiff["policies"] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    return [{ name, change: old === undefined ? "added" : now === undefined ? "removed" : "changed" } as const];
  });
}

type Compared = Pick<AccessChange, "kind" | "before" | "after">;

function compare(before: readonly ServedAccess[], after: readonly ServedAccess[]): Compared | undefined {
  const [old, now] = [outcomeOf(before), outcomeOf(after)];
  if (old.text === now.text) return undefined;
  const words = { before: old.words, after: now.words };
  if (old.verdict === "denied" && now.verdict === "denied") return undefined;
  if (old.verdict === "open" && now.verdict === "denied") return { kind: "may be newly denied", ...words };
  if (old.verdict === "denied" && now.verdict === "open") return { kind: "may be newly allowed", ...words };
  if (old.verdict === "open" || now.verdict === "open") return { kind: "may change", ...words };
  const isLooser =
    now.verdict === "allowed" && (old.verdict === "denied" || old.asks.some((who) => !now.asks.includes(who)));
  const isStricter =
    old.verdict === "allowed" && (now.verdict === "denied" || now.asks.some((who) => !old.asks.includes(who)));
  if (isLooser && isStricter) return { kind: "may change", ...words };
  if (isLooser || isStricter) return { kind: isLooser ? "newly allowed" : "newly denied", ...words };
  if (old.counts === now.counts) return undefined;
  return { kind: "counted", before: old.counts, after: now.counts };
}

/** What is said of a request on one side, of all services that it may go to. */
function outcomeOf(answers: readonly ServedAccess[]) {
  const all = answers.map(({ access }) => access);
  const verdicts = new Set(all.map(({ verdict }) => (verdict === "depends" ? "cannot be told" : verdict)));
  const [only] = verdicts;
  const verdict = verdicts.size === 1 && only !== "cannot be told" ? (only ?? "allowed") : "open";
  return {
    verdict,
    text: textOf(all),
    words: [...new Set(all.map(describeAccess))].join(" or "),
    asks: all.flatMap(({ asks }) => asks.filter(({ decides }) => decides).map(({ who }) => who)),
    counts: [...new Set(all.map(countsOf))].join(" or "),
  };
}

const countsOf = ({ counts }: Access) =>
  counts.map(({ by, limit }) => `counts against ${by}: ${describeLimit(limit)}`).join(", ") ||
  "counts against no limit";

const withoutSecrets = ({ headers, ...example }: Example): Example => ({
  ...example,
  headers: headers.map(([name, value]) => [name, carriesCredential(name) ? "(hidden)" : value]),
});

/** The changes as lines for a terminal, the loudest first. */
export function renderAccessDiff({ changes, examined, policies }: AccessDiff): string[] {
  const shown = changes.slice(0, MOST_LINES);
  return [
    ...shown.flatMap(({ kind, callers, requests, before, after, example }) => [
      `  ${kind}: ${callers}${requests < examined.requests ? `, ${requests} of ${examined.requests} sample requests` : ""}`,
      `    ${before} → ${after}`,
      `    for example: ${exampleLine(example)}`,
    ]),
    ...(changes.length > MOST_LINES ? [`  ${changes.length - MOST_LINES} more; --json shows them`] : []),
    ...(policies.length > 0
      ? [`  policies: ${policies.map(({ name, change }) => `${name} ${change}`).join(", ")}`]
      : []),
    ...(changes.some(({ kind }) => kind.endsWith("newly allowed")) &&
    policies.some(({ change }) => change === "removed")
      ? [STAYS_ON]
      : []),
    ...(changes.length === 0
      ? [
          `  may change: none of ${examined.requests} sample requests from ${examined.callers} kinds of callers is treated otherwise`,
        ]
      : []),
  ];
}

const MOST_LINES = 20;
const STAYS_ON =
  "  after an apply a security policy stays on where its words are only removed: `security: off` opens this (docs/access.md)";

function exampleLine({ method, url, headers, caller }: AccessChange["example"]): string {
  const { ip, serviceAccount, tag, clientCertificate } = caller;
  const identity = [serviceAccount, tag, clientCertificate?.name].filter((one) => one !== undefined);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...lines, ["from", ip, ...identity].join(" ")].join("  ");
}
