import type { Model } from "../config/model/model";
import {
  AUTHORIZATION_POLICY,
  EXTENSION_CHAINS,
  LARGE_URL_MAP,
  LONGEST_DRAIN,
  MOST_BACKENDS,
  MOST_CERTIFICATES,
  SMALLEST_PROXY_ONLY_SUBNET,
  URL_MAP,
} from "../platform/facts";
import { bytesOf, linkOf, usesOf } from "../routing/compile/limits";
import type { AnalyzedRegion } from "./analysis";
import { SOURCES } from "./rules/sources";

/** How much of a limit one region uses, at the place that uses most of it. */
export interface LimitUse {
  readonly name: string;
  readonly used: number;
  readonly most: number;
  /** The host, workload or listener that uses most. */
  readonly where?: string;
  readonly source: string;
}

/** A limit of Google's, and what those do who come to it. */
export interface Limit {
  readonly name: string;
  /** As the page says it; a number alone, where it is the same for every proxy. */
  readonly most: string;
  readonly source: string;
  readonly beyond: string;
  /** How much of it a region uses, everywhere that it counts; absent where no file can tell. */
  readonly uses?: (region: AnalyzedRegion) => readonly { used: number; most: number; where?: string }[];
}

const QUOTAS = SOURCES.quotas;
const either = ({ EXTERNAL_MANAGED: external, INTERNAL_MANAGED: internal }: Record<Model["scheme"], number>) =>
  `${external} external, ${internal} internal`;

/** A limit of the URL map, which the compiler counts. */
function ofUrlMap(what: string, most: string, beyond: string, source: string = QUOTAS): Limit {
  return {
    name: `${what}${/^(?:host rules|backend services)$/.test(what) ? " of a URL map" : " of a host"}`,
    most,
    source,
    beyond,
    uses: ({ urlMap, model }) =>
      usesOf(urlMap, model.scheme).flatMap(({ host, ...use }) => (use.what === what ? { ...use, where: host } : [])),
  };
}

const EXACT_PATHS = "Give whole families a prefix (`/v1/*`); move some hosts to a proxy of their own.";

