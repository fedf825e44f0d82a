import { isPrivate, isReserved, parseRange } from "../../config/cidr";
import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { KINDS } from "../../config/model/kinds";
import type { GroupPlace } from "../../config/model/model";
import { parsePlace } from "../../config/place";
import { isReference } from "../../config/reference";
import { RESOURCE_NAME } from "../../platform/facts";
import { type BackendEntry, type Context, pools } from "../context";
import { at, type Rules, repeats } from "../rule";
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
        const named = backends.flatMap((backend) => identities(backend).map((key) => ({ backend, key })));
        const identityOf = ({ backend, key }: (typeof named)[number]) => `${KINDS[backend.kind].members} ${key}`;
        for (const [{ backend, key }, first] of repeats(named, identityOf))
          yield at([...backend.path, backend.kind], listedTwice(backend, key, formatPath(first.backend.path)));
      }
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
        const groups = model.workloads.flatMap(({ id, backends }) =>
          backends.flatMap((one) =>
            one.kind === "instanceGroup"
              ? { id, group: nameOf(one.group), mode: one.balancing?.mode ?? "UTILIZATION" }
              : [],
          ),
        );
        for (const [{ id, group, mode }, first] of repeats(groups, (one) => one.group))
          if (first.mode !== mode)
            yield at(["workloads", id, "backends"], {
              what: `the instance group ${formatValue(group)} is balanced by ${mode} here and by ${first.mode} in ${formatValue(first.id)}; Google refuses that`,
            });
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
      const named = [...workloads.values()].flatMap(({ id, path, words, resolved, backends }) =>
        backends.flatMap(({ words: { instanceGroup: group } }) => {
          const { port, portName } = resolved;
          const made = words.namedPort !== undefined;
          return group === undefined || isReference(group) ? [] : { id, path, group, port, portName, made };
        }),
      );
      for (const [one, first] of repeats(named, ({ group, portName }) => `${group} ${portName}`)) {
        const what = `the named port ${formatValue(one.portName)} of ${formatValue(one.group)} is`;
        if (first.port !== one.port)
          yield at(one.path, { what: `${what} ${one.port} here and ${first.port} in ${formatValue(first.id)}` });
        else if (first.made && one.made && first.id !== one.id)
          yield at([...one.path, "namedPort"], {
            what: `${what} created here and in ${formatValue(first.id)}`,
            fix: 'remove "namedPort" from one of the two',
          });
      }
    },
  },
  "mixed-endpoints": {
    severity: "error",
    title: "Internet endpoints by name and by address in one workload",
    why: "The internet endpoints of a backend service are all of one type.",
    fix: "Make a workload of each.",
    source: SOURCES.internet,
    *check(context) {
      const isNamed = ({ words }: BackendEntry) => words.internet?.fqdn !== undefined;
      for (const { backends } of pools(context)) {
        const [first, ...others] = backends.filter(({ kind }) => kind === "internet");
        const other = others.find((backend) => first && isNamed(backend) !== isNamed(first));
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
    *check(context) {
      for (const { workload, backends } of pools(context)) {
        const hosts = [...new Set(backends.flatMap(({ words }) => words.internet?.fqdn ?? []))];
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
    *check({ backends }) {
      const listed = backends.flatMap(({ workload, words, path }) =>
        (words.instances ?? []).map((instance, i) => ({ instance, workload, path: [...path, "instances", i] })),
      );
      for (const [{ instance, workload, path }, first] of repeats(listed, (one) => one.instance))
        if (first.workload !== workload)
          yield at(path, {
            what: `${formatValue(instance)} is in another instance group of this file too (${first.workload}); a machine can be in one that is load balanced`,
          });
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
