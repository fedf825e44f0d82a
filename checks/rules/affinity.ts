import { FAMILIES, KINDS } from "../../config/model/kinds";
import type { WorkloadConfig } from "../../config/schema/config";
import { poolSize, type WorkloadEntry } from "../context";
import { at, atKey, type Rules } from "../rule";
import { SOURCES } from "./sources";

const HASHING = ["ringHash", "maglev"];

export const AFFINITY_RULES: Rules = {
  "affinity-needs-hash": {
    severity: "error",
    title: "Affinity by header or cookie with a policy that does not hash",
    why: "Affinity by header or cookie is a consistent hash, which only `ringHash` and `maglev` know.",
    fix: "Write `loadBalancing: ringHash` or `maglev`, or leave it out.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { path, policy, kind } of policies(workloads))
        if (!HASHING.includes(policy) && (kind === "header" || kind === "cookie"))
          yield at([...path, "loadBalancing"], {
            what: `affinity by ${kind} needs a policy that hashes, and \`loadBalancing\` is ${policy}`,
          });
    },
  },
  "affinity-with-metrics": {
    severity: "error",
    title: "Affinity and custom metrics in one workload",
    why: "Weights by metrics send a request to the freest backend, affinity to the known one; only a strong cookie goes with any policy.",
    fix: "Keep one of the two, or use `affinity: { strongCookie: … }`.",
    source: SOURCES.customMetrics,
    *check({ workloads }) {
      for (const { words, path } of workloads.values()) {
        const kind = kindOfAffinity(words.affinity);
        if (words.customMetrics !== undefined && kind !== undefined && kind !== "strongCookie")
          yield atKey([...path, "affinity"], {
            what: "custom metrics and affinity exclude each other: one sends a request to the freest backend, the other to the known one",
          });
      }
    },
  },
  "ring-size-without-hash": {
    severity: "error",
    title: "A ring size for a policy that does not hash",
    why: "A consistent hash is only for `ringHash` and `maglev`.",
    fix: 'Remove "minimumRingSize".',
    source: SOURCES.regionBackendService,
    *check({ workloads }) {
      for (const { words, path, resolved } of workloads.values())
        if (words.minimumRingSize !== undefined && !["RING_HASH", "MAGLEV"].includes(resolved.localityLbPolicy))
          yield atKey([...path, "minimumRingSize"], {
            what: '"minimumRingSize" needs `loadBalancing: ringHash`: no other policy has a ring',
          });
    },
  },
  "affinity-without-hash": {
    severity: "warning",
    title: "Affinity that has no effect",
    why: "Affinity by address or generated cookie is accepted with every policy, and works only with those that hash.",
    fix: "Write `loadBalancing: ringHash` or `maglev`, or leave it out.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { path, policy, kind } of policies(workloads))
        if (!HASHING.includes(policy) && (kind === "clientIp" || kind === "generatedCookie"))
          yield at([...path, "loadBalancing"], {
            what: `affinity by ${kind} has no effect with \`loadBalancing: ${policy}\``,
          });
    },
  },
  "hash-without-affinity": {
    severity: "warning",
    title: "A policy that hashes, and no affinity",
    why: "A hash needs something to hash; without affinity it only spreads requests worse.",
    fix: "Add `affinity`, or choose leastRequest or roundRobin.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { words, path } of workloads.values())
        if (words.affinity === undefined && HASHING.includes(words.loadBalancing ?? ""))
          yield at([...path, "loadBalancing"], {
            what: `\`loadBalancing: ${words.loadBalancing ?? ""}\` hashes what \`affinity\` names, and there is none`,
          });
    },
  },
  "utilization-breaks-affinity": {
    severity: "warning",
    title: "Affinity on groups that are balanced by utilization",
    why: "A group that is full by utilization sends its clients elsewhere, and their conversations lose their cache.",
    fix: "Replace `maxUtilization` by `maxRatePerInstance`.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { words, backends } of workloads.values())
        for (const { words: backend, path } of words.affinity === undefined ? [] : backends)
          if (backend.maxUtilization !== undefined)
            yield atKey([...path, "maxUtilization"], {
              what: "balancing by utilization moves clients to other backends when load changes, and breaks affinity",
            });
    },
  },
  "affinity-of-one": {
    severity: "warning",
    title: "Affinity to a backend that is one endpoint",
    why: "A serverless or Private Service Connect group is one endpoint to the proxy. Which instance behind it answers, the platform decides.",
    fix: "Remove it. Cloud Run has session affinity of its own.",
    source: SOURCES.serverless,
    *check({ workloads }) {
      for (const { words, path, resolved, backends } of workloads.values()) {
        const { single, made } = FAMILIES[resolved.family];
        const [first] = backends;
        if (words.affinity !== undefined && single && made && first)
          yield atKey([...path, "affinity"], {
            what: `affinity pins nothing here: ${KINDS[first.kind].noun} is one endpoint to the proxy`,
            fix: `remove it${resolved.family === "serverless" ? "; Cloud Run has an affinity of its own (`gcloud run services update --session-affinity`)" : ""}`,
          });
      }
    },
  },
  "affinity-by-session-id": {
    severity: "warning",
    title: "Affinity by an id that the server gives out",
    why: "The first request of an MCP session has no `mcp-session-id` yet: the server that answers it names the id, and the id leads the next request to whichever backend its hash says. Measured with three replicas: 218 of 300 sessions broke, and 300 of 300 without affinity.",
    fix: "Keep sessions where all replicas find them, or use `affinity: clientIp`; MCP 2026-07-28 has no sessions.",
    source: "https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#session-management",
    *check({ workloads }) {
      for (const { words, path, backends } of workloads.values()) {
        const { affinity } = words;
        const header = typeof affinity === "object" ? affinity.header : undefined;
        if (header !== undefined && /^mcp-session-id$/i.test(header) && poolSize(backends) !== 1)
          yield at([...path, "affinity", "header"], {
            what: `the first request of a session has no ${header} yet, so that the next ones go to another backend than the one that knows the session: of 300 sessions over three replicas 218 broke`,
          });
      }
    },
  },
};

type AffinityKind = "clientIp" | "generatedCookie" | "header" | "cookie" | "strongCookie";

function kindOfAffinity(affinity: WorkloadConfig["affinity"]): AffinityKind | undefined {
  if (affinity === undefined || typeof affinity === "string") return affinity;
  if (affinity.header !== undefined) return "header";
  if (affinity.generatedCookie) return "generatedCookie";
  return affinity.cookie !== undefined ? "cookie" : "strongCookie";
}

/** Where a workload names both an affinity and a policy. */
function* policies(workloads: ReadonlyMap<string, WorkloadEntry>) {
  for (const { words, path } of workloads.values()) {
    const kind = kindOfAffinity(words.affinity);
    if (kind !== undefined && words.loadBalancing !== undefined) yield { path, kind, policy: words.loadBalancing };
  }
}
