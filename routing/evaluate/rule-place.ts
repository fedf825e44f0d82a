import type { MatchedRule } from "./decision";

/** Where its author wrote what decides about a request. */
export interface RulePlace {
  readonly file: string;
  /** From 1; absent when the file does not stand in text. */
  readonly line?: number;
  /** `routes[0].rules[2]`. */
  readonly at: string;
}

/** What decides: a rule and its position in the order of evaluation. */
export interface Decider {
  readonly order: number;
  readonly rule?: MatchedRule["rule"];
}

/** @param host the pattern of the host rule that won. @param decider absent for a default. */
export type PlaceOf = (host: string | undefined, decider: Decider | undefined) => RulePlace | undefined;

/** `proxy.yaml:27 routes[0].rules[2]` */
export const describePlace = ({ file, line, at }: RulePlace): string =>
  `${line === undefined ? file : `${file}:${line}`} ${at}`;

/** A place as the end of a phrase. */
export const inFile = (place: RulePlace | undefined) => (place ? ` (${describePlace(place)})` : "");
