import type { ListenerPolicies, Operation, SecurityPolicyRule, StringMatch } from "../access/policies";
import type { Request } from "../evaluate/decision";
import { isAuthority } from "../evaluate/request";
import { distinct } from "../group-by";
import type { UrlMap } from "../url-map";
import { sampleRequests } from "./sample-requests";

/**
 * Requests that stand for those that policies and URL maps tell apart: one a route, and around every host, path, method and
 * header of a policy. They are samples: two conditions on one text may need a request that is none of them.
 */
export function guardedRequests(
  maps: readonly UrlMap[],
  listeners: readonly ListenerPolicies[],
  rules: readonly SecurityPolicyRule[],
  scheme: Request["scheme"],
): Request[] {
  const operations = listeners
    .flatMap(({ authorization }) => authorization.flatMap(({ policy }) => policy.http_rules ?? []))
    .flatMap(({ to }) => to?.operations ?? []);
  const samples = maps.flatMap(samplesOf);
  const hosts = distinct([...samples.map(({ host }) => host), ...operations.flatMap(hostsOf)]);
  const paths = distinct(operations.flatMap(({ paths = [] }) => paths.flatMap(around)));
  const methods = distinct(["GET", ...operations.flatMap(({ methods: own = [] }) => own)]);
  const plain = hosts.flatMap((host) =>
    paths.flatMap((path) => methods.map((method): Request => ({ ...{ method, scheme, host, path }, headers: {} }))),
  );
  const written = samples.flatMap((one) =>
    distinct([one.method, ...methods.slice(1)]).map((method) => ({ ...one, method })),
  );
  const variants = headersOf(operations, rules);
  const all = [...written, ...plain].flatMap((one) =>
    variants.map((headers) => ({ ...one, scheme, headers: { ...headers, ...one.headers } })),
  );
  return distinct(all);
}

function samplesOf(map: UrlMap): Request[] {
  try {
    return sampleRequests(map);
  } catch {
    // A map with parts that are not known may not be whole.
    return [];
  }
}

/** Hosts that a client can name; a prefix may end within a port, where only digits go on. */
const hostsOf = ({ hosts = [] }: Operation): string[] =>
  hosts.flatMap(({ exact, suffix = "", prefix = "", contains = "" }) => {
    const forms = ["x", ""].map((more) => `${prefix}${more}${contains}${suffix}`);
    const host = exact ?? forms.find(isAuthority);
    return host !== undefined && isAuthority(host) ? [host] : [];
  });

/** Paths on both sides of a condition: what it names, a little more, and the same in capitals. */
function around({ exact, prefix, suffix, contains }: StringMatch): string[] {
  const named = exact ?? prefix ?? `/x${suffix ?? contains ?? ""}`;
  if (!named.startsWith("/")) return [];
  return [named, `${named}x`, named.toUpperCase(), named.replace(/.\/?$/, "")].filter((path) => path.startsWith("/"));
}

/** Without headers, with each that a condition asks for, and with all of them. */
function headersOf(operations: readonly Operation[], rules: readonly SecurityPolicyRule[]): Request["headers"][] {
  const sets = operations.map(({ header_set }) =>
    Object.fromEntries(
      (header_set?.headers ?? []).map(({ name, value: { exact, prefix, suffix, contains } }) => [
        name.toLowerCase(),
        exact ?? prefix ?? suffix ?? contains ?? "",
      ]),
    ),
  );
  const named = rules.flatMap(({ match }) => {
    const expression = match.expr?.expression ?? "";
    const cookies = [...expression.matchAll(/request\.headers\['([^']+)'\]\.contains\('([^']*)'\)/g)];
    const present = [...expression.matchAll(/has\(request\.headers\['([^']+)'\]\)/g)];
    return [
      ...present.map(([, name = ""]) => ({ [name]: "x" })),
      ...cookies.map(([, name = "", part = ""]) => ({ [name]: `${part}x` })),
    ];
  });
  const single = [...sets, ...named].filter((one) => Object.keys(one).length > 0);
  return distinct([{}, ...single, Object.assign({}, ...single)]);
}
