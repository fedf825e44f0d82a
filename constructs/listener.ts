import { ComputeForwardingRule } from "@cdktf/provider-google/lib/compute-forwarding-rule";
import { ComputeRegionSslPolicy } from "@cdktf/provider-google/lib/compute-region-ssl-policy";
import { ComputeRegionTargetHttpProxy } from "@cdktf/provider-google/lib/compute-region-target-http-proxy";
import { ComputeRegionTargetHttpsProxy } from "@cdktf/provider-google/lib/compute-region-target-https-proxy";
import { Construct } from "constructs";
import type { Frontend, HttpsListener, Listener as ListenerModel } from "../config/model/model";
import { isBareName } from "../config/place";
import type { Address } from "./address";
import type { CertificateLinks } from "./certificates";
import { ClientCertificates } from "./client-certificates";
import { importAdopted, keptWhenAdopted } from "./import-block";
import { hashedName, plainName } from "./names";
import { labelsOf, networkLink, type Placement, requiredProject, subnetLink } from "./placement";
import type { SubnetMaker } from "./proxy-only-subnet";
import type { UrlMap } from "./url-map";

export interface ListenerProps {
  readonly placement: Placement;
  readonly frontend: Frontend;
  readonly listener: ListenerModel;
  readonly address: Address;
  readonly urlMap: UrlMap;
  readonly certificates: CertificateLinks;
  /** What makes the subnet, where this stack does. */
  readonly proxyOnlySubnet?: SubnetMaker;
  /** Names of existing resources that Terraform takes over. */
  readonly adopted: { readonly targetProxy?: string; readonly forwardingRule?: string };
}

/** One port of the proxy: target proxy and forwarding rule, with an SSL policy for HTTPS. */
export class Listener extends Construct {
  readonly targetProxy: ComputeRegionTargetHttpProxy | ComputeRegionTargetHttpsProxy;
  readonly forwardingRule: ComputeForwardingRule;
  /** Another one where the forwarding rule is made anew, as `replace_triggered_by` takes it. */
  readonly ruleIdentity: string;

  constructor(scope: Construct, id: string, props: ListenerProps) {
    super(scope, id);
    const { listener, adopted } = props;
    const https = listener.protocol === "https";
    this.targetProxy = https
      ? this.httpsProxy(listener, props)
      : new ComputeRegionTargetHttpProxy(this, id, this.proxyConfig(props));
    importAdopted(this.targetProxy, https ? "targetHttpsProxies" : "targetHttpProxies", adopted.targetProxy);
    this.forwardingRule = this.rule(props);
    importAdopted(this.forwardingRule, "forwardingRules", adopted.forwardingRule);
    this.ruleIdentity = `${this.forwardingRule.terraformResourceType}.${this.forwardingRule.friendlyUniqueId}.id`;
  }

  private httpsProxy(listener: HttpsListener, props: ListenerProps): ComputeRegionTargetHttpsProxy {
    const { sslCertificates, certificateManagerCertificates } = props.certificates;
    return new ComputeRegionTargetHttpsProxy(this, listener.id, {
      ...this.proxyConfig(props),
      sslCertificates: sslCertificates.length > 0 ? sslCertificates : undefined,
      certificateManagerCertificates:
        certificateManagerCertificates.length > 0 ? certificateManagerCertificates : undefined,
      sslPolicy: this.sslPolicy(listener, props.placement),
      serverTlsPolicy:
        listener.clientCertificates &&
        new ClientCertificates(this, `clients-${listener.id}`, props.placement, listener.clientCertificates).policy,
    });
  }

  /** What both kinds of target proxy have. */
  private proxyConfig({ placement, listener, frontend, urlMap, adopted }: ListenerProps) {
    const { stack, region, project } = placement;
    const { clientKeepAlive: keepAlive } = frontend;
    return {
      name: adopted.targetProxy ?? hashedName(this, stack, listener.id, { region, keepAlive }),
      project,
      region,
      urlMap: urlMap.id,
      httpKeepAliveTimeoutSec: keepAlive,
      lifecycle: { createBeforeDestroy: true, ...keptWhenAdopted(adopted.targetProxy) },
    };
  }

  private sslPolicy({ id, sslPolicy }: HttpsListener, placement: Placement): string {
    const { stack, region, project } = placement;
    if ("existing" in sslPolicy) {
      const { existing } = sslPolicy;
      if (!isBareName(existing)) return existing;
      return `projects/${requiredProject(placement, existing)}/regions/${region}/sslPolicies/${existing}`;
    }
    const resource = new ComputeRegionSslPolicy(new Construct(this, "ssl-policy"), id, {
      // The provider does not send that a key exchange is gone: another policy has none.
      name: hashedName(this, stack, id, { region, postQuantumKeyExchange: sslPolicy.postQuantumKeyExchange }),
      project,
      region,
      minTlsVersion: sslPolicy.minTlsVersion,
      profile: sslPolicy.profile,
      lifecycle: { createBeforeDestroy: true },
    });
    if (sslPolicy.postQuantumKeyExchange)
      resource.addOverride("post_quantum_key_exchange", sslPolicy.postQuantumKeyExchange);
    return resource.id;
  }

  /**
   * The rule is known by its port alone, and its description names the protocol: `setTarget` refuses another type of
   * proxy, so HTTP to HTTPS on one port must replace the rule, and must free the port before it takes it. It names an
   * existing address too: the provider overlooks a change to one that it does not know before the apply.
   */
  private rule({
    placement,
    frontend,
    listener,
    address,
    proxyOnlySubnet,
    adopted,
  }: ListenerProps): ComputeForwardingRule {
    const { stack, region, project, scheme } = placement;
    const internal = scheme === "INTERNAL_MANAGED";
    const { existing } = frontend.address;
    const id = `port-${listener.port}`;
    return new ComputeForwardingRule(this, id, {
      name: adopted.forwardingRule ?? plainName(stack, id),
      description: `${listener.protocol.toUpperCase()} on port ${listener.port}${existing === undefined ? "" : ` of ${existing}`}`,
      project,
      region,
      loadBalancingScheme: scheme,
      ipProtocol: "TCP",
      ipAddress: address.ipAddress,
      portRange: String(listener.port),
      target: this.targetProxy.id,
      network: networkLink(placement),
      subnetwork: internal ? subnetLink(placement) : undefined,
      networkTier: frontend.networkTier,
      allowGlobalAccess: internal ? frontend.globalAccess : undefined,
      labels: labelsOf(placement),
      dependsOn: proxyOnlySubnet && [proxyOnlySubnet],
      lifecycle: {
        // The provider overlooks an address that is made anew. Terraform takes bare addresses here; of a resource CDKTF would
        // make an interpolation, which is refused.
        replaceTriggeredBy: [proxyOnlySubnet?.identity, address.identity].filter((one) => one !== undefined),
        ...keptWhenAdopted(adopted.forwardingRule),
      },
    });
  }
}
