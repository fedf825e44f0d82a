import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { ownRegionOf } from "../../config/model/backends";
import { parseLink, parsePlace, REGION, regionOfZone } from "../../config/place";
import { isReference } from "../../config/reference";
import { actionsByWorkload, type BackendEntry, type Context, writtenCertificates } from "../context";
import { at, atKey, type Rules } from "../rule";
import { SOURCES } from "./sources";

export const REGION_RULES: Rules = {
  "region-not-served": {
    severity: "error",
    title: "A backend in a region that is not served",
    why: "All backends of a regional load balancer are in its region.",
    fix: "Serve that region too, or use a backend in the region.",
    source: SOURCES.backendServices,
    *check(context) {
      const served = regionNames(context);
      for (const { region, path, words, kind } of context.backends)
        if (region !== undefined && !served.includes(region))
          yield at([...path, words.region === undefined ? kind : "region"], {
            what: `this backend is in ${region}, and the proxy serves ${served.join(", ")}: a regional load balancer reaches its own region only`,
            fix:
              served.length === 1
                ? `use a backend in ${served[0]}, or serve both with \`regions\``
                : `add ${region} to \`regions\`, or remove the backend`,
          });
    },
  },
  "region-contradiction": {
    severity: "error",
    title: "`region` and the backend's own zone or region disagree",
    why: "A backend is in one region.",
    fix: "Remove `region` where the backend names its own.",
    source: SOURCES.backendServices,
    *check({ backends }) {
      for (const { words, path } of backends) {
        const own = ownRegionOf(words);
        if (words.region !== undefined && own !== undefined && own !== words.region)
          yield at([...path, "region"], {
            what: `\`region\` says ${words.region}, but the backend itself is in ${own}`,
            fix: `write ${own}, or remove \`region\``,
          });
      }
    },
  },
  "region-unknown": {
    severity: "error",
    title: "A reference to a group without its region, where several regions are served",
    why: "The group exists in one region, and every stack would name it.",
    fix: "Add `region` beside it, one backend for each region.",
    source: SOURCES.backendServices,
    *check(context) {
      if (context.regions.length < 2) return;
      for (const { region, path, words, kind } of context.backends) {
        const text = words.instanceGroup ?? words.neg ?? words.backendService;
        if (region === undefined && text !== undefined)
          yield at([...path, kind], { what: `${formatValue(text)} does not say its region, and several are served` });
      }
    },
  },
  "several-locations": {
    severity: "error",
    title: "One backend in several regions or zones",
    why: "The zones of one GKE backend are in one region, and an unmanaged instance group is in one zone.",
    fix: "Write one backend for each.",
    source: SOURCES.backendServices,
    *check({ backends }) {
      for (const { words, path } of backends) {
        const regions = unique((words.gke?.zones ?? []).map(regionOfZone));
        if (regions.length > 1) yield at([...path, "gke", "zones"], severalLocations("regions", regions));
        const zones = unique((words.instances ?? []).map((instance) => parsePlace(instance)?.location ?? ""));
        if (zones.length > 1) yield at([...path, "instances"], severalLocations("zones", zones));
      }
    },
  },
  "region-missing": {
    severity: "error",
    title: "A value by region that lacks a region",
    why: "Every region that is served needs its own proxy-only subnet, and an internal proxy its own subnets.",
    fix: "Add the region.",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      const { network, exposure, frontend } = context.config;
      const places: [DocumentPath, unknown, boolean][] = [
        [["network", "proxyOnlySubnet"], network.proxyOnlySubnet, true],
        [["network", "subnet"], network.subnet, exposure === "internal"],
        [["frontend", "address", "ip"], frontend?.address?.ip, true],
        [["frontend", "publish", "subnet"], frontend?.publish?.subnet, true],
      ];
      for (const [path, value, needed] of places) {
        const values = byRegion(value);
        for (const region of needed && values ? regionNames(context) : [])
          if (values?.[region] === undefined)
            yield at(path, {
              what: `"${path.at(-1)}" has nothing for ${region}, which is served`,
              fix: `add \`${region}:\` to it`,
            });
      }
    },
  },
  "region-unexpected": {
    severity: "error",
    title: "A value for a region that is not served",
    why: "It would have no effect, and most likely a region is missing or misspelt.",
    fix: "Remove it, or serve that region too.",
    source: SOURCES.design,
    *check(context) {
      const served = regionNames(context);
      const { network, frontend, adopt } = context.config;
      const places: [DocumentPath, unknown][] = [
        [["network", "proxyOnlySubnet"], network.proxyOnlySubnet],
        [["network", "subnet"], network.subnet],
        [["frontend", "address", "ip"], frontend?.address?.ip],
        [["frontend", "publish", "subnet"], frontend?.publish?.subnet],
        [["adopt"], adopt],
      ];
      for (const [path, value] of places)
        for (const region of Object.keys(byRegion(value) ?? {}))
          if (!served.includes(region))
            yield atKey([...path, region], {
              what: `${region} is not served; served: ${served.join(", ")}`,
              fix: `remove it, or add ${region} to \`regions\``,
            });
    },
  },
  "wrong-scope": {
    severity: "error",
    title: "A global resource, or one of another region or zone",
    why: "Addresses, certificates, policies and subnets of a regional load balancer are regional and in its region.",
    fix: "Name a regional resource of that region.",
    source: SOURCES.features,
    *check(context) {
      for (const { path, value, what, locations } of scopedValues(context)) {
        if (isReference(value)) continue;
        if (/(?:^|\/)certificateMaps\//.test(value)) {
          yield at(path, {
            what: `${formatValue(value)} is a certificate map; those are for global load balancers only`,
            fix: "list the certificates: `existing: certificates/NAME` for each",
          });
          continue;
        }
        const link = parseLink(value);
        const found = link && (link.location ?? link.scope);
        const missed = found === undefined ? undefined : locations.find((location) => location !== found);
        if (missed !== undefined)
          yield at(path, {
            what: `${formatValue(value)} is not ${what} of ${missed}, where it must be`,
            fix: `name ${what} of ${missed}`,
          });
      }
    },
  },
  "not-in-region": {
    severity: "warning",
    title: "A workload that does not run in every region",
    why: "Each region is a proxy of its own and reaches its own backends only: nothing goes to another region instead.",
    fix: "Add a backend there, or let only clients of the other regions use these routes.",
    source: SOURCES.backendServices,
    *check({ regions, workloads, actions }) {
      const used = actionsByWorkload(actions);
      for (const { model } of regions.length > 1 ? regions : []) {
        const here = new Set(model.workloads.flatMap(({ id, backends }) => (backends.length > 0 ? id : [])));
        for (const { id, path } of workloads.values()) {
          const own = used.get(id) ?? [];
          if (here.has(id) || own.length === 0) continue;
          const closed = own.filter(({ targets }) =>
            targets.every(({ workload, role }) => role === "mirror" || !here.has(workload)),
          );
          const [first, ...more] = closed.map((entry) => formatPath(entry.path));
          const others = more.length > 0 ? ` and ${more.length} more` : "";
          yield at([...path, "backends"], {
            what: `${formatValue(id)} has no backend in ${model.region}: ${first === undefined ? "the other workloads of its routes take its share there" : `its routes answer 404 there (${first}${others})`}`,
            fix: `add a backend in ${model.region}; where the others are meant to serve it alone, suppress this with the reason`,
          });
        }
      }
    },
  },
};

