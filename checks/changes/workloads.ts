import { formatSeconds } from "../../config/duration";
import { formatValue } from "../../config/finding";
import { formatList } from "../../config/format";
import { isDirect } from "../../config/model/backends";
import { drainOf } from "../../config/model/draining";
import { FAMILIES } from "../../config/model/kinds";
import type { Backend, Workload } from "../../config/model/model";
import { LONGEST_DRAIN } from "../../platform/facts";
import { longestTimeouts } from "../../routing/compile/timeouts";
import { servicesOf, targetsOf } from "../../routing/targets";
import type { UrlMap } from "../../routing/url-map";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules, StackChange } from "./change";
import { saysAllOf } from "./security";

export const WORKLOAD_CHANGES: ChangeRules = {
  "workload-replaced": {
    impact: "interrupts",
    title: "Another kind of backend in a workload that is health-checked",
    why: "The backend service is replaced, and the new one serves nothing until its health checks have passed.",
    fix: "Add it under another name first, apply, let the routes lead there, and remove this one last.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of kept(change))
        if (old.family !== now.family && now.healthCheck !== undefined)
          yield at(path, {
            what: `${formatValue(now.id)} moves to another kind of backend: its backend service is replaced, and answers 503 until its health checks have passed`,
          });
    },
  },
  "groups-replaced": {
    impact: "replaces",
    title: "Other backends in a workload without health checks",
    why: "The endpoint group is replaced, and with another kind of backend the backend service; requests follow when the new one is there.",
    fix: "Nothing is to be done.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of kept(change)) {
        const isOther = old.family !== now.family;
        const differ = JSON.stringify(old.backends) !== JSON.stringify(now.backends) && !shareMembers(old, now);
        if (now.healthCheck === undefined && (isOther || (FAMILIES[now.family].made && differ)))
          yield at(isOther ? path : [...path, "backends"], {
            what: `${formatValue(now.id)} moves to other backends without health checks: requests follow when they are there`,
          });
      }
    },
  },
  "protection-not-carried": {
    impact: "prepare",
    title: "A new backend service in the place of one that others may have protected",
    why: "A security policy or IAP that was attached by other means stays on what it was attached to. An apply leaves it there, and the files cannot show it: the new backend service serves without it as soon as the routes lead there.",
    fix: "If there is one, attach it again right after the apply; for no gap, add the workload under another name first, attach it, then let the routes lead there.",
    source: SOURCES.backendServices,
    *check({ before, after }) {
      const [olds, news] = [servicesMade(before, before), servicesMade(after, before)];
      const gone = [...olds].some(([id, identity]) => news.get(id) !== identity);
      const bare = [...news].flatMap(([id, identity]) =>
        gone && olds.get(id) !== identity && !saysAllOf(after.model, id) ? id : [],
      );
      if (bare.length > 0)
        yield at(["workloads", ...(bare.length === 1 ? bare : [])], {
          what: `the backend service of ${formatList(bare)} is new: a security policy or IAP that was attached by other means is not on the new one`,
        });
    },
  },
  "backends-swapped": {
    impact: "interrupts",
    title: "All backends of a workload replaced at once",
    why: "New backends take no requests until their health checks have passed, and the old ones are gone.",
    fix: "List both, apply, wait until the new ones are healthy, then remove the old ones.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (now.healthCheck !== undefined && old.port === now.port && !shareMembers(old, now))
          yield at([...path, "backends"], {
            what: `no backend of ${formatValue(now.id)} stays: the new ones take no requests until their health checks have passed`,
          });
    },
  },
  "port-changed": {
    impact: "interrupts",
    title: "Another port of the servers",
    why: "Proxies, probers and firewall rules move to the new port at once; servers that still listen on the old one lose their traffic, and the new port counts as unhealthy at first.",
    fix: "Add a second workload with the new port, move the routes, then remove this one.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (old.port !== now.port && isDirect(now.family))
          yield at([...path, "port"], {
            what: `the port changes from ${old.port} to ${now.port} for all servers at once, and counts as unhealthy at first`,
          });
    },
  },
  "port-name-changed": {
    impact: "interrupts",
    title: "Another named port",
    why: "A group that lacks the new name has no port to serve on.",
    fix: "Set it on the groups before the apply.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (now.family === "instanceGroup" && old.portName !== now.portName && !now.createNamedPort && adopts(now))
          yield at([...path, "portName"], {
            what: `every group now needs the named port ${formatValue(now.portName)} = ${now.port}`,
          });
    },
  },
  "named-port-taken": {
    impact: "prepare",
    title: "A named port that the stack now makes itself",
    why: "The apply fails where the group has exactly that named port already.",
    fix: "Leave `namedPort` out where it does.",
    source: "hashicorp/terraform-provider-google: compute_instance_group_named_port",
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (!old.createNamedPort && now.createNamedPort && old.portName === now.portName && old.port === now.port)
          yield at([...path, "namedPort"], {
            what: `the apply fails where the group has the named port ${formatValue(now.portName)} already`,
          });
    },
  },
  "named-port-released": {
    impact: "interrupts",
    title: "A named port that the stack no longer makes",
    why: "It is removed from the group, which then has no port to serve on.",
    fix: "Keep `namedPort: create`, or set the port on the group right after the apply.",
    source: "hashicorp/terraform-provider-google: compute_instance_group_named_port",
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (old.createNamedPort && !now.createNamedPort && adopts(now))
          yield at(path, {
            what: `the named port ${formatValue(old.portName)} is removed from the group, which then has no port to serve on`,
          });
    },
  },
  "workload-protocol-changed": {
    impact: "interrupts",
    title: "Another protocol to the servers",
    why: "It changes in place for all servers at once; those that do not speak it yet fail.",
    fix: "Add a second workload with the new protocol, move the routes, then remove this one.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (old.protocol !== now.protocol && isDirect(now.family))
          yield at([...path, "protocol"], {
            what: `the proxies change from ${old.protocol} to ${now.protocol} for all servers at once`,
          });
    },
  },
  "verification-begins": {
    impact: "prepare",
    title: "Servers whose certificates are looked at anew",
    why: "It holds for all servers at once: one whose certificate is for another name, or of another authority, gets no request any more.",
    fix: "Ask each before: `openssl s_client -connect SERVER:PORT -servername SNI -verify_hostname NAME -verify_return_error -CAfile ca.pem`.",
    source: SOURCES.backendServices,
    *check(change) {
      for (const { old, now, path } of alike(change))
        if (now.tls !== undefined && JSON.stringify(old.tls) !== JSON.stringify(now.tls))
          yield at([...path, "tls"], {
            what: `servers of ${formatValue(now.id)} must show a certificate for ${now.tls.verify.join(" or ")} from now on`,
          });
    },
  },
  "answers-cut": {
    impact: "interrupts",
    title: "Backends that leave before what they answer has ended",
    why: "What is under way when a backend leaves is cut after the draining time, and an answer may last longer than that.",
    fix: "Let it take nothing new, apply, wait as long as an answer may last, then remove it.",
    source: SOURCES.draining,
    *check(change) {
      for (const { what, path, group, drain, longest, cure } of leaving(change))
        if (drain < longest)
          yield at(path, {
            what: `${what} leaves, and what it answers is cut ${formatSeconds(drain)} later: answers may last ${formatSeconds(longest)}`,
            fix: group ? cure : `set \`drain: ${formatSeconds(longest)}\` and apply, then let it go`,
          });
    },
  },
  "backend-removed-may-cut": {
    impact: "interrupts",
    title: "A group that leaves its backend service while it answers",
    why: "Google's page on connection draining says both that it drains when a group leaves its backend service and that it does not; where it does not, what is under way is cut.",
    fix: "Let it take nothing new (`capacity: 0`, or no route to the workload), apply, wait as long as an answer may last, then remove it.",
    source: SOURCES.draining,
    *check(change) {
      for (const { what, path, group, drain, longest, cure } of leaving(change))
        if (group && drain >= longest)
          yield at(path, {
            what: `${what} leaves its backend service, and what it answers may be cut: Google says both that this drains and that it does not; answers may last ${formatSeconds(longest)}`,
            fix: cure,
          });
    },
  },
  "health-check-replaced": {
    impact: "replaces",
    title: "Another type of health check",
    why: "The health check is replaced, and every backend is judged anew by the other question.",
    fix: "See that every server answers it before the apply.",
    source: SOURCES.healthChecks,
    *check(change) {
      for (const { old, now, path } of alike(change)) {
        const [first, second] = [old.healthCheck?.protocol, now.healthCheck?.protocol];
        if (first !== undefined && second !== undefined && first !== second && old.protocol === now.protocol)
          yield at([...path, "healthCheck"], {
            what: `the health check changes from ${first} to ${second}, and judges every backend anew`,
          });
      }
    },
  },
};

