import { type Document, isMap, isScalar, type Pair, parse, parseDocument } from "yaml";
import type { DocumentPath, Finding } from "../../../config/finding";

/** A file after what a fix tells to write, as often as the fix leaves open where. */
export interface Edited {
  /** The words of the fix that say it. */
  readonly said: string;
  readonly text: string;
  /** What takes the place of the value at the finding's path, where it is one. */
  readonly value?: unknown;
}

type Edit = (document: Document) => boolean;
interface Told {
  readonly said: string;
  /** Alternatives: the first that helps is what is meant. */
  readonly edits: readonly Edit[];
  readonly value?: unknown;
}

/** What the printed words of a fix make of a file, if they say it literally: a value, a key, or that something goes. */
export function editedBy(finding: Finding, text: string): Edited[][] {
  return toldBy(finding).map(({ said, edits, value }) =>
    edits.flatMap((edit) => {
      const document = parseDocument(text, { uniqueKeys: false });
      return edit(document) ? [{ said, text: document.toString({ lineWidth: 0 }), value }] : [];
    }),
  );
}

const set =
  (path: DocumentPath, value: unknown): Edit =>
  (document) => {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
    if (typeof path.at(-1) === "string" && !isMap(parent)) return false;
    document.setIn(path, document.createNode(value));
    return true;
  };

const remove =
  (path: DocumentPath): Edit =>
  (document) =>
    document.hasIn(path) && document.deleteIn(path);

const rename =
  (path: DocumentPath, key: string): Edit =>
  (document) => {
    const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
    const pair = isMap(map)
      ? map.items.find((one: Pair) => isScalar(one.key) && one.key.value === path.at(-1))
      : undefined;
    if (!pair || !isScalar(pair.key)) return false;
    pair.key.value = key;
    return true;
  };

const all =
  (...edits: readonly Edit[]): Edit =>
  (document) =>
    edits.map((edit) => edit(document)).every(Boolean);

/** A text in YAML without a place that its reader has to fill in. */
function literal(text: string): { readonly value: unknown } | undefined {
  if (/…|\bNAME\b|\bREGION\b|\bPROJECT\b|\{ a:/.test(text)) return undefined;
  return { value: parse(text) };
}

function toldBy({ fix, what, path, id }: Finding): Told[] {
  const told: Told[] = [];
  const tell = (said: string, edits: readonly Edit[], value?: unknown) =>
    void told.push({ said, edits, ...(value !== undefined && { value }) });
  const last = path.at(-1);
  const up = path.map((_, i) => path.slice(0, path.length - i));
  const isKey = id === "unknown-key";

  // What belongs to another place is not said by a value alone.
  const [, key = "", text = ""] =
    /^(?:write|add it, for example) `([\w-]+): ([^`]+)`(?! (?:and|on|in)\b)/.exec(fix) ?? [];
  const written = key === "" ? undefined : literal(text);
  if (written) {
    const places = [...(last === key ? [] : [[...path, key]]), ...up.map((one) => [...one.slice(0, -1), key])];
    const edits = places.map((place) => set(place, written.value));
    tell(
      `write ${key}: ${text}`,
      isKey ? edits.map((edit) => all(remove(path), edit)) : edits,
      last === key ? written.value : undefined,
    );
  }
  const [, bare] = /^write (true|-?[\d.]+[a-z]*|"[^"]*")(?:$|, or)/.exec(fix) ?? [];
  if (bare !== undefined) {
    const value = parse(bare);
    tell(`write ${bare}`, [set(path, value), rename(path, String(value))], value);
  }
  const [, word] = /^write `([A-Za-z]+)`$/.exec(fix) ?? [];
  if (word !== undefined && isKey) tell(`write ${word}`, [rename(path, word)]);
  const [, meant] = /^did you mean "?([^"?]+)"?\?/.exec(fix) ?? [];
  const [, form] = /^did you mean .*\? Write `[\w-]+: (.+)`$/.exec(fix) ?? [];
  if (form !== undefined && meant !== undefined)
    tell(`mean ${meant}: ${form}`, [all(remove(path), set([...path.slice(0, -1), meant], parse(form)))]);
  else if (meant !== undefined)
    tell(`mean ${meant}`, [...(isKey ? [] : up.map((one) => set(one, meant))), rename(path, meant)]);
  const [, gone] =
    /^remove "(\w+)"/.exec(fix) ?? /, or remove "(\w+)"/.exec(fix) ?? /^leave `(\w+)` out/.exec(fix) ?? [];
  if (gone !== undefined)
    tell(`remove ${gone}`, [remove([...path, gone]), ...up.map((one) => remove([...one.slice(0, -1), gone]))]);
  if (/^remove it\b|, or (?:remove|leave) it\b|, or remove the key/.test(fix) && !/, or add/.test(fix))
    tell("remove it", [remove(path), remove(path.slice(0, -1))]);
  const [, first = "", second = ""] = /"(\w+)" and "(\w+)"/.exec(what) ?? [];
  if (/^remove one of/.test(fix))
    tell(fix, [
      ...[first, second].map((one) => remove([...path, one])),
      ...up.map(remove),
      remove([...path.slice(0, -1), first]),
    ]);
  const [, kept] = /^keep one of: (.+)$/.exec(fix) ?? [];
  if (kept !== undefined) {
    const [, ...others] = kept.split(", ");
    tell(
      `keep one of ${kept}`,
      [path, path.slice(0, -1)].map((map) => all(...others.map((one) => remove([...map, one])))),
    );
  }
  return told;
}
