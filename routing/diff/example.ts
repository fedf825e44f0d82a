import type { Request } from "../evaluate/decision";
import { parseRequest } from "../evaluate/request";

/** A request, as the arguments of `parseRequest`. */
export interface Example {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The host is a header of its own where a client would send another one for the URL: without a default port. */
export function exampleOf({ method, scheme, host, path, query, headers }: Request): Example {
  const url = `${scheme}://${host}${path}${query === undefined ? "" : `?${query}`}`;
  const lines = Object.entries(headers);
  const sent = parseRequest(method, url, lines);
  return { method, url, headers: sent.host === host ? lines : [["host", host], ...lines] };
}
