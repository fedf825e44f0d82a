import { formatValue } from "../../config/finding";
import { servingListeners } from "../../config/model/listeners";
import type { Adopt } from "../../config/model/model";
import { at, atKey } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules, FirstDeployRules, StackChange } from "./change";
import { placeOf } from "./frontend";
import { routedTo } from "./workloads";

export const ADOPTION_CHANGES: ChangeRules = {
  "adopted-later": {
    impact: "fails",
    title: "A part that is adopted after the stack has made its own",
    why: "Terraform imports only what its state does not know yet; the stack's own part would be renamed to one that exists.",
    fix: "Delete the stack's own part and take it out of the state before, or leave `adopt` out.",
    source: "https://developer.hashicorp.com/terraform/language/import",
    *check(change) {
      for (const [path, old, now] of adoptedNames(change))
        if (old === undefined && now !== undefined)
          yield at(path, {
            what: `${formatValue(now)} cannot be taken over: the stack has made a part of its own, and would rename it to one that exists`,
          });
    },
  },
  "adoption-removed": {
    impact: "interrupts",
    title: "An adopted part whose `adopt` line is gone",
    why: "The line keeps the part's old name; without it the part is replaced by one with a name of its own.",
    fix: "Keep its line in `adopt`.",
    source: SOURCES.design,
    *check(change) {
      for (const [path, old, now] of adoptedNames(change))
        if (old !== undefined && now !== old)
          yield at(path, { what: `the adopted ${formatValue(old)} is replaced by a part with a name of its own` });
    },
  },
};

/** What a first apply does to what it takes over. */
export const TAKE_OVERS: FirstDeployRules = {
  "taken-over-cold": {
    impact: "interrupts",
    title: "A load balancer that is taken over without what serves behind it",
    why: "The adopted parts lead to new backend services at once, which answer 503 until their health checks have passed.",
    fix: "Adopt the backend services too; or make a proxy with an address of its own, and move clients.",
    source: SOURCES.healthChecks,
    *check({ model, urlMap }) {
      const { urlMap: urlMapName, targetProxies, forwardingRules, backendServices } = model.adopt;
      const served = servingListeners(model).flatMap(({ id }) => [targetProxies[id], forwardingRules[id]]);
      if ([urlMapName, ...served].every((name) => name === undefined)) return;
      const routed = routedTo(urlMap);
      for (const { id, backends, healthCheck } of model.workloads)
        if (backends.length > 0 && healthCheck && routed.has(id) && backendServices[id] === undefined)
          yield atKey(["workloads", id], {
            what: `${formatValue(id)} gets a new backend service, to which what is taken over leads at once: it answers 503 until its health checks have passed`,
            fix: `take over its backend service too (\`adopt.backendServices.${id}\`), or make a proxy with an address of its own and move clients`,
          });
    },
  },
  "taken-over-without-address": {
    impact: "fails",
    title: "A forwarding rule that is taken over without its address",
    why: "It would move to a new address, for which it is replaced: the apply fails as both have one name, and the next one leaves the address that clients know.",
    fix: "Adopt its address too (`adopt.address`), or name it as `frontend.address.existing`.",
    source: SOURCES.forwardingRules,
    *check({ model: { adopt, frontend } }) {
      const [rule] = Object.values(adopt.forwardingRules);
      if (rule !== undefined && adopt.address === undefined && frontend.address.existing === undefined)
        yield atKey(["adopt"], {
          what: `the forwarding rule ${formatValue(rule)} is taken over, and not its address: it would be replaced for a new one, which fails, and clients know the old one`,
        });
    },
  },
  "taken-over-certificate": {
    impact: "interrupts",
    title: "An HTTPS listener that is taken over with new managed certificates",
    why: "They take the place of the certificates that are there, and serve only after Google has seen their DNS records and issued them.",
    fix: "Name the certificates that are there as `existing`, or make the managed ones in Certificate Manager before, and name those.",
    source: SOURCES.certificates,
    *check(region) {
      const { model } = region;
      const { targetProxies, forwardingRules } = model.adopt;
      for (const one of model.frontend.listeners) {
        const kept = targetProxies[one.id] ?? forwardingRules[one.id];
        const domain = one.protocol === "https" && one.certificates.find(({ kind }) => kind === "managed");
        if (kept !== undefined && domain)
          yield at(placeOf(region, one), {
            what: `${formatValue(kept)} gets new managed certificates on port ${one.port}: until Google has issued them, clients are refused`,
          });
      }
    },
  },
};

/** Every adopted name that is not as before, of parts that there were before. */
function* adoptedNames({ before, after }: StackChange): Generator<[string[], string | undefined, string | undefined]> {
  const [old, now] = [before.model.adopt, after.model.adopt];
  for (const key of ["address", "proxyOnlySubnet", "urlMap", "redirectUrlMap"] as const)
    if (old[key] !== now[key] && existed(before, key)) yield [["adopt", key], old[key], now[key]];
  const known = {
    targetProxies: before.model.frontend.listeners.map(({ id }) => id),
    forwardingRules: before.model.frontend.listeners.map(({ id }) => id),
    backendServices: before.model.workloads.map(({ id }) => id),
    healthChecks: before.model.workloads.map(({ id }) => id),
  } as const satisfies Partial<Record<keyof Adopt, string[]>>;
  for (const kind of Object.keys(known) as (keyof typeof known)[])
    for (const id of known[kind]) {
      const [name, next] = [old[kind][id], now[kind][id]];
      const stays = kind === "targetProxies" || kind === "forwardingRules" ? listens(after, id) : works(after, id);
      if (name !== next && stays) yield [["adopt", kind, id], name, next];
    }
}

type Region = StackChange["before"];

/** Whether the stack made the part itself. */
function existed({ model }: Region, key: "address" | "proxyOnlySubnet" | "urlMap" | "redirectUrlMap"): boolean {
  if (key === "address") return model.frontend.address.existing === undefined;
  if (key === "proxyOnlySubnet") return model.network.proxyOnlySubnet.existing === undefined;
  return key === "urlMap" || model.frontend.listeners.some((one) => one.protocol === "http" && one.redirectToHttps);
}

const listens = ({ model }: Region, id: string): boolean => model.frontend.listeners.some((one) => one.id === id);
const works = ({ model }: Region, id: string): boolean =>
  model.workloads.some((one) => one.id === id && one.backends.length > 0);
