import { HEALTH_CHECK_SECONDS, HEALTH_CHECK_THRESHOLD, LONGEST_OF_HEALTH_CHECK, PORT } from "../../../platform/facts";
import { invalidValue } from "../api-error";
import { type HealthCheck, type HealthCheckProbe, PROBES } from "../resources";
import { type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const REST = SOURCE.rest("regionHealthChecks");
function probesOf(check: HealthCheck): [field: string, probe: HealthCheckProbe][] {
  return Object.values(PROBES).flatMap((field) => (check[field] ? [[field, check[field]]] : []));
}

export const HEALTH_CHECKS: RuleSet = rulesOf("healthChecks", REST, [
  {
    id: "health-check.probe",
    refuses: "a health check without exactly one kind of probe, the one its type names",
    write: (check) => {
      const [first, second] = probesOf(check);
      const expected = check.type && PROBES[check.type];
      return first?.[0] === expected && second === undefined
        ? undefined
        : invalidValue("type", check.type, `Exactly ${expected} must be specified.`);
    },
  },
  {
    id: "health-check.times",
    refuses: "an interval or timeout outside 1 to 300 seconds, a threshold outside 1 to 10",
    write: ({ checkIntervalSec = 5, timeoutSec = 5, healthyThreshold = 2, unhealthyThreshold = 2 }) => {
      const limits = {
        checkIntervalSec: [checkIntervalSec, HEALTH_CHECK_SECONDS],
        timeoutSec: [timeoutSec, HEALTH_CHECK_SECONDS],
        healthyThreshold: [healthyThreshold, HEALTH_CHECK_THRESHOLD],
        unhealthyThreshold: [unhealthyThreshold, HEALTH_CHECK_THRESHOLD],
      } as const;
      for (const [field, [value, { min, max }]] of Object.entries(limits))
        if (value < min || value > max) return invalidValue(field, value, `Must be from ${min} to ${max}.`);
      return undefined;
    },
  },
  {
    id: "health-check.timeout",
    refuses: "a timeout longer than the interval",
    field: "timeoutSec",
    why: ({ checkIntervalSec }) => `Must be at most checkIntervalSec, which is ${checkIntervalSec}.`,
    when: ({ checkIntervalSec = 5, timeoutSec = 5 }) => timeoutSec > checkIntervalSec,
  },
  {
    id: "health-check.source-regions",
    source: SOURCE.rest("healthChecks"),
    refuses:
      "source regions that are not three, of a regional health check, asking by gRPC, HTTP2 or SSL, or more than twice a minute",
    write: (check, { path }) => {
      const { sourceRegions, checkIntervalSec = 5, type = "TCP" } = check;
      if (sourceRegions === undefined) return undefined;
      const refused = (detail: string) => invalidValue("sourceRegions", sourceRegions, detail);
      if (path.scope !== "global") return refused("Only a global health check has source regions.");
      if (sourceRegions.length !== 3) return refused("Exactly 3 regions must be specified.");
      if (!["HTTP", "HTTPS", "TCP"].includes(type)) return refused(`Not supported with ${type}.`);
      return checkIntervalSec < 30 ? refused("checkIntervalSec must be at least 30.") : undefined;
    },
  },
  {
    id: "health-check.port",
    refuses: "a port beside USE_SERVING_PORT, no port with USE_FIXED_PORT, and USE_NAMED_PORT",
    write: (check) => {
      for (const [field, { port, portSpecification }] of probesOf(check)) {
        if (portSpecification === "USE_NAMED_PORT")
          return invalidValue(`${field}.portSpecification`, portSpecification, "Not supported.");
        if (portSpecification === "USE_SERVING_PORT" && port !== undefined)
          return invalidValue(`${field}.port`, port, "Cannot be specified with USE_SERVING_PORT.");
        if (portSpecification === "USE_FIXED_PORT" && (port === undefined || port < PORT.min || port > PORT.max))
          return invalidValue(`${field}.port`, port, "Must be from 1 to 65535.");
      }
      return undefined;
    },
  },
  {
    id: "health-check.path",
    refuses: "a request path that does not start with `/` or is longer than 2048 characters",
    write: (check) => {
      const bad = probesOf(check).find(
        ([, { requestPath = "/" }]) =>
          !requestPath.startsWith("/") || requestPath.length > LONGEST_OF_HEALTH_CHECK.path,
      );
      return (
        bad &&
        invalidValue(
          `${bad[0]}.requestPath`,
          bad[1].requestPath,
          "Must start with '/' and have at most 2048 characters.",
        )
      );
    },
  },
]);
