import {
  invalidAuthority,
  invalidHeaderName,
  invalidHeaderValue,
  invalidMethod,
  severalHosts,
  unencodedCharacter,
  unreadableUrl,
  unsupportedScheme,
} from "../errors";
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
  if (rawScheme === undefined || authority === undefined) throw new Error(unreadableUrl(url));
  const scheme = rawScheme.toLowerCase();
  if (scheme !== "http" && scheme !== "https") throw new Error(unsupportedScheme(url, scheme));
  if (NOT_PRINTABLE.test(url)) throw new Error(unencodedCharacter(url));
  if (!TOKEN.test(method)) throw new Error(invalidMethod(method));

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

function checkAuthority(authority: string): string {
  if (!AUTHORITY.test(authority)) throw new Error(invalidAuthority(authority));
  return authority;
}

function joinHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [rawName, rawValue] of headers) {
    const name = rawName.toLowerCase();
    if (!TOKEN.test(name)) throw new Error(invalidHeaderName(rawName));
    if (/[\r\n\0]/.test(rawValue)) throw new Error(invalidHeaderValue(rawName));
    if (name === "host" && joined.has(name)) throw new Error(severalHosts());
    const value = rawValue.trim();
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}
