import { diffUrlMaps, type RouteDiff, renderRouteDiff } from "../../routing/diff/diff-routes";
import type { NamedUrlMap } from "../../routing/readers/named-url-map";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";
import { urlMapsOfAny } from "../url-maps";

export interface DiffRoutesOptions {
  readonly json?: boolean;
}

/** `npm run diff-routes`: which classes of requests go elsewhere, with an example for each. */
export function runDiffRoutes(
  before: string,
  after: string,
  { json }: DiffRoutesOptions,
  terminal: Terminal,
): ExitCode {
  const old = urlMapsOfAny(before, after, terminal);
  if (typeof old === "number") return old;
  const now = urlMapsOfAny(after, before, terminal);
  if (typeof now === "number") return now;
  const compared = pairs(old, now).map(({ name, before: from, after: to }) => ({
    name,
    diff: diffUrlMaps(from, to),
  }));
  if (json) terminal.out(JSON.stringify(compared, null, 2));
  else terminal.out(compared.map(({ name, diff }) => text(name, diff, compared.length > 1, terminal)).join("\n\n"));
  return EXIT.ok;
}

interface UrlMapPair {
  readonly name: string;
  readonly before: NamedUrlMap["map"];
  readonly after: NamedUrlMap["map"];
}

/** What serves nothing where one side has no URL map of a name. */
const NOTHING: NamedUrlMap["map"] = {
  defaultService: "nothing",
  defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
};

/** By name; the only map of one side is the only one of the other, whatever they are called. */
function pairs(before: readonly NamedUrlMap[], after: readonly NamedUrlMap[]): UrlMapPair[] {
  const [[first], [second]] = [before, after];
  if (before.length === 1 && after.length === 1 && first && second)
    return [{ name: second.name, before: first.map, after: second.map }];
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  const find = (maps: readonly NamedUrlMap[], name: string) => maps.find((map) => map.name === name)?.map ?? NOTHING;
  return names.map((name) => ({ name, before: find(before, name), after: find(after, name) }));
}

function text(name: string, diff: RouteDiff, several: boolean, terminal: Terminal): string {
  const lines = renderRouteDiff(diff);
  return [...(several ? [style(terminal, "bold", name)] : []), ...lines].join("\n");
}
