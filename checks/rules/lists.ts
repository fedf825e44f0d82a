import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { type Context, loggedHeaders } from "../context";
import { at, type Rules, repeats } from "../rule";
import { listedCertificates } from "./certificates";
import { SOURCES } from "./sources";

/** What stands where in a list that has each of its entries once. */
interface Listed {
  readonly value: string;
  readonly path: DocumentPath;
}

export const LIST_RULES: Rules = {
  "listed-twice": {
    severity: "error",
    title: "An entry that a list has twice",
    why: "Each region, host, certificate, instance, endpoint, metric, limit, objective, channel and consumer counts once: Google would refuse the second, or one of the two would be lost.",
    fix: "Remove one of the two.",
    source: SOURCES.design,
    *check(context) {
      for (const [what, list] of lists(context))
        for (const [{ value, path }, first] of repeats(list, (one) => one.value))
          yield at(path, { what: `${what} ${formatValue(value)} appears twice, also at ${formatPath(first.path)}` });
    },
  },
};

/** Every list in which a second entry would be lost or refused, by what an entry is. */
function* lists(context: Context): Generator<[what: string, list: readonly Listed[]]> {
  const { config, workloads, backends, listeners, model } = context;
  const { addresses } = config.network.cloudNat ?? {};
  const { rateLimits, rules } = model.security;
  const objectives = model.observability.slos.map(({ id }) => id);
  yield ["region", listed(["regions"], config.regions)];
  yield ["objective", listed(["observability", "slos"], objectives)];
  yield ["the entry", listed(["network", "cloudNat", "addresses"], typeof addresses === "object" ? addresses : [])];
  yield ["the entry", listed(["observability", "notify"], config.observability?.notify)];
  const consumers = config.frontend?.publish?.accept?.map(({ project, network }) => project ?? network ?? "");
  yield ["the entry", listed(["frontend", "publish", "accept"], consumers)];
  const limits = typeof config.security === "object" ? config.security.rateLimits : undefined;
  for (const [i, { key }] of (limits ?? []).entries()) {
    const counted = [key].flat().map((one) => (typeof one === "string" ? one : namedKey(one)));
    yield ["the key", listed(["security", "rateLimits", i, "key"], counted)];
  }
  for (const [key, named] of Object.entries({ rateLimits, rules }))
    yield ["the name", named.map(({ name }, i) => ({ value: name, path: ["security", key, i, "name"] }))];
  for (const [g, { hosts }] of (config.routes ?? []).entries())
    yield ["the host", listed(["routes", g, "hosts"], hosts)];
  for (const listener of listeners) yield ["the certificate", listedCertificates(listener)];
  for (const { path, words } of workloads.values()) {
    const metrics = words.customMetrics?.map(({ name }) => name);
    yield ["the metric", listed([...path, "customMetrics"], metrics)];
  }
  for (const { path, words, workload } of backends) {
    const port = workloads.get(workload)?.resolved.port ?? 0;
    const { instances, gke, zonalEndpoints, hybridEndpoints } = words;
    yield ["the instance", listed([...path, "instances"], instances)];
    yield ["the zone", listed([...path, "gke", "zones"], gke?.zones)];
    const zonal = zonalEndpoints?.endpoints.map((endpoint) => `${endpoint.ip}:${endpoint.port ?? port}`);
    yield ["the endpoint", listed([...path, "zonalEndpoints", "endpoints"], zonal)];
    const hybrid = hybridEndpoints?.endpoints.map((text) => (text.includes(":") ? text : `${text}:${port}`));
    yield ["the endpoint", listed([...path, "hybridEndpoints", "endpoints"], hybrid)];
  }
  for (const { path, names } of loggedHeaders(context)) {
    const headers = names.map((name) => name.toLowerCase());
    yield ["the entry", listed(path, headers)];
  }
}

const listed = (path: DocumentPath, values: readonly string[] = []): Listed[] =>
  values.map((value, i) => ({ value, path: [...path, i] }));

/** `header x-a`, as it is written; Google tells no names apart by case. */
const namedKey = (key: object): string => Object.entries(key).flat().join(" ").toLowerCase();
