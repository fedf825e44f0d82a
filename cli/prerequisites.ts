import type { AnalyzedRegion } from "../checks/analysis";
import { formatPlace } from "../config/model/backends";
import type { Dns } from "../config/model/dns";
import { authorizedUnder, recordedHosts } from "../config/model/dns-records";
import { authorizedDomain, certifies, proxyRanges } from "../config/model/ids";
import { httpsListeners, managedDomains } from "../config/model/listeners";
import type { Backend, Model, Workload } from "../config/model/model";
import { makesSecurityPolicy } from "../config/model/security";
import { SERVERS } from "../config/presets/servers";
import { LOG_ALERT_IDS } from "../config/schema/alert-ids";
import { authorizationPolicies } from "../routing/access/authorization";

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
    {
      kind: "backends",
      items: model.workloads.flatMap((workload) =>
        workload.backends.flatMap((backend) => existing(backend, workload.port)),
      ),
    },
    { kind: "policies", items: policies(model) },
    { kind: "channels", items: model.observability.alerts.length > 0 ? model.observability.notify : [] },
    { kind: "grants", items: grants(model) },
    { kind: "certificates", items: certificates(model) },
    { kind: "tags", items: tags(model) },
    { kind: "firewall", items: firewalls(model) },
    { kind: "named ports", items: model.workloads.flatMap(namedPortCommands) },
    { kind: "keep-alive", items: keepAlive(model) },
  ];
  return all.map(({ kind, items }) => ({ kind, items: [...new Set(items)] })).filter(({ items }) => items.length > 0);
}

const usesCertificateManager = (model: Model): boolean =>
  httpsListeners(model).some(({ certificates }) =>
    certificates.some(({ kind }) => kind === "managed" || kind === "certificateManager"),
  ) ||
  httpsListeners(model).some(({ clientCertificates: of }) => of !== undefined && "authorities" in of) ||
  model.workloads.some(({ tls }) => tls?.authorities !== undefined);

function apis(model: Model): string[] {
  const { security, extensions } = model;
  return [
    "compute.googleapis.com",
    ...(usesCertificateManager(model) ? ["certificatemanager.googleapis.com"] : []),
    ...(usesNetworkSecurity(model) ? ["networksecurity.googleapis.com"] : []),
    ...(extensions.length > 0 || isAuthorized(model) ? ["networkservices.googleapis.com"] : []),
    ...(security.iap === undefined ? [] : ["iap.googleapis.com"]),
    ...(extensions.some((one) => "modelArmor" in one) ? ["modelarmor.googleapis.com"] : []),
    ...(usesMonitoring(model) ? ["monitoring.googleapis.com"] : []),
    ...(authorizedUnder(model).length > 0 ? [DNS_API] : []),
  ];
}

/** @see https://cloud.google.com/load-balancing/docs/auth-policy/set-up-auth-policy-app-lb */
const isAuthorized = (model: Model): boolean => authorizationPolicies(model, (id) => id).length > 0;

const usesNetworkSecurity = (model: Model): boolean =>
  httpsListeners(model).some(({ clientCertificates }) => clientCertificates !== undefined) ||
  model.workloads.some(({ tls }) => tls !== undefined) ||
  isAuthorized(model);

const usesMonitoring = ({ observability: { slos, alerts, dashboard } }: Model): boolean =>
  slos.length > 0 || alerts.length > 0 || dashboard;

/** @see https://cloud.google.com/load-balancing/docs/access-control */
function roles(model: Model): string[] {
  const { network } = model;
  const at = network.hostProject === undefined ? "" : ` on ${network.hostProject}`;
  const makesNetwork = network.proxyOnlySubnet.existing === undefined;
  const { security, extensions } = model;
  return [
    "roles/compute.loadBalancerAdmin",
    ...(makesNetwork ? [`roles/compute.networkAdmin${at}`] : at ? [`roles/compute.networkUser${at}`] : []),
    ...(network.firewallRules ? [`roles/compute.securityAdmin${at}`] : []),
    ...(makesSecurityPolicy(security) ? ["roles/compute.securityAdmin"] : []),
    ...(usesNetworkSecurity(model) || model.frontend.publish ? ["roles/compute.networkAdmin"] : []),
    ...(extensions.length > 0 ? ["roles/networkservices.serviceExtensionsAdmin"] : []),
    ...((security.iap?.members ?? []).length > 0 ? ["roles/iap.admin"] : []),
    ...(usesCertificateManager(model) ? ["roles/certificatemanager.editor"] : []),
    ...(usesMonitoring(model) ? ["roles/monitoring.editor"] : []),
    // https://cloud.google.com/logging/docs/alerting/log-based-alerts
    ...(model.observability.alerts.some((id) => LOG_ALERT_IDS.includes(id)) ? ["roles/logging.configWriter"] : []),
    ...(model.dns !== undefined && authorizedUnder(model).length > 0 ? [dnsRole(model.dns)] : []),
  ];
}

const DNS_API = "dns.googleapis.com";

/** @see https://cloud.google.com/dns/docs/access-control */
const dnsRole = ({ zone }: Dns): string => `roles/dns.admin${zone.project === undefined ? "" : ` on ${zone.project}`}`;

const managedZone = ({ zone, domain }: Dns): string =>
  `managed zone ${zone.name}${zone.project === undefined ? "" : ` of ${zone.project}`}, of ${domain} or above`;

