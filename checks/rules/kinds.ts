import { type DocumentPath, formatValue } from "../../config/finding";
import { type BackendFamily, FAMILIES, KINDS } from "../../config/model/kinds";
import { parseLink, parsePlace } from "../../config/place";
import type { BackendKind } from "../../config/schema/backend-kinds";
import type { BackendConfig, WorkloadConfig } from "../../config/schema/config";
import { MOST_BACKENDS } from "../../platform/facts";
import { pools } from "../context";
import { at, atKey, type Rules, type Violation } from "../rule";
import { SOURCES } from "./sources";

const NEAR = 0.8;

/** Which kinds know a word, why the others do not, and which word says the same for some of them. */
interface Word {
  readonly knows: (kind: BackendKind) => boolean;
  /** Absent: the word is set where the backend service is. */
  readonly why?: string;
  readonly instead?: { readonly for: (kind: BackendKind) => boolean; readonly word: string };
}

const of =
  (...families: readonly BackendFamily[]) =>
  (kind: BackendKind) =>
    families.includes(KINDS[kind].family);
const where = (trait: keyof (typeof FAMILIES)[BackendFamily]) => (kind: BackendKind) =>
  FAMILIES[KINDS[kind].family][trait];

const EVERY: Word = { knows: () => true };
const MADE: Word = { knows: where("made") };

/** The words of a workload: a new one must say here who knows it. */
const WORKLOAD_WORDS: Readonly<Record<keyof WorkloadConfig, Word>> = {
  server: EVERY,
  profile: EVERY,
  backends: EVERY,
  // Said by a rule of its own, for it depends on the group.
  namedPort: EVERY,
  timeout: { knows: where("limited"), why: "the platform has its own, at most 60 minutes" },
  healthCheck: { knows: where("ported"), why: "the platform does not ask" },
  port: { knows: where("ported"), why: "the platform knows the port" },
  portName: { knows: of("instanceGroup"), why: "only instance groups have named ports" },
  affinity: MADE,
  loadBalancing: MADE,
  minimumRingSize: MADE,
  customMetrics: { knows: where("direct"), why: "it has no balancing mode" },
  outlierDetection: { knows: where("limited"), why: "the platform replaces failing instances itself" },
  circuitBreakers: { knows: where("limited"), why: "the platform limits itself" },
  protocol: MADE,
  tls: { knows: where("ported"), why: "its TLS is not the load balancer's to verify" },
  drain: MADE,
  accessLogs: MADE,
  securityPolicy: MADE,
};

const IN_VPC: Word = { knows: (kind) => KINDS[kind].inVpc, why: "its machines are not in the VPC" };
const PER_ENDPOINT = { for: of("zonal"), word: "maxRatePerEndpoint" };

/** The words of a backend beside its kind. */
const BACKEND_WORDS: Readonly<Record<Exclude<keyof BackendConfig, BackendKind>, Word>> = {
  region: EVERY,
  tags: IN_VPC,
  serviceAccounts: IN_VPC,
  maxUtilization: {
    knows: of("instanceGroup"),
    why: "only instance groups report utilization",
    instead: PER_ENDPOINT,
  },
  maxRate: { knows: where("direct"), why: "it has no balancing mode" },
  maxRatePerInstance: {
    knows: of("instanceGroup"),
    why: "only instance groups have instances",
    instead: PER_ENDPOINT,
  },
  maxRatePerEndpoint: {
    knows: of("zonal"),
    why: "only network endpoint groups have endpoints",
    instead: { for: of("instanceGroup"), word: "maxRatePerInstance" },
  },
  capacity: MADE,
};