interface KeptWorkload {
  readonly old: Workload;
  readonly now: Workload;
  readonly path: readonly string[];
}

/** The workloads that run in the region before and after. */
export function kept({ before, after }: StackChange): KeptWorkload[] {
  const olds = new Map(before.model.workloads.map((workload) => [workload.id, workload]));
  return after.model.workloads.flatMap((now): KeptWorkload[] => {
    const old = olds.get(now.id);
    const runs = old !== undefined && old.backends.length > 0 && now.backends.length > 0;
    return runs ? [{ old, now, path: ["workloads", now.id] }] : [];
  });
}

type Region = StackChange["before"];

/** By workload, what makes its backend service another one; without those of other projects. To adopt later is refused. */
const servicesMade = ({ model }: Region, before: Region): ReadonlyMap<string, string> =>
  new Map(
    model.workloads
      .filter(({ family, backends }) => backends.length > 0 && FAMILIES[family].made)
      .map(({ id, family }) => [
        id,
        JSON.stringify([
          model.project,
          model.scheme,
          family,
          before.model.adopt.backendServices[id] && model.adopt.backendServices[id],
        ]),
      ]),
  );

/** Those whose backend service stays. */
const alike = (change: StackChange): KeptWorkload[] =>
  kept(change).filter(({ old, now }) => old.family === now.family && FAMILIES[now.family].made);

