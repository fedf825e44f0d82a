import { MonitoringAlertPolicy } from "@cdktf/provider-google/lib/monitoring-alert-policy";
import { MonitoringCustomService } from "@cdktf/provider-google/lib/monitoring-custom-service";
import { MonitoringDashboard } from "@cdktf/provider-google/lib/monitoring-dashboard";
import { MonitoringSlo, type MonitoringSloRequestBasedSli } from "@cdktf/provider-google/lib/monitoring-slo";
import { Construct } from "constructs";
import { servingListeners } from "../config/model/listeners";
import type { Model } from "../config/model/model";
import type { Slo } from "../config/model/observability";
import { type Alert, alertsOf, type Watched } from "./alerts";
import { dashboardOf } from "./dashboard";
import type { Listener } from "./listener";
import { labelsOf } from "./placement";
import { type TrafficQueries, trafficQueries } from "./traffic-queries";

export interface ObservabilityProps extends Pick<Watched, "subnet" | "nat"> {
  readonly model: Model;
  readonly listeners: ReadonlyMap<string, Listener>;
  /** The names of the backend services of this region, by workload. */
  readonly serviceNames: ReadonlyMap<string, string>;
}

const ROLLING_DAYS = 28;

/** Objectives, alerts and a dashboard of one proxy; nothing that the configuration does not ask for. */
export class Observability extends Construct {
  private readonly model: Model;

  constructor(scope: Construct, id: string, { model, listeners, serviceNames, subnet, nat }: ObservabilityProps) {
    super(scope, id);
    this.model = model;
    const { notify: _, slos, alerts, dashboard } = model.observability;
    const rules = servingListeners(model).flatMap((listener) => listeners.get(listener.id)?.forwardingRule.name ?? []);
    const queries = trafficQueries(model, rules);
    const workloads = model.workloads.flatMap((workload) => {
      const serviceName = serviceNames.get(workload.id);
      return serviceName === undefined ? [] : [{ workload, serviceName }];
    });
    // In a region where its workload does not run, nothing is promised.
    const kept = slos.filter(({ workload }) => workload === undefined || serviceNames.has(workload));
    const made = this.slos(kept, queries, serviceNames);
    for (const alert of alertsOf(alerts, { queries, slos: made, workloads, subnet, nat })) this.alert(alert);
    if (dashboard)
      new MonitoringDashboard(this, "dashboard", {
        project: model.project,
        dashboardJson: dashboardOf(model, queries, subnet),
      });
  }

  private slos(slos: readonly Slo[], queries: TrafficQueries, serviceNames: ReadonlyMap<string, string>) {
    if (slos.length === 0) return [];
    const { project, stack } = this.model;
    const service = new MonitoringCustomService(this, "service", {
      project,
      serviceId: stack,
      displayName: stack,
      userLabels: labelsOf(this.model),
    });
    return slos.map((slo) => {
      const { id, goal, workload } = slo;
      const serviceName = workload === undefined ? undefined : serviceNames.get(workload);
      const resource = new MonitoringSlo(this, id, {
        project,
        service: service.serviceId,
        sloId: id.replaceAll(".", "-"),
        displayName: `${stack}: ${id}`,
        goal,
        rollingPeriodDays: ROLLING_DAYS,
        requestBasedSli: indicator(slo, queries, serviceName && `resource.labels.backend_target_name="${serviceName}"`),
        userLabels: labelsOf(this.model),
      });
      return { id, name: resource.name };
    });
  }

  private alert({ id, title, what, severity, conditions }: Alert): void {
    const { project, stack, observability } = this.model;
    const matchesLog = conditions.some(({ conditionMatchedLog }) => conditionMatchedLog !== undefined);
    new MonitoringAlertPolicy(this, id, {
      project,
      displayName: `${stack}: ${title}`,
      documentation: { content: what, mimeType: "text/markdown" },
      severity,
      combiner: conditions.length > 1 ? "AND" : "OR",
      conditions: [...conditions],
      // Google asks for a limit where log entries are matched: each of them would tell.
      alertStrategy: matchesLog ? { autoClose: "1800s", notificationRateLimit: { period: "300s" } } : undefined,
      notificationChannels: observability.notify.length > 0 ? [...observability.notify] : undefined,
      userLabels: labelsOf(this.model),
    });
  }
}

/** A status of 5xx is bad, or what takes longer than it may. The metric's unit is the millisecond. */
function indicator({ latency }: Slo, { filter }: TrafficQueries, whose?: string): MonitoringSloRequestBasedSli {
  const labels = (more?: string) => [whose, more].filter((one) => one !== undefined).join(" AND ");
  if (latency !== undefined)
    return {
      distributionCut: { distributionFilter: filter("total_latencies", labels()), range: { max: latency * 1000 } },
    };
  return {
    goodTotalRatio: {
      badServiceFilter: filter("request_count", labels('metric.labels.response_code_class="500"')),
      totalServiceFilter: filter("request_count", labels()),
    },
  };
}
