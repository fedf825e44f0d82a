import { type DocumentPath, formatValue } from "../../config/finding";
import type { BackendKind } from "../../config/schema/backend";
import type { BackendConfig, WorkloadConfig } from "../../config/schema/config";
import { type BackendEntry, backendsIn } from "../context";
import { at, atKey, type Rule, type Violation } from "../rule";
import { SOURCES } from "./sources";

const MAX_BACKENDS = 50;
const NEAR = 0.8;

/** What a kind of backend is called in a message. */
export const KIND_NAMES: Readonly<Record<BackendKind, string>> = {
  instanceGroup: "an instance group",
  instances: "an instance group",
  neg: "a network endpoint group",
  gke: "a network endpoint group",
  zonalEndpoints: "a network endpoint group",
  hybridEndpoints: "hybrid endpoints",
  cloudRun: "Cloud Run",
  cloudFunction: "a Cloud Run function",
  privateServiceConnect: "Private Service Connect",
  internet: "an internet endpoint",
  backendService: "a backend service of another project",
};

const GROUPS: readonly BackendKind[] = ["instanceGroup", "instances"];
const ZONAL_NEGS: readonly BackendKind[] = ["neg", "gke", "zonalEndpoints"];
const NEGS: readonly BackendKind[] = [...ZONAL_NEGS, "hybridEndpoints"];
const SERVERLESS: readonly BackendKind[] = ["cloudRun", "cloudFunction"];
const MACHINES: readonly BackendKind[] = [...GROUPS, ...NEGS];
const PORTED: readonly BackendKind[] = [...MACHINES, "internet"];
const WATCHED: readonly BackendKind[] = [...PORTED, "privateServiceConnect"];
const OWN: readonly BackendKind[] = [...WATCHED, ...SERVERLESS];

/** Which kinds know a word, why the others do not, and which word says the same for some of them. */
interface Word {
  readonly kinds: readonly BackendKind[];
  /** Absent: the word is set where the backend service is. */
  readonly why?: string;
  readonly instead?: { readonly kinds: readonly BackendKind[]; readonly word: string };
}

/** The words of a workload that not every kind of backend knows. */
const WORKLOAD_WORDS = {
  timeout: { kinds: WATCHED, why: "the platform has its own, at most 60 minutes" },
  healthCheck: { kinds: PORTED, why: "the platform does not ask" },
  port: { kinds: PORTED, why: "the platform knows the port" },
  portName: { kinds: GROUPS, why: "only instance groups have named ports" },
  affinity: { kinds: OWN },
  loadBalancing: { kinds: OWN },
  minimumRingSize: { kinds: OWN },
  customMetrics: { kinds: MACHINES, why: "it has no balancing mode" },
  outlierDetection: { kinds: WATCHED, why: "the platform replaces failing instances itself" },
  circuitBreakers: { kinds: WATCHED, why: "the platform limits itself" },
  protocol: { kinds: OWN },
  drain: { kinds: OWN },
  accessLogs: { kinds: OWN },
} as const satisfies Partial<Record<keyof WorkloadConfig, Word>>;

const PER_ENDPOINT = { kinds: NEGS, word: "maxRatePerEndpoint" };

/** The words of a backend that not every kind knows. */
const BACKEND_WORDS = {
  tags: { kinds: [...GROUPS, ...ZONAL_NEGS], why: "its machines are not in the VPC" },
  serviceAccounts: { kinds: [...GROUPS, ...ZONAL_NEGS], why: "its machines are not in the VPC" },
  maxUtilization: { kinds: GROUPS, why: "only instance groups report utilization", instead: PER_ENDPOINT },
  maxRate: { kinds: MACHINES, why: "it has no balancing mode" },
  maxRatePerInstance: { kinds: GROUPS, why: "only instance groups have instances", instead: PER_ENDPOINT },
  maxRatePerEndpoint: {
    kinds: NEGS,
    why: "only network endpoint groups have endpoints",
    instead: { kinds: GROUPS, word: "maxRatePerInstance" },
  },
  capacity: { kinds: OWN },
} as const satisfies Partial<Record<keyof BackendConfig, Word>>;

