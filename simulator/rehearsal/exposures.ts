import { isMirrored } from "../../routing/access/mirrored";
import type { AuthorizationPolicy, SecurityPolicyRule } from "../../routing/access/policies";
import { isFields } from "../control-plane/json-object";
import { lastSegment } from "../control-plane/resource-path";
import type { Resource } from "../control-plane/resources";
import type { Simulator } from "../control-plane/server";
import type { View } from "../control-plane/state";
import { loadBalancerOf, servicesBehind } from "../data-plane/load-balancer";
import type { Stack } from "../stack/stack";
import { readBlocks, referred, type StackBlock } from "../stack/stack-reader";

/** Something that served without what the file protects it by. */
export interface Exposure {
  /** The forwarding rule or backend service. */
  readonly what: string;
  /** The policies that were not there. */
  readonly without: readonly string[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Absent when nothing of the change ends it. */
  readonly to?: number;
}

/** What became of requests that must be denied, as the platform stood when they were sent. */
export interface DeniedRequests {
  readonly sent: number;
  readonly letThrough: number;
  readonly exposures: readonly Exposure[];
}

/** What must be attached to what, by name. */
interface Wanted {
  /** By forwarding rule: its authorization policies, but for those whose part a security policy has as well. */
  readonly rules: ReadonlyMap<string, readonly string[]>;
  /** The backend services that have a security policy. */
  readonly services: ReadonlySet<string>;
}

const PAUSE_MS = 10;

/**
 * Sends requests that must be denied all along: every few milliseconds, and whenever the platform changes. They are judged by
 * what is attached at that moment. What was there before the change without protection counts only once it has had some.
 *
 * @returns Ends it, and tells what was let through; undefined where nothing protects.
 */
export function watchExposures(simulator: Simulator, to: readonly Stack[]): () => DeniedRequests | undefined {
  const wanted = wantedBy(to);
  if (wanted.rules.size + wanted.services.size === 0) return () => undefined;
  const { state } = simulator;
  const open = new Map<string, Exposure>();
  const closed: Exposure[] = [];
  const unprotected = new Set(lacking(state, wanted).map(({ key }) => key));
  const counts = { sent: 0, letThrough: 0 };
  let ended = false;
  const ask = (): void => {
    if (ended) return;
    const now = Date.now();
    const lacks = lacking(state, wanted);
    const keys = new Set(lacks.map(({ key }) => key));
    for (const key of unprotected) if (!keys.has(key)) unprotected.delete(key);
    for (const [key, exposure] of open)
      if (!keys.has(key)) {
        open.delete(key);
        closed.push({ ...exposure, to: now });
      }
    for (const { key, what, without } of lacks)
      if (!unprotected.has(key) && !open.has(key)) open.set(key, { what, without, from: now });
    counts.sent++;
    if (open.size > 0) counts.letThrough++;
  };
  simulator.onChange(ask);
  const timer = setInterval(ask, PAUSE_MS);
  return () => {
    ended = true;
    clearInterval(timer);
    return { ...counts, exposures: [...closed, ...open.values()] };
  };
}

interface Lack extends Pick<Exposure, "what" | "without"> {
  /** Another one where the resource is made anew. */
  readonly key: string;
}

/** What serves without what protects it. */
function lacking(state: View, { rules, services }: Wanted): Lack[] {
  const policies = [...state.entries("authzPolicies")].map(([path, policy]) => ({
    ...policy,
    name: lastSegment(path),
  }));
  const open = [...state.entries("forwardingRules")].flatMap(([path, rule]): Lack[] => {
    // A policy that is older names a rule that is gone.
    const asks = (name: string) => policies.some((one) => one.name === name && madeAt(one) >= madeAt(rule));
    const without = (rules.get(lastSegment(path)) ?? []).filter((name) => !asks(name));
    return without.length > 0 ? [{ key: keyOf(path, rule), what: lastSegment(path), without }] : [];
  });
  const bare = [...servicesBehind(loadBalancerOf(state).listeners)].flatMap((path): Lack[] => {
    const service = state.get("backendServices", path);
    const isBare = service && services.has(service.name) && service.securityPolicy === undefined;
    return isBare ? [{ key: keyOf(path, service), what: service.name, without: ["its security policy"] }] : [];
  });
  return [...open, ...bare];
}

const madeAt = ({ creationTimestamp, createTime }: Resource): number =>
  Date.parse(creationTimestamp ?? createTime ?? "");
const keyOf = (path: string, resource: Resource): string => `${path} ${madeAt(resource)}`;

function wantedBy(stacks: readonly Stack[]): Wanted {
  const rules = new Map<string, string[]>();
  const services = new Set<string>();
  for (const { json } of stacks) {
    const blocks = readBlocks(json);
    const armored = blocks.filter(({ type, block }) => type === SERVICE && block.security_policy !== undefined);
    for (const { block } of armored) services.add(String(block.name));
    const everywhere = armored.length === blocks.filter(({ type }) => type === SERVICE).length;
    const armor = everywhere ? armorOf(blocks, armored) : [];
    for (const { type, block } of blocks) {
      if (type !== "google_network_security_authz_policy" || isMirrored(policyOf(block), armor)) continue;
      for (const rule of targetsOf(block, blocks)) rules.set(rule, [...(rules.get(rule) ?? []), String(block.name)]);
    }
  }
  return { rules, services };
}

const SERVICE = "google_compute_region_backend_service";

/** The rules of the one security policy that all backend services have, where the stack makes it. */
function armorOf(blocks: readonly StackBlock[], armored: readonly StackBlock[]): readonly SecurityPolicyRule[] {
  const [link, ...others] = new Set(armored.map(({ block }) => block.security_policy));
  const rules = referred(link, blocks)?.block.rules;
  return Array.isArray(rules) && others.length === 0 ? rules : [];
}

/** The block has the fields of the policy, among others. */
const policyOf = (block: StackBlock["block"]): AuthorizationPolicy => ({
  action: block.action === "ALLOW" || block.action === "DENY" ? block.action : "CUSTOM",
  http_rules: Array.isArray(block.http_rules) ? block.http_rules : [],
});

/** The names of the forwarding rules that an authorization policy is for. */
function targetsOf({ target }: StackBlock["block"], blocks: readonly StackBlock[]): string[] {
  const resources = isFields(target) && Array.isArray(target.resources) ? target.resources : [];
  return resources.flatMap((link) => {
    const rule = referred(link, blocks);
    return rule ? [String(rule.block.name)] : [];
  });
}
