import { call, global, insert, located, patch, regional, remove, zonal } from "../client";
import { CHECK, changed, HTTPS, like, MAP, type Row, RULE, service, updated, VLLM } from "./row";

export const COMMON: readonly Row[] = [
  ["already-exists", "a name that is taken", (s) => insert(s, VLLM, like(VLLM)), 409, "alreadyExists"],
  ["name", "a name with an upper-case letter", changed(regional("healthChecks/Bad"), CHECK, {})],
  ["name", "a name of 64 characters", changed(regional(`healthChecks/${"a".repeat(64)}`), CHECK, {})],
  ["fingerprint", "an update with an old fingerprint", updated(VLLM, { fingerprint: "b2xk" }), 412, "conditionNotMet"],
  [
    "fingerprint",
    "an update of a URL map without a fingerprint",
    updated(MAP, { fingerprint: undefined }),
    412,
    "conditionNotMet",
  ],
  [
    "fingerprint",
    "labels with an old fingerprint",
    (s) => call(s, RULE, "setLabels", { labelFingerprint: "b2xk", labels: {} }),
    412,
    "conditionNotMet",
  ],
  [
    "immutable-field",
    "another scheme of a backend service",
    updated(VLLM, { loadBalancingScheme: "INTERNAL_MANAGED" }),
  ],
  ["immutable-field", "another port of a forwarding rule", (s) => patch(s, RULE, { portRange: "81-81" })],
  ["reference-kind", "a URL map where a backend service must be", updated(MAP, { defaultService: MAP })],
  [
    "reference-region",
    "a health check of another region",
    service({ healthChecks: ["projects/p/regions/europe-west4/healthChecks/http"] }),
  ],
  [
    "reference-region",
    "a global URL map",
    (s) => call(s, regional("targetHttpProxies/http"), "setUrlMap", { urlMap: global("urlMaps/ai") }),
  ],
  [
    "reference-missing",
    "a backend service that is not there",
    updated(MAP, { defaultService: regional("backendServices/gone") }),
    404,
    "notFound",
  ],
  [
    "reference-missing",
    "a certificate of Certificate Manager that is not there",
    (s) =>
      call(s, HTTPS, "setSslCertificates", {
        sslCertificates: [`https://certificatemanager.googleapis.com/v1/${located("certificates/gone")}`],
      }),
    404,
    "notFound",
  ],
  ["in-use", "a health check of a backend service", (s) => remove(s, CHECK), 400, "resourceInUseByAnotherResource"],
  ["in-use", "a backend service of a URL map", (s) => remove(s, VLLM), 400, "resourceInUseByAnotherResource"],
  ["in-use", "a URL map of a target proxy", (s) => remove(s, MAP), 400, "resourceInUseByAnotherResource"],
  [
    "in-use",
    "a target proxy of a forwarding rule",
    (s) => remove(s, regional("targetHttpProxies/http")),
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "in-use",
    "a NEG of a backend service",
    (s) => remove(s, zonal("networkEndpointGroups/pods")),
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "in-use",
    "a certificate of a target proxy",
    (s) => remove(s, regional("sslCertificates/pem")),
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "in-use",
    "a DNS authorization of a certificate",
    (s) => remove(s, located("dnsAuthorizations/ai")),
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "in-use",
    "a network of a subnetwork",
    (s) => remove(s, global("networks/ai")),
    400,
    "resourceInUseByAnotherResource",
  ],
];