export const KIND_RULES: readonly Rule[] = [
  {
    id: "mixed-kinds",
    severity: "error",
    title: "Kinds of backend that cannot share a workload",
    why: "A backend service holds instance groups, or network endpoint groups (zonal and hybrid together), or one serverless or Private Service Connect group, or internet endpoints.",
    fix: "Make a workload of each kind, and share traffic with weights.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { backends } of workloads.values()) {
        const [first, ...others] = backends;
        const other = others.find(({ family }) => family !== first?.family);
        if (first && other)
          yield at([...other.path, other.kind], {
            what: `${KIND_NAMES[first.kind]} and ${KIND_NAMES[other.kind]} in one workload; a workload is one backend service, and that holds one kind of backend`,
            fix: "make two workloads, and share traffic with weights in `to`",
          });
      }
    },
  },
  {
    id: "only-one-backend",
    severity: "error",
    title: "Several backends of a kind that stands alone",
    why: "A backend service takes one serverless or Private Service Connect group, and another project's backend service is one already.",
    fix: "Make a workload of each, and share traffic with weights.",
    source: SOURCES.backendServices,
    *check({ workloads, regions }) {
      for (const workload of workloads.values())
        for (const { model } of regions) {
          const here = backendsIn(workload, model.region);
          const [first, second] = here;
          if (first && second && isSingle(first) && first.family === second.family)
            yield at([...second.path, second.kind], {
              what: `${here.length} backends of the kind ${first.kind} in ${model.region}; a backend service takes one`,
              fix: "make a workload of each, and share traffic with weights in `to`",
            });
        }
    },
  },
  {
    id: "too-many-backends",
    severity: "error",
    title: "More than 50 backends in a workload",
    why: "A backend service takes 50 instance groups or network endpoint groups; GKE's count once per zone.",
    fix: "Make two workloads.",
    source: SOURCES.quotas,
    *check({ regions }) {
      for (const { model } of regions)
        for (const { id, backends } of model.workloads)
          if (backends.length > MAX_BACKENDS)
            yield at(["workloads", id, "backends"], {
              what: `${backends.length} backends in ${model.region}; a backend service takes ${MAX_BACKENDS}`,
              fix: "make two workloads, and share traffic with weights in `to`",
            });
    },
  },
  {
    id: "nearly-too-many-backends",
    severity: "warning",
    title: "Nearly 50 backends in a workload",
    why: "A backend service takes 50 instance groups or network endpoint groups, and the limit cannot be raised.",
    fix: "Plan for a second workload.",
    source: SOURCES.quotas,
    *check({ regions }) {
      for (const { model } of regions)
        for (const { id, backends } of model.workloads)
          if (backends.length >= MAX_BACKENDS * NEAR && backends.length <= MAX_BACKENDS)
            yield at(["workloads", id, "backends"], {
              what: `${backends.length} of the ${MAX_BACKENDS} backends that a backend service takes in ${model.region}`,
              fix: "plan for a second workload",
            });
    },
  },
  {
    id: "not-for-kind",
    severity: "error",
    title: "A word that the kind of backend does not know",
    why: "Google refuses it, or it would have no effect: timeouts and health checks of serverless backends, named ports of endpoint groups, rates per instance where there are no instances.",
    fix: "Remove the word, or use the one of this kind.",
    source: SOURCES.backendServices,
    *check({ workloads, backends }) {
      for (const { words, path, backends: own } of workloads.values())
        for (const { kind } of own.slice(0, 1)) yield* unknownWords(words, path, kind, WORKLOAD_WORDS);
      for (const { words, path, kind } of backends) yield* unknownWords(words, path, kind, BACKEND_WORDS);
    },
  },
  {
    id: "rate-of-regional-group",
    severity: "error",
    title: "A rate for the whole of a regional instance group",
    why: "A regional managed group knows a rate per instance only.",
    fix: "Write `maxRatePerInstance`.",
    source: SOURCES.backendServices,
    *check({ backends }) {
      for (const { words, path } of backends)
        if (words.maxRate !== undefined && words.instanceGroup !== undefined && isRegionalGroup(words.instanceGroup))
          yield atKey([...path, "maxRate"], {
            what: '"maxRate" does not go with a regional instance group: it knows a rate per instance only',
            fix: 'write "maxRatePerInstance"',
          });
    },
  },
  {
    id: "named-port-not-created",
    severity: "error",
    title: "A named port that cannot be made",
    why: "Terraform makes named ports on zonal instance groups only; those of regional and managed groups belong to the group itself.",
    fix: "Set the named port on the group, and remove `namedPort`.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { words, path, backends } of workloads.values()) {
        if (words.namedPort === undefined) continue;
        const other = backends.find(({ family }) => family !== "instanceGroup");
        if (other)
          yield atKey([...path, "namedPort"], {
            what: `no named port can be made on ${KIND_NAMES[other.kind]}: only instance groups have named ports`,
            fix: 'remove "namedPort"',
          });
        for (const { words: backend } of backends) {
          const group = backend.instanceGroup;
          if (group !== undefined && !/^[a-z]+(?:-[a-z]+)+\d+-[a-z]\/[^/]+$/.test(group))
            yield atKey([...path, "namedPort"], {
              what: `no named port can be made on ${formatValue(group)}: it needs a zonal group, written as ZONE/NAME`,
              fix: 'set the named port on the group itself, and remove "namedPort"',
            });
        }
      }
    },
  },
];

function* unknownWords<T extends object>(
  words: T,
  path: DocumentPath,
  kind: BackendKind,
  table: Readonly<Partial<Record<keyof T & string, Word>>>,
): Generator<Violation> {
  for (const word of Object.keys(words) as (keyof T & string)[]) {
    const entry = table[word];
    if (entry === undefined || words[word] === undefined || entry.kinds.includes(kind)) continue;
    const why = kind === "backendService" ? undefined : entry.why;
    const instead = entry.instead?.kinds.includes(kind) ? entry.instead.word : undefined;
    yield atKey([...path, word], {
      what: `"${word}" does not go with ${KIND_NAMES[kind]}: ${why ?? "it is set there"}`,
      fix: instead === undefined ? `remove "${word}"` : `write "${instead}"`,
    });
  }
}

const isSingle = ({ family }: BackendEntry): boolean =>
  family === "serverless" || family === "privateServiceConnect" || family === "external";

const isRegionalGroup = (group: string): boolean =>
  /^[a-z]+(?:-[a-z]+)+\d+\/[^/]+$/.test(group) || /\/regions\/[^/]+\//.test(group);
