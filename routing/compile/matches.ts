import type { DocumentPath } from "../../config/finding";
import { API_FAMILIES } from "../../config/presets/api-families";
import { reasonOf } from "../../config/reason";
import { isReference } from "../../config/reference";
import type { RuleConfig } from "../../config/schema/config";
import { referenceInStructure } from "../../config/schema/messages";
import { ENVOY_REGEX_PROGRAM, LONGEST } from "../../platform/facts";
import { programSize } from "../automata/program-size";
import { formatHeaderMatch, formatQueryMatch } from "../evaluate/condition";
import { compareTexts } from "../order";
import {
  anyPath,
  below,
  exactPath,
  formatPathForm,
  type PathPattern,
  patternOf,
  prefix,
  regex,
  template,
} from "../paths/path-pattern";
import type { HeaderMatch, QueryParameterMatch } from "../url-map";
import type { Report } from "./collect-findings";
import {
  invalidModelPath,
  invalidRegex,
  modelPathsOfRegex,
  neverMatches,
  pathTooLong,
  regexTooLarge,
} from "./findings";
import { templateProblem, withNames } from "./path-template-rules";
import { textOf } from "./text-of";

/** One way for a request to match a rule: one of its paths, and all of its conditions. */
export interface Match {
  readonly path: PathPattern;
  readonly method?: string;
  /** Sorted by name, in lower case. */
  readonly headers: readonly HeaderMatch[];
  /** Sorted by name. */
  readonly queryParameters: readonly QueryParameterMatch[];
  /** What `modelPaths` has put before the path, to be rewritten away: `/models/llama`. */
  readonly modelPrefix?: string;
}

export const isUnconditional = ({ method, headers, queryParameters }: Match): boolean =>
  method === undefined && headers.length === 0 && queryParameters.length === 0;

/** Equal for matches whose conditions beside the path are. */
export const conditionsText = ({ method, headers, queryParameters }: Match): string =>
  `${method} ${textOf(headers)} ${textOf(queryParameters)}`;

/** All the ways to match a rule; a pattern that is not valid is reported and left out. */
export function matchesOf(rule: RuleConfig, at: DocumentPath, modelHeader: string, report: Report): Match[] {
  const paths = pathsOf(rule, at, report);
  const headers = headersOf(rule, at, report);
  const queryParameters = queryParametersOf(rule, at, report);
  const ways = anyOf(rule.model).flatMap((model): Match[] => {
    const byHeader: HeaderMatch[] =
      model === undefined ? [] : [{ headerName: modelHeader.toLowerCase(), exactMatch: model }];
    const named = [...headers, ...byHeader].sort((a, b) => compareTexts(a.headerName, b.headerName));
    return [
      ...paths.map((path) => ({ path, headers: named, queryParameters })),
      ...modelPathsOf(rule, model, paths, at, report).map((path) => ({ ...path, headers, queryParameters })),
    ];
  });
  return anyOf(rule.method).flatMap((method) => ways.map((way) => ({ ...way, method })));
}

/** Each of several words, where any will do; nothing once where there is no word. */
const anyOf = (words: string | readonly string[] | undefined): readonly (string | undefined)[] =>
  words === undefined || typeof words === "string" ? [words] : [...new Set(words)];

function pathsOf(rule: RuleConfig, at: DocumentPath, report: Report): PathPattern[] {
  const { ignoreCase } = rule;
  const plain = (path: string) =>
    path.endsWith("/*") ? below(path.slice(0, -1), ignoreCase) : exactPath(path, ignoreCase);
  if (rule.paths !== undefined) return rule.paths.map(plain);
  if (rule.prefix !== undefined) return [prefix(rule.prefix, ignoreCase)];
  if (rule.api !== undefined) return API_FAMILIES[rule.api].paths.map(plain);
  if (rule.template !== undefined) {
    const problem = templateProblem(rule.template);
    if (problem === undefined) return [template(rule.template)];
    report("error", [...at, "template"], problem);
    return [];
  }
  if (rule.regex !== undefined) {
    if (!isRegex(rule.regex, [...at, "regex"], report)) return [];
    const pattern = regex(rule.regex);
    if (pattern.starts.every((start) => start !== "" && !start.startsWith("/")))
      report("warning", [...at, "regex"], neverMatches(rule.regex));
    return [pattern];
  }
  return [anyPath];
}

type ModelPath = Required<Pick<Match, "path" | "modelPrefix">>;

