import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import type { HeaderWords } from "../../config/model/model";
import { changesHeaders } from "../../config/model/resolve";
import { DEFAULTS } from "../../config/schema/defaults";
import type { CompiledRoute } from "../../routing/compile/compile";
import { describeMatch } from "../../routing/compile/matches";
import { groupBy } from "../../routing/group-by";
import { servicesOf } from "../../routing/targets";
import { type ActionEntry, type Context, HEADER_LEVELS, type HeaderEntry } from "../context";
import { at, atKey, type Rules, repeats } from "../rule";
import { TREES } from "./endpoints";
import { SOURCES } from "./sources";

/** What any website can send: `null` from a sandboxed frame. */
export const ANY_ORIGIN = ["*", "null"];

/** Headers of one connection, and those that Google's proxies write. */
const OF_THE_PROXY =
  /^(?:connection|content-length|keep-alive|te|trailer|transfer-encoding|upgrade|cdn-loop|x-user-ip|x-forwarded-(?:for|proto|port|host)|x-google-.*|x-gfe-.*|x-envoy-.*)$/i;

/** Response headers that proxies write, or that clients need as they were sent. */
const OF_ANSWERS =
  /^(?:accept-ranges|access-control-.*|age|allow|alt-svc|cache-control|content-.*|date|etag|expires|grpc-.*|host|last-modified|link|location|retry-after|server|set-cookie|strict-transport-security|vary|via|www-authenticate|x-goog-.*)$/i;

