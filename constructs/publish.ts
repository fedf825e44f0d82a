import { ComputeServiceAttachment } from "@cdktf/provider-google/lib/compute-service-attachment";
import { Construct } from "constructs";
import type { Model, Publish } from "../config/model/model";
import type { Listener } from "./listener";
import { plainName } from "./names";
import { linkOfSubnet } from "./placement";

/**
 * What consumers of other networks connect to: it leads to one forwarding rule, since a subnet of Private Service Connect
 * serves one attachment alone. Google is taken to delete no forwarding rule that an attachment leads to (no page says so),
 * so that it goes before a rule that is made anew and comes back, under its name, after it.
 * @see https://cloud.google.com/vpc/docs/about-vpc-hosted-services
 */
export class ServiceAttachment extends Construct {
  readonly resource: ComputeServiceAttachment;

  constructor(scope: Construct, id: string, model: Model, { node, forwardingRule, ruleIdentity }: Listener) {
    super(scope, id);
    const { accept, subnet } = model.frontend.publish as Publish;
    this.resource = new ComputeServiceAttachment(this, "published", {
      // Another listener makes another attachment: nothing would order an update before the end of the old rule.
      name: plainName(model.stack, node.id),
      project: model.project,
      region: model.region,
      targetService: forwardingRule.id,
      natSubnets: [linkOfSubnet(subnet, model)],
      enableProxyProtocol: false,
      connectionPreference: "ACCEPT_MANUAL",
      consumerAcceptLists: accept.map(({ project, network, connections }) => ({
        projectIdOrNum: project,
        networkUrl: network,
        connectionLimit: connections,
      })),
      // Whoever leaves the list is cut off; Google's default keeps whom it has let in.
      reconcileConnections: true,
      // Whom others reject stays rejected.
      lifecycle: { replaceTriggeredBy: [ruleIdentity], ignoreChanges: ["consumer_reject_lists"] },
    });
  }
}
