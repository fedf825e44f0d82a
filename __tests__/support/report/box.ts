import { readFileSync } from "node:fs";
import fc from "fast-check";
import { readConfiguration } from "../../../cli/configuration";
import { placedUrlMaps } from "../../../cli/url-maps";
import { reasonOf } from "../../../config/reason";
import { answerMarkup } from "../../../report/answer";
import { html } from "../../../report/html";
import { type RegionRoutes, routesDocument } from "../../../report/routes";
import { askedRequest, callerOf } from "../../../routing/asked-request";
import { asking, nobodyListens } from "../../../routing/asking";
import { withPlaces } from "../../../routing/placed-url-map";

/** What stands in the fields of the request box. */
export interface BoxRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly clientIp: string;
}

/** Requests about the first region of a file, and what the evaluator says to each, as the box would show it. */
export function askedHere(file: string): {
  readonly requests: fc.Arbitrary<BoxRequest>;
  readonly answerTo: (request: BoxRequest) => string;
} {
  const { source, analysis } = readConfiguration(file);
  const [region] = analysis ? routesDocument(source, analysis) : [];
  if (!analysis || !region) throw new Error(`${file} has errors`);
  const maps = placedUrlMaps(source, analysis)
    .filter(({ location }) => analysis.regions.length === 1 || location === region.region)
    .map(withPlaces);
  const lines = Object.fromEntries(
    readFileSync(file, "utf8")
      .split("\n")
      .map((line, i) => [i + 1, line.trim().slice(0, 200)]),
  );
  const asksWho = maps.some(({ access }) => access !== undefined);
  return {
    requests: requestsTo(region),
    answerTo({ method, url, headers, clientIp }) {
      try {
        const asked = askedRequest(method || "GET", url, headers);
        const [answered] = asking(maps, callerOf(clientIp === "" || !asksWho ? {} : { clientIp }))(asked);
        if (!answered) throw new Error(nobodyListens(asked, maps));
        return answerMarkup(answered, lines).markup;
      } catch (error) {
        return html`<p class="answer lost"><output>${reasonOf(error)}</output></p>`.markup;
      }
    },
  };
}

/** Near the routes of a region, and one of eight parts what nobody has thought of. */
function requestsTo({ routes, listeners }: RegionRoutes): fc.Arbitrary<BoxRequest> {
  const known = routes.flatMap(({ example }) => example ?? []);
  const seldom = (usual: fc.Arbitrary<string>, ...others: string[]) =>
    fc.oneof({ weight: 7, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  return fc.constantFrom(...known).chain(({ method, host, path, headers }) => {
    const origins = listeners.map(({ protocol, port }) => [protocol, port] as const);
    const origin = fc
      .constantFrom(...origins)
      .chain(([protocol, port]) =>
        fc.tuple(
          seldom(fc.constant(protocol), "https", "http", "grpc"),
          seldom(fc.constant(host), "other.example.net", "", "a b"),
          seldom(fc.constant(`:${port}`), "", ":8443"),
        ),
      );
    return fc.record({
      method: seldom(fc.constant(method), "GET", "POST", "OPTIONS", "get", ""),
      url: fc
        .tuple(origin, seldom(fc.constant(path), "/", "/v1/models", "/a b"), seldom(fc.constant(""), "/x", "?a=<b>"))
        .map(([[protocol, name, port], at, rest]) => `${protocol}://${name}${port}${at}${rest}`),
      headers: fc
        .tuple(fc.subarray([...headers, "x-tenant-id: a", "authorization: Bearer x"]), seldom(fc.constant(""), "none"))
        .map((lists) => lists.flat().filter((line) => line !== "")),
      clientIp: seldom(fc.constantFrom("", "203.0.113.9", "2001:db8::1"), "nobody"),
    });
  });
}
