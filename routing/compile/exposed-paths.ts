import { foldCase } from "../paths/fold-case";
import { below, exactPath, type PathMatch, type PathPattern, regex, template } from "../paths/path-pattern";
import { unchangedRewrite } from "../paths/path-template";
import type { Action } from "./actions";
import { withNames } from "./path-template-rules";

/**
 * The paths, as a client writes them, that a path condition matches and that a workload sees as `path` or below it once they
 * are rewritten. None where the condition itself, or its rewrite, already names that path: then it is meant.
 */
export function exposedPaths(match: PathMatch, { routeAction }: Action, path: string): PathPattern[] {
  const { prefixMatch, pathTemplateMatch, regexMatch, ignoreCase } = match;
  const { pathPrefixRewrite, pathTemplateRewrite } = routeAction?.urlRewrite ?? {};
  if (prefixMatch !== undefined) return underPrefix(prefixMatch, pathPrefixRewrite, path, ignoreCase);
  if (pathTemplateMatch !== undefined) return underTemplate(withNames(pathTemplateMatch), pathTemplateRewrite, path);
  return regexMatch === undefined ? [] : underRegex(regexMatch, path);
}

function underPrefix(prefix: string, rewrite: string | undefined, path: string, ignoreCase?: boolean): PathPattern[] {
  const fold = ignoreCase ? foldCase : (text: string) => text;
  if (rewrite === undefined) return fold(path).startsWith(fold(prefix)) ? treeOf(path) : [];
  return path.startsWith(rewrite) ? treeOf(prefix + path.slice(rewrite.length), ignoreCase) : [];
}

/** A path and everything below it. */
const treeOf = (path: string, ignoreCase?: boolean): PathPattern[] => [
  exactPath(path, ignoreCase),
  below(`${path}/`, ignoreCase),
];

/**
 * An expression that ends in `/.*` matches everything below a path or nothing. What any other matches there cannot be known,
 * and stays open: to close all of it could take requests from whoever comes next.
 */
function underRegex(source: string, path: string): PathPattern[] {
  const pattern = regex(source);
  if (pattern.literal.startsWith(path)) return [];
  const matchesAllBelow = pattern.segments.at(-1)?.kind === "rest" && pattern.matches(`${path}/x`);
  return [...(pattern.matches(path) ? [exactPath(path)] : []), ...(matchesAllBelow ? [below(`${path}/`)] : [])];
}

/** The template with those captures filled in that make the workload see the path. */
function underTemplate(text: string, rewrite: string | undefined, path: string): PathPattern[] {
  const seen = rewrite ?? unchangedRewrite(text);
  if (seen.split("{", 1)[0]?.startsWith(`${path}/`)) return [];
  const restOf = /\{(\w+)=\*\*\}/.exec(text)?.[1];
  const captures = capturesFor(seen.split("/"), path.split("/"), restOf);
  if (captures === undefined) return [];
  const filled = (rest: string) =>
    template(
      text.replace(/\{(\w+)[^}]*\}/g, (operator, name: string) => {
        const capture = captures.get(name);
        return capture === undefined ? operator : capture + (name === restOf ? rest : "");
      }),
    );
  return restOf !== undefined && captures.has(restOf) ? [filled(""), filled("/**")] : [filled("")];
}

/** What each variable must have captured; `undefined` when the path cannot come about. */
function capturesFor(
  seen: readonly string[],
  path: readonly string[],
  restOf: string | undefined,
): Map<string, string> | undefined {
  const captures = new Map<string, string>();
  for (const [index, segment] of path.entries()) {
    const [, name, suffix = ""] = /^\{(\w+)\}([^{}]*)$/.exec(seen[index] ?? "") ?? [];
    if (name === undefined) {
      if (seen[index] !== segment) return undefined;
    } else if (name === restOf) {
      captures.set(name, path.slice(index).join("/"));
      return index === seen.length - 1 && suffix === "" ? captures : undefined;
    } else {
      const captured = segment.slice(0, segment.length - suffix.length);
      if (!segment.endsWith(suffix) || captured === "" || (captures.get(name) ?? captured) !== captured)
        return undefined;
      captures.set(name, captured);
    }
  }
  return captures;
}
