import { type DocumentPath, formatPath } from "../config/finding";
import { isReference, unescaped } from "../config/reference";
import type { UrlMap } from "./url-map";

/**
 * Something that a document says about routing and that its URL map does not hold: a value that is known only after apply,
 * a field or a value that is not understood here, or a part that the document leaves out.
 */
export interface Unread {
  /** As the document writes it: `path_matcher[0].path_rule[1].paths`. */
  readonly field: string;
  /** Where it belongs in the URL map, in the Compute API's words; a field that is not understood keeps its own. */
  readonly path: DocumentPath;
  readonly why: "unknown" | "not understood" | "left out";
  /** The expression, or the value that is not understood. */
  readonly text?: string;
  /** What a field that is not understood says, as JSON. */
  readonly says?: string;
}

/** A URL map with what is missing from it. What is unknown stands in the map as a text that matches nothing, or not at all. */
export interface PartialUrlMap {
  readonly map: UrlMap;
  readonly unread: readonly Unread[];
}

const AFTER_APPLY = "(known after apply) ";
export const knownAfterApply = (field: string) => `${AFTER_APPLY}${field}`;
export const isKnownAfterApply = (text: string): boolean => text.startsWith(AFTER_APPLY);

/** An expression that only Terraform can evaluate. */
const EXPRESSION = /[$%]\{(?:[^{}]|\{[^{}]*\})*\}/;
export const isExpression = (text: string): boolean => EXPRESSION.test(text.replace(ESCAPED, ""));

/** `$${` and `%%{` stand for themselves. */
const ESCAPED = /\$\$\{|%%\{/g;

/** The texts that a value may become: what stands beside an expression is known. */
export function shapeOf({ text }: Unread, flags = ""): RegExp {
  if (text === undefined || !isExpression(text)) return /^/;
  const parts = text.split(new RegExp(EXPRESSION.source, "g"));
  const escaped = parts.map((part) => unescaped(part).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`, flags);
}

/** Whether a value may turn out not to be set: text beside an expression is there in any case. */
export const mayBeUnset = ({ text }: Unread): boolean => text === undefined || text.replace(EXPRESSION, "") === "";

/** The values of a URL map that only Terraform knows: what a file passes through as `${var.name}`. In a file `%{` is a text. */
export function expressionsIn(map: UrlMap): Unread[] {
  const walk = (value: unknown, path: DocumentPath): Unread[] => {
    if (typeof value === "string")
      return isReference(value) ? [{ field: formatPath(path), path, why: "unknown", text: value }] : [];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) =>
      walk(item, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  };
  return walk(map, []);
}

/** `x is known only after apply`, for a sentence. */
export function describeUnread({ field, why, text }: Unread): string {
  const value = text === undefined ? "" : ` (${text})`;
  switch (why) {
    case "unknown":
      return `${field}${value} is known only after apply`;
    case "not understood":
      return `${field}${value} is not understood`;
    case "left out":
      return `${field} is left out`;
  }
}

/** Why an answer cannot be told, in one phrase. */
export const describeAll = (unread: readonly Unread[]): string => unread.map(describeUnread).join(", and ");
