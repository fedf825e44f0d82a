import { type Alias, isAlias, isMap, isScalar, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import type { DocumentPath } from "../finding";
import type { ShapeProblem } from "../schema/finding-kinds";
import {
  aliasToItself,
  duplicateKey,
  notMergeable,
  protoKey,
  textTooLong,
  tooDeep,
  tooManyValues,
  unknownAlias,
} from "../schema/messages";

/** Nothing in the vocabulary nests a tenth as deep. */
export const MAX_DEPTH = 100;
/** Characters of a key or a value. Google's longest, a health check's path, has 2,048; whoever looks at a text may look long. */
const MAX_TEXT = 10_000;
/** Values of a document, those that aliases stand for included: ten times as many as the largest URL map needs. */
const MAX_VALUES = 100_000;

export interface YamlProblem {
  readonly problem: ShapeProblem;
  readonly path: DocumentPath;
  readonly offset: number;
}

export interface YamlData {
  /** Absent when a problem leaves nothing that is worth a further look. */
  readonly data?: unknown;
  readonly problems: readonly YamlProblem[];
  /** What each alias stands for. */
  readonly targets: Targets;
}

export type Targets = ReadonlyMap<Alias.Parsed, ParsedNode>;

interface Anchor {
  readonly node: ParsedNode;
  /** The number of values in it, those behind its aliases included; absent while it is being read. */
  size?: number;
  data?: unknown;
}

const isTooLong = (value: unknown): value is string => typeof value === "string" && value.length > MAX_TEXT;

/** Whether a key merges the maps behind it: `<<: *defaults`. */
export const isMerge = (key: ParsedNode): boolean => isScalar(key) && key.value === "<<" && key.type === "PLAIN";

/**
 * The plain data of a YAML node, in time linear in the text: the library's own conversion searches the document for each
 * alias, and its composer compares every key with all others.
 */
export function toData(root: ParsedNode | null): YamlData {
  const anchors = new Map<string, Anchor>();
  const targets = new Map<Alias.Parsed, ParsedNode>();
  const problems: YamlProblem[] = [];
  const path: (string | number)[] = [];
  let usable = true;
  let size = 0;

  const report = (problem: ShapeProblem, node: ParsedNode, ...below: readonly string[]) => {
    problems.push({ problem, path: [...path, ...below], offset: node.range[0] });
  };
  /** Reports what leaves the data incomplete; only the first such problem is certain. */
  const giveUp = (problem: ShapeProblem, node: ParsedNode) => {
    if (usable) report(problem, node);
    usable = false;
    return null;
  };

  function convert(node: ParsedNode | null): unknown {
    size++;
    if (root !== null && size > MAX_VALUES) return giveUp(tooManyValues(MAX_VALUES), node ?? root);
    if (node === null) return null;
    if (isAlias(node)) return expand(node);
    if (node.anchor === undefined) return plain(node);
    const anchor: Anchor = { node };
    anchors.set(node.anchor, anchor);
    const before = size;
    anchor.data = plain(node);
    anchor.size = size - before + 1;
    return anchor.data;
  }

  function plain(node: Exclude<ParsedNode, Alias.Parsed>): unknown {
    if (isScalar(node))
      return isTooLong(node.value) ? giveUp(textTooLong(node.value.length, MAX_TEXT), node) : node.value;
    if (path.length >= MAX_DEPTH) return giveUp(tooDeep(MAX_DEPTH), node);
    return isMap(node) ? mapOf(node) : listOf(node);
  }

  function inside(part: string | number, node: ParsedNode | null): unknown {
    path.push(part);
    const value = convert(node);
    path.pop();
    return value;
  }

  function listOf(node: YAMLSeq.Parsed): unknown[] {
    return node.items.map((item, i) => inside(i, item));
  }

  function mapOf(node: YAMLMap.Parsed): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      if (isMerge(key)) continue;
      const name = String(isScalar(key) ? key.value : "");
      if (isTooLong(name)) giveUp(textTooLong(name.length, MAX_TEXT), key);
      else if (name === "__proto__") report(protoKey(), key, name);
      else if (Object.hasOwn(map, name)) report(duplicateKey(name), key, name);
      else map[name] = inside(name, value);
    }
    for (const { key, value } of node.items) if (isMerge(key)) merge(map, value ?? key);
    return map;
  }

  /** What the map says itself wins, then the earlier source. */
  function merge(map: Record<string, unknown>, node: ParsedNode): void {
    const source = convert(node);
    for (const part of Array.isArray(source) ? source : [source]) {
      if (typeof part !== "object" || part === null || Array.isArray(part)) giveUp(notMergeable(part), node);
      else for (const [key, value] of Object.entries(part)) if (!Object.hasOwn(map, key)) map[key] = value;
    }
  }

  function expand(alias: Alias.Parsed): unknown {
    const anchor = anchors.get(alias.source);
    if (anchor === undefined) return giveUp(unknownAlias(alias.source), alias);
    if (anchor.size === undefined) return giveUp(aliasToItself(alias.source), alias);
    targets.set(alias, anchor.node);
    size += anchor.size;
    return size > MAX_VALUES ? giveUp(tooManyValues(MAX_VALUES), alias) : anchor.data;
  }

  const data = convert(root);
  return { ...(usable ? { data } : {}), problems, targets };
}
