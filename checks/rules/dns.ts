import { formatSeconds } from "../../config/duration";
import { type DocumentPath, formatValue } from "../../config/finding";
import type { Dns } from "../../config/model/dns";
import { recordedHosts } from "../../config/model/dns-records";
import type { Model } from "../../config/model/model";
import { CLIENT_KEEP_ALIVE } from "../../platform/facts";
import type { Context } from "../context";
import { isHealthSource, type RegionHealth, regionHealth } from "../region-health";
import { at, type Rules } from "../rule";
import { regionNames } from "./regions";

const POLICIES = "https://cloud.google.com/dns/docs/routing-policies-overview";
const HEALTH = `${POLICIES}#health-checks`;

/** How long clients may go on with a region that fails, before somebody should know. */
const LONGEST_TTL = 60;
const LONGEST_KEEP_ALIVE = 120;

/** The records of a file whose names lead to several regions. */
const routed = ({ regions: [first, ...others] }: Context): Dns | undefined =>
  others.length > 0 ? first?.model.dns : undefined;

/** The regions that `dns.routing` names, with their places. */
function namedRegions({ dns }: Context["config"]): [region: string, path: DocumentPath][] {
  const { routing } = dns ?? {};
  if (routing === undefined || routing === "geo") return [];
  if (routing.failover !== undefined) return [[routing.failover, ["dns", "routing", "failover"]]];
  return Object.keys(routing.weighted ?? {}).map((region) => [region, ["dns", "routing", "weighted", region]]);
}

/** What each of several regions answers to the path of the health check; nothing before routes decide. */
function* asked(context: Context): Generator<{ readonly model: Model; readonly health: RegionHealth }> {
  if (routed(context) === undefined || !context.routable) return;
  for (const region of context.regions) {
    const health = regionHealth(region);
    if (health !== undefined) yield { model: region.model, health };
  }
}

