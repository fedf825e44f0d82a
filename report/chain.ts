import type { AnalyzedRegion } from "../checks/analysis";
import { formatSeconds } from "../config/duration";
import { formatPlace } from "../config/model/backends";
import { drainOf } from "../config/model/draining";
import { FAMILIES, KINDS } from "../config/model/kinds";
import type { Backend, HealthCheck, Listener, Model, Workload } from "../config/model/model";
import { makesSecurityPolicy } from "../config/model/security";
import { SERVERS } from "../config/presets/servers";
import { authorizationPolicies } from "../routing/access/authorization";
import { ARMOR } from "./answer";

/** `adopted`: taken over from what is there; `existing`: somebody else's, which stays that. */
export type Maker = "made" | "adopted" | "existing";

/** Something on the way of a request. */
export interface Part {
  readonly id: string;
  readonly text: string;
  readonly maker: Maker;
  /** Its numbers and other facts, by name. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface ListenerPart extends Part {
  readonly protocol: "http" | "https";
  readonly port: number;
  readonly redirects: boolean;
}

export interface WorkloadPart extends Part {
  readonly backends: readonly Part[];
}

/** What requests pass in one region, in their order. */
export interface Chain {
  readonly stack: string;
  readonly region: string;
  readonly exposure: "external" | "internal";
  readonly address: Part;
  readonly listeners: readonly ListenerPart[];
  /** Who is asked before a request is routed or served. */
  readonly asked: readonly Part[];
  readonly workloads: readonly WorkloadPart[];
}

export function chainOf({ model }: AnalyzedRegion): Chain {
  const { address } = model.frontend;
  return {
    stack: model.stack,
    region: model.region,
    exposure: model.scheme === "EXTERNAL_MANAGED" ? "external" : "internal",
    address: {
      id: "address",
      text: address.existing ?? model.adopt.address ?? "new address",
      maker: address.existing ? "existing" : model.adopt.address ? "adopted" : "made",
      facts: address.protect ? { protected: "cannot be destroyed" } : {},
    },
    listeners: model.frontend.listeners.map((listener) => listenerPart(listener, model)),
    asked: askedParts(model),
    workloads: model.workloads.map((workload) => workloadPart(workload, model)),
  };
}

function listenerPart(listener: Listener, { adopt }: Model): ListenerPart {
  const { id, protocol, port } = listener;
  const redirects = listener.protocol === "http" && listener.redirectToHttps;
  const certificates = listener.protocol === "https" ? listener.certificates : [];
  const names = certificates.map((one) =>
    one.kind === "managed" ? one.domain : one.kind === "pem" ? "PEM" : one.existing,
  );
  return {
    id,
    text: `${protocol.toUpperCase()} ${port}${redirects ? " → HTTPS" : ""}`,
    maker: adopt.forwardingRules[id] ? "adopted" : "made",
    facts: {
      ...(redirects && { answers: "redirect to HTTPS" }),
      ...(names.length > 0 && { certificates: names.join(", ") }),
    },
    protocol,
    port,
    redirects,
  };
}

/** In Google's order. */
function askedParts(model: Model): Part[] {
  const { security, extensions } = model;
  const called = extensions.map((one) => ({
    kind: one.kind,
    id: `extensions ${one.id}`,
    text: `${one.kind} extension ${"to" in one ? one.to : "Model Armor"}`,
  }));
  const armor =
    security.policy !== undefined || makesSecurityPolicy(security)
      ? [{ id: ARMOR, text: `Cloud Armor${security.policy ? ` ${security.policy}` : ""}` }]
      : [];
  const policies = authorizationPolicies(model, (id) => id).map(({ id: own, policy }) => {
    const { description: id = own, action, custom_provider } = policy;
    const text = called.find((one) => one.id === id)?.text ?? `${action === "DENY" ? "denied" : "allowed"} by ${id}`;
    return { id, text: custom_provider?.cloud_iap ? "IAP" : text };
  });
  const certificates = model.frontend.listeners.some((one) => "clientCertificates" in one && one.clientCertificates)
    ? [{ id: "clientCertificates", text: "client certificate" }]
    : [];
  const of = (kind: string) => called.filter((one) => one.kind === kind);
  return [...certificates, ...of("route"), ...armor, ...policies, ...of("traffic")].map(({ id, text }) => ({
    id,
    text,
    maker: id === ARMOR && security.policy !== undefined ? "existing" : "made",
    facts: {},
  }));
}

function workloadPart(workload: Workload, { adopt }: Model): WorkloadPart {
  const { id, server, port, protocol, healthCheck, timeout, backends, family, securityPolicy } = workload;
  const title = server === undefined ? undefined : SERVERS[server].title;
  return {
    id,
    text: id,
    maker: family === "external" ? "existing" : adopt.backendServices[id] ? "adopted" : "made",
    facts: {
      ...(title && { server: title }),
      ...(FAMILIES[family].ported && { port: `${port} ${protocol}` }),
      "health check": healthCheck ? describeHealthCheck(healthCheck) : "none: the platform's own",
      ...(timeout !== undefined && { timeout: formatSeconds(timeout) }),
      ...(FAMILIES[family].limited && { drain: formatSeconds(drainOf(workload)) }),
      ...(securityPolicy && { "security policy": securityPolicy }),
    },
    backends: backends.map(backendPart),
  };
}

const describeHealthCheck = ({ protocol, path = "", port, interval }: HealthCheck): string =>
  `${protocol} ${path}${port === undefined ? "" : ` on ${port}`} every ${formatSeconds(interval)}`;

function backendPart(backend: Backend): Part {
  const { balancing } = backend;
  const most = balancing && (balancing.maxRate ?? balancing.maxRatePerInstance ?? balancing.maxRatePerEndpoint);
  return {
    id: backend.id,
    text: nameOf(backend),
    // What is made for other kinds is only the way to them.
    maker: KINDS[backend.kind].members || backend.kind === "internet" ? "made" : "existing",
    facts: {
      kind: KINDS[backend.kind].noun.replace(/^an? /, ""),
      ...(balancing && { balancing: balancing.mode.toLowerCase() }),
      ...(most !== undefined && { "at most": `${most} requests a second` }),
      ...(backend.tags.length > 0 && { tags: backend.tags.join(", ") }),
    },
  };
}

function nameOf(backend: Backend): string {
  if ("group" in backend) return formatPlace(backend.group);
  if ("neg" in backend) return formatPlace(backend.neg);
  if ("instances" in backend) return `${backend.zone}: ${backend.instances.join(", ")}`;
  if ("endpoints" in backend)
    return `${backend.zone}: ${backend.endpoints.map(({ ip, port }) => `${ip}:${port}`).join(", ")}`;
  if (backend.kind === "cloudRun") return `Cloud Run ${backend.service ?? backend.urlMask}`;
  if (backend.kind === "cloudFunction") return `function ${backend.function ?? backend.urlMask}`;
  if (backend.kind === "internet") return `${backend.fqdn ?? backend.ip}:${backend.port}`;
  return backend.kind === "privateServiceConnect" ? backend.target : backend.selfLink;
}
