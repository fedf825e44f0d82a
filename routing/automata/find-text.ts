import { contains, DEAD, type Language } from "./automata";

/** What a search came to: something that was found, the proof that there is nothing, or neither within its limits. */
export type Found<T> = { readonly value: T } | "none" | "unknown";

/** A language that a text must belong to, or must not. */
export interface Demand {
  readonly language: Language;
  readonly member: boolean;
}

/** A reached tuple of states, one for each demand, and how it was reached. */
interface Node {
  readonly states: readonly number[];
  readonly character: number;
  readonly before: Node | undefined;
}

/** Reached tuples after which a search gives up. */
const MOST_NODES = 20_000;

/**
 * A text that meets every demand: the first likely one, otherwise one of the shortest.
 *
 * The automata of all demands run side by side over one character of each kind that they can tell apart, breadth first.
 */
export function findText(demands: readonly Demand[], likely: readonly string[] = []): Found<string> {
  const matches = (text: string) => demands.every(({ language, member }) => contains(language, text) === member);
  const only = demands.find(({ language, member }) => member && language.kind === "only");
  if (only) return matches(only.language.prefix) ? { value: only.language.prefix } : "none";
  const text = likely.find(matches);
  return text === undefined ? shortestText(demands) : { value: text };
}

function shortestText(demands: readonly Demand[]): Found<string> {
  const characters = differentCharacters(demands.map(({ language }) => language));
  const start: Node = { states: demands.map(({ language }) => language.start), character: 0, before: undefined };
  if (accepted(demands, start.states)) return { value: "" };
  const seen = new Set([start.states.join()]);
  const nodes = [start];
  for (const node of nodes) {
    for (const character of characters) {
      const states = step(demands, node.states, character);
      if (states === undefined) continue;
      const key = states.join();
      if (seen.has(key)) continue;
      seen.add(key);
      const next = { states, character, before: node };
      if (accepted(demands, states)) return { value: textOf(next) };
      if (nodes.push(next) > MOST_NODES) return "unknown";
    }
  }
  return "none";
}

function accepted(demands: readonly Demand[], states: readonly number[]): boolean {
  return demands.every(({ language, member }, i) => {
    const state = states[i] ?? DEAD;
    return (state !== DEAD && language.accepts(state)) === member;
  });
}

/** The states after one more character, or `undefined` when no continuation can meet the demands. */
function step(demands: readonly Demand[], states: readonly number[], character: number): number[] | undefined {
  const next: number[] = [];
  for (const [i, { language, member }] of demands.entries()) {
    const before = states[i] ?? DEAD;
    const state = before === DEAD ? DEAD : language.step(before, character);
    if (state === DEAD && member) return undefined;
    next.push(state);
  }
  return next;
}

function textOf(node: Node): string {
  const characters: number[] = [];
  for (let at = node; at.before !== undefined; at = at.before) characters.push(at.character);
  return String.fromCodePoint(...characters.reverse());
}

/** Characters that read well in an example, best first. */
const PLEASANT = [..."xabcdefghijklmnopqrstuvwyz0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((text) =>
  text.charCodeAt(0),
);
const AFTER_PLEASANT = 128;
const RANK = new Map(PLEASANT.map((character, rank) => [character, rank]));
const rankOf = (character: number) => RANK.get(character) ?? PLEASANT.length;

/** Halves of pairs are not characters. */
const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;
const AFTER_LAST = 0x110000;

/** One character of each kind that some of the languages tell apart, pleasant ones first. */
function differentCharacters(languages: readonly Language[]): number[] {
  const boundaries = languages.flatMap((language) => language.boundaries);
  const starts = [...new Set([0, ...boundaries, FIRST_SURROGATE, AFTER_SURROGATES, AFTER_LAST])].sort((a, b) => a - b);
  const characters = starts.flatMap((start, i) => {
    const end = starts[i + 1];
    if (end === undefined || (start >= FIRST_SURROGATE && start < AFTER_SURROGATES)) return [];
    const pleasant =
      start < AFTER_PLEASANT && end > start + 1 && PLEASANT.find((character) => character >= start && character < end);
    return pleasant || start;
  });
  const byKind = new Map<string, number>();
  // The sort is stable, so that what is not pleasant stays in its order.
  for (const character of characters.sort((a, b) => rankOf(a) - rankOf(b))) {
    const kind = languages.map((language) => language.sortOf(character)).join();
    if (!byKind.has(kind)) byKind.set(kind, character);
  }
  return [...byKind.values()];
}