export const regionNames = ({ regions }: Context): string[] => regions.map(({ model }) => model.region);

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** The values by region, where a value is given so. */
export function byRegion(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || !Object.keys(value).every((key) => REGION.test(key)))
    return undefined;
  return Object.fromEntries(Object.entries(value));
}

interface ScopedValue {
  readonly path: DocumentPath;
  readonly value: string;
  readonly what: string;
  /** Where it must be; several regions can never be satisfied by one self link. */
  readonly locations: readonly string[];
}

function* scopedValues(context: Context): Generator<ScopedValue> {
  const locations = regionNames(context);
  const { network, frontend } = context.config;
  const address = frontend?.address?.existing;
  if (address !== undefined)
    yield { path: ["frontend", "address", "existing"], value: address, what: "an address", locations };
  for (const { existing, path } of writtenCertificates(context.listeners))
    if (existing !== undefined)
      yield { path: [...path, "existing"], value: existing, what: "a certificate", locations };
  for (const {
    path,
    words: { tls },
  } of context.listeners) {
    const policy = tls?.clientCertificates?.existing;
    if (tls?.existing !== undefined)
      yield { path: [...path, "tls", "existing"], value: tls.existing, what: "an SSL policy", locations };
    if (policy !== undefined)
      yield {
        path: [...path, "tls", "clientCertificates", "existing"],
        value: policy,
        what: "a server TLS policy",
        locations,
      };
  }
  for (const [path, subnet] of [
    [["network", "subnet"], network.subnet],
    [["frontend", "publish", "subnet"], frontend?.publish?.subnet],
  ] as const) {
    if (typeof subnet === "string") yield { path, value: subnet, what: "a subnet", locations };
    for (const [region, value] of Object.entries(byRegion(subnet) ?? {}))
      yield { path: [...path, region], value: String(value), what: "a subnet", locations: [region] };
  }
  const { addresses } = network.cloudNat ?? {};
  for (const [i, value] of (typeof addresses === "object" ? addresses : []).entries())
    yield { path: ["network", "cloudNat", "addresses", i], value, what: "an address", locations };
  for (const backend of context.backends) yield* scopedInstances(backend);
}

function* scopedInstances({ words, path }: BackendEntry): Generator<ScopedValue> {
  const { zone, endpoints = [] } = words.zonalEndpoints ?? {};
  for (const [i, { instance }] of endpoints.entries())
    yield {
      path: [...path, "zonalEndpoints", "endpoints", i, "instance"],
      value: instance,
      what: "an instance",
      locations: zone === undefined ? [] : [zone],
    };
}

const severalLocations = (what: string, found: readonly string[]) => ({
  what: `one backend in several ${what}: ${found.join(", ")}`,
  fix: `write one backend for each of the ${what}`,
});
