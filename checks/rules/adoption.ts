import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import { FAMILIES } from "../../config/model/kinds";
import { serves } from "../../config/model/listeners";
import type { Adopt, Model } from "../../config/model/model";
import { exclusive, requires } from "../../config/schema/messages";
import type { Context } from "../context";
import { at, atKey, type Rules, repeats } from "../rule";
import { unknown } from "./names";
import { byRegion } from "./regions";
import { SOURCES } from "./sources";

/** Parts of which each listener, or each workload, has one. */
const KEYED_PARTS = ["targetProxies", "forwardingRules", "backendServices", "healthChecks"] as const;
const ownerOf = (part: (typeof KEYED_PARTS)[number]) =>
  part === "targetProxies" || part === "forwardingRules" ? "listener" : "workload";

const LEFT_ALONE = "one is taken over, the other is left alone";
const NAMED_BY_RANGE =
  "a subnet that changes roles has the name of its range; let its owner grow it, and name it as `existing`";

export const ADOPTION_RULES: Rules = {
  "unknown-adoption": {
    severity: "error",
    title: "An adopted part that does not exist here",
    why: "Adopted names are given by listener (`https-443`) or workload; a name for anything else takes over nothing.",
    fix: "Correct the key, or remove it.",
    source: SOURCES.design,
    *check(context) {
      for (const { model, adopt, path } of adoptions(context)) {
        const known = {
          listener: model.frontend.listeners.map(({ id }) => id),
          workload: model.workloads.map(({ id }) => id),
        };
        for (const part of KEYED_PARTS)
          for (const key of Object.keys(adopt[part])) {
            const owner = ownerOf(part);
            if (!known[owner].includes(key)) yield atKey([...path, part, key], unknown(owner, key, known[owner]));
          }
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
        const { existing, backup } = network.proxyOnlySubnet;
        for (const [part, other, value, why] of [
          ["address", "frontend.address.existing", frontend.address.existing, LEFT_ALONE],
          ["proxyOnlySubnet", "proxyOnlySubnet.existing", existing, LEFT_ALONE],
          ["proxyOnlySubnet", "proxyOnlySubnet.backup", backup, NAMED_BY_RANGE],
        ] as const)
          if (adopt[part] !== undefined && value !== undefined)
            yield atKey([...path, part], exclusive(`adopt.${part}`, other, why));
        if (adopt.redirectUrlMap !== undefined && frontend.listeners.every(serves))
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
        for (const kind of KEYED_PARTS)
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

const adoptsNothing = (part: string, workload: string) => ({
  what: `${formatValue(workload)} has no ${part} here that could be taken over`,
  fix: "remove it",
});

const adoptedTwice = (name: string, other: DocumentPath) => ({
  what: `${formatValue(name)} is taken over at ${formatPath(other)} already`,
  fix: "correct one of the two names",
});
