import type { HeaderAction, HeaderOption } from "./url-map";

/** What is done with the headers of requests, or of responses. */
export interface HeaderChanges {
  readonly add: readonly HeaderOption[];
  readonly remove: readonly string[];
}

export type Message = "request" | "response";
export const MESSAGES = ["request", "response"] as const;

export const changesIn = (action: HeaderAction, message: Message): HeaderChanges => ({
  add: action[`${message}HeadersToAdd`] ?? [],
  remove: action[`${message}HeadersToRemove`] ?? [],
});
