import { discoveryFile, pathConfigSource } from "./discovery";
import { socketAddress } from "./listener";

/**
 * What Envoy starts with: an admin interface on a free loopback port, everything else from files in `directory`, so that
 * any of it can change without a restart.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/start/quick-start/configuration-dynamic-filesystem
 */
export function bootstrap(directory: string) {
  return {
    node: { id: "simulator", cluster: "simulator" },
    admin: { address: socketAddress({ address: "127.0.0.1", port: 0 }) },
    dynamic_resources: {
      lds_config: pathConfigSource(directory, discoveryFile.listeners),
      cds_config: pathConfigSource(directory, discoveryFile.clusters),
    },
  };
}
