import { createHash } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Cluster,
  type ClusterLoadAssignment,
  type Listener,
  type PathConfigSource,
  type RouteConfiguration,
  typedConfig,
} from "./api";

/** Where Envoy finds its resources in a directory of file-based discovery. */
export const discoveryFile = {
  listeners: "listeners.json",
  clusters: "clusters.json",
  /** Envoy wants a file of its own for each. */
  routeConfiguration: (name: string) => `routes-${encodeURIComponent(name)}.json`,
  endpoints: (cluster: string) => `endpoints-${encodeURIComponent(cluster)}.json`,
};

/** Reads a file of the directory, and again whenever another one is moved into its place. */
export function pathConfigSource(directory: string, file: string): PathConfigSource {
  return { resource_api_version: "V3", path_config_source: { path: join(directory, file) } };
}

/** What was published: the same content has the same version. Envoy tells which one it has taken. */
export type Version = string;

/** Replaces all listeners. Connections of a listener that has changed or gone are drained. */
export function publishListeners(directory: string, listeners: readonly Listener[]): Version {
  return publish(directory, discoveryFile.listeners, "config.listener.v3.Listener", listeners);
}

/** Replaces all clusters. */
export function publishClusters(directory: string, clusters: readonly Cluster[]): Version {
  return publish(directory, discoveryFile.clusters, "config.cluster.v3.Cluster", clusters);
}

/** Replaces one route configuration; requests under way keep the route they have. */
export function publishRouteConfiguration(directory: string, configuration: RouteConfiguration): Version {
  const file = discoveryFile.routeConfiguration(configuration.name);
  return publish(directory, file, "config.route.v3.RouteConfiguration", [configuration]);
}

/** Replaces the endpoints of one cluster; requests under way keep the endpoint they have. */
export function publishEndpoints(directory: string, assignment: ClusterLoadAssignment): Version {
  const file = discoveryFile.endpoints(assignment.cluster_name);
  return publish(directory, file, "config.endpoint.v3.ClusterLoadAssignment", [assignment]);
}

/** Takes away a file that Envoy no longer reads. */
export function withdraw(directory: string, file: string): void {
  rmSync(join(directory, file), { force: true });
}

/** Envoy sees a move into the directory, never half a file. */
function publish(directory: string, file: string, type: string, resources: readonly object[]): Version {
  const typed = resources.map((resource) => typedConfig(type, resource));
  const version = createHash("sha256").update(JSON.stringify(typed)).digest("hex").slice(0, 12);
  const draft = join(directory, `.${file}`);
  writeFileSync(draft, JSON.stringify({ version_info: version, resources: typed }));
  renameSync(draft, join(directory, file));
  return version;
}
