import { accessAnswers, type ServedAccess } from "./access/answer";
import type { Caller } from "./access/caller";
import { renderAccess } from "./access/describe";
import type { AskedRequest } from "./asked-request";
import { type Answer, answering } from "./evaluate/answer";
import { renderAnswer } from "./evaluate/render-answer";
import type { NamedUrlMap } from "./readers/named-url-map";

/** What a URL map answers, and who gets through to it. */
export interface Answered extends Answer {
  readonly urlMap: string;
  /** Who gets through; absent where nothing is said about that. */
  readonly access?: readonly ServedAccess[];
  readonly placeOfPolicy?: NamedUrlMap["placeOfPolicy"];
}

/**
 * Answers requests on every URL map that listens for them; none where nobody does.
 *
 * @param caller who sends them, where a request does not say.
 */
export function asking(maps: readonly NamedUrlMap[], caller: Caller): (asked: AskedRequest) => Answered[] {
  const answerOf = new Map(maps.map((map) => [map, answering(map)]));
  return (asked) =>
    listeningFor(asked, maps).flatMap((map) => {
      const { request, port } = asked;
      const found = answerOf.get(map)?.(request);
      if (found === undefined) return [];
      const call = { request, port, caller: { ...caller, ...asked.caller }, decision: found.decision };
      const access = map.access && { access: accessAnswers(map.access, call), placeOfPolicy: map.placeOfPolicy };
      return [{ urlMap: map.name, ...found, ...access }];
    });
}

/** An answer as lines for a terminal. */
export const renderAnswered = (one: Answered): string[] => [...renderAnswer(one), ...renderServedAccess(one)];

/** Whether a request gets through, of each service that it may go to where they differ. */
function renderServedAccess({ access = [], placeOfPolicy = () => undefined }: Answered): string[] {
  return access.flatMap(({ services, access: one }) => [
    ...(access.length > 1 ? [`for ${services.join(", ") || "one of the forwarding rules"}`] : []),
    ...renderAccess(one, placeOfPolicy),
  ]);
}

/** The URL maps whose listener takes the request; those that do not say how they are reached take every request. */
const listeningFor = ({ request, port }: AskedRequest, maps: readonly NamedUrlMap[]): NamedUrlMap[] =>
  maps.filter(
    ({ listeners }) =>
      listeners.length === 0 ||
      listeners.some((listener) => listener.protocol === request.scheme && listener.port === port),
  );

export function nobodyListens({ request: { scheme }, port }: AskedRequest, maps: readonly NamedUrlMap[]): string {
  const known = [
    ...new Set(maps.flatMap(({ listeners }) => listeners.map(({ protocol, port }) => `${protocol}://…:${port}`))),
  ];
  return `nothing listens for ${scheme} on port ${port}\n  listening: ${known.join(", ")}`;
}
