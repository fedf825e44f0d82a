import { discoveryFile, pathConfigSource } from "./discovery";

/**
 * What Envoy starts with: an admin interface on the socket file `admin`, everything else from files in `directory`, so that
 * any of it can change without a restart.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/start/quick-start/configuration-dynamic-filesystem
 */
export function bootstrap(directory: string, admin: string) {
  return {
    node: { id: "simulator", cluster: "simulator" },
    // For its owner alone, as whoever may ask it may also end Envoy.
    admin: { address: { pipe: { path: admin, mode: 0o600 } } },
    dynamic_resources: {
      lds_config: pathConfigSource(directory, discoveryFile.listeners),
      cds_config: pathConfigSource(directory, discoveryFile.clusters),
    },
  };
}
