import { CHANGE_KINDS } from "./changes";
import { ROUTING_FINDINGS, SHAPE_FINDINGS, TEST_FINDINGS } from "./other-findings";
import type { Rule, RuleInfo } from "./rule";
import { ADOPTION_RULES } from "./rules/adoption";
import { AFFINITY_RULES } from "./rules/affinity";
import { BACKEND_RULES } from "./rules/backends";
import { BALANCING_RULES } from "./rules/balancing";
import { CERTIFICATE_RULES } from "./rules/certificates";
import { DEPLOYMENT_RULES } from "./rules/deployment";
import { EXPOSURE_RULES } from "./rules/exposure";
import { FRONTEND_RULES } from "./rules/frontend";
import { HEALTH_CHECK_RULES } from "./rules/health-checks";
import { KIND_RULES } from "./rules/kinds";
import { NAME_RULES } from "./rules/names";
import { NETWORK_RULES } from "./rules/network";
import { REGION_RULES } from "./rules/regions";
import { ROUTE_RULES } from "./rules/routes";
import { SPLIT_RULES } from "./rules/splits";
import { TRAFFIC_RULES } from "./rules/traffic";
import { SILENCE_FINDINGS } from "./silence";

/** The rules by topic, as `docs/rules.md` groups them. */
const TOPICS = [
  ["Names", NAME_RULES],
  ["Regions", REGION_RULES],
  ["Network", NETWORK_RULES],
  ["Listeners", FRONTEND_RULES],
  ["Certificates", CERTIFICATE_RULES],
  ["Kinds of backend", KIND_RULES],
  ["Backends", BACKEND_RULES],
  ["Balancing", BALANCING_RULES],
  ["Affinity", AFFINITY_RULES],
  ["Health checks", HEALTH_CHECK_RULES],
  ["Routes", ROUTE_RULES],
  ["What routes open", EXPOSURE_RULES],
  ["Splits and mirrors", SPLIT_RULES],
  ["Timeouts, retries and load", TRAFFIC_RULES],
  ["Adoption", ADOPTION_RULES],
  ["Provider and state", DEPLOYMENT_RULES],
] as const satisfies readonly (readonly [string, readonly Rule[]])[];

/** Everything that is checked once the shape of a configuration is right. */
export const RULES: readonly Rule[] = TOPICS.flatMap(([, rules]) => rules);

/** What checking one file can find, by topic: the rules, and what reading, routing, tests and silences report. */
const OF_A_FILE: readonly Topic[] = [
  ["Shape of the file", SHAPE_FINDINGS],
  ...TOPICS,
  ["URL map", ROUTING_FINDINGS],
  ["Tests in the file", TEST_FINDINGS],
  ["Silences", SILENCE_FINDINGS],
];

/** Every kind of finding there is, by topic. */
export const CATALOGUE: readonly Topic[] = [...OF_A_FILE, ["Changes (`--from`)", CHANGE_KINDS]];

type Topic = readonly [title: string, kinds: readonly RuleInfo[]];

const kindsById = (topics: readonly Topic[]): ReadonlyMap<string, RuleInfo> =>
  new Map(topics.flatMap(([, kinds]) => kinds.map((kind) => [kind.id, kind] as const)));

/** By id, whatever a file can have: what a silence can name. */
export const KINDS_OF_A_FILE = kindsById(OF_A_FILE);

const EVERY_KIND = kindsById(CATALOGUE);

export const kindOfFinding = (id: string): RuleInfo | undefined => EVERY_KIND.get(id);
