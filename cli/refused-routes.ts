import type { AnalyzedRegion } from "../checks/analysis";
import { distinct } from "../checks/rule";
import { type DocumentPath, type Finding, findingOf } from "../config/finding";
import type { CompiledRoute } from "../routing/compile/compile";
import { ROUTING_FINDINGS } from "../routing/compile/finding-kinds";
import { refusedByEnvoy } from "../routing/compile/findings";
import { pathMatcherName } from "../routing/compile/host-rules";
import { matchRuleOf, pathMatchesOf } from "../routing/compile/path-rewrites";
import type { RouteMatch } from "../simulator/data-plane/envoy/api";
import type { RefusedRoute } from "../simulator/data-plane/envoy/refused-routes";
import { ruleMatch } from "../simulator/data-plane/envoy/route-match";

/** The routes that Envoy refuses, as findings at the rules that they were made of. */
export function refusedRouteFindings(
  refused: readonly RefusedRoute[],
  regions: readonly Pick<AnalyzedRegion, "routes">[],
): Finding[] {
  const routes = regions.flatMap((region) => region.routes);
  const findings = refused.map((one) => {
    const path = routes.find((route) => isOf(one, route))?.source;
    const reason = path === undefined ? `${one.name}: ${one.reason}` : one.reason;
    return findingOf(ROUTING_FINDINGS, "refused-by-envoy", path ?? NOWHERE, refusedByEnvoy(reason));
  });
  return distinct(findings);
}

const NOWHERE: DocumentPath = ["routes"];

function isOf({ name, match }: RefusedRoute, { host, match: written, opening }: CompiledRoute): boolean {
  if (written === undefined || !name.startsWith(`${pathMatcherName(host)}.`)) return false;
  // What a wide rule opens has other paths than the rule, with its conditions.
  const seen = (one: RouteMatch) => JSON.stringify(opening === undefined ? one : conditionsOf(one));
  return pathMatchesOf(written.path).some((path) => seen(ruleMatch(matchRuleOf(path, written))) === seen(match));
}

const conditionsOf = ({ headers = [], query_parameters }: RouteMatch): Partial<RouteMatch> => ({
  headers: headers.filter(({ name }) => name !== ":method"),
  query_parameters,
});
