import { Construct } from "constructs";
import type { Model } from "../config/model/model";
import type { Listener } from "./listener";
import { freeId, hashedName, plainName } from "./names";
import { RawResource } from "./raw-resource";

export interface RegionHealthProps {
  readonly model: Model;
  /** The backend services that the region's health comes from, by workload. */
  readonly services: ReadonlyMap<string, string>;
  /** The one that clients are led to. */
  readonly listener: Listener;
}

/**
 * Tells Cloud DNS whether the workloads of an internal proxy can serve: by itself it looks at the proxy, which answers without them.
 * All of the workloads count, and each serves as long as one of its machines does.
 */
export class RegionHealth extends Construct {
  constructor(scope: Construct, id: string, { model, services, listener }: RegionHealthProps) {
    super(scope, id);
    const { stack, project, region } = model;
    const make = (section: string, name: string, type: string, attributes: object) => {
      const parent = this.node.tryFindChild(section) ?? new Construct(this, section);
      return new RawResource(parent as Construct, freeId(parent, name), {
        type: `google_compute_region_${type}`,
        attributes: { name: hashedName(this, stack, name, { region }), project, region, ...attributes },
        lifecycle: { createBeforeDestroy: true },
      });
    };
    const policy = make("policy", "any-machine", "health_aggregation_policy", {
      policy_type: "BACKEND_SERVICE_POLICY",
      // The provider leaves out 0.
      healthy_percent_threshold: 1,
      min_healthy_threshold: 1,
    });
    const sources = [...services].map(([workload, service]) =>
      make("sources", workload, "health_source", {
        source_type: "BACKEND_SERVICE",
        sources: [service],
        health_aggregation_policy: policy.id,
      }),
    );
    const { id: rule } = listener.forwardingRule.node;
    new RawResource(this, rule, {
      type: "google_compute_region_composite_health_check",
      attributes: {
        name: plainName(stack, rule),
        project,
        region,
        health_sources: sources.map((source) => source.id),
        health_destination: listener.forwardingRule.id,
      },
      // Nobody says whether a forwarding rule can go while its health is told.
      lifecycle: { replaceTriggeredBy: [listener.ruleIdentity] },
    });
  }
}
