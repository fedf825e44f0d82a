import { contains, formatRange, isPrivate, overlap, parseRange, type Range, sizeOf } from "../../config/cidr";
import type { DocumentPath } from "../../config/finding";
import { formatPath } from "../../config/finding";
import {
  countOf,
  makesCloudNat,
  natConnectionsOf,
  natPortsOf,
  proxiesServedBy,
  reachesInternet,
} from "../../config/model/cloud-nat";
import { KINDS } from "../../config/model/kinds";
import { powerOfTwo } from "../../config/nat-ports";
import { isReference } from "../../config/reference";
import { requires } from "../../config/schema/messages";
import { CONNECTIONS_PER_PROXY, SMALLEST_PROXY_ONLY_SUBNET } from "../../platform/facts";
import { type BackendEntry, backendsIn, type Context, endpointAddresses } from "../context";
import { at, type Rules } from "../rule";
import { byRegion, regionNames } from "./regions";
import { SOURCES } from "./sources";

const RECOMMENDED = 512;
/** As few as Google bills; where fewer run, more may come at any time. */
const FEWEST_PROXIES = 3;
/** A /20: 4,096 proxies hold 12 million connections. */
const WIDEST = 4096;

const formatCount = (count: number): string => count.toLocaleString("en");

export const NETWORK_RULES: Rules = {
  "host-bits": {
    severity: "error",
    title: "A range with host bits set",
    why: "Google refuses a range whose address is not its first one.",
    fix: "Write the first address of the range.",
    source: SOURCES.subnets,
    *check(context) {
      for (const { path, text, range } of proxyRanges(context))
        if (text !== formatRange(range))
          yield at(path, { what: `${text} has host bits set`, fix: `write ${formatRange(range)}` });
    },
  },
  "proxy-only-subnet-too-small": {
    severity: "error",
    title: "A proxy-only subnet smaller than /26",
    why: "Google's proxies need at least 64 addresses in a region.",
    fix: "Write a /26 at least; Google recommends /23.",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      for (const { path, text, range } of proxyRanges(context))
        if (sizeOf(range) < SMALLEST_PROXY_ONLY_SUBNET)
          yield at(path, {
            what: `${text} has ${sizeOf(range)} ${sizeOf(range) === 1 ? "address" : "addresses"}; a proxy-only subnet needs at least 64`,
          });
    },
  },
  "proxy-only-subnet-public": {
    severity: "error",
    title: "A proxy-only subnet outside of private address space",
    why: "Backends would see requests from addresses that belong to somebody on the internet.",
    fix: "Use a range within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.",
    source: SOURCES.subnets,
    *check(context) {
      for (const { path, text, range } of proxyRanges(context))
        if (!isPrivate(range)) yield at(path, { what: `${text} is not private address space` });
    },
  },
  "ranges-overlap": {
    severity: "error",
    title: "Overlapping proxy-only subnets",
    why: "Subnets of one VPC cannot overlap.",
    fix: "Give each a range of its own.",
    source: SOURCES.subnets,
    *check(context) {
      const ranges = proxyRanges(context);
      const [only] = ranges;
      if (only && byRegion(context.config.network.proxyOnlySubnet) === undefined && context.regions.length > 1)
        yield at(only.path, {
          what: `${only.text} would be the range of ${regionNames(context).join(", ")} alike: subnets of one VPC cannot overlap`,
          fix: `write a range for each: ${regionNames(context)
            .map((region) => `\`${region}: …\``)
            .join(", ")}`,
        });
      for (const [i, { path, text, range }] of ranges.entries()) {
        const other = ranges.slice(0, i).find((earlier) => overlap(earlier.range, range));
        if (other)
          yield at(path, { what: `${text} overlaps ${other.text} at ${formatPath(other.path)}: both are in one VPC` });
      }
    },
  },
  "endpoint-in-proxy-only-subnet": {
    severity: "error",
    title: "An endpoint or address inside the proxy-only subnet",
    why: "Only Google's proxies live in a proxy-only subnet, so that nothing can answer there.",
    fix: "Correct the endpoint's address, or choose another range.",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      const ranges = proxyRanges(context);
      const subnetOf = (ip: string, of: string | undefined) => {
        const address = isReference(ip) ? undefined : parseRange(ip);
        return ranges.find(
          ({ range, region }) => address !== undefined && contains(range, address) && (region ?? of) === of,
        );
      };
      for (const { model } of context.regions) {
        const { ip = "" } = model.frontend.address;
        const subnet = subnetOf(ip, model.region);
        if (subnet)
          yield at(["frontend", "address", "ip"], {
            what: `${ip} lies in the proxy-only subnet ${subnet.text}, and the address of an internal proxy comes from an ordinary one`,
            fix: "write a free address of `network.subnet`",
          });
      }
      for (const backend of context.backends)
        for (const [ip, path] of endpointAddresses(backend)) {
          const subnet = subnetOf(ip, backend.region);
          if (subnet)
            yield at(path, {
              what: `${ip} lies in the proxy-only subnet ${subnet.text}, where only Google's proxies live`,
              fix: "correct the address, or choose another range for the proxies",
            });
        }
    },
  },
  "one-address-for-regions": {
    severity: "error",
    title: "One IP address for several regions",
    why: "Subnets of one VPC cannot overlap, so that an address lies in one region alone.",
    fix: "Write an address for each region.",
    source: SOURCES.subnets,
    *check(context) {
      const all = context.regions.map(({ model }) => ({ region: model.region, ip: model.frontend.address.ip }));
      const [shared] = all.filter(({ ip }, i) => ip !== undefined && all.findIndex((one) => one.ip === ip) < i);
      if (shared === undefined) return;
      const alike = all.filter(({ ip }) => ip === shared.ip).map(({ region }) => region);
      yield at(["frontend", "address", "ip"], {
        what: `${shared.ip} would be the address of ${alike.join(", ")} alike`,
        fix: `write an address for each: ${alike.map((region) => `\`${region}: …\``).join(", ")}`,
      });
    },
  },
  "internal-without-subnet": {
    severity: "error",
    title: "An internal proxy without a subnet",
    why: "The address of an internal proxy comes from an ordinary subnet of the region.",
    fix: "Add `network.subnet`.",
    source: SOURCES.forwardingRules,
    *check({ config }) {
      if (config.exposure === "internal" && config.network.subnet === undefined)
        yield at(["network"], requires("exposure: internal", "subnet", "its address comes from an ordinary subnet"));
    },
  },
  "open-to-vpc": {
    severity: "warning",
    title: "Firewall rules for the whole VPC",
    why: "Without tags or service accounts, every machine of the VPC accepts the proxies and probers on that port.",
    fix: "Name their network `tags` or `serviceAccounts`.",
    source: SOURCES.firewalls,
    *check({ backends, config, workloads }) {
      if (config.network.firewallRules === false) return;
      for (const { words, path, kind, workload } of backends) {
        const port = workloads.get(workload)?.resolved.port;
        if (KINDS[kind].inVpc && port !== undefined && words.tags === undefined && words.serviceAccounts === undefined)
          yield at([...path, kind], {
            what: `nothing says which machines are behind it, so that port ${port} of the whole VPC is opened to the proxies and probers`,
          });
      }
    },
  },
  "endpoint-port-guessed": {
    severity: "warning",
    title: "A network endpoint group whose port nobody has said",
    why: "Endpoints of a group that is there already have ports of their own. The firewall rules open the port of the file, a default where there is none: probes and requests to another one do not get through.",
    fix: "Write `port`: the container's port, the `targetPort` of the Kubernetes service.",
    source: SOURCES.firewalls,
    *check({ config, workloads }) {
      if (config.network.firewallRules === false) return;
      for (const { path, words, backends, resolved, server } of workloads.values()) {
        const adopted = backends.find(({ kind }) => kind === "neg" || kind === "gke");
        if (words.port === undefined && adopted)
          yield at([...adopted.path, adopted.kind], {
            what: `nothing says on which port its endpoints serve: the firewall rules open ${resolved.port}${server?.port === resolved.port ? `, as ${server.title} has it` : ""}, and endpoints on another one stay unhealthy`,
            fix: `write \`port\` for ${formatPath(path)}: the container's port (the service's \`targetPort\`)`,
          });
      }
    },
  },
  "proxy-range-wide": {
    severity: "warning",
    title: "A range that is wider than any proxy-only subnet",
    why: "The firewall rules let the whole range in. Where it is wider than the subnet of the proxies, other machines of the VPC reach the model servers past the proxy.",
    fix: "Write the range of the proxy-only subnet itself (`gcloud compute networks subnets describe`).",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      if (context.config.network.firewallRules === false) return;
      for (const { path, text, range, existing } of proxyRanges(context))
        if (existing && sizeOf(range) > WIDEST)
          yield at(path, {
            what: `${text} has ${formatCount(sizeOf(range))} addresses, and the firewall rules let all of them reach the workloads' ports past the proxy`,
          });
    },
  },
  "automatic-nat": {
    severity: "warning",
    title: "Internet endpoints behind addresses that Cloud NAT chooses",
    why: "The Cloud NAT that is made here takes and gives up addresses as it needs them. A provider that lists the addresses of its clients refuses a new one.",
    fix: "Write `cloudNat: { addresses: 1 }`, and give the provider what the output `egress_ips` shows.",
    source: SOURCES.nat,
    *check({ config, backends }) {
      const { existing, addresses } = config.network.cloudNat ?? {};
      const remote = backends.filter(({ kind }) => kind === "internet");
      const [first] = remote;
      if (first && existing === undefined && addresses === undefined)
        yield at([...first.path, "internet"], {
          what: `requests to ${remote.length === 1 ? "this endpoint" : `${remote.length} internet endpoints`} leave from addresses that Cloud NAT chooses by itself: a provider's list of addresses does not know them`,
          fix: "write `cloudNat: { addresses: 1 }` in `network`; where no provider has a list, suppress this",
        });
    },
  },
  "nat-ports": {
    severity: "warning",
    title: "Fewer ports of Cloud NAT than connections",
    why: "A proxy gets its ports once and for all, and opens so many connections to one endpoint at once; a further request fails. Every regional proxy of the VPC gets them, whether it calls an internet endpoint or not, until the addresses have none left: the proxies that come then reach nothing.",
    fix: "Write more `addresses`, or another number of `minPorts`.",
    source: SOURCES.nat,
    *check(context) {
      const path = ["network", "cloudNat"];
      for (const { model } of context.regions) {
        const { workloads, region } = model;
        const { cloudNat } = model.network;
        if (!makesCloudNat(cloudNat, workloads)) continue;
        const [ports, connections] = [natPortsOf(cloudNat, workloads), natConnectionsOf(workloads)];
        if (workloads.some((one) => reachesInternet(one) && one.circuitBreakers) && ports < connections)
          yield at([...path, "minPorts"], {
            what: `\`circuitBreakers\` let a proxy open ${formatCount(connections)} connections to internet endpoints, and it has ${formatCount(ports)} ports: requests beyond fail`,
            fix: `write \`minPorts: ${powerOfTwo(connections)}\`, leave it out, or lower the limits`,
          });
        if (cloudNat.addresses === undefined) continue;
        const count = countOf(cloudNat.addresses);
        const served = proxiesServedBy(count, ports);
        const needed = Math.max(FEWEST_PROXIES, Math.ceil(openStreams(context, region) / CONNECTIONS_PER_PROXY));
        if (served < needed)
          yield at([...path, "addresses"], {
            what: `${count} ${count === 1 ? "address has" : "addresses have"} ${formatCount(ports)} ports for ${served} ${served === 1 ? "proxy" : "proxies"}, and ${region} needs ${needed}: the others reach no internet endpoint`,
            fix: `use ${Math.ceil(needed / proxiesServedBy(1, ports))} addresses at least, or fewer ports for each proxy`,
          });
      }
    },
  },
  "proxy-only-subnet-small": {
    severity: "warning",
    title: "A new proxy-only subnet smaller than /23",
    why: "The subnet serves all regional proxies of the VPC, and cannot grow in place.",
    fix: "Use the /23 that Google recommends; to grow it later takes a `backup` and three applies.",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      const all = proxyRanges(context);
      const grows = (region?: string) =>
        all.some((one) => one.backup && one.region === region && sizeOf(one.range) >= RECOMMENDED);
      for (const { path, text, range, existing, backup, region } of all) {
        const addresses = sizeOf(range);
        if (
          !existing &&
          !backup &&
          !grows(region) &&
          addresses >= SMALLEST_PROXY_ONLY_SUBNET &&
          addresses < RECOMMENDED
        )
          yield at(path, {
            what: `${text} has room for ${addresses} proxies, about ${formatCount(addresses * CONNECTIONS_PER_PROXY)} open streams, for all regional proxies of the VPC`,
          });
      }
    },
  },
  "proxy-only-subnet-streams": {
    severity: "warning",
    title: "More streams than the proxy-only subnet can hold",
    why: "A proxy takes one address and holds 3,000 open connections; streams are open as long as an answer lasts.",
    fix: "Choose a wider range, or lower the rates or timeouts.",
    source: SOURCES.proxyOnlySubnets,
    *check(context) {
      for (const { path, text, range, region, backup } of proxyRanges(context)) {
        if (backup) continue;
        const capacity = sizeOf(range) * CONNECTIONS_PER_PROXY;
        const streams = Math.max(
          ...(region === undefined ? regionNames(context) : [region]).map((name) => openStreams(context, name)),
        );
        if (streams > capacity)
          yield at(path, {
            what: `rates and timeouts allow for ${formatCount(streams)} open streams, and ${text} holds about ${formatCount(capacity)}`,
          });
      }
    },
  },
};

