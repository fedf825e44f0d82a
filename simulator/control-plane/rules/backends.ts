import { MOST_BACKENDS } from "../../../platform/facts";
import { type ApiError, invalidValue, limitExceeded } from "../api-error";
import type { Change } from "../resource-change";
import { relativePath } from "../resource-path";
import type { BackendService } from "../resources";
import { backendsOf, type KnownBackend, RATE_FIELDS } from "./backend-kinds";
import { type RuleSet, rulesOf } from "./rule";
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

/** A rule that judges one backend at a time. */
function each(check: (known: KnownBackend, service: BackendService) => ApiError | undefined) {
  return (service: BackendService, { state }: Change<BackendService>): ApiError | undefined => {
    for (const known of backendsOf(service, state)) {
      const error = check(known, service);
      if (error !== undefined) return error;
    }
    return undefined;
  };
}

export const BACKENDS: RuleSet = rulesOf("backendServices", [
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
      return index < 0
        ? undefined
        : invalidValue(
            `backends[${index}].group`,
            backends[index]?.group,
            "The group is already a backend of this backend service.",
          );
    },
  },
  {
    id: "backend-service.mixed-kinds",
    source: SERVICE,
    refuses: "backends of different kinds in one service; zonal and hybrid NEGs may be mixed",
    write: (service, { state }) => {
      const [first, ...rest] = backendsOf(service, state);
      const other = rest.find(
        ({ kind, name }) =>
          kind.family !== first?.kind.family || (kind.family === "internet NEGs" && name !== first?.name),
      );
      return (
        other &&
        invalidValue(`${other.at}.group`, other.backend.group, `Cannot be combined with ${first?.kind.family}.`)
      );
    },
  },
  {
    id: "backend-service.single-backend",
    source: SERVICE,
    refuses: "a second backend beside a serverless or Private Service Connect NEG",
    write: (service, { state }) => {
      const [first, second] = backendsOf(service, state);
      return first?.kind.alone && second
        ? invalidValue(
            `${second.at}.group`,
            second.backend.group,
            `A backend service can have one ${first.kind.family} only.`,
          )
        : undefined;
    },
  },
  {
    id: "backend-service.balancing-mode",
    source: SOURCE.issue(PROVIDER, 9400),
    refuses: "a balancing mode that the kind of backend does not have",
    verbatim: true,
    write: each(({ at, backend: { balancingMode: mode = "UTILIZATION" }, kind }) =>
      kind.modes.includes(mode) ? undefined : invalidValue(`${at}.balancingMode`, mode, kind.wrongMode(mode)),
    ),
  },
  {
    id: "backend-service.rate-field",
    source: SERVICE,
    refuses: "a maximum rate of a kind that the backend does not have, such as maxRatePerInstance on a NEG",
    write: each(({ at, backend, kind }) => {
      const field = RATE_FIELDS.find((name) => backend[name] !== undefined && !kind.rates.includes(name));
      return field && invalidValue(`${at}.${field}`, backend[field], `Not supported for ${kind.family}.`);
    }),
  },
  {
    id: "backend-service.rate-needed",
    source: SERVICE,
    refuses: "balancing mode RATE without exactly one maximum rate",
    write: each(({ at, backend, kind }) => {
      const given = RATE_FIELDS.filter((name) => backend[name] !== undefined);
      return backend.balancingMode === "RATE" && given.length !== 1
        ? invalidValue(
            at,
            backend,
            `Exactly one of ${kind.rates.join(", ")} must be specified for balancing mode RATE.`,
          )
        : undefined;
    }),
  },
  {
    id: "backend-service.capacity",
    source: REST,
    refuses: "a capacity that is neither 0 nor from 0.1 to 1, and 0 on the only backend",
    write: each(({ at, backend: { capacityScaler = 1 } }, { backends = [] }) => {
      const valid = (capacityScaler >= 0.1 && capacityScaler <= 1) || (capacityScaler === 0 && backends.length > 1);
      return valid
        ? undefined
        : invalidValue(
            `${at}.capacityScaler`,
            capacityScaler,
            "Must be 0, or from 0.1 to 1.0, and not 0 on the only backend.",
          );
    }),
  },
  {
    id: "backend-service.utilization",
    source: REST,
    refuses: "a maximum utilization outside 0 to 1, or with custom metrics",
    write: each(({ at, backend: { maxUtilization, balancingMode } }) =>
      maxUtilization !== undefined && (maxUtilization < 0 || maxUtilization > 1 || balancingMode === "CUSTOM_METRICS")
        ? invalidValue(
            `${at}.maxUtilization`,
            maxUtilization,
            "Must be from 0.0 to 1.0, and absent with CUSTOM_METRICS.",
          )
        : undefined,
    ),
  },
  {
    id: "backend-service.custom-metrics",
    source: REST,
    refuses: "balancing mode CUSTOM_METRICS without a metric that counts",
    write: each(({ at, backend: { balancingMode, customMetrics = [] } }) =>
      balancingMode === "CUSTOM_METRICS" && customMetrics.every(({ dryRun }) => dryRun)
        ? invalidValue(`${at}.customMetrics`, customMetrics, "At least one metric without dryRun must be specified.")
        : undefined,
    ),
  },
  {
    id: "backend-service.incompatible-modes",
    source: SERVICE,
    refuses: "one instance group in two backend services with balancing modes that exclude each other",
    write: (service, { state }) => {
      for (const { at, backend, kind } of backendsOf(service, state)) {
        if (kind.family !== "instance groups") continue;
        for (const other of state.all("backendServices")) {
          if (other.selfLink === service.selfLink) continue;
          const same = other.backends?.find(
            ({ group, balancingMode }) => group === backend.group && excludes(balancingMode, backend.balancingMode),
          );
          if (same)
            return invalidValue(
              `${at}.balancingMode`,
              backend.balancingMode,
              `Balancing mode is incompatible with ${same.balancingMode}, which the backend service '${relativePath(other.selfLink ?? "")}' uses for the same instance group.`,
            );
        }
      }
      return undefined;
    },
  },
]);

function excludes(left = "UTILIZATION", right = "UTILIZATION"): boolean {
  return INCOMPATIBLE_MODES.some((pair) => left !== right && pair.includes(left) && pair.includes(right));
}
