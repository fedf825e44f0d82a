import { isPrivate, isReserved, parseRange } from "../../config/cidr";
import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { KINDS } from "../../config/model/kinds";
import type { GroupPlace } from "../../config/model/model";
import { parsePlace } from "../../config/place";
import { isReference } from "../../config/reference";
import { PORT, RESOURCE_NAME } from "../../platform/facts";
import { type BackendEntry, backendsIn, type Context, type WorkloadEntry } from "../context";
import { at, duplicate, type Rules, type Text, type Violation } from "../rule";
import { SOURCES } from "./sources";

export const BACKEND_RULES: Rules = {
  "duplicate-backend": {
    severity: "error",
    title: "A backend that is listed twice in one workload",
    why: "A backend service names each group once.",
    fix: "Remove one of the two, or put their endpoints together.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { backends } of workloads.values()) {
        const seen = new Map<string, BackendEntry>();
        for (const backend of backends)
          for (const key of identities(backend)) {
            const identity = `${KINDS[backend.kind].members ?? ""} ${key}`;
            const other = seen.get(identity);
            if (other === undefined) seen.set(identity, backend);
            else yield at([...backend.path, backend.kind], listedTwice(backend, key, formatPath(other.path)));
          }
      }
    },
  },
  "duplicate-endpoint": {
    severity: "error",
    title: "An endpoint, instance or zone that is listed twice",
    why: "A group names each of its members once.",
    fix: "Remove one of the two.",
    source: SOURCES.backendServices,
    *check({ workloads, backends }) {
      for (const backend of backends) {
        const port = workloads.get(backend.workload)?.resolved.port ?? 0;
        const { words, path } = backend;
        yield* twice(words.instances ?? [], [...path, "instances"], (name, other) =>
          duplicate("the instance", name, other),
        );
        yield* twice(words.gke?.zones ?? [], [...path, "gke", "zones"], (zone, other) =>
          duplicate("the zone", zone, other),
        );
        const endpoints = words.zonalEndpoints?.endpoints.map((endpoint) => `${endpoint.ip}:${endpoint.port ?? port}`);
        yield* twice(endpoints ?? [], [...path, "zonalEndpoints", "endpoints"], endpointTwice);
        const hybrid = words.hybridEndpoints?.endpoints.map((text) => (text.includes(":") ? text : `${text}:${port}`));
        yield* twice(hybrid ?? [], [...path, "hybridEndpoints", "endpoints"], endpointTwice);
      }
    },
  },
  "endpoint-port": {
    severity: "error",
    title: "A port above 65535",
    why: "Ports go from 1 to 65535.",
    fix: "Correct the port.",
    source: SOURCES.hybrid,
    *check({ backends }) {
      for (const { words, path } of backends)
        for (const [i, endpoint] of (words.hybridEndpoints?.endpoints ?? []).entries())
          if (Number(endpoint.split(":")[1] ?? 0) > PORT.max)
            yield at([...path, "hybridEndpoints", "endpoints", i], {
              what: `the port of ${formatValue(endpoint)} is out of range`,
              fix: "allowed: 1 to 65535",
            });
    },
  },
  "shared-instance-group": {
    severity: "error",
    title: "One instance group in two workloads with different balancing modes",
    why: "Google refuses a group that one backend service balances by utilization and another by rate or by metrics.",
    fix: "Give both the same kind of capacity (`maxUtilization`, or a rate).",
    source: SOURCES.backendServices,
    *check({ regions }) {
      for (const { model } of regions) {
        const modes = new Map<string, { mode: string; workload: string }>();
        for (const { id, backends } of model.workloads)
          for (const backend of backends) {
            if (backend.kind !== "instanceGroup") continue;
            const group = nameOf(backend.group);
            const mode = backend.balancing?.mode ?? "UTILIZATION";
            const other = modes.get(group);
            if (other === undefined) modes.set(group, { mode, workload: id });
            else if (other.mode !== mode)
              yield at(["workloads", id, "backends"], {
                what: `the instance group ${formatValue(group)} is balanced by ${mode} here and by ${other.mode} in ${formatValue(other.workload)}; Google refuses that`,
              });
          }
      }
    },
  },
  "port-name-conflict": {
    severity: "error",
    title: "One named port with two numbers",
    why: "A named port of an instance group has one meaning; with two, requests go to both ports.",
    fix: "Give one of the workloads a `portName` of its own.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      const named = new Map<string, WorkloadEntry>();
      for (const workload of workloads.values())
        for (const { words } of workload.backends) {
          const group = words.instanceGroup;
          if (group === undefined || isReference(group)) continue;
          const { port, portName } = workload.resolved;
          const key = `${group} ${portName}`;
          const other = named.get(key);
          if (other === undefined) named.set(key, workload);
          else if (other.resolved.port !== port)
            yield at(workload.path, {
              what: `the named port ${formatValue(portName)} of ${formatValue(group)} is ${port} here and ${other.resolved.port} in ${formatValue(other.id)}`,
            });
          else if (other.words.namedPort !== undefined && workload.words.namedPort !== undefined && other !== workload)
            yield at([...workload.path, "namedPort"], {
              what: `the named port ${formatValue(portName)} of ${formatValue(group)} is created here and in ${formatValue(other.id)}`,
              fix: 'remove "namedPort" from one of the two',
            });
        }
    },
  },
  "nothing-serves": {
    severity: "error",
    title: "A serverless backend without a service",
    why: "A serverless group needs the service's name, or a URL mask that takes it from the URL.",
    fix: "Name the service or function, or write a `urlMask`.",
    source: SOURCES.serverless,
    *check({ backends }) {
      for (const { words, path } of backends) {
        const { cloudRun, cloudFunction } = words;
        if (typeof cloudRun === "object" && cloudRun.service === undefined && cloudRun.urlMask === undefined)
          yield at([...path, "cloudRun"], nothingServes("service", "service"));
        if (
          typeof cloudFunction === "object" &&
          cloudFunction.function === undefined &&
          cloudFunction.urlMask === undefined
        )
          yield at([...path, "cloudFunction"], nothingServes("function", "function"));
      }
    },
  },
  "mixed-endpoints": {
    severity: "error",
    title: "Internet endpoints by name and by address in one workload",
    why: "The internet endpoints of a backend service are all of one type.",
    fix: "Make a workload of each.",
    source: SOURCES.internet,
    *check({ workloads, regions }) {
      for (const workload of workloads.values())
        for (const { model } of regions) {
          const here = backendsIn(workload, model.region).filter(({ kind }) => kind === "internet");
          const isNamed = ({ words }: BackendEntry) => words.internet?.fqdn !== undefined;
          const other = here.find((backend) => isNamed(backend) !== here.slice(0, 1).every(isNamed));
          if (other)
            yield at([...other.path, "internet"], {
              what: `endpoints by fqdn, ip in one workload; Google takes one type of internet endpoint in a backend service`,
            });
        }
    },
  },
  "named-port-unconfirmed": {
    severity: "warning",
    title: "An adopted instance group whose named port nobody has said exists",
    why: "The backend service finds the port by its name; where the group lacks it, every backend stays unhealthy.",
    fix: "Set the named port and say so with `portName`, or write `namedPort: create`.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { words, backends, resolved } of workloads.values())
        for (const { words: backend, path } of backends)
          if (backend.instanceGroup !== undefined && words.portName === undefined && words.namedPort === undefined)
            yield at([...path, "instanceGroup"], {
              what: `nobody has said that ${formatValue(backend.instanceGroup)} has the named port ${formatValue(resolved.portName)} = ${resolved.port}; without it every backend stays unhealthy`,
              fix: `set it (gcloud compute instance-groups set-named-ports … --named-ports=${resolved.portName}:${resolved.port}) and say \`portName: ${resolved.portName}\`, or write \`namedPort: create\``,
            });
    },
  },
  "url-mask": {
    severity: "warning",
    title: "A URL mask that takes nothing from the URL",
    why: "The mask's placeholder says where the service's name stands.",
    fix: "Put `<service>` or `<function>` into the mask.",
    source: SOURCES.serverless,
    *check({ backends }) {
      for (const { words, path } of backends)
        for (const [kind, placeholder] of [
          ["cloudRun", "<service>"],
          ["cloudFunction", "<function>"],
        ] as const) {
          const backend = words[kind];
          const mask = typeof backend === "object" ? backend.urlMask : undefined;
          if (mask !== undefined && !isReference(mask) && !/<[a-z]+>/.test(mask))
            yield at([...path, kind, "urlMask"], {
              what: `the URL mask ${formatValue(mask)} has no ${placeholder}, so that it takes no name from the URL`,
              fix: `put ${placeholder} where the name stands`,
            });
        }
    },
  },
  "serverless-name": {
    severity: "warning",
    title: "A serverless backend that is no plain name",
    why: "The group names the service or function of its region; URLs and paths are not found.",
    fix: "Write its name alone, as the console lists it.",
    source: SOURCES.serverless,
    *check({ backends }) {
      for (const { words, path } of backends)
        for (const [name, place, kind] of serverlessNames(words, path))
          if (!isReference(name) && !RESOURCE_NAME.test(name))
            yield at(place, { what: `${formatValue(name)} does not look like the name of a ${kind}` });
    },
  },
  "private-internet-address": {
    severity: "warning",
    title: "An internet endpoint with a private or reserved address",
    why: "Internet endpoints are reached through Cloud NAT, over the internet.",
    fix: "Use `hybridEndpoints` for addresses behind VPN or Interconnect.",
    source: SOURCES.internet,
    *check({ backends }) {
      for (const { words, path } of backends) {
        const ip = words.internet?.ip;
        const address = ip === undefined ? undefined : parseRange(ip);
        if (ip === undefined || address === undefined || !isPrivate(address)) continue;
        const place = [...path, "internet", "ip"];
        if (isReserved(address))
          yield at(place, {
            what: `${ip} is reserved for documentation or tests: nothing on the internet answers there`,
            fix: "name the provider by `fqdn`, or by an address of its own",
          });
        else
          yield at(place, {
            what: `${ip} is a private address; internet endpoints are reached over the internet`,
            fix: "write `hybridEndpoints` for addresses behind VPN or Interconnect",
          });
      }
    },
  },
  "several-providers": {
    severity: "warning",
    title: "Internet endpoints with different host names in one workload",
    why: "Providers choose the service by the Host header, and a workload can send only one.",
    fix: "Make a workload of each, unless all of them answer to the client's host.",
    source: SOURCES.internet,
    *check({ workloads, regions }) {
      for (const workload of workloads.values())
        for (const { model } of regions) {
          const here = backendsIn(workload, model.region);
          const hosts = [...new Set(here.flatMap(({ words }) => words.internet?.fqdn ?? []))];
          if (hosts.length > 1)
            yield at([...workload.path, "backends"], {
              what: `${hosts.join(", ")} serve this workload, and the Host header can be only one of them: it stays the client's`,
            });
        }
    },
  },
  "instance-in-two-groups": {
    severity: "warning",
    title: "An instance in two unmanaged instance groups",
    why: "A machine can be in one load-balanced instance group.",
    fix: "Let both workloads use one group, with a `portName` for each.",
    source: "https://cloud.google.com/compute/docs/instance-groups/creating-groups-of-unmanaged-instances",
    *check({ workloads }) {
      const seen = new Map<string, string>();
      for (const { id, backends } of workloads.values())
        for (const { words, path } of backends)
          for (const [i, instance] of (words.instances ?? []).entries()) {
            const other = seen.get(instance);
            if (other === undefined) seen.set(instance, id);
            else if (other !== id)
              yield at([...path, "instances", i], {
                what: `${formatValue(instance)} is in another instance group of this file too (${other}); a machine can be in one that is load balanced`,
              });
          }
    },
  },
};