export const LIMITS: readonly Limit[] = [
  ofUrlMap(
    "host rules",
    either(URL_MAP.hostRules),
    "Write hosts that are routed alike in one group, or `*.example.com`.",
  ),
  ofUrlMap(
    "backend services",
    String(URL_MAP.services),
    "Give some hosts a proxy of their own: another file, another address.",
  ),
  ofUrlMap("rules", String(URL_MAP.rulesPerMatcher), EXACT_PATHS),
  ofUrlMap("predicates (paths, header and query conditions)", String(URL_MAP.predicatesPerMatcher), EXACT_PATHS),
  ofUrlMap(
    "path templates",
    String(URL_MAP.templatesPerMatcher),
    "Use `paths` with `*` at the end where nothing is rewritten.",
  ),
  ofUrlMap(
    "regular expressions",
    String(URL_MAP.regexesPerMatcher),
    "Use `paths` and `template`; let clients say it in a header.",
    "https://cloud.google.com/load-balancing/docs/re2-support",
  ),
  {
    name: "tests of a URL map",
    most: String(URL_MAP.tests),
    source: QUOTAS,
    beyond: "Nothing: as many are made as fit; `tests` of the file have no limit, and are checked at every synth.",
  },
  {
    name: "bytes of a URL map",
    most: `${URL_MAP.bytes / 1024} KiB; an older page: ${LARGE_URL_MAP.EXTERNAL_MANAGED / 1024} KiB external, ${LARGE_URL_MAP.INTERNAL_MANAGED / 1024} KiB internal`,
    source: "https://cloud.google.com/load-balancing/docs/url-map-size-quota",
    beyond: "Write rules that are alike once, for several hosts; give some hosts a proxy of their own.",
    uses: ({ urlMap, model }) => [{ used: bytesOf(urlMap, linkOf(model)), most: URL_MAP.bytes }],
  },
  {
    name: "configuration size of all proxies of a project, VPC and region",
    most: "a quota in units, times forwarding rules",
    source: "https://cloud.google.com/load-balancing/docs/url-map-size-quota",
    beyond: "Ask Google for more, serve fewer ports, or use another project. `rehearse --quotas` does not know it.",
  },
  {
    name: "backends of a workload",
    most: String(MOST_BACKENDS),
    source: QUOTAS,
    beyond: "Make two workloads and share traffic by weights in `to`. A GKE service counts once a zone.",
    uses: ({ model }) =>
      model.workloads.map(({ id, backends }) => ({ used: backends.length, most: MOST_BACKENDS, where: id })),
  },
  {
    name: "certificates of a listener",
    most: `${MOST_CERTIFICATES.compute} of Compute, or ${MOST_CERTIFICATES.certificateManager} of Certificate Manager`,
    source: QUOTAS,
    beyond: "Use `managed` certificates, a wildcard, or another listener.",
    uses: ({ model }) =>
      model.frontend.listeners.flatMap((listener) => {
        if (listener.protocol === "http") return [];
        const { id: where, certificates } = listener;
        const isCompute = certificates.some(({ kind }) => kind === "compute" || kind === "pem");
        return {
          used: certificates.length,
          most: MOST_CERTIFICATES[isCompute ? "compute" : "certificateManager"],
          where,
        };
      }),
  },
  {
    name: "extensions of a kind",
    most: String(EXTENSION_CHAINS),
    source: "https://cloud.google.com/service-extensions/docs/quotas",
    beyond: "Let one service do what two do.",
    uses: ({ model }) =>
      (["route", "traffic"] as const).map((kind) => ({
        used: model.extensions.filter((one) => one.kind === kind).length,
        most: EXTENSION_CHAINS,
        where: kind,
      })),
  },
  {
    name: "ranges of addresses in an authorization policy",
    most: String(AUTHORIZATION_POLICY.ipBlocks),
    source: SOURCES.authorization,
    beyond: "More go to a Cloud Armor policy by themselves; where that cannot be, write larger ranges.",
  },
  {
    name: "addresses of the proxy-only subnet",
    most: `its range; at least ${SMALLEST_PROXY_ONLY_SUBNET}, /23 is recommended`,
    source: SOURCES.proxyOnlySubnets,
    beyond:
      "Add `backup` with a larger range and swap the two. `observability: { alerts: true }` tells before they are used up.",
  },
  {
    name: "ports of Cloud NAT",
    most: "64,512 an address, shared by the proxies of the region",
    source: "https://cloud.google.com/nat/docs/ports-and-addresses",
    beyond: "More addresses in `cloudNat`: every connection to a provider takes a port until it ends.",
  },
  {
    name: "request and response headers",
    most: "60 KB of a request to an internal proxy; about 128 KB of a response",
    source: QUOTAS,
    beyond: "Send what is long in the body.",
  },
  {
    name: "bodies",
    most: "not known; Cloud Armor looks at their first kilobytes alone",
    source: SOURCES.features,
    beyond: "Limit them in the workload.",
  },
  {
    name: "timeout of a request",
    most: "2,147,483,647 s; 60 minutes on serverless backends",
    source: SOURCES.backendServices,
    beyond: "Answer at once with an id, and let clients ask again.",
  },
  {
    name: "draining",
    most: `${LONGEST_DRAIN} s`,
    source: SOURCES.draining,
    beyond: "Take `capacity` to 0, wait until the last stream has ended, then remove the backend.",
  },
  {
    name: "requests to serverless backends",
    most: "5,000 a second of a project and region",
    source: QUOTAS,
    beyond: "Ask Google for more, or run the workload on instances or GKE.",
  },
];

/** What a region uses of every limit that a file can tell, each at the place that uses most of it. */
export function limitUses(region: AnalyzedRegion): LimitUse[] {
  return LIMITS.flatMap(({ name, source, uses }) => {
    const all = (uses?.(region) ?? []).map(({ used, most, where }) => ({ name, used, most, where, source }));
    return all.sort((one, other) => other.used / other.most - one.used / one.most).slice(0, 1);
  });
}
