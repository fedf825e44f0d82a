import type { Workload } from "../../config/model/model";
import { API_FAMILIES } from "../../config/presets/api-families";
import { SERVERS, type ServerName } from "../../config/presets/servers";
import { closed } from "../closed";
import { distinct, groupsBy } from "../group-by";
import { formOf, type PathMatch, type PathPattern, pathsMayMeet, patternOf, regex } from "../paths/path-pattern";
import { servicesOf } from "../targets";
import type { Action } from "./actions";
import { ANY_PATH, conditionOf, mappingOf, meet, type PathMapping } from "./path-mapping";
import type { PathAction } from "./path-rewrites";
import type { ReachableEntry } from "./reachable";
import { textOf } from "./text-of";

/** What answers where nothing is open. */
export const NOT_FOUND = closed(404);
const CLOSED = textOf(NOT_FOUND);
/** Whether an action is the 404 of what nobody opens. */
export const isClosed = (action: Action): boolean => textOf(action) === CLOSED;
export const isOpen = ({ action }: Pick<PathAction, "action">): boolean => !isClosed(action);

/** The known servers that see an action's requests, copies of them too. */
export function serversOf(action: Action, workloads: ReadonlyMap<string, Workload>): ServerName[] {
  const mirror = action.routeAction?.requestMirrorPolicy?.backendService;
  const ids = [...servicesOf(action), ...(mirror === undefined ? [] : [mirror])];
  return [...new Set(ids.flatMap((id) => workloads.get(id)?.server ?? []))].sort();
}

/** A wide entry cut down to what known servers publish. */
export interface Cut {
  readonly servers: readonly ServerName[];
  readonly left: readonly PathAction[];
  /** Whether something else than a list of closed paths is left. */
  readonly narrowed: boolean;
  readonly below?: string;
  /** Published paths of which an expression does not say whether it matches them. */
  readonly undecided: readonly string[];
}

/** `undefined` where all of it stays open: its paths are named, or its servers unknown, or everything is asked for. */
export function cutDown(
  { entry, pathActions }: ReachableEntry,
  workloads: ReadonlyMap<string, Workload>,
): Cut | undefined {
  if (entry.opens !== "published") return undefined;
  const servers = [...new Set(pathActions.flatMap(({ action }) => serversOf(action, workloads)))].sort();
  const publishing = servers.filter((server) => SERVERS[server].published !== undefined);
  if (servers.length === 0) return undefined;
  const roots = ["", ownPrefixOf(entry.match.path, pathActions)];
  const closing = pathActions.flatMap((part) => closedParts(part, servers, roots));
  const cuts = roots.map((root) => pathActions.map((part) => openParts(part, publishing, root)));
  const [atRoot = [], belowPrefix = []] = cuts;
  const opens = (found: typeof atRoot) => found.some(({ parts }) => parts.length > 0);
  const below = roots[1] !== "" && !opens(atRoot) && opens(belowPrefix) ? roots[1] : undefined;
  const chosen = below === undefined ? atRoot : belowPrefix;
  const opened = publishing.length === 0 ? pathActions : chosen.flatMap((found) => found.parts);
  const narrowed = publishing.length > 0 && chosen.some(({ whole }) => !whole);
  if (!narrowed && closing.length === 0) return undefined;
  return {
    servers,
    left: [...closing, ...opened],
    narrowed,
    below,
    undecided: chosen.flatMap((found) => found.undecided),
  };
}

/** What the paths of APIs begin with: a prefix that does is no prefix of a server's own. */
const API_ROOTS: ReadonlySet<string> = new Set(
  [
    ...Object.values(SERVERS).flatMap(({ published = [] }) => published),
    ...Object.values(API_FAMILIES).flatMap(({ paths }) => paths),
  ].flatMap((path) => /\/([^/]+)/.exec(path)?.[1] ?? []),
);

/** The prefix below which a server may serve all of its paths, as with LiteLLM's `SERVER_ROOT_PATH`. */
function ownPrefixOf({ literal }: PathPattern, parts: readonly PathAction[]): string {
  const seen = parts.flatMap(({ paths, action }) => paths.flatMap((path) => mappingOf(path, action)?.seen ?? literal));
  const [text = ""] = seen.map((path) => path.split("{", 1)[0] ?? "").sort((a, b) => b.length - a.length);
  const prefix = text.replace(/\/[^/]*$/, "");
  return API_ROOTS.has(prefix.split("/")[1] ?? "") ? "" : prefix;
}

const withRoot = (root: string, path: string): string => path.replace("/", `${root}/`);

interface Opened {
  readonly parts: readonly PathAction[];
  /** Nothing of it is closed. */
  readonly whole: boolean;
  readonly undecided: readonly string[];
}

