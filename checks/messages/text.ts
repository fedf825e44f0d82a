import type { Text } from "../rule";

/**
 * What the rules say, one function each, in a file for each topic: what was found, then what to do. Values are shown as
 * JSON; places are added by whoever reports. What fits a message of `config/schema/messages.ts` is said by that.
 */
export const text = (what: string, fix: string): Text => ({ what, fix });

export const show = (value: unknown): string => {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
};

export const list = (words: readonly string[]): string => words.join(", ");
