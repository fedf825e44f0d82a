import { type Fields, isFields, listOf, sameJson, sorted } from "./json-object";
import { canonicalLink } from "./resource-path";
import type { CollectionName } from "./resources";

/** A verb that changes one list inside a resource, one item or several at a time. */
interface ListVerb {
  readonly verb: string;
  readonly collection: CollectionName;
  readonly field: string;
  change(items: readonly unknown[], body: Fields, query: URLSearchParams): readonly unknown[];
}

/** A verb that only reads; its answer is a list of items or one item. */
interface ReadVerb {
  readonly verb: string;
  readonly collection: CollectionName;
  read(resource: Fields, query: URLSearchParams): unknown;
}

export function listVerb(collection: string, verb: string): ListVerb | undefined {
  return LIST_VERBS.find((row) => row.collection === collection && row.verb === verb);
}

export function readVerb(collection: string, verb: string): ReadVerb | undefined {
  return READ_VERBS.find((row) => row.collection === collection && row.verb === verb);
}

const priorityOf = (query: URLSearchParams) => Number(query.get("priority"));
const hasPriority = (priority: number) => (rule: unknown) => isFields(rule) && rule.priority === priority;
const instancesOf = (body: Fields) =>
  listOf(body.instances).flatMap((item) =>
    isFields(item) && typeof item.instance === "string" ? [canonicalLink(item.instance)] : [],
  );

const ENDPOINTS = { collection: "networkEndpointGroups", field: "networkEndpoints" } as const;
const INSTANCES = { collection: "instanceGroups", field: "instances" } as const;
const RULES = { collection: "securityPolicies", field: "rules" } as const;

const LIST_VERBS: readonly ListVerb[] = [
  {
    ...ENDPOINTS,
    verb: "attachNetworkEndpoints",
    change: (endpoints, body) => inOrder([...endpoints, ...listOf(body.networkEndpoints)]),
  },
  {
    ...ENDPOINTS,
    verb: "detachNetworkEndpoints",
    change: (endpoints, body) =>
      endpoints.filter((endpoint) => !listOf(body.networkEndpoints).some((gone) => sameEndpoint(endpoint, gone))),
  },
  {
    ...INSTANCES,
    verb: "addInstances",
    change: (instances, body) => inOrder([...new Set([...instances, ...instancesOf(body)])]),
  },
  {
    ...INSTANCES,
    verb: "removeInstances",
    change: (instances, body) => instances.filter((instance) => !instancesOf(body).some((gone) => gone === instance)),
  },
  { ...RULES, verb: "addRule", change: (rules, body) => [...rules, body] },
  {
    ...RULES,
    verb: "patchRule",
    change: (rules, body, query) =>
      rules.map((rule) => (hasPriority(priorityOf(query))(rule) && isFields(rule) ? { ...rule, ...body } : rule)),
  },
  {
    ...RULES,
    verb: "removeRule",
    change: (rules, _body, query) => rules.filter((rule) => !hasPriority(priorityOf(query))(rule)),
  },
];

const READ_VERBS: readonly ReadVerb[] = [
  {
    collection: "networkEndpointGroups",
    verb: "listNetworkEndpoints",
    read: ({ networkEndpoints }) => ({
      kind: "compute#networkEndpointGroupsListNetworkEndpoints",
      items: listOf(networkEndpoints).map((networkEndpoint) => ({ networkEndpoint })),
    }),
  },
  {
    collection: "instanceGroups",
    verb: "listInstances",
    read: ({ instances }) => ({
      kind: "compute#instanceGroupsListInstances",
      items: listOf(instances).map((instance) => ({ instance, status: "RUNNING" })),
    }),
  },
  {
    collection: "securityPolicies",
    verb: "getRule",
    read: ({ rules }, query) => listOf(rules).find(hasPriority(priorityOf(query))),
  },
];

/** Sets, whatever order their items came in. */
function inOrder(items: readonly unknown[]): unknown[] {
  return items
    .map((item) => ({ item, key: JSON.stringify(sorted(item)) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ item }) => item);
}

const ENDPOINT_KEYS = ["instance", "ipAddress", "fqdn", "port"] as const;

/** An instance may be given by name or by link. */
export function sameEndpoint(left: unknown, right: unknown): boolean {
  const key = (endpoint: unknown) =>
    isFields(endpoint) ? ENDPOINT_KEYS.map((name) => String(endpoint[name] ?? "").replace(/^.*\//, "")) : [];
  return sameJson(key(left), key(right));
}
