import type { Analysis } from "../checks/analysis";
import { failoverTerms } from "../checks/failover-time";
import type { Figures } from "../checks/formats/report";
import { limitUses } from "../checks/limits";
import { type Cost, changedCost, costOf } from "../checks/monthly-cost";
import { dnsRecords, prerequisites } from "./prerequisites";
import { stacksOf } from "./stacks";

/** What a valid configuration needs, uses and costs; with what it costs more than another one. */
export function figuresOf(analysis: Analysis, before?: Analysis): Figures {
  const cost = monthlyCost(analysis);
  const failover = failoverTerms(analysis.regions);
  return {
    regions: analysis.regions.map((region) => ({
      region: region.model.region,
      stack: region.model.stack,
      exposure: region.model.scheme === "EXTERNAL_MANAGED" ? "external" : "internal",
      mustExist: prerequisites(region.model),
      records: dnsRecords(region),
      limits: limitUses(region),
    })),
    ...(failover.length > 0 && { failover }),
    cost: before === undefined ? cost : changedCost(cost, monthlyCost(before)),
  };
}

const monthlyCost = (analysis: Analysis): Cost =>
  costOf(stacksOf(analysis).map(({ name, json: { resource = {} } }) => ({ name, resources: resource })));
