import { type FindingInfo, type FindingKind, kindsOf } from "../config/finding";
import { SHAPE_FINDINGS } from "../config/schema/finding-kinds";
import { ROUTING_FINDINGS } from "../routing/compile/finding-kinds";
import { CHANGE_KINDS } from "./changes";
import { TEST_FINDINGS } from "./expectations";
import { OVERRIDE_FINDINGS } from "./overrides";
import { TOPICS } from "./rules";
import { SUPPRESSION_FINDINGS } from "./suppressions";

/** Every kind of finding there is, by topic: for documentation and for machines; no check reads it. */
export const CATALOGUE: readonly (readonly [topic: string, kinds: readonly FindingKind[]])[] = [
  ["Shape of the file", kindsOf(SHAPE_FINDINGS)],
  ...TOPICS.map(([topic, rules]) => [topic, kindsOf<FindingInfo>(rules)] as const),
  ["What overrides name", kindsOf(OVERRIDE_FINDINGS)],
  ["URL map", kindsOf(ROUTING_FINDINGS)],
  ["Tests in the file", kindsOf(TEST_FINDINGS)],
  ["Suppressions", kindsOf(SUPPRESSION_FINDINGS)],
  ["Changes (`--from`)", CHANGE_KINDS],
];

const BY_ID = new Map(CATALOGUE.flatMap(([, kinds]) => kinds.map((kind) => [kind.id, kind] as const)));

export const kindOfFinding = (id: string): FindingKind | undefined => BY_ID.get(id);
