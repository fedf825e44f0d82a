import { formatValue } from "../config/finding";
import { attempt } from "../config/reason";
import type { Listener, NamedUrlMap } from "../routing/readers/named-url-map";

/** An address to try, and what should be served there. */
export interface Target {
  readonly url: URL;
  readonly map: NamedUrlMap;
  readonly listener: Listener;
}

/**
 * The addresses of `--url`: `http://IP`, `REGION=http://IP`, or the JSON of the output `urls`, after `REGION=` too.
 *
 * @throws Error when one is none, or when nothing of the file listens there.
 */
export function targetsOf(texts: readonly string[], maps: readonly NamedUrlMap[]): Target[] {
  const regions = [...new Set(maps.flatMap(({ location }) => location ?? []))];
  return texts.flatMap((text) => {
    const [, named, rest = ""] = /^(?:([a-z]+-[a-z]+\d+)=)?(.*)$/s.exec(text.trim()) ?? [];
    if (named !== undefined && !regions.includes(named))
      throw new Error(`--url ${text}: there is no region ${named}: write ${regions.join(" or ")}`);
    if (named === undefined && regions.length > 1)
      throw new Error(`--url ${text}: of which region? write --url ${regions[0]}=${rest}`);
    const here = maps.filter(({ location }) => named === undefined || location === named);
    return urlsIn(rest).map((url) => targetOf(url, here));
  });
}

function urlsIn(text: string): URL[] {
  return outputIn(text).map((one) => {
    const url = URL.canParse(String(one)) ? new URL(String(one)) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search || url.username)
      throw new Error(`--url ${formatValue(String(one))} is no address: write one such as http://203.0.113.1`);
    return url;
  });
}

/** The URLs of the output `urls`, by listener; any other text is one itself. */
function outputIn(text: string): readonly unknown[] {
  const output = attempt((): unknown => JSON.parse(text));
  return typeof output === "object" && output !== null ? Object.values(output) : [text];
}

/** The listener of the same port, otherwise the first that speaks the protocol: a port may be another one on the way. */
function targetOf(url: URL, maps: readonly NamedUrlMap[]): Target {
  const protocol = url.protocol === "https:" ? "https" : "http";
  const port = Number(url.port || (protocol === "https" ? 443 : 80));
  const all = maps.flatMap((map) => map.listeners.map((listener) => ({ url, map, listener })));
  const speaking = all.filter(({ listener }) => listener.protocol === protocol);
  const target = speaking.find(({ listener }) => listener.port === port) ?? speaking[0];
  if (target !== undefined) return target;
  const known = all.map(({ listener }) => `${listener.protocol} on port ${listener.port}`);
  throw new Error(`--url ${url.origin}: no listener of the file speaks ${protocol}; there is ${known.join(", ")}`);
}
