import type { NamedUrlMap } from "../readers/named-url-map";
import { assumptionsOf, distinctNames, isSameService, type ServiceIdentity } from "../service-identity";
import { referencesOf, renameServices } from "../targets";
import type { UrlMap } from "../url-map";

type Named = Pick<NamedUrlMap, "map" | "services">;

/** Two URL maps in which equal names are one service, and different names are two unless they are doubtful. */
export interface AlignedMaps {
  readonly before: UrlMap;
  readonly after: UrlMap;
  /** What was taken to be so, because a side does not say it. */
  readonly assumptions: readonly string[];
  /** The services of which it is not known whether they are one of the other side. */
  readonly doubtful: ReadonlySet<string>;
}

interface Service {
  readonly side: "before" | "after";
  /** What it is called in its URL map. */
  readonly name: string;
  readonly identity: ServiceIdentity;
}

/**
 * Names the services of two URL maps by their identity. Terraform's address comes first, then what the Compute API knows: an
 * adopted service keeps its name there. Where one side has a resource in Terraform, it has the user's own name.
 */
export function alignServices(before: Named, after: Named): AlignedMaps {
  const [old, now] = [servicesOf(before, "before"), servicesOf(after, "after")];
  const pairs = pairsOf(old, now);
  const paired = new Set<Service>(pairs.flat());
  const alone = [...old, ...now].filter((service) => !paired.has(service));
  const groups = [...pairs, ...alone.map((service) => [service] as const)];
  const names = distinctNames(groups.map(([one, other = one]) => (isResource(one) ? one : other).identity));
  const nameOf = new Map<Service, string>();
  for (const [i, services] of groups.entries()) for (const one of services) nameOf.set(one, names[i] ?? one.name);
  // What is known only after apply on both sides has one name, and need not be one service.
  for (const one of alone) if (Object.keys(one.identity).length === 0) nameOf.set(one, `${one.name} ${one.side}`);
  const renamed = (map: UrlMap, services: readonly Service[]) => {
    const byName = new Map(services.map((service) => [service.name, nameOf.get(service) ?? service.name]));
    return renameServices(map, (name) => byName.get(name) ?? name);
  };
  const isDoubtful = (one: Service) =>
    (one.side === "before" ? now : old).some((other) => {
      const same = isSameService(one.identity, other.identity);
      return same === undefined || (same && !paired.has(other));
    });
  return {
    before: renamed(before.map, old),
    after: renamed(after.map, now),
    assumptions: [...new Set(pairs.flatMap(([one, other]) => assumptionsOf(one.identity, other.identity)))],
    doubtful: new Set(alone.filter(isDoubtful).flatMap((service) => nameOf.get(service) ?? [])),
  };
}

const servicesOf = ({ map, services }: Named, side: Service["side"]): Service[] =>
  [...new Set(referencesOf(map))].map((name) => ({ side, name, identity: services.get(name) ?? {} }));

const isResource = ({ identity }: Service) => identity.address !== undefined;

type PairOfServices = readonly [before: Service, after: Service];

/** By address, then by what else is known where that leaves no choice. */
function pairsOf(old: readonly Service[], now: readonly Service[]): PairOfServices[] {
  const byAddress = unambiguous(old, now, (one, other) => one.address !== undefined && one.address === other.address);
  const taken = new Set<Service>(byAddress.flat());
  const left = (services: readonly Service[]) => services.filter((service) => !taken.has(service));
  return [...byAddress, ...unambiguous(left(old), left(now), () => true)];
}

function unambiguous(
  old: readonly Service[],
  now: readonly Service[],
  isWanted: (before: ServiceIdentity, after: ServiceIdentity) => boolean,
): PairOfServices[] {
  const isPair = (one: Service, other: Service) =>
    isWanted(one.identity, other.identity) && isSameService(one.identity, other.identity) === true;
  return old.flatMap((one): PairOfServices[] => {
    const [other, ...others] = now.filter((candidate) => isPair(one, candidate));
    if (other === undefined || others.length > 0) return [];
    return old.filter((rival) => isPair(rival, other)).length === 1 ? [[one, other]] : [];
  });
}