function openParts({ paths, action, method }: PathAction, servers: readonly ServerName[], root: string): Opened {
  const found = paths.map((path) => openPart(path, action, servers, root));
  const all = found.flatMap(({ parts }) => parts);
  // What has the same action and method stays together: few rules, as the user wrote one.
  const alike = groupsBy(all, (part) => `${part.method ?? method} ${textOf(part.action)}`);
  return {
    parts: alike.map((parts) => ({
      ...parts[0],
      paths: distinct(
        parts.flatMap((part) => part.paths),
        textOf,
      ),
    })),
    whole: found.every(({ whole }) => whole),
    undecided: found.flatMap(({ undecided }) => undecided),
  };
}

function openPart(path: PathMatch, action: Action, servers: readonly ServerName[], root: string): Opened {
  const mapping = mappingOf(path, action);
  if (mapping === undefined) return openOfRegex(path, action, servers, root);
  const isTemplate = path.pathTemplateMatch !== undefined;
  const narrow = narrowed(mapping, servers, root);
  if (narrow.some((part) => part.text === mapping.text && part.method === undefined))
    return { parts: [{ paths: [path], action }], whole: true, undecided: [] };
  const parts = narrow.flatMap((part): PathAction[] => {
    const condition = conditionOf(part, isTemplate, action);
    return condition === undefined ? [] : [partOf(condition.path, condition.action, part.method)];
  });
  return { parts, whole: false, undecided: [] };
}

const partOf = (path: PathMatch, action: Action, method: string | undefined): PathAction => ({
  paths: [path],
  action,
  ...(method !== undefined && { method }),
});

/** What is left of a mapping when each of the servers has taken from it what it does not publish. */
function narrowed(mapping: PathMapping, servers: readonly ServerName[], root: string): PathMapping[] {
  return servers.reduce<PathMapping[]>(
    (left, server) => {
      const { published = [], optional = [] } = SERVERS[server];
      const named = optional.filter((path) => meet(mapping, withRoot(root, path))?.text === mapping.text);
      return left.flatMap((part) => [...published, ...named].flatMap((path) => meet(part, withRoot(root, path)) ?? []));
    },
    [mapping],
  );
}

/** Single paths are asked; of prefixes and templates only an expression that ends in `/.*` can tell. */
function openOfRegex(path: PathMatch, action: Action, servers: readonly ServerName[], root: string): Opened {
  const pattern = regex(path.regexMatch ?? "");
  const undecided: string[] = [];
  const parts = narrowed(ANY_PATH, servers, root).flatMap((part): PathAction[] => {
    const condition = conditionOf(part, false, action);
    if (condition === undefined) return [];
    const published = patternOf(formOf(condition.path));
    if (published.kind === "exact" ? pattern.matches(published.text) : matchesAllOf(pattern, published))
      return [partOf(condition.path, condition.action, part.method)];
    if (published.kind !== "exact" && pathsMayMeet(pattern, published))
      undecided.push(shown(condition.path, part.method));
    return [];
  });
  return { parts, whole: false, undecided };
}

/** An expression that ends in `/.*` and has said all that it says before the pattern's first operator. */
function matchesAllOf(expression: PathPattern, { literal }: PathPattern): boolean {
  const { segments } = expression;
  return (
    segments.at(-1)?.kind === "rest" &&
    literal.split("/").length - 1 >= segments.length &&
    expression.matches(`${literal}x`)
  );
}

/** 404 for the closed paths of servers, unless the condition names no more than such a path. */
function closedParts(
  { paths, action }: PathAction,
  servers: readonly ServerName[],
  roots: readonly string[],
): PathAction[] {
  const closing = servers.flatMap((server) => SERVERS[server].closed ?? []);
  const found = paths.flatMap((path) => {
    const mapping = mappingOf(path, action);
    const isTemplate = path.pathTemplateMatch !== undefined;
    return [...new Set(roots)].flatMap((root) =>
      closing.flatMap((text): PathMatch[] => {
        const rooted = withRoot(root, text);
        if (mapping === undefined) return closedOfRegex(path, rooted);
        const part = meet(mapping, rooted);
        const named = part === undefined || part.text === mapping.text;
        return [named ? undefined : conditionOf(part, isTemplate, NOT_FOUND)?.path].filter(
          (found) => found !== undefined,
        );
      }),
    );
  });
  return found.length === 0 ? [] : [{ paths: found, action: NOT_FOUND }];
}

function closedOfRegex({ regexMatch = "" }: PathMatch, text: string): PathMatch[] {
  const expression = regex(regexMatch);
  const path = conditionOf(meet(ANY_PATH, text) ?? ANY_PATH, false, NOT_FOUND)?.path;
  if (path === undefined || expression.literal.startsWith(text)) return [];
  const pattern = patternOf(formOf(path));
  return (pattern.kind === "exact" ? expression.matches(text) : matchesAllOf(expression, pattern)) ? [path] : [];
}

/** A path as a report names it. */
export function shown(path: PathMatch, method: string | undefined): string {
  const { fullPathMatch, prefixMatch, pathTemplateMatch, regexMatch } = path;
  const text = fullPathMatch ?? pathTemplateMatch ?? regexMatch ?? `${prefixMatch}*`;
  return method === undefined ? text : `${method} ${text}`;
}