/** What the stack of the records expects to find. */
export function dnsPrerequisites(dns: Dns, { scheme }: Model): Prerequisite[] {
  // https://cloud.google.com/dns/docs/routing-policies-overview#health-checks
  const asks = dns.healthCheck !== undefined && scheme === "EXTERNAL_MANAGED";
  const policy = "organization policy constraints/compute.disableInternetNetworkEndpointGroup off, or nothing is asked";
  return [
    { kind: "APIs", items: ["compute.googleapis.com", DNS_API] },
    { kind: "roles", items: ["roles/compute.loadBalancerAdmin", dnsRole(dns)] },
    { kind: "zone", items: [managedZone(dns)] },
    { kind: "policies", items: asks ? [policy] : [] },
  ].filter(({ items }) => items.length > 0);
}

function networks(model: Model): string[] {
  const { network, frontend, region, dns } = model;
  const { cloudNat } = network;
  const { existing, range } = network.proxyOnlySubnet;
  return [
    `VPC ${network.vpc}`,
    ...(existing === undefined ? [] : [`ACTIVE proxy-only subnet ${existing} (${range}) in ${region}`]),
    ...(network.subnet === undefined ? [] : [`subnet ${network.subnet} in ${region}`]),
    ...(cloudNat.existing === undefined ? [] : [`Cloud NAT ${cloudNat.existing} for managed proxies`]),
    ...(typeof cloudNat.addresses === "object"
      ? cloudNat.addresses.map((name) => `external address ${name} in ${region}, for Cloud NAT`)
      : []),
    ...(frontend.publish === undefined
      ? []
      : [`subnet ${frontend.publish.subnet} of the purpose PRIVATE_SERVICE_CONNECT in ${region}`]),
    ...(dns !== undefined && authorizedUnder(model).length > 0 ? [managedZone(dns)] : []),
  ];
}

/** What decides about callers and is there already. */
function policies(model: Model): string[] {
  const { security, workloads, extensions, region } = model;
  const attached = [security.policy, ...workloads.map(({ securityPolicy }) => securityPolicy)];
  return [
    ...attached.flatMap((policy) => (policy === undefined ? [] : `security policy ${policy} in ${region}`)),
    ...httpsListeners(model).flatMap(({ clientCertificates: of }) =>
      of !== undefined && "existing" in of ? `server TLS policy ${of.existing}` : [],
    ),
    ...extensions.flatMap((one) => ("modelArmor" in one ? `Model Armor template ${one.modelArmor} in ${region}` : [])),
  ];
}

/** @see https://cloud.google.com/model-armor/access-control/service-accounts */
const MODEL_ARMOR_ROLES = ["modelarmor.calloutUser", "modelarmor.user", "serviceusage.serviceUsageConsumer"];

/** What others must be allowed, so that what stands here can ask them. */
function grants({ security, extensions }: Model): string[] {
  const asksModelArmor = extensions.some((one) => "modelArmor" in one);
  return [
    ...(asksModelArmor
      ? MODEL_ARMOR_ROLES.map((role) => `roles/${role} to service-PROJECT_NUMBER@gcp-sa-dep.iam.gserviceaccount.com`)
      : []),
    ...(security.iap === undefined
      ? []
      : [
          "IAP: Google's own OAuth client lets members of your organization in; for others configure a client of yours",
        ]),
  ];
}

function existing(backend: Backend, port: number): string[] {
  switch (backend.kind) {
    case "instanceGroup":
      return [`instance group ${formatPlace(backend.group)}`];
    case "neg":
      return [`network endpoint group ${formatPlace(backend.neg)}, whose endpoints listen on ${port}`];
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

/** What the other side of a hybrid network has to let in, and how its answers find back. */
function firewalls({ network, workloads, region }: Model): string[] {
  const ranges = proxyRanges(network.proxyOnlySubnet);
  const hybrid = workloads.flatMap(({ backends }) =>
    backends.flatMap((backend) => (backend.kind === "hybridEndpoints" ? backend.endpoints : [])),
  );
  if (hybrid.length === 0) return [];
  return [
    ...hybrid.map(
      ({ ip, port }) => `TCP ${port} from ${ranges.join(", ")} (the proxies, health checks too) to ${ip}, on its side`,
    ),
    `a route back to ${ranges.join(", ")} there; a Cloud Router in custom mode: gcloud compute routers update ROUTER --region ${region} --add-advertisement-ranges ${ranges.join(",")}`,
  ];
}

/** The names of this region alone that a certificate of somebody else must be good for. */
function certificates(model: Model): string[] {
  const { aliases } = recordedHosts(model);
  return httpsListeners(model).flatMap(({ id, certificates: of }) => {
    const has = (alias: string) => of.some((one) => one.kind === "managed" && certifies(one.domain, alias));
    return aliases.filter((alias) => !has(alias)).map((alias) => `one of ${id} that is good for ${alias}`);
  });
}

/** The records that lead clients here, and those that managed certificates wait for, of those that nothing here makes. */
export function dnsRecords({ model }: AnalyzedRegion): string[] {
  const { hosts: recorded } = recordedHosts(model);
  const authorized = authorizedUnder(model);
  const domains = httpsListeners(model)
    .flatMap((listener) => managedDomains(listener.certificates))
    .filter((domain) => !authorized.includes(authorizedDomain(domain)));
  const hosts = model.routing.hosts
    .map(({ host }) => host)
    .filter((host) => /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host) && !recorded.includes(host));
  return [
    ...domains.map(
      (domain) => `CNAME for ${domain}, as the output dns_authorization_records says: HTTPS fails until it is there`,
    ),
    ...hosts.slice(0, MOST_HOSTS).map((host) => `A ${host} → the output http_proxy_ip`),
    ...(hosts.length > MOST_HOSTS ? [`and ${hosts.length - MOST_HOSTS} more hosts`] : []),
  ];
}

/** More lines than fit a screen help nobody. */
const MOST_HOSTS = 20;

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