interface ProxyRange {
  readonly path: DocumentPath;
  readonly text: string;
  readonly range: Range;
  readonly existing: boolean;
  readonly backup: boolean;
  /** `undefined`: every region. */
  readonly region?: string;
}

/** The ranges of the proxy-only subnets, wherever they are written. */
function proxyRanges({ config }: Context): ProxyRange[] {
  const path = ["network", "proxyOnlySubnet"];
  const keyed = byRegion(config.network.proxyOnlySubnet);
  const values: [DocumentPath, unknown, string | undefined][] = keyed
    ? Object.entries(keyed).map(([region, value]) => [[...path, region], value, region])
    : [[path, config.network.proxyOnlySubnet, undefined]];
  return values.flatMap(([place, value, region]) => {
    const isMap = typeof value === "object" && value !== null;
    const words = isMap ? new Map(Object.entries(value)) : new Map([["range", value]]);
    return ["range", "backup"].flatMap((key) => {
      const text = String(words.get(key));
      const range = parseRange(text);
      if (range === undefined) return [];
      const where = { path: isMap ? [...place, key] : place, region };
      return [{ ...where, text, range, existing: words.has("existing"), backup: key === "backup" }];
    });
  });
}

/** How many answers can be open at once: by Little's law, the rate times the longest that one lasts. */
function openStreams({ workloads }: Context, region: string): number {
  const streams = [...workloads.values()].flatMap((workload) =>
    backendsIn(workload, region).map(({ words }) => ratePerSecond(words) * (workload.resolved.timeout ?? 0)),
  );
  return Math.round(streams.reduce((sum, one) => sum + one, 0));
}

/** The rate that the file states, where it also says of how many machines. */
export function ratePerSecond(words: BackendEntry["words"]): number {
  const { maxRate, maxRatePerInstance = 0, maxRatePerEndpoint = 0, capacity = 1 } = words;
  const instances = words.instances?.length ?? 0;
  const endpoints = (words.zonalEndpoints ?? words.hybridEndpoints)?.endpoints.length ?? 0;
  return (maxRate ?? maxRatePerInstance * instances + maxRatePerEndpoint * endpoints) * capacity;
}
