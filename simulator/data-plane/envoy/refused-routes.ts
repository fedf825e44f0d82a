import { temporaryFolder } from "../../../config/temporary-folder";
import { distinct } from "../../../routing/group-by";
import { offer } from "./acknowledge";
import type { Route, RouteConfiguration, RouteMatch } from "./api";
import { publishClusters, publishListeners, publishRouteConfiguration } from "./discovery";
import { listener } from "./listener";
import { startEnvoy } from "./process";

/** A route for which Envoy refuses the whole route configuration, so that none of its routes is served. */
export interface RefusedRoute {
  /** Its place in the URL map: `api.routeRules[2]`. */
  readonly name: string;
  readonly match: RouteMatch;
  /** Envoy's own words. */
  readonly reason: string;
}

const TRIAL = "trial";

/** The routes that Envoy refuses, each found by halves in an Envoy of its own, so that what is served stays as it is. */
export async function refusedRoutes(
  executable: string,
  configurations: readonly RouteConfiguration[],
): Promise<RefusedRoute[]> {
  const routes = configurations.flatMap(({ virtual_hosts }) => virtual_hosts.flatMap((host) => host.routes));
  const { path: directory, remove } = temporaryFolder();
  const publish = (some: readonly Route[]) =>
    publishRouteConfiguration(directory, {
      name: TRIAL,
      virtual_hosts: [{ name: TRIAL, domains: ["*"], routes: some }],
    });
  try {
    publishClusters(directory, []);
    publish([]);
    publishListeners(directory, [listener(directory, { name: TRIAL, port: 0, routeConfiguration: TRIAL })]);
    const envoy = await startEnvoy(executable, directory);
    const among = async (some: readonly Route[]): Promise<RefusedRoute[]> => {
      const reason = await offer(envoy, { listener: TRIAL, routeConfiguration: TRIAL }, () => publish(some));
      const [first, second] = some;
      if (reason === undefined || first === undefined) return [];
      if (second === undefined) return [{ name: first.name ?? "", match: first.match, reason }];
      const half = Math.ceil(some.length / 2);
      return [...(await among(some.slice(0, half))), ...(await among(some.slice(half)))];
    };
    try {
      return await among(distinct(routes));
    } finally {
      await envoy.stop();
    }
  } finally {
    remove();
  }
}
