import { formatValue } from "../../config/finding";
import type { Request } from "./decision";

const URL_PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i;
const AUTHORITY = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(?::[0-9]{1,5})?$/i;
const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/i;
const NOT_PRINTABLE = /[^!-\u{10ffff}]/u;
const DEFAULT_PORT = { http: /:80$/, https: /:443$/ };

/**
 * The request that a client sends for a URL.
 *
 * The path stays as written: nothing is decoded, and dot segments stay too. A fragment is dropped, because a client
 * keeps it. `Host` is the URL's host without a default port; a `Host` header overrides it and is taken as sent.
 *
 * @param headers name and value of each header line; lines of one name are joined with `,`.
 * @throws Error when the URL, the method, the host or a header is not one.
 */
export function parseRequest(
  method: string,
  url: string,
  headers: Iterable<readonly [name: string, value: string]> = [],
): Request {
  const [, rawScheme, authority, path, query] = URL_PARTS.exec(url) ?? [];
  if (rawScheme === undefined || authority === undefined)
    throw new Error(`cannot read the URL ${formatValue(url)}; write it as "https://host/path?query"`);
  const scheme = rawScheme.toLowerCase();
  if (scheme !== "http" && scheme !== "https")
    throw new Error(
      `the URL ${formatValue(url)} has the scheme ${formatValue(scheme)}; an Application Load Balancer serves "http" and "https"`,
    );
  if (NOT_PRINTABLE.test(url))
    throw new Error(`the URL ${formatValue(url)} holds a space or a control character; percent-encode it`);
  if (!TOKEN.test(method)) throw new Error(`the method ${formatValue(method)} is not an HTTP token such as "POST"`);

  const { host, ...others } = joinHeaders(headers);
  return {
    method,
    scheme,
    host: checkAuthority(host ?? checkAuthority(authority).replace(DEFAULT_PORT[scheme], "")),
    path: path || "/",
    ...(query !== undefined && { query }),
    headers: others,
  };
}

/** Whether a client can name a text as the host. */
export const isAuthority = (text: string): boolean => AUTHORITY.test(text);

function checkAuthority(authority: string): string {
  if (!isAuthority(authority))
    throw new Error(
      // What stands before an "@" is a password.
      `the host ${formatValue(authority.replace(/^.*@/, "…@"))} is not a host name or address with an optional port, such as "ai.example.com:8080"`,
    );
  return authority;
}

function joinHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [rawName, rawValue] of headers) {
    const name = rawName.toLowerCase();
    if (!TOKEN.test(name)) throw new Error(`the header name ${formatValue(rawName)} is not an HTTP token`);
    if (/[\r\n\0]/.test(rawValue))
      throw new Error(`the value of the header ${formatValue(rawName)} holds a line break`);
    if (name === "host" && joined.has(name)) throw new Error("the request has more than one Host header");
    const value = rawValue.trim();
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}
