import type { Request } from "../evaluate/decision";
import { describePlace } from "../evaluate/rule-place";
import { groupsBy } from "../group-by";
import type { UrlMap } from "../url-map";
import { createAtoms } from "./atom";
import type { Change, Shift } from "./change";
import type { Asked } from "./examine";
import type { Example } from "./example";
import { classOf, hostClasses } from "./host-classes";
import { requestClasses } from "./request-class";
import { mergeClasses, type Places, type RouteChange } from "./route-change";
import { ANY_REQUEST, type Scope, usualPort } from "./scope";
import { choiceTaken, sideOf } from "./side";

/** Which requests are answered differently by two URL maps. As JSON, it is `changes` alone. */
export interface RouteDiff {
  /** Most specific first: a line stands for the requests that no line before it takes. */
  readonly changes: readonly RouteChange[];
  /** Whether a request belongs to one of the changes; every request that is answered differently does. */
  readonly covers: (request: Request) => boolean;
}

export interface DiffOptions {
  /** The requests that are compared; by default all. */
  readonly scope?: Scope;
  /** The services of which it is not known whether they are one of the other side. */
  readonly doubtful?: ReadonlySet<string>;
  /** Where the rules of each side were written. */
  readonly places?: Places;
  /** What each side answers, as far as that can be told, where parts of the URL maps are not known. */
  readonly ask?: Asked;
}

/**
 * The classes of requests that change between two URL maps. A class is all requests to some hosts that take one rule, or
 * the default, before and another one after.
 *
 * A class is left out only when it is proven to be empty or unchanged. It has `changed` when an example shows that, and
 * `may change` when there is neither an example nor a proof.
 *
 * @throws Error when one of the maps has no defined meaning.
 */
export function diffUrlMaps(
  before: UrlMap,
  after: UrlMap,
  { scope = ANY_REQUEST, doubtful = new Set(), places = {}, ask }: DiffOptions = {},
): RouteDiff {
  const atoms = createAtoms();
  const sides = { before: sideOf(before, atoms), after: sideOf(after, atoms) };
  const hosts = hostClasses(sides.before.map, sides.after.map, usualPort(scope));
  const classes = requestClasses({ ...sides, hosts, scope, doubtful, ...(ask && { ask }) });
  return {
    changes: mergeClasses(classes, scope, places),
    covers: (request) => {
      const host = classOf(hosts, request.host);
      const taken = {
        before: choiceTaken(sides.before, host?.before, request),
        after: choiceTaken(sides.after, host?.after, request),
      };
      return classes.some(
        ({ hosts, pairs }) =>
          hosts.some((other) => other === host) &&
          pairs.some((pair) => pair.before === taken.before && pair.after === taken.after),
      );
    },
  };
}

/** Lines that are shown for one path pattern of a host; those with the fewest conditions are. */
const MOST_LINES = 20;
const MOST_HOSTS = 5;

/** A diff as lines for a terminal. */
export function renderRouteDiff({ changes }: RouteDiff): string[] {
  const byHosts = (some: readonly RouteChange[]) => groupsBy(some, ({ hosts }) => JSON.stringify(hosts));
  const blocks = byHosts(changes.filter(({ unusual }) => !unusual)).flatMap((block) => [
    hostsLine(block[0].hosts),
    ...groupsBy(block, ({ path }) => path).flatMap((lines) => [
      ...(lines.length > MOST_LINES
        ? [`  ${lines[0].path}  ${lines.length - MOST_LINES} more changes under further conditions`]
        : []),
      ...lines.slice(-MOST_LINES).flatMap(renderChange),
    ]),
    "",
  ]);
  const unusual = byHosts(changes.filter((change) => change.unusual)).flatMap((block) => [
    hostsLine(block[0].hosts),
    `  ${block.length} more for clients that name the default port, which few do; --json shows them`,
    "",
  ]);
  return [...blocks, ...unusual, summary(changes)];
}

function hostsLine(hosts: readonly string[]): string {
  const shown = hosts.slice(0, MOST_HOSTS).map((host) => (host === "*" ? "every other host" : host));
  return [...shown, ...(hosts.length > MOST_HOSTS ? [`${hosts.length - MOST_HOSTS} more`] : [])].join(", ");
}

function renderChange({ verdict, path, conditions, changes, example, answers, reason, rules }: RouteChange): string[] {
  const when = conditions.length > 0 ? `  when ${conditions.join(", ")}` : "";
  return [
    `  ${path}${when}`,
    ...changes.map((change) => `    ${verdict === "may change" ? "perhaps " : ""}${changeLine(change)}`),
    ...(reason ? [`    may change: ${reason}`] : []),
    ...(example ? [`    for example: ${exampleLine(example)}${answersOf(answers)}`] : []),
    ...placesLine(rules),
  ];
}

/** Of an example only where a location tells more than the words of the change. */
const answersOf = (answers: RouteChange["answers"]) =>
  answers && Object.values(answers).some((words) => words.includes(" to "))
    ? `: ${answers.before} → ${answers.after}`
    : "";

const MOST_PLACES = 3;

/** Where the rules stand, each once. */
function placesLine(rules: RouteChange["rules"]): string[] {
  const words = (side: "before" | "after") => {
    const all = [...new Set(rules.flatMap(({ places }) => places?.[side] ?? []).map(describePlace))];
    return [
      ...all.slice(0, MOST_PLACES),
      ...(all.length > MOST_PLACES ? [`${all.length - MOST_PLACES} more`] : []),
    ].join(", ");
  };
  const [old, now] = [words("before"), words("after")];
  if (old === "" && now === "") return [];
  return [`    at: ${old === now ? now : [old || "no rule", now || "no rule"].join(" → ")}`];
}

function changeLine({ what, before, after, shifts }: Change): string {
  return `${what}: ${shifts ? shifts.map(shiftWords).join(", ") : `${before} → ${after}`}`;
}

const shiftWords = ({ service, before, after }: Shift) => `${service} ${before} % → ${after} %`;

const exampleLine = ({ method, url, headers }: Example) =>
  [`${method} ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join("  ");

function summary(changes: readonly RouteChange[]): string {
  const open = changes.filter(({ verdict }) => verdict === "may change").length;
  if (changes.length === 0) return "no request is answered differently";
  return `${changes.length - open} changed, ${open} may change`;
}
