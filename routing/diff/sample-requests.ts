import type { Request } from "../evaluate/decision";
import { compileUrlMap, decide } from "../evaluate/evaluate";
import type { UrlMap } from "../url-map";
import { createAtoms } from "./atom";
import { hostClasses } from "./host-classes";
import { requestClasses } from "./request-class";
import { ANY_REQUEST } from "./scope";
import { sideOf } from "./side";

/** Serves nothing that any URL map serves, so that every route differs from it. */
const ELSEWHERE: UrlMap = {
  defaultUrlRedirect: { hostRedirect: "nowhere.invalid", redirectResponseCode: "SEE_OTHER" },
};

/** A request for every route of a URL map, its defaults included. */
export function sampleRequests(map: UrlMap): Request[] {
  const atoms = createAtoms();
  const [before, after] = [sideOf(ELSEWHERE, atoms), sideOf(map, atoms)];
  const hosts = hostClasses(before.map, after.map);
  return requestClasses({ before, after, hosts, scope: ANY_REQUEST, doubtful: new Set() }).flatMap(({ verdict }) =>
    verdict.kind === "changed" ? [verdict.request] : [],
  );
}

/** What may answer a request, with its share: services, or the proxy itself with a status. */
export function answersOf(map: UrlMap, request: Request): Answerer[] {
  const decision = decide(compileUrlMap(map), request);
  if (decision.kind !== "forward") return [{ by: `status ${decision.status}`, share: 1 }];
  return decision.destinations.map(({ service, share }) => ({ by: service, share }));
}

export interface Answerer {
  readonly by: string;
  /** From 0 to 1; the shares of a request add up to 1. */
  readonly share: number;
}
