import { type ApiError, invalidValue } from "../api-error";
import type { View } from "../state";
import { found, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const INTERNAL = ["INTERNAL", "INTERNAL_MANAGED"];
const MACHINES = ["GCE_VM_IP", "GCE_VM_IP_PORT"];
const SOURCES = SOURCE.resource("compute_region_health_source");
const COMPOSITE = SOURCE.resource("compute_region_composite_health_check");
const MOST_SOURCES = 10;

/** A link to something that is not internal. */
const notInternal = (
  field: string,
  link: string | undefined,
  found: { readonly loadBalancingScheme?: string } | undefined,
): ApiError | undefined =>
  found === undefined || INTERNAL.includes(String(found.loadBalancingScheme))
    ? undefined
    : invalidValue(field, link, "Its load balancing scheme must be INTERNAL or INTERNAL_MANAGED.");

/** A group that no health source can go by. */
const withoutMachines = (service: string | undefined, state: View): string | undefined =>
  state
    .get("backendServices", service)
    ?.backends?.flatMap(({ group }) => group ?? [])
    .find((group) => {
      const { networkEndpointType = MACHINES[1] } = state.get("networkEndpointGroups", group) ?? {};
      return !MACHINES.includes(networkEndpointType ?? "");
    });

/** What tells Cloud DNS how the workloads behind an internal proxy are. */
export const REGION_HEALTH: readonly RuleSet[] = [
  rulesOf("healthAggregationPolicies", SOURCE.resource("compute_region_health_aggregation_policy"), [
    {
      id: "health-aggregation-policy.thresholds",
      refuses: "a threshold below one machine, or that is no percentage",
      write: ({ healthyPercentThreshold: percent = 60, minHealthyThreshold: least = 1 }) => {
        if (percent < 0 || percent > 100) return invalidValue("healthyPercentThreshold", percent, "Must be 0 to 100.");
        return least < 1 ? invalidValue("minHealthyThreshold", least, "Must be positive.") : undefined;
      },
    },
  ]),
  rulesOf("healthSources", SOURCES, [
    {
      id: "health-source.sources",
      refuses: "none or several sources, and one that is not internal",
      write: ({ sources = [] }, { state }) => {
        const [service] = sources;
        if (sources.length !== 1) return invalidValue("sources", sources, "Must be of size 1.");
        return notInternal("sources", service, state.get("backendServices", service));
      },
    },
    {
      id: "health-source.groups",
      refuses: "a backend service with other groups than of machines: serverless, hybrid, internet",
      write: ({ sources = [] }, { state }) => {
        const group = withoutMachines(sources[0], state);
        return found("sources", group, `Must be of ${MACHINES.join(" or ")}.`);
      },
    },
  ]),
  rulesOf("compositeHealthChecks", COMPOSITE, [
    {
      id: "composite-health-check.sources",
      refuses: "none, and more than ten health sources",
      field: "healthSources",
      why: `Must be 1 to ${MOST_SOURCES}.`,
      when: ({ healthSources = [] }) => healthSources.length === 0 || healthSources.length > MOST_SOURCES,
    },
    {
      id: "composite-health-check.destination",
      refuses: "a forwarding rule that is external",
      write: ({ healthDestination: rule }, { state }) =>
        notInternal("healthDestination", rule, state.get("forwardingRules", rule)),
    },
  ]),
];
