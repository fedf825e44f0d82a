import { DEFAULT_TIMEOUT, LONGEST_COOKIE, LONGEST_DRAIN } from "../../../platform/facts";
import { invalidValue } from "../api-error";
import type { BackendService } from "../resources";
import type { View } from "../state";
import { backendsOf } from "./backend-kinds";
import { type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const SERVICE = SOURCE.backendServices;
const REST = SOURCE.rest("regionBackendServices");
const PROTOCOLS = ["HTTP", "HTTPS", "HTTP2", "H2C"];
const AFFINITIES = ["NONE", "CLIENT_IP", "GENERATED_COOKIE", "HEADER_FIELD", "HTTP_COOKIE", "STRONG_COOKIE_AFFINITY"];
const HASH_POLICIES = ["MAGLEV", "RING_HASH"];
const isManaged = ({ loadBalancingScheme }: BackendService) => loadBalancingScheme?.endsWith("_MANAGED") === true;

function hasBackend(service: BackendService, state: View, name: string): boolean {
  return backendsOf(service, state).some(({ value }) => value.name === name);
}

const CHARACTERISTICS = rulesOf("backendServices", REST, [
  {
    id: "backend-service.protocol",
    refuses: "a protocol other than HTTP, HTTPS, HTTP2 and H2C on an Application Load Balancer",
    field: "protocol",
    why: `Must be one of ${PROTOCOLS.join(", ")}.`,
    when: (service) => isManaged(service) && !PROTOCOLS.includes(service.protocol ?? ""),
  },
  {
    id: "backend-service.timeout",
    refuses: "a timeout under one second",
    field: "timeoutSec",
    why: "Must be at least 1.",
    when: ({ timeoutSec = DEFAULT_TIMEOUT }) => timeoutSec < 1,
  },
  {
    id: "backend-service.serverless-timeout",
    source: SOURCE.issue("terraform-google-modules/terraform-google-lb-http", 358),
    refuses: "a timeout other than the default 30 seconds with a serverless NEG",
    verbatim: true,
    field: "timeoutSec",
    why: "Timeout sec is not supported for a backend service with Serverless network endpoint groups.",
    when: (service, { state }) => hasBackend(service, state, "SERVERLESS") && service.timeoutSec !== DEFAULT_TIMEOUT,
  },
  {
    id: "backend-service.draining",
    refuses: "connection draining longer than one hour",
    field: "connectionDraining.drainingTimeoutSec",
    why: `Must be from 0 to ${LONGEST_DRAIN}.`,
    when: ({ connectionDraining: { drainingTimeoutSec: seconds = 0 } = {} }) => seconds < 0 || seconds > LONGEST_DRAIN,
  },
  {
    id: "backend-service.affinity",
    source: SERVICE,
    refuses: "a session affinity that an Application Load Balancer does not have",
    field: "sessionAffinity",
    why: `Must be one of ${AFFINITIES.join(", ")}.`,
    when: (service) => isManaged(service) && !AFFINITIES.includes(service.sessionAffinity ?? "NONE"),
  },
  {
    id: "backend-service.affinity-needs",
    source: SERVICE,
    refuses: "header, cookie or strong cookie affinity without saying which header or cookie",
    write: ({ sessionAffinity, consistentHash, strongSessionAffinityCookie }) => {
      const needed = {
        HEADER_FIELD: ["consistentHash.httpHeaderName", consistentHash?.httpHeaderName],
        HTTP_COOKIE: ["consistentHash.httpCookie", consistentHash?.httpCookie],
        STRONG_COOKIE_AFFINITY: ["strongSessionAffinityCookie", strongSessionAffinityCookie],
      }[sessionAffinity ?? ""];
      return needed && needed[1] === undefined
        ? invalidValue("sessionAffinity", sessionAffinity, `${needed[0]} must be specified.`)
        : undefined;
    },
  },
  {
    id: "backend-service.cookie-ttl",
    refuses: "a cookie lifetime beyond two weeks",
    field: "affinityCookieTtlSec",
    why: `Must be at most ${LONGEST_COOKIE}.`,
    when: ({ affinityCookieTtlSec = 0 }) => affinityCookieTtlSec > LONGEST_COOKIE,
  },
  {
    id: "backend-service.locality-policy",
    source: SERVICE,
    refuses:
      "WEIGHTED_MAGLEV on an Application Load Balancer, ORIGINAL_DESTINATION on an external one, WEIGHTED_ROUND_ROBIN without custom metrics",
    field: "localityLbPolicy",
    why: "The policy is not supported for this backend service.",
    when: (service) => {
      const { localityLbPolicy: policy, loadBalancingScheme, customMetrics = [] } = service;
      return (
        (policy === "WEIGHTED_MAGLEV" && isManaged(service)) ||
        (policy === "ORIGINAL_DESTINATION" && loadBalancingScheme === "EXTERNAL_MANAGED") ||
        (policy === "WEIGHTED_ROUND_ROBIN" && customMetrics.length === 0)
      );
    },
  },
  {
    id: "backend-service.consistent-hash",
    refuses: "consistentHash with a locality policy other than MAGLEV and RING_HASH",
    field: "consistentHash",
    why: ({ localityLbPolicy }) => `Consistent hash is not supported with locality policy ${localityLbPolicy}.`,
    when: ({ consistentHash, localityLbPolicy = "MAGLEV" }) =>
      consistentHash !== undefined && !HASH_POLICIES.includes(localityLbPolicy),
  },
  {
    id: "backend-service.serverless-resilience",
    refuses: "outlier detection or circuit breakers with a serverless NEG",
    write: (service, { state }) => {
      const field = (["outlierDetection", "circuitBreakers"] as const).find((name) => service[name] !== undefined);
      const why = "Not supported for a backend service with Serverless network endpoint groups.";
      return field && hasBackend(service, state, "SERVERLESS") ? invalidValue(field, service[field], why) : undefined;
    },
  },
]);

const HEALTH_CHECKS = rulesOf("backendServices", REST, [
  {
    id: "backend-service.one-health-check",
    refuses: "more than one health check",
    field: "healthChecks",
    why: "At most one health check is allowed.",
    when: ({ healthChecks = [] }) => healthChecks.length > 1,
  },
  {
    id: "backend-service.health-check-required",
    source: SERVICE,
    refuses: "instance groups and zonal NEGs without a health check",
    write: ({ healthChecks = [], ...service }, { state }) => {
      const needed = backendsOf(service, state).find(({ value }) => value.kind.healthCheck === "required");
      const why = `A health check is required for a backend service with ${needed?.value.kind.family}.`;
      return needed && healthChecks.length === 0 ? invalidValue("healthChecks", "", why) : undefined;
    },
  },
  {
    id: "backend-service.health-check-forbidden",
    source: SOURCE.serverlessNegs,
    refuses: "a health check with a serverless or Private Service Connect NEG",
    verbatim: true,
    write: ({ healthChecks = [], ...service }, { state }) => {
      const forbidden = backendsOf(service, state).find(({ value }) => value.kind.healthCheck === "forbidden")?.value;
      const what = forbidden?.name === "SERVERLESS" ? "Serverless network endpoint group" : forbidden?.kind.family;
      const why = `A backend service cannot have a healthcheck with ${what} backends.`;
      return forbidden && healthChecks.length > 0 ? invalidValue("healthChecks", healthChecks, why) : undefined;
    },
  },
]);

export const BACKEND_SERVICES: readonly RuleSet[] = [CHARACTERISTICS, HEALTH_CHECKS];
