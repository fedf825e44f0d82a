import type { DocumentPath } from "../../config/finding";
import type { ActionConfig } from "../../config/schema/config";
import type { PathMatch, PathPattern } from "../paths/path-pattern";
import { unchangedRewrite } from "../paths/path-template";
import { servicesOf } from "../targets";
import type { MatchRule, UrlRewrite } from "../url-map";
import type { Action } from "./actions";
import type { Report } from "./collect-findings";
import type { RoutingProblem } from "./finding-kinds";
import { pathRewriteNeedsExactPath, prefixChangeNeedsPrefix, templateRewriteNeedsTemplate } from "./findings";
import type { Match } from "./matches";
import { templateRewriteProblem } from "./path-template-rules";

/** Some path conditions and what happens where one of them holds. */
export interface PathAction {
  readonly paths: readonly PathMatch[];
  readonly action: Action;
  /** Only for requests with this method, beside what the entry asks. */
  readonly method?: string;
}

/** What becomes of the path. */
interface PathChange {
  readonly replace: "prefix" | "path" | "template";
  readonly by: string;
}

/**
 * A match with its action. A `prefix` is its own path and everything below it; where the prefix is replaced these two get
 * actions of their own, because `/a` turns into `/b`, but `/a/` into `/b/`: no slash is lost or doubled.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httppathmodifier
 */
export function pathActionsOf(
  match: Match,
  action: Action,
  words: ActionConfig,
  at: DocumentPath,
  report: Report,
): PathAction[] {
  const paths = pathMatchesOf(match.path);
  const change = changeOf(match, action, words);
  if (change === undefined) return [{ paths, action }];
  const problem = problemOf(change, match.path);
  if (problem !== undefined)
    report("error", [...at, words.redirect === undefined ? "rewrite" : "redirect", change.replace], problem);
  const { replace, by } = change;
  if (replace === "prefix") return paths.map((path) => ({ paths: [path], action: withPrefix(action, path, by) }));
  const rewrite = replace === "path" ? { pathPrefixRewrite: by } : { pathTemplateRewrite: by };
  return [{ paths, action: withRewrite(action, rewrite) }];
}

/** The change that the user asked for, or the one that takes the model's name out of the path again. */
function changeOf({ path, modelPrefix }: Match, action: Action, words: ActionConfig): PathChange | undefined {
  if (action.urlRedirect !== undefined) {
    const by = words.redirect?.prefix;
    return by === undefined ? undefined : { replace: "prefix", by };
  }
  if (servicesOf(action).length === 0) return undefined;
  for (const replace of ["prefix", "path", "template"] as const) {
    const by = words.rewrite?.[replace];
    if (by !== undefined) return { replace, by };
  }
  if (modelPrefix === undefined) return undefined;
  const by = path.text.slice(modelPrefix.length);
  return path.kind === "template" ? { replace: "template", by: unchangedRewrite(by) } : { replace: "prefix", by };
}

function problemOf({ replace, by }: PathChange, path: PathPattern): RoutingProblem | undefined {
  switch (replace) {
    case "prefix":
      return path.kind === "template" || path.kind === "regex" ? prefixChangeNeedsPrefix(path) : undefined;
    case "path":
      return path.kind === "exact" ? undefined : pathRewriteNeedsExactPath(path);
    case "template":
      return path.kind === "template" ? templateRewriteProblem(path.text, by) : templateRewriteNeedsTemplate(path);
  }
}

/** The path conditions that a pattern becomes. */
export function pathMatchesOf({ kind, text, ignoreCase, paths }: PathPattern): PathMatch[] {
  const cased = ignoreCase ? { ignoreCase } : {};
  switch (kind) {
    case "exact":
      return [{ fullPathMatch: text, ...cased }];
    case "below":
      return [{ prefixMatch: text, ...cased }];
    case "prefix":
      return [
        { fullPathMatch: text, ...cased },
        { prefixMatch: `${text}/`, ...cased },
      ];
    case "template":
      return [{ pathTemplateMatch: text }];
    case "regex":
      // Google takes five expressions for a host, in Preview; one that only lists paths needs none of them.
      return paths?.map((path) => ({ fullPathMatch: path })) ?? [{ regexMatch: text }];
  }
}

/** A path that ends in a slash keeps it, any other gets none; the root is never empty. */
function withPrefix(action: Action, { fullPathMatch, prefixMatch }: PathMatch, prefix: string): Action {
  const base = prefix.replace(/\/$/, "");
  const endsInSlash = (fullPathMatch ?? prefixMatch)?.endsWith("/");
  const path = endsInSlash ? `${base}/` : base || "/";
  if (action.urlRedirect === undefined) return withRewrite(action, { pathPrefixRewrite: path });
  const replaced = fullPathMatch === undefined ? { prefixRedirect: path } : { pathRedirect: path };
  return { ...action, urlRedirect: { ...action.urlRedirect, ...replaced } };
}

function withRewrite(action: Action, rewrite: UrlRewrite): Action {
  const { routeAction } = action;
  return { ...action, routeAction: { ...routeAction, urlRewrite: { ...routeAction?.urlRewrite, ...rewrite } } };
}

/** A path condition with all the other conditions of its match. */
export function matchRuleOf(path: PathMatch, { method, headers, queryParameters }: Match): MatchRule {
  const methodMatch = method === undefined ? [] : [{ headerName: ":method", exactMatch: method }];
  const headerMatches = [...methodMatch, ...headers];
  return {
    ...path,
    ...(headerMatches.length > 0 && { headerMatches }),
    ...(queryParameters.length > 0 && { queryParameterMatches: queryParameters }),
  };
}
