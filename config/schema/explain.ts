import type { z } from "zod";
import { type DocumentPath, type Finding, formatPath } from "../finding";
import { formatYaml } from "../format";
import type { ShapeProblem } from "./finding-kinds";
import { answerTo } from "./foreign-keys";
import { empty, foreignKey, missingKey, notOneOf, notValid, unknownKey, wrongType } from "./messages";
import { nearest } from "./suggest";
import { keysAt, placesOf, schemasAt } from "./walk";
import { describeTypes, exampleOf, inExpectedForm, itemNoun } from "./yaml-words";

type Issue = z.core.$ZodIssue;

/** What zod's issues about an input mean to whoever wrote it: in this project's words, without their consequences. */
export function explain(issues: readonly Issue[], input: unknown): Finding[] {
  return independent(issues.flatMap((issue) => explainAt([], issue, input)));
}

/** `base` is where the schema that raised the issue began, `input` always the whole. */
function explainAt(base: DocumentPath, issue: Issue, input: unknown): Finding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ ...error([...path, key], unknown(key, path, input)), atKey: true }));
    case "invalid_key":
      return issue.issues
        .flatMap((nested) => explainAt(path, nested, input))
        .map((finding) => ({ ...finding, atKey: true }));
    case "invalid_union":
      return explainUnion(issue.errors, path, input);
    case "custom": {
      const problem: ShapeProblem | undefined = issue.params?.problem;
      return [error(path, problem ?? notValid(valueAt(input, path)))];
    }
    case "invalid_type":
      return [error(path, isMissing(input, path) ? missing(path) : mistyped(path, input))];
    case "invalid_value":
      return [error(path, isMissing(input, path) ? missing(path) : unlisted(issue.values, path, input))];
    case "too_small":
      // zod also measures texts and functions, of which it has said already that they are no lists.
      if (!Array.isArray(valueAt(input, path))) return [];
      return [error(path, empty("list", itemNoun(schemasAt([...path, 0])[0] ?? {}, String(path.at(-1)))))];
    default:
      return [error(path, notValid(valueAt(input, path)))];
  }
}

const error = (path: DocumentPath, problem: ShapeProblem): Finding => ({ ...problem, severity: "error", path });

function unknown(key: string, path: DocumentPath, input: unknown): ShapeProblem {
  const answer = answerTo(key);
  if (answer) return foreignKey(key, answer.why, answer.instead);
  const map = valueAt(input, path);
  const known = keysAt(path);
  const free = known.filter((candidate) => typeof map !== "object" || map === null || !Object.hasOwn(map, candidate));
  return unknownKey(key, known, nearest(key, free), placesOf(key, path));
}

function missing(path: DocumentPath): ShapeProblem {
  const [schema = {}] = schemasAt(path);
  return missingKey(String(path.at(-1)), snippet(path, exampleOf(schema)));
}

function mistyped(path: DocumentPath, input: unknown): ShapeProblem {
  const found = valueAt(input, path);
  const schemas = schemasAt(path);
  const expected = describeTypes(schemas);
  const [first = {}] = schemas;
  if (path.length === 0) return wrongType(expected, found, `a map with the keys ${first.required?.join(", ")}`);
  const form = inExpectedForm(schemas, found);
  const meant = form === undefined ? "" : snippet(path, form);
  if (meant !== "" && meant.length <= READABLE) return wrongType(expected, found, `\`${meant}\``);
  const example = snippet(path, exampleOf(first));
  return wrongType(expected, found, example.length <= READABLE ? `${expected}, as in \`${example}\`` : expected);
}

/** The length of a snippet that still helps within a sentence. */
const READABLE = 100;

function unlisted(values: readonly unknown[], path: DocumentPath, input: unknown): ShapeProblem {
  const found = valueAt(input, path);
  if (typeof found !== typeof values[0]) return mistyped(path, input);
  const allowed = values.map(String);
  return notOneOf(found, allowed, typeof found === "string" ? nearest(found, allowed) : undefined);
}

/** How a value is written at its place: with its key, where it has one. */
function snippet(path: DocumentPath, value: unknown): string {
  const key = path.at(-1);
  return typeof key === "string" ? `${key}: ${formatYaml(value)}` : formatYaml(value);
}

/**
 * The problems of the one alternative that the input evidently is meant to be: of those that it fits by its type, the one
 * with the fewest problems in the input's own keys, then in all.
 */
function explainUnion(errors: readonly (readonly Issue[])[], path: DocumentPath, input: unknown): Finding[] {
  const found = valueAt(input, path);
  const [meant] = errors
    .filter((issues) => issues.every((issue) => fits(issue, found)))
    .map((issues) => independent(issues.flatMap((issue) => explainAt(path, issue, input))))
    .map((findings) => ({ findings, own: findings.filter((finding) => isOwn(finding, path)).length }))
    .sort((a, b) => a.own - b.own || a.findings.length - b.findings.length);
  if (meant) return meant.findings;
  return [error(path, isMissing(input, path) ? missing(path) : mistyped(path, input))];
}

/** Whether an alternative that raised this issue may still be the one that is meant. */
function fits(issue: Issue, found: unknown): boolean {
  if (issue.path.length > 0) return true;
  if (issue.code === "invalid_union")
    return issue.errors.some((issues) => issues.every((nested) => fits(nested, found)));
  if (issue.code === "invalid_value") return issue.values.length > 1 && typeof issue.values[0] === typeof found;
  return issue.code !== "invalid_type";
}

/** About a map itself or one of its keys, not about a value in it. */
const isOwn = ({ path, atKey, id }: Finding, map: DocumentPath): boolean =>
  path.length === map.length || (path.length === map.length + 1 && (atKey === true || id === "missing-key"));

/**
 * Without repetitions, and without what an unknown key explains: that the key is missing which it is meant to be, or that
 * nothing makes a choice.
 */
function independent(findings: readonly Finding[]): Finding[] {
  const unknownKeys = new Map<string, string[]>();
  for (const { id, path } of findings) {
    if (id !== "unknown-key") continue;
    const map = formatPath(path.slice(0, -1));
    unknownKeys.set(map, [...(unknownKeys.get(map) ?? []), String(path.at(-1))]);
  }
  const isConsequence = ({ id, path }: Finding): boolean =>
    id === "missing-key" &&
    (unknownKeys.has(formatPath(path)) ||
      (unknownKeys.get(formatPath(path.slice(0, -1))) ?? []).some((key) => nearest(key, [String(path.at(-1))])));
  const byText = new Map(findings.map((finding) => [`${formatPath(finding.path)} ${finding.what}`, finding]));
  return [...byText.values()].filter((finding) => !isConsequence(finding));
}

function valueAt(input: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? value[part as keyof typeof value]
        : undefined,
    input,
  );
}

/** Whether a map lacks the key at the end of a path. */
const isMissing = (input: unknown, path: DocumentPath): boolean =>
  path.length > 0 && valueAt(input, path) === undefined && valueAt(input, path.slice(0, -1)) !== undefined;
