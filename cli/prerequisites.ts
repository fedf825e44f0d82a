import type { AnalyzedRegion } from "../checks/analysis";
import { certifiedNames } from "../config/document/pem";
import { formatPlace } from "../config/model/backends";
import type { Dns } from "../config/model/dns";
import { authorizedUnder, recordedHosts } from "../config/model/dns-records";
import { authorizedDomain, certifies, proxyRanges } from "../config/model/ids";
import { httpsListeners, managedDomains } from "../config/model/listeners";
import type { Backend, Certificate, Model, Workload } from "../config/model/model";
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
export const prerequisites = (model: Model): Prerequisite[] =>
  prerequisitesOf({
    APIs: apis(model),
    roles: roles(model),
    network: networks(model),
    backends: model.workloads.flatMap(({ backends, port }) => backends.flatMap((backend) => existing(backend, port))),
    policies: policies(model),
    channels: model.observability.alerts.length > 0 ? model.observability.notify : [],
    grants: grants(model),
    certificates: certificates(model),
    tags: tags(model),
    firewall: firewalls(model),
    "named ports": model.workloads.flatMap(namedPortCommands),
    "keep-alive": keepAlive(model),
  });

const prerequisitesOf = (byKind: Readonly<Record<string, readonly string[]>>): Prerequisite[] =>
  Object.entries(byKind).flatMap(([kind, items]) => (items.length > 0 ? [{ kind, items: [...new Set(items)] }] : []));

/** @see https://cloud.google.com/load-balancing/docs/auth-policy/set-up-auth-policy-app-lb */
const isAuthorized = (model: Model): boolean => authorizationPolicies(model, (id) => id).length > 0;
const asksModelArmor = ({ extensions }: Model): boolean => extensions.some((one) => "modelArmor" in one);
const makesRecords = (model: Model): boolean => authorizedUnder(model).length > 0;
const clientCertificatesOf = (model: Model) => httpsListeners(model).flatMap((one) => one.clientCertificates ?? []);

const SECURITY = { api: "networksecurity", role: "compute.networkAdmin" };
const CERTIFICATES = { api: "certificatemanager", role: "certificatemanager.editor" };
const MANAGER_KINDS: readonly Certificate["kind"][] = ["managed", "certificateManager"];
const MONITORING = { api: "monitoring", role: "monitoring.editor" };

/** What an apply uses of Google beside Compute Engine: APIs, and the roles that it takes. */
const SERVICES: readonly { readonly api?: string; readonly role?: string; readonly usedBy: (of: Model) => boolean }[] =
  [
    { role: "compute.networkAdmin", usedBy: ({ frontend }) => frontend.publish !== undefined },
    { ...SECURITY, usedBy: isAuthorized },
    { ...SECURITY, usedBy: ({ workloads }) => workloads.some(({ tls }) => tls) },
    { ...SECURITY, usedBy: (model) => clientCertificatesOf(model).length > 0 },
    { api: "networkservices", usedBy: isAuthorized },
    { api: "networkservices", usedBy: ({ extensions }) => extensions.length > 0 },
    { role: "networkservices.serviceExtensionsAdmin", usedBy: ({ extensions }) => extensions.length > 0 },
    { api: "iap", usedBy: ({ security }) => security.iap !== undefined },
    { role: "iap.admin", usedBy: ({ security }) => (security.iap?.members ?? []).length > 0 },
    { api: "modelarmor", usedBy: asksModelArmor },
    { ...CERTIFICATES, usedBy: ({ workloads }) => workloads.some(({ tls }) => tls?.authorities) },
    { ...CERTIFICATES, usedBy: (model) => clientCertificatesOf(model).some((one) => "authorities" in one) },
    {
      ...CERTIFICATES,
      usedBy: (model) =>
        httpsListeners(model).some(({ certificates: of }) => of.some(({ kind }) => MANAGER_KINDS.includes(kind))),
    },
    { ...MONITORING, usedBy: ({ observability: { slos, alerts } }) => slos.length + alerts.length > 0 },
    { ...MONITORING, usedBy: ({ observability }) => observability.dashboard },
    // https://cloud.google.com/logging/docs/alerting/log-based-alerts
    {
      role: "logging.configWriter",
      usedBy: ({ observability }) => observability.alerts.some((id) => LOG_ALERT_IDS.includes(id)),
    },
    { api: "dns", usedBy: makesRecords },
  ];

