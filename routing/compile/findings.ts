import { formatValue } from "../../config/finding";
import { formatPathForm, type PathPattern } from "../paths/path-pattern";
import type { RoutingProblem } from "./finding-kinds";

/**
 * Every message about what a configuration becomes as a URL map, as a function that gives the problem: what was found, then
 * what is allowed or likely meant.
 */

const list = (words: readonly string[]): string => words.join(", ");

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const invalidTemplate = (text: string, reason: string, fix: string): RoutingProblem => ({
  id: "invalid-template",
  what: `the path template ${formatValue(text)} ${reason}`,
  fix,
});

export const invalidTemplateRewrite = (rewrite: string): RoutingProblem => ({
  id: "invalid-template-rewrite",
  what: `${formatValue(rewrite)} is not a path made of what the template captures`,
  fix: "write a path with the template's variables in it, as in /v2/models/{model}/infer; `*` and `{name=**}` belong in the template",
});

export const emptySegmentInRewrite = (rewrite: string): RoutingProblem => ({
  id: "invalid-template-rewrite",
  what: `${formatValue(rewrite)} has an empty segment, which the proxy refuses`,
  fix: `write ${formatValue(rewrite.replace(/\/{2,}/g, "/"))}`,
});

export const unknownVariable = (rewrite: string, name: string, captured: readonly string[]): RoutingProblem => ({
  id: "unknown-variable",
  what: `${formatValue(rewrite)} uses {${name}}, which the template does not capture`,
  fix: `captured: ${list(captured.map((variable) => `{${variable}}`)) || "nothing; give an operator a name, as in {model}"}`,
});

export const invalidRegex = (source: string, reason: string): RoutingProblem => ({
  id: "invalid-regex",
  what: `${formatValue(source)} is not a regular expression of RE2: ${reason}`,
  fix: "see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back-references",
});

export const regexTooLarge = (source: string, size: number, most: number): RoutingProblem => ({
  id: "regex-too-large",
  what: `RE2 makes a program of ${size} instructions of ${formatValue(source)}; Envoy takes ${most} unless told otherwise, and no page says what Google's proxies take`,
  fix: "count less, as in `[^,]+` for `[^,]{1,50}`, or list less",
});

export const refusedByEnvoy = (reason: string): RoutingProblem => ({
  id: "refused-by-envoy",
  what: `Envoy refuses this, and with it all routes, so that no host would be served: ${reason}`,
  fix: "write it otherwise; Envoy's words say what it does not take",
});

export const neverMatches = (source: string): RoutingProblem => ({
  id: "never-matches",
  what: `no path matches ${formatValue(source)}: a path begins with "/", and the whole path is compared`,
  fix: `write ${formatValue(`/${source}`)}, or ${formatValue(`.*${source}`)}`,
});

export const pathTooLong = (path: string, most: number): RoutingProblem => ({
  id: "path-too-long",
  what: `the path ${formatValue(path)} has ${path.length} characters`,
  fix: `use at most ${most}, the model's name included`,
});

export const invalidModelPath = (model: string): RoutingProblem => ({
  id: "invalid-model-path",
  what: `the model ${formatValue(model)} cannot be part of a path`,
  fix: 'remove "modelPaths", or use a name without spaces and `?#*{}`, and without a slash at its ends',
});

export const modelPathsOfRegex = (source: string): RoutingProblem => ({
  id: "model-paths-of-regex",
  what: `"modelPaths" would have to rewrite what ${formatValue(source)} matches, which Google does for prefixes and templates only`,
  fix: 'use "paths", "prefix" or "template" in this rule, or remove "modelPaths"',
});

export const prefixChangeNeedsPrefix = (path: PathPattern): RoutingProblem => ({
  id: "prefix-change-needs-prefix",
  what: `"prefix" replaces the part that matched, and ${formatPathForm(path)} has none`,
  fix: 'match with "prefix" or "paths", or rewrite with "template"',
});

export const pathRewriteNeedsExactPath = (path: PathPattern): RoutingProblem => ({
  id: "path-rewrite-needs-exact-path",
  what: `${formatPathForm(path)} stands for many paths, and Google replaces a whole path only where one is matched`,
  fix: 'use "prefix" in the rewrite, or name the paths exactly in a rule of their own',
});

export const templateRewriteNeedsTemplate = (path: PathPattern): RoutingProblem => ({
  id: "template-rewrite-needs-template",
  what: `${formatPathForm(path)} captures nothing that a template could put into a new path`,
  fix: 'match with "template" and at least one variable, or rewrite with "prefix"',
});

export const opensNothing = (titles: readonly string[]): RoutingProblem => ({
  id: "opens-nothing",
  what: `${list(titles)} ${titles.length === 1 ? "publishes" : "together publish"} nothing below this: every request is answered with 404`,
  fix: "name the paths that clients need one by one in `paths`, or write `opens: everything`",
});

