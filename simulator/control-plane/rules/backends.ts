import { MOST_BACKENDS } from "../../../platform/facts";
import { invalidValue, limitExceeded } from "../api-error";
import { relativePath } from "../resource-path";
import { backendsOf, RATE_FIELDS } from "./backend-kinds";
import { each, type RuleSet, rulesOf } from "./rule";
import { PROVIDER, SOURCE } from "./sources";

const SERVICE = SOURCE.backendServices;
const REST = SOURCE.rest("regionBackendServices");
/** Balancing modes that two backend services cannot have for one instance group. */
const INCOMPATIBLE_MODES = [
  ["CONNECTION", "UTILIZATION"],
  ["RATE", "UTILIZATION"],
  ["CUSTOM_METRICS", "CONNECTION"],
  ["CUSTOM_METRICS", "RATE"],
  ["CUSTOM_METRICS", "UTILIZATION"],
];

export const BACKENDS: RuleSet = rulesOf("backendServices", SERVICE, [
  {
    id: "backend-service.backend-count",
    source: SOURCE.quotas,
    refuses: `more than ${MOST_BACKENDS} backends`,
    write: ({ backends = [] }) =>
      backends.length > MOST_BACKENDS ? limitExceeded("BACKENDS_PER_BACKEND_SERVICE", MOST_BACKENDS) : undefined,
  },
  {
    id: "backend-service.duplicate-group",
    source: REST,
    refuses: "one group twice",
    write: ({ backends = [] }) => {
      const index = backends.findIndex(({ group }, at) => backends.findIndex((other) => other.group === group) !== at);
      const why = "The group is already a backend of this backend service.";
      return index < 0 ? undefined : invalidValue(`backends[${index}].group`, backends[index]?.group, why);
    },
  },
  {
    id: "backend-service.mixed-kinds",
    refuses: "backends of different kinds in one service; zonal and hybrid NEGs may be mixed",
    write: (service, { state }) => {
      const [first, ...rest] = backendsOf(service, state);
      const { kind: { family = "" } = {}, name } = first?.value ?? {};
      const other = rest.find(
        ({ value: { kind, name: own } }) => kind.family !== family || (family === "internet NEGs" && own !== name),
      );
      return (
        other && invalidValue(`${other.at}.group`, other.value.backend.group, `Cannot be combined with ${family}.`)
      );
    },
  },
  {
    id: "backend-service.single-backend",
    refuses: "a second backend beside a serverless or Private Service Connect NEG",
    write: (service, { state }) => {
      const [first, second] = backendsOf(service, state);
      const { alone, family } = first?.value.kind ?? {};
      const why = `A backend service can have one ${family} only.`;
      return alone && second ? invalidValue(`${second.at}.group`, second.value.backend.group, why) : undefined;
    },
  },
  {
    id: "backend-service.balancing-mode",
    source: SOURCE.issue(PROVIDER, 9400),
    refuses: "a balancing mode that the kind of backend does not have",
    verbatim: true,
    write: each(backendsOf, ({ backend: { balancingMode: mode = "UTILIZATION" }, kind }) =>
      kind.modes.includes(mode) ? undefined : ["balancingMode", mode, kind.wrongMode(mode)],
    ),
  },
  {
    id: "backend-service.rate-field",
    refuses: "a maximum rate of a kind that the backend does not have, such as maxRatePerInstance on a NEG",
    write: each(backendsOf, ({ backend, kind }) => {
      const field = RATE_FIELDS.find((name) => backend[name] !== undefined && !kind.rates.includes(name));
      return field && [field, backend[field], `Not supported for ${kind.family}.`];
    }),
  },
  {
    id: "backend-service.rate-needed",
    refuses: "balancing mode RATE without exactly one maximum rate",
    write: each(backendsOf, ({ backend, kind }) => {
      const given = RATE_FIELDS.filter((name) => backend[name] !== undefined);
      const why = `Exactly one of ${kind.rates.join(", ")} must be specified for balancing mode RATE.`;
      return backend.balancingMode === "RATE" && given.length !== 1 && ["", backend, why];
    }),
  },
  {
    id: "backend-service.capacity",
    source: REST,
    refuses: "a capacity that is neither 0 nor from 0.1 to 1, and 0 on the only backend",
    write: each(backendsOf, ({ backend: { capacityScaler: capacity = 1 } }, { backends = [] }) => {
      const isValid = (capacity >= 0.1 && capacity <= 1) || (capacity === 0 && backends.length > 1);
      const why = "Must be 0, or from 0.1 to 1.0, and not 0 on the only backend.";
      return !isValid && ["capacityScaler", capacity, why];
    }),
  },
  {
    id: "backend-service.utilization",
    source: REST,
    refuses: "a maximum utilization outside 0 to 1, or with custom metrics",
    write: each(backendsOf, ({ backend: { maxUtilization: most, balancingMode } }) => {
      const isWrong = most !== undefined && (most < 0 || most > 1 || balancingMode === "CUSTOM_METRICS");
      return isWrong && ["maxUtilization", most, "Must be from 0.0 to 1.0, and absent with CUSTOM_METRICS."];
    }),
  },
  {
    id: "backend-service.custom-metrics",
    source: REST,
    refuses: "balancing mode CUSTOM_METRICS without a metric that counts",
    write: each(backendsOf, ({ backend: { balancingMode, customMetrics = [] } }) => {
      const isWrong = balancingMode === "CUSTOM_METRICS" && customMetrics.every(({ dryRun }) => dryRun);
      return isWrong && ["customMetrics", customMetrics, "At least one metric without dryRun must be specified."];
    }),
  },
  {
    id: "backend-service.incompatible-modes",
    refuses: "one instance group in two backend services with balancing modes that exclude each other",
    write: each(backendsOf, ({ backend: { group, balancingMode }, kind }, service, state) => {
      if (kind.family !== "instance groups") return undefined;
      for (const { selfLink, backends = [] } of state.all("backendServices")) {
        const same = backends.find((one) => one.group === group && excludes(one.balancingMode, balancingMode));
        if (same === undefined || selfLink === service.selfLink) continue;
        const why = `Balancing mode is incompatible with ${same.balancingMode}, which the backend service '${relativePath(selfLink ?? "")}' uses for the same instance group.`;
        return ["balancingMode", balancingMode, why];
      }
      return undefined;
    }),
  },
]);

function excludes(left = "UTILIZATION", right = "UTILIZATION"): boolean {
  return INCOMPATIBLE_MODES.some((pair) => left !== right && pair.includes(left) && pair.includes(right));
}