export const KIND_RULES: Rules = {
  "mixed-kinds": {
    severity: "error",
    title: "Kinds of backend that cannot share a workload",
    why: "A backend service holds instance groups, or network endpoint groups (zonal and hybrid together), or one serverless or Private Service Connect group, or internet endpoints.",
    fix: "Make two workloads, and share traffic with weights in `to`.",
    source: SOURCES.backendServices,
    *check({ workloads }) {
      for (const { backends } of workloads.values()) {
        const [first, ...others] = backends;
        const other = others.find(({ family }) => family !== first?.family);
        if (first && other)
          yield at([...other.path, other.kind], {
            what: `${KINDS[first.kind].noun} and ${KINDS[other.kind].noun} in one workload; a workload is one backend service, and that holds one kind of backend`,
          });
      }
    },
  },
  "only-one-backend": {
    severity: "error",
    title: "Several backends of a kind that stands alone",
    why: "A backend service takes one serverless or Private Service Connect group, and another project's backend service is one already.",
    fix: "Make a workload of each, and share traffic with weights in `to`.",
    source: SOURCES.backendServices,
    *check(context) {
      for (const { region, backends } of pools(context)) {
        const [first, second] = backends;
        if (first && second && FAMILIES[first.family].single && first.family === second.family)
          yield at([...second.path, second.kind], {
            what: `${backends.length} backends of the kind ${first.kind} in ${region}; a backend service takes one`,
          });
      }
    },
  },
  "too-many-backends": {
    severity: "error",
    title: "More than 50 backends in a workload",
    why: "A backend service takes 50 instance groups or network endpoint groups; GKE's count once per zone.",
    fix: "Make two workloads, and share traffic with weights in `to`.",
    source: SOURCES.quotas,
    *check({ regions }) {
      for (const { model } of regions)
        for (const { id, backends } of model.workloads)
          if (backends.length > MOST_BACKENDS)
            yield at(["workloads", id, "backends"], {
              what: `${backends.length} backends in ${model.region}; a backend service takes ${MOST_BACKENDS}`,
            });
    },
  },
  "nearly-too-many-backends": {
    severity: "warning",
    title: "Nearly 50 backends in a workload",
    why: "A backend service takes 50 instance groups or network endpoint groups, and the limit cannot be raised.",
    fix: "Plan for a second workload.",
    source: SOURCES.quotas,
    *check({ regions }) {
      for (const { model } of regions)
        for (const { id, backends } of model.workloads)
          if (backends.length >= MOST_BACKENDS * NEAR && backends.length <= MOST_BACKENDS)
            yield at(["workloads", id, "backends"], {
              what: `${backends.length} of the ${MOST_BACKENDS} backends that a backend service takes in ${model.region}`,
            });
    },
  },
  "not-for-kind": {
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
  "rate-of-regional-group": {
    severity: "error",
    title: "A rate for the whole of a regional instance group",
    why: "A regional managed group knows a rate per instance only.",
    fix: 'Write "maxRatePerInstance".',
    source: SOURCES.backendServices,
    *check({ backends }) {
      for (const { words, path } of backends)
        if (words.maxRate !== undefined && words.instanceGroup !== undefined && isRegional(words.instanceGroup))
          yield atKey([...path, "maxRate"], {
            what: '"maxRate" does not go with a regional instance group: it knows a rate per instance only',
          });
    },
  },
  "named-port-not-created": {
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
            what: `no named port can be made on ${KINDS[other.kind].noun}: only instance groups have named ports`,
            fix: 'remove "namedPort"',
          });
        for (const { words: backend } of backends) {
          const group = backend.instanceGroup;
          if (group !== undefined && parsePlace(group)?.zonal !== true)
            yield atKey([...path, "namedPort"], {
              what: `no named port can be made on ${formatValue(group)}: it needs a zonal group, written as ZONE/NAME`,
              fix: 'set the named port on the group itself, and remove "namedPort"',
            });
        }
      }
    },
  },
};

function* unknownWords<Key extends string>(
  words: Readonly<Partial<Record<Key, unknown>>>,
  path: DocumentPath,
  kind: BackendKind,
  table: Readonly<Record<Key, Word>>,
): Generator<Violation> {
  for (const [word, { knows, why, instead }] of Object.entries<Word>(table) as [Key, Word][]) {
    if (words[word] === undefined || knows(kind)) continue;
    const reason = FAMILIES[KINDS[kind].family].made ? why : undefined;
    yield atKey([...path, word], {
      what: `"${word}" does not go with ${KINDS[kind].noun}: ${reason ?? "it is set there"}`,
      fix: instead?.for(kind) ? `write "${instead.word}"` : `remove "${word}"`,
    });
  }
}

const isRegional = (group: string): boolean =>
  parsePlace(group)?.zonal === false || parseLink(group)?.scope === "regions";