/** The same paths below `/models/MODEL`. */
function modelPathsOf(
  { modelPaths }: RuleConfig,
  model: string | undefined,
  paths: readonly PathPattern[],
  at: DocumentPath,
  report: Report,
): ModelPath[] {
  if (model === undefined || !modelPaths) return [];
  if (isReference(model)) {
    report("error", [...at, "model"], referenceInStructure(model));
    return [];
  }
  if (!/^[^\s?#*{}/]+(?:\/[^\s?#*{}/]+)*$/.test(model)) {
    report("error", [...at, "model"], invalidModelPath(model));
    return [];
  }
  const modelPrefix = `/models/${model}`;
  return paths.flatMap((path): ModelPath[] => {
    if (path.kind === "regex") report("error", [...at, "modelPaths"], modelPathsOfRegex(path.text));
    else {
      const modelPath = behind(modelPrefix, path);
      const most = modelPath.kind === "template" ? LONGEST.template : LONGEST.path;
      if (modelPath.text.length <= most) return [{ path: modelPath, modelPrefix }];
      report("error", [...at, "modelPaths"], pathTooLong(modelPath.text, most));
    }
    return [];
  });
}

function behind(modelPrefix: string, { kind, text, ignoreCase }: PathPattern): PathPattern {
  // The model's own path stands for the root, as with `prefix: /`.
  if (kind === "below" && text === "/") return prefix(modelPrefix, ignoreCase);
  return patternOf({ kind, text: `${modelPrefix}${kind === "template" ? withNames(text) : text}`, ignoreCase });
}

function headersOf(rule: RuleConfig, at: DocumentPath, report: Report): HeaderMatch[] {
  return Object.entries(rule.headers ?? {}).flatMap(([name, condition]): HeaderMatch[] => {
    // `PORT` is no header but the port of the Host header, and is known by its capitals.
    const headerName = name === "PORT" ? name : name.toLowerCase();
    if (typeof condition === "string") return [{ headerName, exactMatch: condition }];
    const { exact, prefix, suffix, regex, present, absent, range, not } = condition;
    if (regex !== undefined && !isRegex(regex, [...at, "headers", name, "regex"], report)) return [];
    // A present header turned around is how the API says that it must be absent.
    const inverted = not || absent ? { invertMatch: true } : {};
    if (exact !== undefined) return [{ headerName, exactMatch: exact, ...inverted }];
    if (prefix !== undefined) return [{ headerName, prefixMatch: prefix, ...inverted }];
    if (suffix !== undefined) return [{ headerName, suffixMatch: suffix, ...inverted }];
    if (regex !== undefined) return [{ headerName, regexMatch: regex, ...inverted }];
    if (range !== undefined)
      return [{ headerName, rangeMatch: { rangeStart: range.from, rangeEnd: range.to }, ...inverted }];
    return present || absent ? [{ headerName, presentMatch: true, ...inverted }] : [];
  });
}

function queryParametersOf(rule: RuleConfig, at: DocumentPath, report: Report): QueryParameterMatch[] {
  return Object.entries(rule.query ?? {})
    .flatMap(([name, condition]): QueryParameterMatch[] => {
      if (typeof condition === "string") return [{ name, exactMatch: condition }];
      const { exact, regex } = condition;
      if (exact !== undefined) return [{ name, exactMatch: exact }];
      if (regex === undefined) return [{ name, presentMatch: true }];
      return isRegex(regex, [...at, "query", name, "regex"], report) ? [{ name, regexMatch: regex }] : [];
    })
    .sort((a, b) => compareTexts(a.name, b.name));
}

function isRegex(source: string, at: DocumentPath, report: Report): boolean {
  try {
    const size = programSize(source);
    if (size > ENVOY_REGEX_PROGRAM) report("warning", at, regexTooLarge(source, size, ENVOY_REGEX_PROGRAM));
    return true;
  } catch (error) {
    const reason = reasonOf(error);
    report("error", at, invalidRegex(source, reason.replace(/^error parsing regexp: /, "")));
    return false;
  }
}

/** A match as a phrase of a message: `POST /v1/* when x-model = "llama", ?debug is present`. */
export function describeMatch({ path, method, headers, queryParameters }: Match): string {
  const conditions = [...headers.map(formatHeaderMatch), ...queryParameters.map(formatQueryMatch)].join(", ");
  const paths = `${method === undefined ? "" : `${method} `}${formatPathForm(path)}`;
  return conditions === "" ? paths : `${paths} when ${conditions}`;
}
