import { Construct } from "constructs";
import { sanitize } from "../config/model/ids";
import { servingListeners } from "../config/model/listeners";
import type { Model } from "../config/model/model";
import { authorizationPolicies, type NamedPolicy } from "../routing/access/authorization";
import type { Listener } from "./listener";
import { contentHash, plainName } from "./names";
import { RawResource } from "./raw-resource";

const LONGEST_ID = 30;

/**
 * The authorization policies of a proxy, on each forwarding rule of its own: one that is replaced must not open another.
 * A policy comes after its rule, and is made anew with it: an update would not reach the new rule.
 */
export class Authorization extends Construct {
  private readonly made = new Set<string>();

  /** Makes what a model asks for and is not there yet, on every listener that serves. */
  add(model: Model, listeners: ReadonlyMap<string, Listener>, extensionLink: (id: string) => string): void {
    for (const { id } of servingListeners(model)) {
      const listener = listeners.get(id);
      if (listener === undefined) continue;
      for (const policy of authorizationPolicies(model, extensionLink)) this.policy(model, listener, policy);
      for (const member of model.security.iap?.members ?? []) this.member(model, listener, member);
    }
  }

  private policy({ region, project, stack, scheme }: Model, listener: Listener, { id, policy }: NamedPolicy): void {
    const name = `${this.short(id)}-${listener.node.id}`;
    if (this.isMade(name)) return;
    new RawResource(this, name, {
      type: "google_network_security_authz_policy",
      attributes: {
        name: plainName(stack, name),
        project,
        location: region,
        target: { load_balancing_scheme: scheme, resources: [listener.forwardingRule.selfLink] },
        ...policy,
      },
      lifecycle: { replaceTriggeredBy: [listener.ruleIdentity] },
    });
  }

  private member({ region, project }: Model, { node, forwardingRule, ruleIdentity }: Listener, member: string): void {
    const name = `${this.short(member)}-${node.id}`;
    if (this.isMade(name)) return;
    new RawResource(this, name, {
      type: "google_iap_web_region_forwarding_rule_service_iam_member",
      attributes: {
        project,
        region,
        forwarding_rule_region_service_name: forwardingRule.name,
        role: "roles/iap.httpsResourceAccessor",
        member,
      },
      lifecycle: { replaceTriggeredBy: [ruleIdentity] },
    });
  }

  private isMade(name: string): boolean {
    const made = this.made.has(name);
    this.made.add(name);
    return made;
  }

  /** A text as it is where that makes an id, otherwise what can be read of it and digits that stand for the whole. */
  private short(text: string): string {
    const readable = sanitize(text);
    if (readable === text) return text;
    return `${readable.slice(0, LONGEST_ID)}-${contentHash(this, text, {})}`;
  }
}
