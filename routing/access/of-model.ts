import type { Extension } from "../../config/model/extensions";
import { servingListeners } from "../../config/model/listeners";
import type { Listener, Model, Workload } from "../../config/model/model";
import { makesSecurityPolicy } from "../../config/model/security";
import { CLOSED } from "../closed";
import { authorizationPolicies } from "./authorization";
import { hostExpression } from "./host-expression";
import type {
  AccessPolicies,
  Callout,
  ListenerPolicies,
  ReadPolicy,
  ReadSecurityPolicy,
  ServicePolicies,
} from "./policies";
import { securityPolicyRules } from "./security-policy";

const KNOWN = new Map<number, string>();

/** The policies that constructs write for a model, for who asks before anything is written. */
export function accessOfModel(model: Model): AccessPolicies {
  const { security, workloads } = model;
  const own = makesSecurityPolicy(security)
    ? { name: "security-policy", rules: securityPolicyRules(security), unread: KNOWN }
    : existing(security.policy);
  const authorization = authorizationPolicies(model, (id) => id).map(({ policy }) => readPolicy(policy, model));
  return {
    listeners: servingListeners(model).map((listener) => ({
      protocol: listener.protocol,
      port: listener.port,
      policies: { authorization, callouts: calloutsOf(model), ...certificateOf(listener) },
    })),
    services: new Map<string, ServicePolicies>([
      ...workloads
        .filter(isOurs)
        .map(({ id, securityPolicy }): [string, ServicePolicies] => [id, withPolicy(existing(securityPolicy) ?? own)]),
      [CLOSED, withPolicy(own)],
    ]),
  };
}

/** Another project's backend service has policies of its own. */
const isOurs = ({ backends }: Workload) => !backends.some(({ kind }) => kind === "backendService");

const withPolicy = (securityPolicy: ReadSecurityPolicy | undefined): ServicePolicies =>
  securityPolicy ? { securityPolicy } : {};

const existing = (policy: string | undefined): ReadSecurityPolicy | undefined =>
  policy === undefined ? undefined : { name: policy.slice(policy.lastIndexOf("/") + 1), unread: KNOWN };

function readPolicy(policy: ReadPolicy["policy"], { extensions }: Model): ReadPolicy {
  const name = policy.description ?? "";
  const common = { name, policy, unread: KNOWN };
  if (policy.action !== "CUSTOM") return common;
  const [id] = policy.custom_provider?.authz_extension?.resources ?? [];
  const extension = extensions.find((one) => one.id === id);
  if (extension === undefined) return { ...common, asked: { who: "IAP" } };
  const who = "modelArmor" in extension ? "Model Armor" : extension.to;
  return { ...common, asked: { who, ...failOpenOf(extension) } };
}

const failOpenOf = ({ failOpen }: Extension): { failOpen?: true } => (failOpen ? { failOpen } : {});

function calloutsOf({ extensions, frontend }: Model): Callout[] {
  const ports = frontend.listeners.map(({ port }) => port);
  return extensions.flatMap((one): Callout[] => {
    const { id, kind, hosts, when } = one;
    if (kind === "authorization") return [];
    return [{ name: `extensions ${id}`, kind, expression: when ?? hostExpression(hosts, ports), ...failOpenOf(one) }];
  });
}

function certificateOf(listener: Listener): Pick<ListenerPolicies, "certificate"> {
  if (listener.protocol === "http" || listener.clientCertificates === undefined) return {};
  const { clientCertificates: certificates } = listener;
  if ("existing" in certificates) return { certificate: "perhaps required" };
  return certificates.mode === "REJECT_INVALID" ? { certificate: "required" } : {};
}
