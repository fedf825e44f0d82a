import { formatValue } from "../../config/finding";
import { servingListeners } from "../../config/model/listeners";
import { diffUrlMaps } from "../../routing/diff/diff-routes";
import type { Decision } from "../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../routing/evaluate/evaluate";
import { parseRequest } from "../../routing/evaluate/request";
import { atKey } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules, StackChange } from "./change";

export const ROUTE_CHANGES: ChangeRules = {
  "cold-workload": {
    impact: "interrupts",
    title: "A new workload that takes requests at once",
    why: "A new backend service answers 503 until its health checks have passed.",
    fix: "Add it first without a route, apply, then change the routes.",
    source: SOURCES.healthChecks,
    *check(change) {
      const cold = coldWorkloads(change);
      if (cold.size === 0 || !servesOn(change)) return;
      for (const [name, request] of takenOver(change, cold))
        yield atKey(["workloads", name], {
          what: `${formatValue(name)} is new and takes requests that are served today, such as ${request}: they are answered with 503 until its health checks have passed`,
        });
    },
  },
};

/** Whether any port leads to workloads before and after: elsewhere there is nobody to take requests over from. */
function servesOn({ before, after }: StackChange): boolean {
  const now = servingPorts(after);
  return servingPorts(before).some((port) => now.includes(port));
}

const servingPorts = ({ model }: StackChange["after"]): number[] => servingListeners(model).map(({ port }) => port);

/** The workloads that the apply brings and that serve nothing until they are found healthy. */
function coldWorkloads({ before, after }: StackChange): ReadonlySet<string> {
  const running = new Set(before.model.workloads.flatMap(({ id, backends }) => (backends.length > 0 ? id : [])));
  const isCold = ({ id, backends, healthCheck }: (typeof after.model.workloads)[number]) =>
    backends.length > 0 && healthCheck !== undefined && !running.has(id);
  return new Set(after.model.workloads.filter(isCold).map(({ id }) => id));
}

/** Each of them that gets requests which a workload answers today, with one such request. */
function takenOver({ before, after }: StackChange, cold: ReadonlySet<string>): ReadonlyMap<string, string> {
  const [old, now] = [compileUrlMap(before.urlMap), compileUrlMap(after.urlMap)];
  const taken = new Map<string, string>();
  for (const { example } of diffUrlMaps(before.urlMap, after.urlMap).changes) {
    if (example === undefined) continue;
    const request = parseRequest(example.method, example.url, example.headers);
    if (servicesOf(decide(old, request)).length === 0) continue;
    for (const service of servicesOf(decide(now, request)))
      if (cold.has(service) && !taken.has(service)) taken.set(service, `${example.method} ${example.url}`);
  }
  return taken;
}

const servicesOf = (decision: Decision): string[] =>
  decision.kind === "forward" ? decision.destinations.map(({ service }) => service) : [];
