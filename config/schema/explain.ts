import type { z } from "zod";
import { type DocumentPath, type Finding, formatPath, type SourceOf } from "../finding";
import { formatYaml } from "../format";
import type { ShapeProblem } from "./finding-kinds";
import { answerTo, answerToValue } from "./foreign-keys";
import type { JsonSchema } from "./json-schema";
import {
  empty,
  foreignKey,
  foreignValue,
  missingKey,
  notOneOf,
  notValid,
  orRemove,
  tooMany,
  unknownKey,
  wrongType,
} from "./messages";
import { nearest } from "./suggest";
import { keysAt, placesOf, schemasAt } from "./walk";
import { accepts, describeTypes, exampleOf, inExpectedForm, inOneCase, itemNoun } from "./yaml-words";

type Issue = z.core.$ZodIssue;

/** The whole of what was read, and what its scalars were written as. */
interface Input {
  readonly value: unknown;
  readonly sourceOf: SourceOf;
}

/** What zod's issues about an input mean to whoever wrote it: in this project's words, without their consequences. */
export function explain(issues: readonly Issue[], value: unknown, sourceOf: SourceOf = () => undefined): Finding[] {
  const input = { value, sourceOf };
  return independent(issues.flatMap((issue) => explainAt([], issue, input)));
}

/** `base` is where the schema that raised the issue began, `input` always the whole. */
function explainAt(base: DocumentPath, issue: Issue, input: Input): Finding[] {
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
      return [error(path, orGone(path, problem?.id.startsWith("empty-"), problem ?? notValid(valueAt(input, path))))];
    }
    case "invalid_type":
      return [error(path, isMissing(input, path) ? missing(path) : mistyped(path, input))];
    case "invalid_value":
      return [error(path, isMissing(input, path) ? missing(path) : unlisted(issue.values, path, input))];
    case "too_small":
      // zod also measures texts and functions, of which it has said already that they are no lists.
      if (!Array.isArray(valueAt(input, path))) return [];
      return [
        error(path, orGone(path, true, empty("list", itemNoun(schemasAt([...path, 0])[0] ?? {}, String(path.at(-1)))))),
      ];
    case "too_big": {
      const found = valueAt(input, path);
      return [error(path, Array.isArray(found) ? tooMany(found, issue.maximum) : notValid(found))];
    }
    default:
      return [error(path, notValid(valueAt(input, path)))];
  }
}

const error = (path: DocumentPath, problem: ShapeProblem): Finding => ({ ...problem, severity: "error", path });

function unknown(key: string, path: DocumentPath, input: Input): ShapeProblem {
  const answer = answerTo(key, path);
  if (answer) return foreignKey(key, answer.why, answer.instead);
  const map = valueAt(input, path);
  const known = keysAt(path);
  const free = known.filter((candidate) => typeof map !== "object" || map === null || !Object.hasOwn(map, candidate));
  const suggestion = nearest(key, free);
  const [value, schemas] = [valueAt(input, [...path, key]), schemasAt([...path, suggestion ?? ""])];
  const form = schemas.some((schema) => accepts(schema, value)) ? undefined : inExpectedForm(schemas, value);
  const meant = suggestion !== undefined && form !== undefined ? snippet([suggestion], form) : undefined;
  return unknownKey(key, known, suggestion, placesOf(key, path), meant);
}

function missing(path: DocumentPath): ShapeProblem {
  const [schema = {}] = schemasAt(path);
  return missingKey(String(path.at(-1)), snippet(path, exampleOf(schema)));
}

function mistyped(path: DocumentPath, input: Input): ShapeProblem {
  const found = valueAt(input, path);
  const answer = answerToValue(found, path);
  if (answer) return foreignValue(found, answer.why, answer.instead);
  const source = typeof found === "number" || typeof found === "boolean" ? input.sourceOf(path) : undefined;
  const schemas = schemasAt(path);
  const expected = describeTypes(schemas);
  if (path.length === 0) return wrongType(expected, found, `a map with the keys ${schemas[0]?.required?.join(", ")}`);
  const form = inExpectedForm(schemas, found, source);
  const meant = form === undefined ? "" : snippet(path, form);
  if (meant !== "" && meant.length <= READABLE) return wrongType(expected, found, `\`${meant}\``, source);
  const [first] = schemas.filter(isShownByExample);
  const example = first === undefined ? "" : snippet(path, exampleOf(first));
  const shown = example !== "" && example.length <= READABLE ? `${expected}, as in \`${example}\`` : expected;
  return orGone(path, found === null, wrongType(expected, found, shown, source));
}

/** Says that a key may also be left out, where it may. */
function orGone(path: DocumentPath, isNothing: boolean | undefined, problem: ShapeProblem): ShapeProblem {
  const key = String(path.at(-1));
  const isNeeded = schemasAt(path.slice(0, -1)).some(
    ({ required = [], oneOf = [] }) => required.includes(key) || oneOf.some((one) => one.required?.includes(key)),
  );
  return isNothing && !isNeeded && typeof path.at(-1) === "string" ? orRemove(problem) : problem;
}

/** A number would be taken for the one that is wanted, and one of a few words has been named. */
const isShownByExample = ({ type, enum: choices, const: choice }: JsonSchema): boolean =>
  type !== "number" &&
  type !== "integer" &&
  typeof choice !== "boolean" &&
  (choices === undefined || choices.length > 3);

/** The length of a snippet that still helps within a sentence. */
const READABLE = 100;

function unlisted(values: readonly unknown[], path: DocumentPath, input: Input): ShapeProblem {
  const found = valueAt(input, path);
  if (typeof found !== typeof values[0]) return mistyped(path, input);
  const answer = answerToValue(found, path);
  if (answer) return foreignValue(found, answer.why, answer.instead);
  const allowed = inOneCase(values.map(String));
  const [map] = schemasAt(path).filter(({ type }) => type === "object");
  const other = map && snippet(path, exampleOf(map));
  return notOneOf(found, allowed, typeof found === "string" ? nearest(found, allowed) : undefined, other);
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
function explainUnion(errors: readonly (readonly Issue[])[], path: DocumentPath, input: Input): Finding[] {
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
    const keys = unknownKeys.get(map) ?? [];
    keys.push(String(path.at(-1)));
    unknownKeys.set(map, keys);
  }
  const isConsequence = ({ id, path }: Finding): boolean =>
    id === "missing-key" &&
    (unknownKeys.has(formatPath(path)) ||
      (unknownKeys.get(formatPath(path.slice(0, -1))) ?? []).some((key) => nearest(key, [String(path.at(-1))])));
  const byText = new Map(findings.map((finding) => [`${formatPath(finding.path)} ${finding.what}`, finding]));
  return [...byText.values()].filter((finding) => !isConsequence(finding));
}

function valueAt(input: Input, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? value[part as keyof typeof value]
        : undefined,
    input.value,
  );
}

/** Whether a map lacks the key at the end of a path. */
const isMissing = (input: Input, path: DocumentPath): boolean =>
  path.length > 0 && valueAt(input, path) === undefined && valueAt(input, path.slice(0, -1)) !== undefined;