export const ROUTE_RULES: Rules = {
  "second-default": {
    severity: "error",
    title: "Two defaults of one host",
    why: "A host has one answer for what no rule names; route groups that name one host are merged.",
    fix: "Keep one of the two.",
    source: SOURCES.urlMaps,
    *check({ actions }) {
      const defaults = actions.flatMap(({ path, hosts, rule }) =>
        rule === undefined ? [...new Set(hosts)].map((host) => ({ host, path })) : [],
      );
      for (const [{ host, path }, first] of repeats(defaults, (one) => one.host))
        yield atKey(path, { what: `a second default of ${hostName(host)}; the first is at ${formatPath(first.path)}` });
    },
  },
  "second-header-changes": {
    severity: "error",
    title: "Header changes of one host in two route groups",
    why: "A host has one set of header changes; route groups that name one host are merged.",
    fix: "Write all of them in one group.",
    source: SOURCES.urlMaps,
    *check({ config }) {
      const changing = (config.routes ?? []).flatMap((group, g) =>
        changesHeaders(group) ? (group.hosts ?? DEFAULTS.routeGroup.hosts).map((host) => ({ host, group, g })) : [],
      );
      for (const [{ host, group, g }, first] of repeats(changing, (one) => one.host))
        if (first.g !== g)
          yield atKey(["routes", g, group.requestHeaders ? "requestHeaders" : "responseHeaders"], {
            what: `header changes of ${hostName(host)} a second time; the first are at ${formatPath(["routes", first.g])}`,
          });
    },
  },
  "header-overruled": {
    severity: "warning",
    title: "A header change that another one undoes",
    why: "The platform changes headers of a share first, then those of the rule, then those of the host: what is set or removed last wins.",
    fix: "Change it in one place.",
    source: "https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps",
    *check({ actions }) {
      for (const { headers } of actions) {
        const outer = headers.filter(({ level }) => level !== "share");
        for (const entry of headers)
          for (const message of ["requestHeaders", "responseHeaders"] as const) {
            const later = outer.filter((one) => isAfter(one, entry)).map((one) => finalChanges(one, message));
            // Of a group of hosts nothing comes later, and every rule of theirs has it.
            for (const { name, key, place } of later.length > 0 ? changedHeaders(entry, message) : []) {
              const by = later.find((finals) => finals.has(key))?.get(key);
              if (by)
                yield atKey(place, {
                  what: `${formatValue(name)} is changed by ${formatPath(by)} afterwards, which wins`,
                });
            }
          }
      }
    },
  },
  "host-in-headers": {
    severity: "error",
    title: "The Host header among header changes",
    why: "Google does not let header actions touch Host.",
    fix: "Write `rewrite: { host: … }`.",
    source: SOURCES.internet,
    *check({ actions }) {
      for (const { name, place } of changingHeaders(actions).flatMap(changedRequestHeaders))
        if (/^(?:host|:authority)$/i.test(name))
          yield atKey(place, { what: `${formatValue(name)} cannot be changed as a header` });
    },
  },
  "header-of-the-proxy": {
    severity: "warning",
    title: "A header change that belongs to the proxy or the connection",
    why: "Headers of one connection and the proxy's own (`connection`, `content-length`, `x-forwarded-for`, `x-google-…`) are not the file's to change: Google refuses some in the middle of an apply, and overwrites others.",
    fix: "Use a header of another name.",
    source: "https://cloud.google.com/load-balancing/docs/https/custom-headers-global",
    *check({ actions }) {
      for (const { name, place } of changingHeaders(actions).flatMap(changedRequestHeaders))
        if (OF_THE_PROXY.test(name))
          yield atKey(place, {
            what: `${formatValue(name)} belongs to the proxy or the connection: the change is refused or overwritten`,
          });
    },
  },
  "workload-header-taken": {
    severity: "error",
    title: "A `workloadHeader` that already means something",
    why: "Google's proxies write headers of their own into answers (`via`, `x-google-…`), and clients need others as the workload sent them (`content-type`, `location`). The name of a workload there is overwritten, refused in the middle of an apply, or breaks the answer.",
    fix: "Use a header of another name, such as x-served-by.",
    source: "https://cloud.google.com/load-balancing/docs/https/custom-headers-global",
    *check({ config: { workloadHeader: name } }) {
      if (name !== undefined && (OF_THE_PROXY.test(name) || OF_ANSWERS.test(name)))
        yield at(["workloadHeader"], {
          what: `${formatValue(name)} has a meaning of its own in answers, or is written by Google's proxies`,
        });
    },
  },
  "shadowed-route": {
    severity: "warning",
    title: "A rule that never decides a request",
    why: "A more specific rule, or the same one elsewhere, takes all of its requests.",
    fix: "Remove it, or make it more specific.",
    source: SOURCES.urlMaps,
    *check({ regions: [{ routes }], routable }) {
      for (const { match, source, shadowedBy, host, origin } of routable ? routes : [])
        if (match && source && shadowedBy && origin === "rule")
          yield at(source, {
            what: `${describeMatch(match)} never decides a request on ${hostName(host)}: ${formatPath(shadowedBy)} takes all of them`,
          });
    },
  },
  "impossible-route": {
    severity: "warning",
    title: "A rule whose conditions exclude each other",
    why: "No request can match it.",
    fix: "Correct the conditions, or make two rules.",
    source: SOURCES.urlMaps,
    *check({ regions: [{ routes }] }) {
      for (const { match, source, contradictory } of routes)
        if (match && source && contradictory)
          yield at(source, { what: `no request can match ${describeMatch(match)}: its conditions exclude each other` });
    },
  },
  "no-routes": {
    severity: "warning",
    title: "No routes",
    why: "The proxy is closed by default: every request is answered with 404.",
    fix: "Add `routes`.",
    source: SOURCES.design,
    *check({ actions }) {
      if (actions.length === 0)
        yield at(["routes"], { what: "no route leads anywhere: every request is answered with 404" });
    },
  },
  "unused-workload": {
    severity: "warning",
    title: "A workload that no route leads to and no extension asks",
    why: "It is made and costs money, and no request reaches it.",
    fix: "Add a route, or remove the workload.",
    source: SOURCES.design,
    *check({ workloads, actions, config: { extensions = [] } }) {
      const routed = actions.flatMap(({ targets }) => targets.map(({ workload }) => workload));
      const used = new Set([...routed, ...extensions.flatMap(({ to = [] }) => to)]);
      // A misspelt name is most likely meant to be one of the unused.
      const misspelt = [...used].some((name) => !workloads.has(name));
      if (actions.length === 0 || misspelt) return;
      for (const { id, path } of workloads.values())
        if (!used.has(id)) yield atKey(path, { what: `no route leads to ${formatValue(id)}` });
    },
  },
  "endpoint-left-out": {
    severity: "warning",
    title: "`/v1/embeddings/*` without `/v1/embeddings`",
    why: "`/a/*` matches what is below `/a`, never `/a` itself; the endpoints of model APIs are at `/a`.",
    fix: "List both, or write `prefix`.",
    source: SOURCES.urlMaps,
    *check({ regions: [{ routes: all }] }) {
      for (const routes of groupBy(all, ({ host }) => host).values())
        for (const { match, source, action, host } of routes) {
          const endpoint = match?.path.text.slice(0, -1) ?? "";
          if (match?.path.kind !== "below" || source === undefined || !TREES.has(endpoint)) continue;
          const takers = routes.filter((other) => other.match?.path.matches(endpoint) === true);
          const text = JSON.stringify(action);
          if (takers.some((other) => other.source === source || JSON.stringify(other.action) === text)) continue;
          const [taker = "closed"] = takers.flatMap((other) => servicesOf(other.action));
          const answer = taker === "closed" ? "is answered with 404" : `goes to ${taker}`;
          yield at(source, {
            what: `${endpoint}/* does not match ${endpoint} itself, which on ${hostName(host)} ${answer}`,
            fix: `write \`paths: [${endpoint}, ${endpoint}/*]\`, or \`prefix: ${endpoint}\``,
          });
        }
    },
  },
  "regex-preview": {
    severity: "warning",
    title: "A regular expression",
    why: "Google offers regular expressions in URL maps as a Preview.",
    fix: "Use `paths`, `prefix` or `template` where they can say it.",
    source: "https://cloud.google.com/load-balancing/docs/re2-support",
    *check({ actions }) {
      for (const { path, rule } of actions)
        for (const place of regexPlaces(rule))
          yield at([...path, ...place], {
            what: "regular expressions are a Preview at Google, without a promise of service",
          });
    },
  },
  "any-origin-with-credentials": {
    severity: "error",
    title: "CORS with credentials for any origin",
    why: "The proxy does not answer `*`, which browsers would refuse, but the origin that asks, with `access-control-allow-credentials: true`: any website that a user opens may call the models with the user's cookies, and read the answers. Any website can also send the origin `null`.",
    fix: "List the origins, or remove `credentials`.",
    source: "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    *check({ actions }) {
      for (const { path, action } of actions)
        for (const origin of action.cors?.credentials === true ? ANY_ORIGIN : [])
          if (action.cors?.origins.includes(origin))
            yield at([...path, "cors", "credentials"], {
              what: `the origin ${formatValue(origin)} with credentials lets any website read answers with the cookies of the user who opens it`,
            });
    },
  },
};

