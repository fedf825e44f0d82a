import { isAlias, isCollection, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from "yaml";
import type { DocumentPath } from "../finding";
import { isMerge, type Targets } from "./yaml-data";

/** A value and, in a map, its key. */
interface Place {
  readonly key?: ParsedNode;
  readonly value: ParsedNode | null;
}

/**
 * The offset of a place of the document in its text: of its value, or with `atKey`, and where the value begins on a line of
 * its own, of its key. What is not there stands where the nearest thing around it does.
 */
export function offsetOf(root: ParsedNode, targets: Targets, path: DocumentPath, atKey: boolean): number {
  let place: Place = { value: root };
  for (const part of path) {
    const next = placeBelow(place.value, part, targets);
    if (next === undefined) return placeOffset(place, false);
    place = next;
  }
  return placeOffset(place, atKey);
}

/** A number or a word as it was written, `1.10` and not 1.1; absent where the place holds no plain scalar. */
export function sourceOf(root: ParsedNode, targets: Targets, path: DocumentPath): string | undefined {
  let place: Place | undefined = { value: root };
  for (const part of path) place = place && placeBelow(place.value, part, targets);
  const node = place?.value;
  const scalar = isAlias(node) ? targets.get(node) : node;
  return isScalar(scalar) && scalar.type === "PLAIN" ? scalar.source : undefined;
}

function placeBelow(node: ParsedNode | null, part: string | number, targets: Targets): Place | undefined {
  if (isAlias(node)) return placeBelow(targets.get(node) ?? null, part, targets);
  if (isSeq<ParsedNode>(node)) return toPlace(node.items[Number(part)]);
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined;
  const { own, merged } = contentOf(node);
  const pair = own.get(part);
  if (pair) return pair;
  for (const value of merged) {
    const place = placeMerged(value, part, targets);
    if (place) return place;
  }
  return undefined;
}

interface Content {
  readonly own: ReadonlyMap<unknown, Place>;
  /** What is merged into the map. */
  readonly merged: readonly (ParsedNode | null)[];
}

/** Thousands of findings may stand in one map: it is gone through once. */
const contents = new WeakMap<YAMLMap.Parsed, Content>();

function contentOf(map: YAMLMap.Parsed<ParsedNode, ParsedNode | null>): Content {
  const known = contents.get(map);
  if (known) return known;
  const own = new Map<unknown, Place>();
  const merged: (ParsedNode | null)[] = [];
  for (const { key, value } of map.items)
    if (isMerge(key)) merged.push(value);
    else if ("value" in key && !own.has(key.value)) own.set(key.value, { key, value });
  const content = { own, merged };
  contents.set(map, content);
  return content;
}

const toPlace = (value: ParsedNode | undefined): Place | undefined => value && { value };

/** A place in what is merged: one map, or a list of maps. */
function placeMerged(node: ParsedNode | null, part: string | number, targets: Targets): Place | undefined {
  if (isAlias(node)) return placeMerged(targets.get(node) ?? null, part, targets);
  if (!isSeq<ParsedNode>(node)) return placeBelow(node, part, targets);
  for (const item of node.items) {
    const place = placeBelow(item, part, targets);
    if (place) return place;
  }
  return undefined;
}

function placeOffset({ key, value }: Place, atKey: boolean): number {
  if (value === null) return key?.range[0] ?? 0;
  const [start, end] = value.range;
  const elsewhere = start === end || (isCollection(value) && value.flow !== true);
  return (key && (atKey || elsewhere) ? key : value).range[0];
}
