import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, Listener, RouteConfiguration } from "./api";

/** Where Envoy finds its listeners, clusters and route configurations in a directory of file-based discovery. */
export const discoveryFile = {
  listeners: "listeners.json",
  clusters: "clusters.json",
  /** Envoy wants a file of its own for each. */
  routeConfiguration: (name: string) => `routes-${name}.json`,
};

/** Reads a file of the directory, and again whenever another one is moved into its place. */
export function pathConfigSource(directory: string, file: string) {
  return {
    resource_api_version: "V3",
    path_config_source: { path: join(directory, file), watched_directory: { path: directory } },
  };
}

/** Replaces all listeners. Connections of a listener that has changed or gone are drained. */
export function publishListeners(directory: string, listeners: readonly Listener[]): void {
  publish(directory, discoveryFile.listeners, "envoy.config.listener.v3.Listener", listeners);
}

/** Replaces all clusters. */
export function publishClusters(directory: string, clusters: readonly Cluster[]): void {
  publish(directory, discoveryFile.clusters, "envoy.config.cluster.v3.Cluster", clusters);
}

/** Replaces one route configuration; requests under way keep the route they have. */
export function publishRouteConfiguration(directory: string, configuration: RouteConfiguration): void {
  const file = discoveryFile.routeConfiguration(configuration.name);
  publish(directory, file, "envoy.config.route.v3.RouteConfiguration", [configuration]);
}

/** Envoy sees a move into the directory, never half a file. */
function publish(directory: string, file: string, type: string, resources: readonly object[]): void {
  const typed = resources.map((resource) => ({ "@type": `type.googleapis.com/${type}`, ...resource }));
  const draft = join(directory, `.${file}`);
  writeFileSync(draft, JSON.stringify({ resources: typed }));
  renameSync(draft, join(directory, file));
}