/** What makes a backend the same as another one of its workload. */
function identities({ words, region }: BackendEntry): string[] {
  const place = region ?? "";
  const { instanceGroup, neg, gke, instances, zonalEndpoints, hybridEndpoints, internet, backendService } = words;
  if (gke !== undefined) return [...new Set(gke.zones)].map((zone) => `${zone}/${gke.neg}`);
  if (instances !== undefined) return [parsePlace(instances[0] ?? "")?.location ?? ""];
  if (zonalEndpoints !== undefined) return [zonalEndpoints.zone];
  if (hybridEndpoints !== undefined) return [hybridEndpoints.zone];
  if (internet !== undefined) return [`${internet.fqdn ?? internet.ip}:${internet.port ?? 443}${place && ` ${place}`}`];
  const link = instanceGroup ?? neg ?? backendService;
  return link === undefined || isReference(link) ? [] : [link];
}

/** An instance group as the file names it. */
const nameOf = (group: GroupPlace): string =>
  "selfLink" in group ? group.selfLink : `${group.location}/${group.name}`;

function listedTwice({ kind }: BackendEntry, key: string, other: string) {
  const what = KINDS[kind].members;
  return what === undefined
    ? { what: `${key} is listed twice, also at ${other}`, fix: "remove one of the two" }
    : {
        what: `${what} of ${key} are listed twice, also at ${other}`,
        fix: "put them together: a zone has one group of them",
      };
}

