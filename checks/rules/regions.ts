import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { ownRegionOf } from "../../config/model/backends";
import { parseLink, parsePlace, REGION, regionOfZone } from "../../config/place";
import { isReference } from "../../config/reference";
import { actionsByWorkload, type Context, writtenCertificates } from "../context";
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
      for (const { path, values, needed } of valuesByRegion(context))
        for (const region of needed ? regionNames(context) : [])
          if (values[region] === undefined)
            yield at(path, {
              what: `"${path.at(-1)}" has nothing for ${region}, which is served`,
              fix: `add \`${region}:\` to it`,
            });
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
      for (const { path, values } of valuesByRegion(context))
        for (const region of Object.keys(values))
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

/** Every value that is given by region, and whether each region needs one. */
function valuesByRegion({ config: { network, frontend, adopt }, external }: Context) {
  const places: [DocumentPath, unknown, needed: boolean][] = [
    [["network", "proxyOnlySubnet"], network.proxyOnlySubnet, true],
    [["network", "subnet"], network.subnet, !external],
    [["frontend", "address", "ip"], frontend?.address?.ip, true],
    [["frontend", "publish", "subnet"], frontend?.publish?.subnet, true],
    [["adopt"], adopt, false],
  ];
  return places.flatMap(([path, value, needed]) => {
    const values = byRegion(value);
    return values ? [{ path, values, needed }] : [];
  });
}

interface ScopedValue {
  readonly path: DocumentPath;
  readonly value: string;
  readonly what: string;
  /** Where it must be; several regions can never be satisfied by one self link. */
  readonly locations: readonly string[];
}

function scopedValues(context: Context): ScopedValue[] {
  const { network, frontend } = context.config;
  const served = regionNames(context);
  const named = (what: string, path: DocumentPath, value: string | undefined, locations = served): ScopedValue[] =>
    value === undefined ? [] : [{ what, path, value, locations }];
  const subnets = (path: DocumentPath, subnet: unknown): ScopedValue[] => [
    ...named("a subnet", path, typeof subnet === "string" ? subnet : undefined),
    ...Object.entries(byRegion(subnet) ?? {}).flatMap(([region, value]) =>
      named("a subnet", [...path, region], String(value), [region]),
    ),
  ];
  const { addresses } = network.cloudNat ?? {};
  return [
    ...named("an address", ["frontend", "address", "existing"], frontend?.address?.existing),
    ...writtenCertificates(context.listeners).flatMap(({ existing, path }) =>
      named("a certificate", [...path, "existing"], existing),
    ),
    ...context.listeners.flatMap(({ path, words: { tls } }) => [
      ...named("an SSL policy", [...path, "tls", "existing"], tls?.existing),
      ...named(
        "a server TLS policy",
        [...path, "tls", "clientCertificates", "existing"],
        tls?.clientCertificates?.existing,
      ),
    ]),
    ...subnets(["network", "subnet"], network.subnet),
    ...subnets(["frontend", "publish", "subnet"], frontend?.publish?.subnet),
    ...(typeof addresses === "object" ? addresses : []).flatMap((value, i) =>
      named("an address", ["network", "cloudNat", "addresses", i], value),
    ),
    ...context.backends.flatMap(({ words: { zonalEndpoints }, path }) =>
      (zonalEndpoints?.endpoints ?? []).flatMap(({ instance }, i) =>
        named("an instance", [...path, "zonalEndpoints", "endpoints", i, "instance"], instance, [
          zonalEndpoints?.zone ?? "",
        ]),
      ),
    ),
  ];
}

const severalLocations = (what: string, found: readonly string[]) => ({
  what: `one backend in several ${what}: ${found.join(", ")}`,
  fix: `write one backend for each of the ${what}`,
});
