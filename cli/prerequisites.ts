import type { Backend, GroupPlace, Model, Workload } from "../config/model/model";
import { SERVERS } from "../config/presets/servers";

/** One kind of thing that must be there before the first apply, with what is needed of it. */
export interface Prerequisite {
  readonly kind: string;
  readonly items: readonly string[];
}

/** What the stack expects to find: nothing of it is made here. */
export function prerequisites(model: Model): Prerequisite[] {
  const all: Prerequisite[] = [
    { kind: "APIs", items: apis(model) },
    { kind: "roles", items: roles(model) },
    { kind: "network", items: networks(model) },
    { kind: "backends", items: model.workloads.flatMap((workload) => workload.backends.flatMap(existing)) },
    { kind: "tags", items: tags(model) },
    { kind: "named ports", items: model.workloads.flatMap(namedPortCommands) },
    { kind: "keep-alive", items: keepAlive(model) },
  ];
  return all.map(({ kind, items }) => ({ kind, items: [...new Set(items)] })).filter(({ items }) => items.length > 0);
}

const httpsListeners = (model: Model) =>
  model.frontend.listeners.flatMap((listener) => (listener.protocol === "https" ? [listener] : []));

const usesCertificateManager = (model: Model): boolean =>
  httpsListeners(model).some(({ certificates }) =>
    certificates.some(({ kind }) => kind === "managed" || kind === "certificateManager"),
  );

function apis(model: Model): string[] {
  const mutualTls = httpsListeners(model).some(({ clientCertificates }) => clientCertificates !== undefined);
  return [
    "compute.googleapis.com",
    ...(usesCertificateManager(model) ? ["certificatemanager.googleapis.com"] : []),
    ...(mutualTls ? ["networksecurity.googleapis.com"] : []),
  ];
}

/** @see https://cloud.google.com/load-balancing/docs/access-control */
function roles(model: Model): string[] {
  const { network } = model;
  const at = network.hostProject === undefined ? "" : ` on ${network.hostProject}`;
  const makesNetwork = network.proxyOnlySubnet.existing === undefined;
  return [
    "roles/compute.loadBalancerAdmin",
    ...(makesNetwork ? [`roles/compute.networkAdmin${at}`] : at ? [`roles/compute.networkUser${at}`] : []),
    ...(network.firewallRules ? [`roles/compute.securityAdmin${at}`] : []),
    ...(usesCertificateManager(model) ? ["roles/certificatemanager.editor"] : []),
  ];
}

function networks({ network, region }: Model): string[] {
  const { existing, range } = network.proxyOnlySubnet;
  return [
    `VPC ${network.vpc}`,
    ...(existing === undefined ? [] : [`ACTIVE proxy-only subnet ${existing} (${range}) in ${region}`]),
    ...(network.subnet === undefined ? [] : [`subnet ${network.subnet} in ${region}`]),
    ...(network.existingCloudNat === undefined ? [] : [`Cloud NAT ${network.existingCloudNat} for managed proxies`]),
  ];
}

const formatPlace = (place: GroupPlace): string =>
  "selfLink" in place ? place.selfLink : `${place.location}/${place.name}`;

function existing(backend: Backend): string[] {
  switch (backend.kind) {
    case "instanceGroup":
      return [`instance group ${formatPlace(backend.group)}`];
    case "neg":
      return [`network endpoint group ${formatPlace(backend.neg)}`];
    case "instances":
      return backend.instances.map((name) => `instance ${backend.zone}/${name}`);
    case "zonalEndpoints":
      return backend.endpoints.map(({ instance, ip }) => `instance ${backend.zone}/${instance} (${ip})`);
    case "cloudRun":
      return [`Cloud Run ${backend.service ?? `services of ${backend.urlMask}`}`];
    case "cloudFunction":
      return [`function ${backend.function ?? `of ${backend.urlMask}`}`];
    case "privateServiceConnect":
      return backend.target.endsWith(".googleapis.com") ? [] : [`service attachment ${backend.target}`];
    case "backendService":
      return [`backend service ${backend.selfLink}`];
    case "hybridEndpoints":
    case "internet":
      return [];
  }
}

function tags(model: Model): string[] {
  if (!model.network.firewallRules) return [];
  const used = model.workloads.flatMap(({ backends }) => backends.flatMap((backend) => backend.tags));
  return used.length > 0
    ? [`${[...new Set(used)].sort().join(", ")} on the machines, or the firewall rules do not reach them`]
    : [];
}

/** The command that gives an adopted group its named port; it replaces the group's list, so it is printed, not run. */
function namedPortCommands({ family, createNamedPort, backends, portName, port }: Workload): string[] {
  if (family !== "instanceGroup" || createNamedPort) return [];
  return backends.flatMap((backend) => {
    if (backend.kind !== "instanceGroup") return [];
    if ("selfLink" in backend.group) return [`${portName}:${port} on ${backend.group.selfLink}`];
    const { name, location, zonal } = backend.group;
    return [
      `gcloud compute instance-groups set-named-ports ${name} --${zonal ? "zone" : "region"} ${location} --named-ports ${portName}:${port}`,
    ];
  });
}

/** The proxy keeps idle connections to backends for 600 s; a server that closes them sooner answers some requests with 503. */
function keepAlive(model: Model): string[] {
  return model.workloads.flatMap(({ server }) => {
    const { title, keepAlive } = server === undefined ? {} : SERVERS[server];
    return keepAlive ? [`${title}: ${keepAlive.advice}`] : [];
  });
}