/** What is published below a wide rule, where more specific rules take all of it. */
export const opensWhatIsTaken = (titles: readonly string[]): RoutingProblem => ({
  id: "opens-nothing",
  what: `more specific rules take all that ${list(titles)} ${titles.length === 1 ? "publishes" : "publish"} below this: it serves no request`,
  fix: "name the paths as exactly as those rules do (an exact path comes before a wide one, whatever its other conditions), or remove it",
});

export const staysClosed = (path: string, source: string): RoutingProblem => ({
  id: "stays-closed",
  what: `${path} stays closed: nothing tells which of its paths ${formatValue(source)} matches`,
  fix: "end the expression in `/.*`, match with `paths`, `prefix` or `template`, or write `opens: everything`",
});

// ── Actions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const percentTooFine = (percent: number, nearest: number): RoutingProblem => ({
  id: "percent-too-fine",
  what: `${percent} % cannot be said in whole weights of at most 1,000`,
  fix: `write ${nearest}`,
});

export const hostsDiffer = (hosts: ReadonlyMap<string, string | undefined>): RoutingProblem => ({
  id: "hosts-differ",
  what: `these workloads need different Host headers (${list([...hosts].map(([id, host]) => `${id}: ${host ?? "any"}`))}), and one route can set only one`,
  fix: "give them routes of their own, or set `rewrite: { host: … }` to a host that all of them accept",
});

export const timeoutWithoutEffect = (timeout: string, workloads: readonly string[]): RoutingProblem => ({
  id: "timeout-without-effect",
  what: `the timeout of ${timeout} has no effect: ${list(workloads)} ${workloads.length === 1 ? "is" : "are"} on a platform with timeouts of its own`,
  fix: "remove it, and set the timeout on the platform (Cloud Run: the service's request timeout)",
});

export const httpsToHttps = (): RoutingProblem => ({
  id: "https-to-https",
  what: "a redirect to HTTPS is refused on a URL map that an HTTPS listener uses",
  fix: "write `redirect: https` on the HTTP listener instead; it answers all requests there",
});

export const headersWithoutBackend = (status: number): RoutingProblem => ({
  id: "headers-without-backend",
  what: `header changes have no effect beside "respond": the proxy gives the ${status} by itself`,
  fix: "remove them, or let a workload answer",
});

export const headerTouchedTwice = (name: string): RoutingProblem => ({
  id: "header-touched-twice",
  what: `${formatValue(name)} is changed twice, and which change comes first is not documented`,
  fix: "change each header once",
});

export const changesWorkloadHeader = (name: string): RoutingProblem => ({
  id: "changes-workload-header",
  what: `${formatValue(name)} is the \`workloadHeader\` of the file, which names the workload that answers`,
  fix: "leave it out here, or choose another `workloadHeader`",
});

export const addMayReplace = (name: string): RoutingProblem => ({
  id: "add-may-replace",
  what: `adding a fixed value to ${formatValue(name)} may replace the one that is there: the provider cannot say "do not replace"`,
  fix: 'use "set" where replacing is meant; otherwise let the workload add it',
});

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const reservedName = (name: string): RoutingProblem => ({
  id: "reserved-name",
  what: `the name ${formatValue(name)} is taken by the service that answers what no route names`,
  fix: "name the workload otherwise",
});

export const portOnAnyHost = (host: string): RoutingProblem => ({
  id: "port-on-any-host",
  what: `${formatValue(host)} is not a host that Google accepts: "*" stands alone, or before "." or "-"`,
  fix: 'write "*", which takes every port, or a name such as "*.example.com:8080"',
});

// ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const number = (value: number) => Math.round(value).toLocaleString("en-US");

export const limitExceeded = (what: string, count: number, most: number, host: string | undefined): RoutingProblem => ({
  id: "limit-exceeded",
  what: `${number(count)} ${what}${on(host)}; Google takes ${number(most)}`,
  fix: "merge rules, name only the paths that clients need (a wide route to a known model server counts once for each that it opens), or use several hosts or proxies",
});

export const limitNear = (what: string, count: number, most: number, host: string | undefined): RoutingProblem => ({
  id: "limit-near",
  what: `${number(count)} ${what}${on(host)} are near the limit of ${number(most)}, which Google does not raise`,
  fix: "plan to merge rules, to name only the paths that clients need, or to use several hosts or proxies",
});

const on = (host: string | undefined) => (host === undefined ? "" : ` on ${host}`);

export const urlMapLarge = (kilobytes: number, large: number, most: number): RoutingProblem => ({
  id: "url-map-large",
  what: `the URL map has about ${number(kilobytes)} KB; Google documents ${number(large)} KB in one place and ${number(most)} KB in another`,
  fix: "if the API refuses it, merge rules or split them over several proxies",
});

export const urlMapTooLarge = (kilobytes: number, most: number): RoutingProblem => ({
  id: "url-map-too-large",
  what: `the URL map has about ${number(kilobytes)} KB; Google takes ${number(most)} KB`,
  fix: "merge rules, or split them over several proxies",
});
