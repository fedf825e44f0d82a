import { Construct } from "constructs";
import type { Extension } from "../config/model/extensions";
import type { Model } from "../config/model/model";
import { hostExpression } from "../routing/access/host-expression";
import type { Listener } from "./listener";
import { hashedName, plainName } from "./names";
import { labelsOf, requiredProject } from "./placement";
import { RawResource } from "./raw-resource";

/** How a kind of extension that sits on forwarding rules is written. */
const CHAINED = {
  route: { type: "google_network_services_lb_route_extension", events: ["REQUEST_HEADERS"] },
  traffic: {
    type: "google_network_services_lb_traffic_extension",
    events: ["REQUEST_HEADERS", "RESPONSE_HEADERS"],
  },
} as const;

/** What the proxy asks on the way of a request. */
export class Extensions extends Construct {
  private readonly authorizations = new Map<string, RawResource>();

  constructor(
    scope: Construct,
    id: string,
    private readonly model: Model,
    /** The link of a workload's backend service. */
    private readonly serviceLink: (workload: string) => string,
    /** Another one where the load balancing scheme changes, as `replace_triggered_by` takes it. */
    private readonly schemeIdentity: string,
  ) {
    super(scope, id);
    for (const extension of model.extensions)
      if (extension.kind === "authorization") this.authorizations.set(extension.id, this.authorization(extension));
  }

  /** The link of an authorization extension. */
  readonly link = (id: string): string => this.authorizations.get(id)?.id ?? "";

  /** The route and traffic extensions of a listener. */
  attach({ node, forwardingRule, ruleIdentity }: Listener): void {
    const { region, project, stack, scheme, extensions, frontend } = this.model;
    const ports = frontend.listeners.map(({ port }) => port);
    for (const kind of ["route", "traffic"] as const) {
      const chains = extensions.filter((extension) => extension.kind === kind);
      if (chains.length === 0) continue;
      const id = `${kind}-${node.id}`;
      new RawResource(this, id, {
        type: CHAINED[kind].type,
        attributes: {
          name: plainName(stack, id),
          project,
          location: region,
          load_balancing_scheme: scheme,
          forwarding_rules: [forwardingRule.selfLink],
          extension_chains: chains.map((extension) => this.chain(extension, CHAINED[kind].events, ports)),
          labels: labelsOf(this.model),
        },
        lifecycle: { replaceTriggeredBy: [ruleIdentity] },
      });
    }
  }

  private chain(extension: Extension, events: readonly string[], ports: readonly number[]) {
    const { id, hosts, when, body, headers } = extension;
    return {
      name: id,
      match_condition: { cel_expression: when ?? hostExpression(hosts, ports) },
      extensions: {
        name: id,
        ...this.service(extension),
        timeout: `${extension.timeout}s`,
        fail_open: extension.failOpen,
        forward_headers: headers.length > 0 ? headers : undefined,
        supported_events: body ? [...events, "REQUEST_BODY", "REQUEST_TRAILERS"] : events,
        request_body_send_mode: body ? "BODY_SEND_MODE_FULL_DUPLEX_STREAMED" : undefined,
      },
    };
  }

  private authorization(extension: Extension): RawResource {
    const { region, project, stack, scheme } = this.model;
    const { id, headers, timeout, failOpen } = extension;
    return new RawResource(this, id, {
      type: "google_network_services_authz_extension",
      attributes: {
        name: hashedName(this, stack, id, { region, scheme }),
        project,
        location: region,
        ...this.service(extension),
        timeout: `${timeout}s`,
        fail_open: failOpen,
        forward_headers: headers.length > 0 ? headers : undefined,
        labels: labelsOf(this.model),
      },
      // The provider takes another name or scheme for an update, and asks for one of what is not there.
      lifecycle: { createBeforeDestroy: true, replaceTriggeredBy: [this.schemeIdentity] },
    });
  }

  /** What is asked: Model Armor of the region, or a backend service. */
  private service(extension: Extension): object {
    const { region, scheme, stack } = this.model;
    if ("modelArmor" in extension) {
      const template = extension.modelArmor.includes("/")
        ? extension.modelArmor
        : `projects/${requiredProject(this.model, extension.modelArmor)}/locations/${region}/templates/${extension.modelArmor}`;
      return {
        service: `modelarmor.${region}.rep.googleapis.com`,
        metadata: {
          model_armor_settings: JSON.stringify([{ request_template_id: template, response_template_id: template }]),
        },
      };
    }
    return {
      service: this.serviceLink(extension.to),
      authority: `${extension.to}.${stack}.internal`,
      ...(extension.kind === "authorization" ? { load_balancing_scheme: scheme, wire_format: extension.protocol } : {}),
    };
  }
}