const apis = (model: Model): string[] => [
  "compute.googleapis.com",
  ...SERVICES.flatMap(({ api, usedBy }) => (api && usedBy(model) ? `${api}.googleapis.com` : [])),
];

/** @see https://cloud.google.com/load-balancing/docs/access-control */
function roles(model: Model): string[] {
  const { network, security, dns } = model;
  const at = network.hostProject === undefined ? "" : ` on ${network.hostProject}`;
  const makesNetwork = network.proxyOnlySubnet.existing === undefined;
  return [
    "roles/compute.loadBalancerAdmin",
    ...(makesNetwork ? [`roles/compute.networkAdmin${at}`] : at ? [`roles/compute.networkUser${at}`] : []),
    ...(network.firewallRules ? [`roles/compute.securityAdmin${at}`] : []),
    ...(makesSecurityPolicy(security) ? ["roles/compute.securityAdmin"] : []),
    ...SERVICES.flatMap(({ role, usedBy }) => (role && usedBy(model) ? `roles/${role}` : [])),
    ...(dns && makesRecords(model) ? [dnsRole(dns)] : []),
  ];
}

/** @see https://cloud.google.com/dns/docs/access-control */
const dnsRole = ({ zone }: Dns): string => `roles/dns.admin${zone.project === undefined ? "" : ` on ${zone.project}`}`;

const managedZone = ({ zone, domain }: Dns): string =>
  `managed zone ${zone.name}${zone.project === undefined ? "" : ` of ${zone.project}`}, of ${domain} or above`;

/** What the stack of the records expects to find. */
export function dnsPrerequisites(dns: Dns, { scheme }: Model): Prerequisite[] {
  // https://cloud.google.com/dns/docs/routing-policies-overview#health-checks
  const asks = dns.healthCheck !== undefined && scheme === "EXTERNAL_MANAGED";
  const policy = "organization policy constraints/compute.disableInternetNetworkEndpointGroup off, or nothing is asked";
  return prerequisitesOf({
    APIs: ["compute.googleapis.com", "dns.googleapis.com"],
    roles: ["roles/compute.loadBalancerAdmin", dnsRole(dns)],
    zone: [managedZone(dns)],
    policies: asks ? [policy] : [],
  });
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
    ...(dns && makesRecords(model) ? [managedZone(dns)] : []),
  ];
}

/** What decides about callers and is there already. */
function policies(model: Model): string[] {
  const { security, workloads, extensions, region } = model;
  const attached = [security.policy, ...workloads.map(({ securityPolicy }) => securityPolicy)];
  return [
    ...attached.flatMap((policy) => (policy === undefined ? [] : `security policy ${policy} in ${region}`)),
    ...clientCertificatesOf(model).flatMap((one) => ("existing" in one ? `server TLS policy ${one.existing}` : [])),
    ...extensions.flatMap((one) => ("modelArmor" in one ? `Model Armor template ${one.modelArmor} in ${region}` : [])),
  ];
}

/** @see https://cloud.google.com/model-armor/access-control/service-accounts */
const MODEL_ARMOR_ROLES = ["modelarmor.calloutUser", "modelarmor.user", "serviceusage.serviceUsageConsumer"];

/** What others must be allowed, so that what stands here can ask them. */
function grants(model: Model): string[] {
  return [
    ...(asksModelArmor(model)
      ? MODEL_ARMOR_ROLES.map((role) => `roles/${role} to service-PROJECT_NUMBER@gcp-sa-dep.iam.gserviceaccount.com`)
      : []),
    ...(model.security.iap === undefined
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

const namesOf = (one: Certificate): readonly string[] =>
  one.kind === "managed" ? [one.domain] : one.kind === "pem" ? (certifiedNames(one.certificate) ?? []) : [];

/** The names of this region alone that a certificate of somebody else must be good for. */
function certificates(model: Model): string[] {
  const { aliases } = recordedHosts(model);
  return httpsListeners(model).flatMap(({ id, certificates: of }) => {
    const has = (alias: string) => of.some((one) => namesOf(one).some((domain) => certifies(domain, alias)));
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
