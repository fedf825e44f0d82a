import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { FAMILIES } from "../../config/model/kinds";
import type { Adopt, Model } from "../../config/model/model";
import { exclusive, requires } from "../../config/schema/messages";
import type { Context } from "../context";
import { at, atKey, type Rules, repeats } from "../rule";
import { unknown } from "./names";
import { byRegion } from "./regions";
import { SOURCES } from "./sources";

export const ADOPTION_RULES: Rules = {
  "unknown-adoption": {
    severity: "error",
    title: "An adopted part that does not exist here",
    why: "Adopted names are given by listener (`https-443`) or workload; a name for anything else takes over nothing.",
    fix: "Correct the key, or remove it.",
    source: SOURCES.design,
    *check(context) {
      for (const { model, adopt, path } of adoptions(context)) {
        const listeners = model.frontend.listeners.map(({ id }) => id);
        const workloads = model.workloads.map(({ id }) => id);
        yield* unknownKeys("listener", adopt.targetProxies, listeners, [...path, "targetProxies"]);
        yield* unknownKeys("listener", adopt.forwardingRules, listeners, [...path, "forwardingRules"]);
        yield* unknownKeys("workload", adopt.backendServices, workloads, [...path, "backendServices"]);
        yield* unknownKeys("workload", adopt.healthChecks, workloads, [...path, "healthChecks"]);
      }
    },
  },
  "adopts-nothing": {
    severity: "error",
    title: "An adopted part that this proxy does not make",
    why: "Only what the stack makes itself can be taken over.",
    fix: "Remove it, or what keeps the part from being made.",
    source: SOURCES.design,
    *check(context) {
      for (const { model, adopt, path } of adoptions(context)) {
        const { frontend, network, workloads } = model;
        if (adopt.address !== undefined && frontend.address.existing !== undefined)
          yield atKey(
            [...path, "address"],
            exclusive("adopt.address", "frontend.address.existing", "one is taken over, the other is left alone"),
          );
        if (adopt.proxyOnlySubnet !== undefined && network.proxyOnlySubnet.existing !== undefined)
          yield atKey(
            [...path, "proxyOnlySubnet"],
            exclusive(
              "adopt.proxyOnlySubnet",
              "proxyOnlySubnet.existing",
              "one is taken over, the other is left alone",
            ),
          );
        if (adopt.proxyOnlySubnet !== undefined && network.proxyOnlySubnet.backup !== undefined)
          yield atKey(
            [...path, "proxyOnlySubnet"],
            exclusive(
              "adopt.proxyOnlySubnet",
              "proxyOnlySubnet.backup",
              "a subnet that changes roles has the name of its range; let its owner grow it, and name it as `existing`",
            ),
          );
        const redirects = frontend.listeners.some(
          ({ protocol, ...rest }) => "redirectToHttps" in rest && rest.redirectToHttps,
        );
        if (adopt.redirectUrlMap !== undefined && !redirects)
          yield atKey(
            [...path, "redirectUrlMap"],
            requires("redirectUrlMap", "redirect: https", "only a redirect has that URL map"),
          );
        for (const { id, backends, family, healthCheck } of workloads) {
          const made = backends.length > 0 && FAMILIES[family].made;
          if (adopt.backendServices[id] !== undefined && !made)
            yield atKey([...path, "backendServices", id], adoptsNothing("backend service", id));
          if (adopt.healthChecks[id] !== undefined && (!made || healthCheck === undefined))
            yield atKey([...path, "healthChecks", id], adoptsNothing("health check", id));
        }
      }
    },
  },
  "adopted-twice": {
    severity: "error",
    title: "One resource that two parts take over",
    why: "Terraform keeps a resource in one place of its state.",
    fix: "Correct one of the names.",
    source: "https://developer.hashicorp.com/terraform/language/import",
    *check(context) {
      for (const { adopt, path } of adoptions(context))
        for (const kind of ["targetProxies", "forwardingRules", "backendServices", "healthChecks"] as const)
          for (const [[key, name], [first]] of repeats(Object.entries(adopt[kind]), ([, name]) => name))
            yield at([...path, kind, key], adoptedTwice(name, [...path, kind, first]));
      for (const { adopt, path } of adoptions(context))
        if (adopt.urlMap !== undefined && adopt.urlMap === adopt.redirectUrlMap)
          yield at([...path, "redirectUrlMap"], adoptedTwice(adopt.urlMap, [...path, "urlMap"]));
    },
  },
};

interface Adoption {
  readonly model: Model;
  readonly adopt: Adopt;
  readonly path: DocumentPath;
}

function adoptions({ config, regions }: Context): Adoption[] {
  if (config.adopt === undefined) return [];
  const keyed = byRegion(config.adopt) !== undefined;
  return regions.map(({ model }) => ({ model, adopt: model.adopt, path: keyed ? ["adopt", model.region] : ["adopt"] }));
}

function* unknownKeys(
  kind: string,
  names: Readonly<Record<string, string>>,
  known: readonly string[],
  path: DocumentPath,
) {
  for (const key of Object.keys(names))
    if (!known.includes(key)) yield atKey([...path, key], unknown(kind, key, known));
}

const adoptsNothing = (part: string, workload: string) => ({
  what: `${formatValue(workload)} has no ${part} here that could be taken over`,
  fix: "remove it",
});

const adoptedTwice = (name: string, other: DocumentPath) => ({
  what: `${formatValue(name)} is taken over at ${formatPath(other)} already`,
  fix: "correct one of the two names",
});
