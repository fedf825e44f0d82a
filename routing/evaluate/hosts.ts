import { formatValue } from "../../config/finding";

/** A host of a host rule and what it leads to. */
export interface HostEntry<T> {
  /** As written in the host rule. */
  readonly pattern: string;
  readonly target: T;
}

/** Host entries, arranged for lookup and for explanation. */
export interface HostTable<T> {
  readonly exact: ReadonlyMap<string, HostEntry<T>>;
  /** Keyed by what follows the `*`. */
  readonly suffixes: ReadonlyMap<string, HostEntry<T>>;
  readonly any: HostEntry<T> | undefined;
  /** Most specific first: exact hosts, then the longest suffix, then `*`. */
  readonly ranked: readonly HostEntry<T>[];
}

const HOST_PATTERN = /^(?:\*|\*[.-][a-z0-9._:-]*|[a-z0-9._-]+(?::\d+)?|\[[0-9a-f:.]+\](?::\d+)?)$/;
const DASH = "-".charCodeAt(0);
const DOT = ".".charCodeAt(0);

/** @throws Error for a pattern that Google does not accept, and for a host that occurs twice. */
export function compileHosts<T>(entries: readonly (HostEntry<T> & { readonly at: string })[]): HostTable<T> {
  const exact = new Map<string, HostEntry<T>>();
  const suffixes = new Map<string, HostEntry<T>>();
  const any = new Map<string, HostEntry<T>>();
  for (const { at, pattern, target } of entries) {
    const host = pattern.toLowerCase();
    if (!HOST_PATTERN.test(host))
      throw new Error(
        `${at}: the host ${formatValue(pattern)} is not a host name with an optional port; "*" stands alone, or first and before "." or "-"`,
      );
    const table = host === "*" ? any : host.startsWith("*") ? suffixes : exact;
    const key = table === suffixes ? host.slice(1) : host;
    if (table.has(key)) throw new Error(`${at}: the host ${formatValue(pattern)} occurs a second time`);
    table.set(key, { pattern, target });
  }
  const longestFirst = [...suffixes.values()].sort((a, b) => b.pattern.length - a.pattern.length);
  return {
    exact,
    suffixes,
    any: any.get("*"),
    ranked: [...exact.values(), ...longestFirst, ...any.values()],
  };
}

/**
 * The entry of the most specific pattern that matches a `Host` header. The port takes part, case does not.
 *
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts
 */
export function selectHost<T>(table: HostTable<T>, host: string): HostEntry<T> | undefined {
  const asSent = table.exact.get(host);
  if (asSent) return asSent;
  const name = host.toLowerCase();
  return table.exact.get(name) ?? longestSuffix(table.suffixes, name) ?? table.any;
}

/** Whether a pattern matches a host; `*` stands for at least one character. */
export function hostMatches(pattern: string, host: string): boolean {
  const name = host.toLowerCase();
  const wanted = pattern.toLowerCase();
  if (!wanted.startsWith("*")) return name === wanted;
  return name.length >= wanted.length && name.endsWith(wanted.slice(1));
}

/** The patterns that a host matches, the most specific first, down to one that it is known to match. */
export function patternsFor(host: string, known: string | undefined): string[] {
  const name = host.toLowerCase();
  const starts = [...name].flatMap((character, at) => (at > 0 && (character === "." || character === "-") ? [at] : []));
  const all = [name, ...starts.map((at) => `*${name.slice(at)}`), "*"];
  const end = known === undefined ? -1 : all.indexOf(known.toLowerCase());
  return end < 0 ? all : all.slice(0, end);
}

/** A suffix starts with `.` or `-`, so only those places of a host can begin one. */
function longestSuffix<T>(suffixes: ReadonlyMap<string, HostEntry<T>>, host: string): HostEntry<T> | undefined {
  if (suffixes.size === 0) return undefined;
  for (let at = 1; at < host.length; at++) {
    const character = host.charCodeAt(at);
    if (character !== DOT && character !== DASH) continue;
    const found = suffixes.get(host.slice(at));
    if (found) return found;
  }
  return undefined;
}