export const DNS_RULES: Rules = {
  "regions-without-dns": {
    severity: "warning",
    title: "Several regions, and nothing that leads clients to them",
    why: "Each region has an address of its own. Clients that know one never find the other, and stay with it when it fails.",
    fix: "Write `dns`, or suppress this and say what leads clients.",
    source: POLICIES,
    *check({ config, regions }) {
      if (config.dns === undefined && regions.length > 1)
        yield at(["regions"], {
          what: `${regions.length} regions with an address each, and nothing here leads clients to more than the one they know`,
          fix: "lead them by `dns`; where something else does, suppress this and say what",
        });
    },
  },
  "dns-region-not-served": {
    severity: "error",
    title: "`dns.routing` names a region that is not served",
    why: "There is no address to lead clients to.",
    fix: "Name a region of the file.",
    source: POLICIES,
    *check(context) {
      const served = regionNames(context);
      for (const [region, path] of namedRegions(context.config))
        if (!served.includes(region))
          yield at(path, {
            what: `${region} is not served; served: ${served.join(", ")}`,
            fix: `name one of these, or add ${region} to \`regions\``,
          });
    },
  },
  "dns-weights": {
    severity: "warning",
    title: "A region that no client is led to by weight",
    why: "A region without a weight has 0: it is paid for, and gets no client by name.",
    fix: "Give every region a weight.",
    source: POLICIES,
    *check(context) {
      const { routing } = context.config.dns ?? {};
      if (typeof routing !== "object" || routing.weighted === undefined) return;
      for (const region of regionNames(context))
        if ((routing.weighted[region] ?? 0) === 0)
          yield at(["dns", "routing", "weighted"], {
            what: `no client is led to ${region}: it has no weight`,
            fix: `write \`${region}: 1\`, or suppress this while it is drained`,
          });
    },
  },
  "dns-without-hosts": {
    severity: "warning",
    title: "No host below `dns.domain`",
    why: "Records are made for the hosts of the routes that are the domain or below it: here there is none.",
    fix: "Name the host in `routes`, or the domain that it is below.",
    source: POLICIES,
    *check({ config, regions: [first] }) {
      if (config.dns !== undefined && first !== undefined && recordedHosts(first.model).hosts.length === 0)
        yield at(["dns", "domain"], {
          what: `no host of the routes is ${config.dns.domain}, or below it: no name leads here`,
          fix: "write `hosts` in `routes`, or the domain that they are below",
        });
    },
  },
  "dns-nobody-asks": {
    severity: "warning",
    title: "Several regions behind a name, and nothing looks whether they can serve",
    why: "A region without a working model still answers, with errors, and Cloud DNS goes on sending clients there. Of an internal proxy it looks at the balancer, which works without backends.",
    fix: "Write `dns.healthCheck` with a path that a route leads to a model's health path.",
    source: HEALTH,
    *check(context) {
      const dns = routed(context);
      if (dns !== undefined && dns.healthCheck === undefined && (dns.routing.kind !== "failover" || !context.external))
        yield at(["dns"], {
          what: "nothing looks whether a region can serve: one whose models are gone keeps its clients",
          fix: "ask by `dns.healthCheck` for a path that a route leads to a model's health path",
        });
    },
  },
  "dns-failover-blind": {
    severity: "error",
    title: "Failover of an external proxy without a health check",
    why: "Cloud DNS takes the backup where the primary is found to fail, and asks external addresses only by a health check.",
    fix: "Write `dns.healthCheck`.",
    source: HEALTH,
    *check(context) {
      const dns = routed(context);
      if (dns?.routing.kind === "failover" && dns.healthCheck === undefined && context.external)
        yield at(["dns", "routing"], {
          what: "nothing would ever find that the primary region fails",
          fix: "ask by `dns.healthCheck` for a path that a route leads to a model's health path",
        });
    },
  },
  "dns-health-unanswered": {
    severity: "error",
    title: "The path of `dns.healthCheck` reaches no workload in a region",
    why: "Cloud DNS takes anything but 200 for a failure, and the region gets no clients. Inside, there is no workload whose health could count.",
    fix: "Let a route lead the path to a workload that has a backend in every region.",
    source: HEALTH,
    *check(context) {
      for (const { model, health } of asked(context))
        if (health.workloads.length === 0)
          yield at(["dns", "healthCheck", "path"], {
            what: `in ${model.region}, GET ${health.url} ${health.outcome}: no workload there says that it can serve`,
            fix: "let a route lead it to a workload that has a backend in every region",
          });
    },
  },
  "dns-health-guarded": {
    severity: "warning",
    title: "Something may refuse the question whether a region can serve",
    why: "Cloud DNS asks as anybody, from addresses that nobody knows. A refusal counts as a failure, and a limit that everybody shares fails a busy region, which sends its clients to the other one.",
    fix: "Say `security` on the rules that need it and not for the whole proxy, let clients in without a certificate (`mode: allow`), and count by caller.",
    source: HEALTH,
    *check(context) {
      for (const { health } of asked(context))
        if (health.hindrance !== undefined)
          yield at(["dns", "healthCheck", "path"], {
            what: `GET ${health.url} ${health.hindrance}, and Cloud DNS asks as anybody: a refusal counts as a region that fails`,
          });
    },
  },
  "dns-health-unseen": {
    severity: "warning",
    title: "A workload whose health an internal region cannot tell",
    why: "Composite health goes by health checks of machines in the VPC. Serverless backends have none, and those of hybrid, internet and Private Service Connect groups do not count: a region that fails keeps its clients.",
    fix: "Lead the path of `dns.healthCheck` to a workload on instance groups or zonal groups.",
    source: HEALTH,
    *check(context) {
      if (context.external) return;
      for (const { model, health } of asked(context))
        for (const one of model.workloads)
          if (health.workloads.includes(one.id) && !isHealthSource(one))
            yield at(["dns", "healthCheck", "path"], {
              what: `${formatValue(one.id)} answers it, and has no health check of machines in ${model.region}: it does not count there`,
              fix: "lead the path to a workload on instance groups or zonal groups",
            });
    },
  },
  "dns-global-access": {
    severity: "warning",
    title: "Several internal regions without global access",
    why: "Without it, clients reach the proxy of their own region alone: who is led to another one reaches nobody.",
    fix: "Write `frontend: { globalAccess: true }`.",
    source: POLICIES,
    *check(context) {
      const [first] = context.regions;
      if (routed(context) !== undefined && !context.external && first?.model.frontend.globalAccess === false)
        yield at(["dns"], {
          what: "clients can be led to another region than their own, and reach nobody there without global access",
        });
    },
  },
  "dns-slow-failover": {
    severity: "warning",
    title: "Clients that stay with a region long after it failed",
    why: "Resolvers keep an answer for its TTL, and clients a connection that still works: they ask for the name again only when they open another one.",
    fix: "Write a `dns.ttl` of at most 60s, and `frontend.clientKeepAlive: 60s` (changing it later replaces the target proxies, without an interruption).",
    source: POLICIES,
    *check(context) {
      const dns = routed(context);
      const [first] = context.regions;
      if (dns?.healthCheck === undefined || first === undefined) return;
      if (dns.ttl > LONGEST_TTL)
        yield at(["dns", "ttl"], {
          what: `resolvers lead clients to a region that failed for another ${formatSeconds(dns.ttl)}`,
          fix: `write at most ${formatSeconds(LONGEST_TTL)}`,
        });
      const { clientKeepAlive = CLIENT_KEEP_ALIVE.max } = first.model.frontend;
      if (clientKeepAlive > LONGEST_KEEP_ALIVE)
        yield at(["frontend", "clientKeepAlive"], {
          what: `clients keep idle connections to a region that failed for ${formatSeconds(clientKeepAlive)}, whatever its name answers`,
          fix: "write `clientKeepAlive: 60s`",
        });
    },
  },
};
