import type { Decision, Request } from "../evaluate/decision";
import { formatDestinations, sharesOf } from "../evaluate/meaning";
import { parseRequest } from "../evaluate/request";
import { authorityOf, type Scope } from "./scope";

/** A request, as the arguments of `parseRequest`. */
export interface Example {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/**
 * The URL leads to a listener. The host is a header of its own where a client would send another one for it: without a
 * default port.
 */
export function exampleOf({ method, scheme, host, path, query, headers }: Request, scope: Scope): Example {
  const url = `${scheme}://${authorityOf(scope, scheme, host)}${path}${query === undefined ? "" : `?${query}`}`;
  const lines = Object.entries(headers);
  const sent = parseRequest(method, url, lines);
  return { method, url, headers: sent.host === host ? lines : [["host", host], ...lines] };
}

/** Who answers, in a few words. */
export function answerOf(decision: Decision): string {
  switch (decision.kind) {
    case "redirect":
      return `${decision.status} to ${decision.location}`;
    case "respond":
      return String(decision.status);
    case "forward":
      return formatDestinations(sharesOf(decision.destinations)).join(", ");
  }
}