/** What requests are sent to: not the mirrors, nor what has a share of 0. */
export const routedTo = (urlMap: UrlMap): ReadonlySet<string> => new Set(targetsOf(urlMap).flatMap(servicesOf));

const adopts = ({ backends }: Workload): boolean => backends.some(({ kind }) => kind === "instanceGroup");

function shareMembers(old: Workload, now: Workload): boolean {
  const members = new Set(old.backends.flatMap(membersOf));
  return now.backends.flatMap(membersOf).some((member) => members.has(member));
}

interface Leaving {
  readonly what: string;
  readonly path: readonly string[];
  /** Whether a whole group leaves, and not a member of one that stays. */
  readonly group: boolean;
  /** Seconds that what is under way is given. */
  readonly drain: number;
  /** Seconds that an answer may last, as far as draining can. */
  readonly longest: number;
  /** How a group leaves without cutting anything. */
  readonly cure: string;
}

/** Workloads that are sent requests and that something leaves which answers them, or that leave altogether. */
function* leaving({ before, after }: StackChange): Generator<Leaving> {
  const routed = routedTo(before.urlMap);
  const [timeouts, later] = [longestTimeouts(before.urlMap), longestTimeouts(after.urlMap)];
  for (const old of before.model.workloads.filter(({ family }) => isDirect(family))) {
    const now = after.model.workloads.find(({ id }) => id === old.id);
    const stays = now?.family === old.family && now.backends.length > 0;
    const part = routed.has(old.id) ? whatLeaves(old.backends, stays ? now.backends : []) : undefined;
    if (part === undefined) continue;
    // Google does not say which one counts where it changes, too.
    const drains = [drainOf(old, timeouts.get(old.id)), ...(stays ? [drainOf(now, later.get(now.id))] : [])];
    const longest = Math.min(timeouts.get(old.id) ?? old.timeout ?? 0, LONGEST_DRAIN);
    const quiet = stays ? "set `capacity: 0` for it" : "let no route lead to it";
    yield {
      what: `${stays ? "a backend of " : ""}${formatValue(old.id)}`,
      path: ["workloads", ...(now ? [now.id] : []), ...(stays ? ["backends"] : [])],
      group: part === "group",
      drain: Math.min(...drains),
      longest,
      cure: `${quiet}, apply, wait ${formatSeconds(longest)}, then remove it`,
    };
  }
}

/** What takes requests and is no longer there: the same machine in another group is another one. */
function whatLeaves(old: readonly Backend[], now: readonly Backend[]): "group" | "member" | undefined {
  const [groups, places] = [new Set(now.map(groupOf)), new Set(now.flatMap(placesOf))];
  const active = old.filter(({ capacity }) => capacity > 0);
  if (active.some((backend) => !groups.has(groupOf(backend)))) return "group";
  return active.flatMap(placesOf).some((place) => !places.has(place)) ? "member" : undefined;
}

/** Groups that are made here stay whatever their members. */
const groupOf = (backend: Backend): string =>
  "instances" in backend || "endpoints" in backend ? `${backend.kind} ${backend.id}` : placesOf(backend).join();

const placesOf = (backend: Backend): string[] =>
  membersOf(backend).map((member) => `${backend.kind} ${backend.id} ${member}`);

/** What serves behind a backend, as far as the file knows it. */
function membersOf(backend: Backend): string[] {
  switch (backend.kind) {
    case "instances":
      return backend.instances.map((instance) => `${backend.zone}/${instance}`);
    case "zonalEndpoints":
    case "hybridEndpoints":
      return backend.endpoints.map(({ ip, port }) => `${ip}:${port}`);
    case "internet":
      return [`${backend.fqdn ?? backend.ip}:${backend.port}`];
    default:
      return [JSON.stringify({ ...backend, tags: [], serviceAccounts: [], capacity: 1, balancing: undefined })];
  }
}