function* twice(
  names: readonly string[],
  path: DocumentPath,
  text: (name: string, other: DocumentPath) => Text,
): Generator<Violation> {
  const seen = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, i);
    else yield at([...path, i], text(name, [...path, first]));
  }
}

function* serverlessNames(
  { cloudRun, cloudFunction }: Context["backends"][number]["words"],
  path: DocumentPath,
): Generator<[string, DocumentPath, string]> {
  if (typeof cloudRun === "string") yield [cloudRun, [...path, "cloudRun"], "Cloud Run service"];
  else if (cloudRun?.service !== undefined)
    yield [cloudRun.service, [...path, "cloudRun", "service"], "Cloud Run service"];
  if (typeof cloudFunction === "string") yield [cloudFunction, [...path, "cloudFunction"], "Cloud Run function"];
  else if (cloudFunction?.function !== undefined)
    yield [cloudFunction.function, [...path, "cloudFunction", "function"], "Cloud Run function"];
}

const endpointTwice = (endpoint: string, other: DocumentPath) => ({
  what: `the endpoint ${endpoint} appears twice, also at ${formatPath(other)}`,
  fix: "remove one of the two",
});

const nothingServes = (kind: string, word: string) => ({
  what: `nothing says which ${kind} serves`,
  fix: `write \`${word}\` or \`urlMask\``,
});
