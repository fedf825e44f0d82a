import { formatValue } from "../../config/finding";
import { FAMILIES, KINDS } from "../../config/model/kinds";
import { weightOf } from "../../config/schema/action";
import { DEFAULTS } from "../../config/schema/defaults";
import type { ActionEntry, Context } from "../context";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";
import { profileOf } from "./traffic";

export const SPLIT_RULES: Rules = {
  "mirror-to-serverless": {
    severity: "error",
    title: "A mirror to a serverless workload",
    why: "Google mirrors requests to no serverless backends.",
    fix: "Mirror to instance groups or endpoint groups.",
    source: SOURCES.api,
    *check(context) {
      for (const { mirror, path } of mirrors(context))
        if (mirror.resolved.family === "serverless")
          yield at(path, { what: `${formatValue(mirror.id)} is serverless; Google mirrors to no serverless backends` });
    },
  },
  "mirror-to-other-kind": {
    severity: "error",
    title: "A mirror to another kind of backend",
    why: "The mirror's backends are of the same kind as those of the workload that is mirrored.",
    fix: "Mirror to a workload of the same kind.",
    source: SOURCES.api,
    *check(context) {
      for (const { mirror, path, shares } of mirrors(context)) {
        const other = shares.find(
          ({ resolved: { family } }) => FAMILIES[family].made && family !== mirror.resolved.family,
        );
        const comparable = mirror.resolved.family !== "serverless" && FAMILIES[mirror.resolved.family].made;
        if (other && comparable)
          yield at(path, {
            what: `${formatValue(mirror.id)} runs on ${kindName(mirror)}, and ${formatValue(other.id)} on ${kindName(other)}; Google mirrors to backends of the same kind only`,
          });
      }
    },
  },
  "mirror-of-itself": {
    severity: "warning",
    title: "A workload that mirrors to itself",
    why: "It works on every request twice, and the copies tell nothing.",
    fix: "Name another workload.",
    source: SOURCES.trafficManagement,
    *check(context) {
      for (const { mirror, path, shares } of mirrors(context))
        if (shares.includes(mirror))
          yield at(path, { what: `${formatValue(mirror.id)} mirrors to itself: it works on every request twice` });
    },
  },
  "mirror-doubles-cost": {
    severity: "warning",
    title: "A mirror that doubles GPU cost",
    why: "The second workload works on copies of the requests, and its answers are discarded: of all of them it needs as many GPUs as the first.",
    fix: "Mirror for as long as the test lasts, mirror a small `percent`, or use a small canary.",
    source: SOURCES.trafficManagement,
    *check(context) {
      for (const { mirror, path, shares, percent } of mirrors(context))
        if (
          percent === 100 &&
          shares.every((share) => share !== mirror && share.resolved.family === mirror.resolved.family)
        )
          yield at(path, {
            what: `${formatValue(mirror.id)} works on a copy of every request: the GPU cost of this route doubles`,
          });
    },
  },
  "mirror-percent-internal": {
    severity: "warning",
    title: "A mirror of a part of an internal proxy's requests",
    why: "Google's release notes of October 2025 name the percentage for external load balancers; whether internal ones know it is not said.",
    fix: "Try it before you count on it, or mirror all requests (100); from a part to all remove the mirror in between.",
    source: SOURCES.releaseNotes,
    *check(context) {
      if (context.external) return;
      for (const { path, percent } of mirrors(context))
        if (percent > 0 && percent < 100)
          yield at([...path.slice(0, -1), "percent"], {
            what: `${percent} % of an internal proxy's requests: Google names the percentage for external ones`,
          });
    },
  },
  "canary-of-itself": {
    severity: "warning",
    title: "A canary that is the workload itself",
    why: "All requests go to one workload.",
    fix: "Name another workload, or remove `canary`.",
    source: SOURCES.trafficManagement,
    *check({ actions }) {
      for (const { path, action } of actions) {
        const { to, canary } = action;
        const stable = typeof to === "object" ? Object.keys(to) : [to];
        if (canary && stable.includes(canary.to))
          yield at([...path, "canary", "to"], { what: `${formatValue(canary.to)} is its own canary` });
      }
    },
  },
  "split-breaks-affinity": {
    severity: "warning",
    title: "A canary or weights on a workload with affinity",
    why: "Weights choose the workload for each request anew, so that a conversation changes its model in the middle.",
    fix: "Split by a header or by `model`, or accept it.",
    source: SOURCES.api,
    *check({ workloads, actions }) {
      for (const { path, action } of actions) {
        const names = sharers(action);
        const bound = names.filter((name) => workloads.get(name)?.words.affinity !== undefined);
        if (names.length > 1 && bound.length > 0)
          yield at([...path, action.canary === undefined ? "to" : "canary"], {
            what: `each request chooses its workload anew, so that conversations of ${bound.join(", ")} hop between versions in spite of \`affinity\``,
          });
      }
    },
  },
  "split-within-conversations": {
    severity: "warning",
    title: "A canary or weights where clients hold conversations",
    why: "Weights choose for each request, not for each conversation. Measured on Envoy with a canary of 10 %: of 600 conversations of eight turns 355 (59 %) changed their version on the way.",
    fix: 'Split by the end of an id that a conversation keeps: a rule with `headers: { x-session-id: { suffix: "0" } }` takes a sixteenth of hexadecimal ids; or accept it, and suppress this.',
    source: SOURCES.trafficManagement,
    *check(context) {
      const { workloads } = context;
      const hopping = context.actions.filter((entry) => {
        const names = sharers(entry.action);
        const profile = names.length > 1 ? profileOf(context, entry) : undefined;
        return (
          (profile === "streaming" || profile === "agentic") &&
          names.every((name) => workloads.get(name)?.words.affinity === undefined)
        );
      });
      const [first, ...others] = hopping;
      if (first)
        yield at([...first.path, first.action.canary === undefined ? "to" : "canary"], {
          what: `each request chooses between ${sharers(first.action).join(" and ")} anew${others.length > 0 ? ` (the same in ${others.length} more)` : ""}: with a share of 10 %, 59 % of conversations of eight turns changed their version`,
        });
    },
  },
};

/** The workloads that each get a part of the requests. */
function sharers({ to, canary }: ActionEntry["action"]): string[] {
  const weighted =
    typeof to === "object" ? Object.keys(to).filter((name) => weightOf(to[name] ?? 0) > 0) : to ? [to] : [];
  if (canary === undefined || canary.percent === 0) return weighted;
  return canary.percent === 100 ? [canary.to] : [...new Set([...weighted, canary.to])];
}

/** Every mirror with the workloads that it copies from; unknown names are another rule's. */
function* mirrors({ actions, workloads }: Context) {
  for (const { action, targets } of actions) {
    if (action.mirror === undefined) continue;
    const target = targets.find(({ role }) => role === "mirror");
    const mirror = target && workloads.get(target.workload);
    const percent = (typeof action.mirror === "object" ? action.mirror.percent : undefined) ?? DEFAULTS.mirror.percent;
    const shares = targets.flatMap(({ workload, role }) => (role === "share" ? (workloads.get(workload) ?? []) : []));
    if (target && mirror) yield { mirror, path: target.path, shares, percent };
  }
}

function kindName({ backends }: { readonly backends: Context["backends"] }): string {
  const [first] = backends;
  return first ? KINDS[first.kind].noun : "nothing";
}
