import { type Fields, isFields, listOf, sameJson } from "./fields";
import { canonicalLink } from "./resource-path";

/** A verb that changes one list inside a resource, one item or several at a time. */
export interface ListVerb {
  readonly field: string;
  change(items: readonly unknown[], body: Fields, query: URLSearchParams): readonly unknown[];
}

/** A verb that only reads; its answer is a list of items or one item. */
export interface ReadVerb {
  read(resource: Fields, query: URLSearchParams): unknown;
}

const priorityOf = (query: URLSearchParams) => Number(query.get("priority"));
const hasPriority = (priority: number) => (rule: unknown) => isFields(rule) && rule.priority === priority;
const instancesOf = (body: Fields) =>
  listOf(body.instances).flatMap((item) =>
    isFields(item) && typeof item.instance === "string" ? [canonicalLink(item.instance)] : [],
  );

export const LIST_VERBS: { readonly [verb: string]: ListVerb } = {
  attachNetworkEndpoints: {
    field: "networkEndpoints",
    change: (endpoints, body) => [...endpoints, ...listOf(body.networkEndpoints)],
  },
  detachNetworkEndpoints: {
    field: "networkEndpoints",
    change: (endpoints, body) =>
      endpoints.filter((endpoint) => !listOf(body.networkEndpoints).some((gone) => sameEndpoint(endpoint, gone))),
  },
  addInstances: { field: "instances", change: (instances, body) => [...new Set([...instances, ...instancesOf(body)])] },
  removeInstances: {
    field: "instances",
    change: (instances, body) => instances.filter((instance) => !instancesOf(body).some((gone) => gone === instance)),
  },
  addRule: { field: "rules", change: (rules, body) => [...rules, body] },
  patchRule: {
    field: "rules",
    change: (rules, body, query) =>
      rules.map((rule) => (hasPriority(priorityOf(query))(rule) && isFields(rule) ? { ...rule, ...body } : rule)),
  },
  removeRule: {
    field: "rules",
    change: (rules, _body, query) => rules.filter((rule) => !hasPriority(priorityOf(query))(rule)),
  },
};

export const READ_VERBS: { readonly [verb: string]: ReadVerb } = {
  listNetworkEndpoints: {
    read: ({ networkEndpoints }) => ({
      kind: "compute#networkEndpointGroupsListNetworkEndpoints",
      items: listOf(networkEndpoints).map((networkEndpoint) => ({ networkEndpoint })),
    }),
  },
  listInstances: {
    read: ({ instances }) => ({
      kind: "compute#instanceGroupsListInstances",
      items: listOf(instances).map((instance) => ({ instance, status: "RUNNING" })),
    }),
  },
  getRule: { read: ({ rules }, query) => listOf(rules).find(hasPriority(priorityOf(query))) },
};

const ENDPOINT_KEYS = ["instance", "ipAddress", "fqdn", "port"] as const;

/** An instance may be given by name or by link. */
export function sameEndpoint(left: unknown, right: unknown): boolean {
  const key = (endpoint: unknown) =>
    isFields(endpoint) ? ENDPOINT_KEYS.map((name) => String(endpoint[name] ?? "").replace(/^.*\//, "")) : [];
  return sameJson(key(left), key(right));
}