/** What the file's own rules and defaults became, in every region. */
export const routesOfAll = (regions: Context["regions"]): readonly CompiledRoute[] =>
  regions.flatMap(({ routes }) => routes);

const hostName = (host: string): string => (host === "*" ? "any host" : host);

const isAfter = (one: HeaderEntry, other: HeaderEntry) =>
  HEADER_LEVELS.indexOf(one.level) > HEADER_LEVELS.indexOf(other.level);

/** The conditions of a rule on headers and query parameters. */
export const conditionsOf = (rule: ActionEntry["rule"]) =>
  (["headers", "query"] as const).flatMap((key) =>
    Object.entries(rule?.[key] ?? {}).map(([name, condition]) => ({ name, condition, place: [key, name] })),
  );

function* regexPlaces(rule: ActionEntry["rule"]): Generator<DocumentPath> {
  if (rule?.regex !== undefined) yield ["regex"];
  for (const { place, condition } of conditionsOf(rule))
    if (typeof condition === "object" && condition.regex !== undefined) yield [...place, "regex"];
}

/** All that change headers, each once. */
export const changingHeaders = (actions: Context["actions"]): HeaderEntry[] => [
  ...new Set(actions.flatMap(({ headers }) => headers)),
];

/** What headers of requests some words change, and where. */
export const changedRequestHeaders = (entry: HeaderEntry) => changedHeaders(entry, "requestHeaders");

interface HeaderChange {
  readonly name: string;
  /** The name as headers are compared. */
  readonly key: string;
  readonly place: DocumentPath;
  readonly by: "set" | "add" | "remove";
}

function changedHeaders({ words, path }: HeaderEntry, message: keyof HeaderWords): HeaderChange[] {
  const { set = {}, add = {}, remove = [] } = words[message] ?? {};
  const change = (by: HeaderChange["by"], name: string, at: string | number): HeaderChange => ({
    name,
    key: name.toLowerCase(),
    place: [...path, message, by, at],
    by,
  });
  return [
    ...Object.keys(set).map((name) => change("set", name, name)),
    ...Object.keys(add).map((name) => change("add", name, name)),
    ...remove.map((name, i) => change("remove", name, i)),
  ];
}

/** Of a group of hosts, which every rule of theirs asks for. */
const known = {
  requestHeaders: new WeakMap<HeaderEntry, Finals>(),
  responseHeaders: new WeakMap<HeaderEntry, Finals>(),
};
type Finals = ReadonlyMap<string, DocumentPath>;

/** The headers that are as some words say whatever was done to them before, each with its place. */
function finalChanges(entry: HeaderEntry, message: keyof HeaderWords): Finals {
  const finals =
    known[message].get(entry) ??
    new Map(
      changedHeaders(entry, message)
        .filter(({ by }) => by !== "add")
        .map(({ key, place }) => [key, place]),
    );
  known[message].set(entry, finals);
  return finals;
}
