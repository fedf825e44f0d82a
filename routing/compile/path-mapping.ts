import { foldCase } from "../paths/fold-case";
import type { PathMatch } from "../paths/path-pattern";
import { unchangedRewrite } from "../paths/path-template";
import type { Action } from "./actions";
import { templateProblem, withNames } from "./path-template-rules";

/**
 * A path condition as a template with a name for all that it leaves open, and the path that the workload sees, made of those
 * names: `/llm/{rest=**}` and `/{rest}` for `/llm/*` with `rewrite: { prefix: / }`.
 */
export interface PathMapping {
  readonly text: string;
  readonly seen: string;
  readonly ignoreCase?: boolean;
  /** Only requests with this method. */
  readonly method?: string;
}

/** What every path is: seen as it is. */
export const ANY_PATH: PathMapping = { text: "/{rest=**}", seen: "/{rest}" };

/** `undefined` for an expression, which says of no part of a path what becomes of it. */
export function mappingOf(match: PathMatch, { routeAction }: Action): PathMapping | undefined {
  const { fullPathMatch, prefixMatch, pathTemplateMatch, ignoreCase } = match;
  const { pathPrefixRewrite, pathTemplateRewrite } = routeAction?.urlRewrite ?? {};
  if (fullPathMatch !== undefined) return { text: fullPathMatch, seen: pathPrefixRewrite ?? fullPathMatch, ignoreCase };
  if (prefixMatch !== undefined)
    return { text: `${prefixMatch}{rest=**}`, seen: `${pathPrefixRewrite ?? prefixMatch}{rest}`, ignoreCase };
  if (pathTemplateMatch === undefined) return undefined;
  const text = withNames(pathTemplateMatch);
  return { text, seen: pathTemplateRewrite ?? unchangedRewrite(text) };
}

/**
 * The part of a mapping that the workload sees as one of the published paths: `/x`, `/x/*` for all below, `{name}` for one
 * segment, a method before it. `undefined` where they have nothing in common, or nothing that a condition can say.
 */
export function meet(mapping: PathMapping, published: string): PathMapping | undefined {
  const [, method = mapping.method, path = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(published) ?? [];
  if (mapping.method !== undefined && mapping.method !== method) return undefined;
  const unchanged = mapping.seen === unchangedRewrite(mapping.text);
  const captures = capturesOf(mapping, withFreeNames(path, mapping.text), unchanged);
  if (captures === undefined) return undefined;
  const { literals, values } = captures;
  const fill = (text: string, rest: (name: string) => string) =>
    text.replace(
      /\{(\w+)[^}]*\}/g,
      (operator, name: string) => values.get(name)?.replace(/\*$/, rest(name)) ?? operator,
    );
  // A template is compared by case, so that it must be the server's own.
  const own =
    mapping.ignoreCase && unchanged
      ? [...literals, ...mapping.text.split("/").slice(literals.length)].join("/")
      : mapping.text;
  return {
    text: fill(own, (name) => `{${name}=**}`),
    seen: fill(mapping.seen, (name) => `{${name}}`),
    ignoreCase: mapping.ignoreCase,
    method,
  };
}

interface Captures {
  /** What each name must have captured; a `*` at its end is the rest that stays open. */
  readonly values: ReadonlyMap<string, string>;
  /** The segments as the server writes them, as far as both are literal. */
  readonly literals: readonly string[];
}

function capturesOf({ text, seen, ignoreCase }: PathMapping, path: string, unchanged: boolean): Captures | undefined {
  const fold = ignoreCase && unchanged ? foldCase : (segment: string) => segment;
  const restOf = /\{(\w+)=\*\*\}/.exec(text)?.[1];
  const segments = seen.split("/");
  const wanted = path.split("/");
  const values = new Map<string, string>();
  const literals: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const want = wanted[index];
    if (want === undefined) return undefined;
    if (want === "*") return { values, literals };
    const isAny = want.startsWith("{");
    const [, name, suffix = ""] = /^\{(\w+)\}([^{}]*)$/.exec(segment) ?? [];
    if (name === undefined) {
      if (isAny ? segment === "" : fold(segment) !== fold(want)) return undefined;
      if (literals.length === index) literals.push(isAny ? segment : want);
    } else if (name === restOf) {
      values.set(name, wanted.slice(index).join("/"));
      return index === segments.length - 1 && suffix === "" ? { values, literals } : undefined;
    } else if (!isAny) {
      const captured = want.slice(0, want.length - suffix.length);
      if (!want.endsWith(suffix) || captured === "" || (values.get(name) ?? captured) !== captured) return undefined;
      values.set(name, captured);
    }
  }
  return segments.length === wanted.length ? { values, literals } : undefined;
}

/** The path with names that the template does not have. */
const withFreeNames = (path: string, template: string): string =>
  path.replace(/\{(\w+)\}/g, (operator, name: string) =>
    new RegExp(`\\{${name}[=}]`).test(template) ? `{${name}_}` : operator,
  );

/** A path condition with its action, of a mapping that is a part of theirs. `undefined` where Google takes no such template. */
export function conditionOf(
  { text, seen, ignoreCase }: PathMapping,
  isTemplate: boolean,
  action: Action,
): { readonly path: PathMatch; readonly action: Action } | undefined {
  const cased = ignoreCase ? { ignoreCase } : {};
  const [, literal] = /^([^{]*\/)\{\w+=\*\*\}$/.exec(text) ?? [];
  if (!text.includes("{"))
    return { path: { fullPathMatch: text, ...cased }, action: rewritten(action, "pathPrefixRewrite", seen) };
  if (literal !== undefined && !isTemplate)
    return {
      path: { prefixMatch: literal, ...cased },
      action: rewritten(action, "pathPrefixRewrite", seen.replace(/\{\w+\}$/, "")),
    };
  if (templateProblem(text) !== undefined) return undefined;
  return { path: { pathTemplateMatch: text }, action: rewritten(action, "pathTemplateRewrite", seen) };
}

/** The action with another rewrite of the path, if it has one at all. */
function rewritten(action: Action, kind: "pathPrefixRewrite" | "pathTemplateRewrite", by: string): Action {
  const { pathPrefixRewrite, pathTemplateRewrite, ...others } = action.routeAction?.urlRewrite ?? {};
  if (pathPrefixRewrite === undefined && pathTemplateRewrite === undefined) return action;
  return { ...action, routeAction: { ...action.routeAction, urlRewrite: { ...others, [kind]: by } } };
}
