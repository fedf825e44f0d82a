import { textIs } from "../automata/texts";
import type { Answer } from "../evaluate/answer";
import type { Decision, Request } from "../evaluate/decision";
import { decide } from "../evaluate/evaluate";
import { differingAspects, meaningOf } from "../evaluate/meaning";
import type { CompiledPathMatcher } from "../evaluate/path-matcher";
import { distinct } from "../group-by";
import { describeAll, type Unread } from "../unread";
import { plainAtom } from "./atom";
import type { Choice } from "./choice";
import { doubtsBetween } from "./doubts";
import { type FindBlocker, findRequest, type Literal } from "./find-request";
import { classOf, type HostClass } from "./host-classes";
import type { Pair } from "./pairs";
import { admits, literalsOf, type Scope } from "./scope";
import { choiceTaken, type Side } from "./side";
import { PATH } from "./variables";

/** What came out for the requests that take a certain choice before and a certain one after. */
export type Verdict =
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed"; readonly request: Request; readonly before: Decision; readonly after: Decision }
  | { readonly kind: "may change"; readonly reason: string };

/** What is compared, and all host classes, of which every request has one. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly hosts: readonly HostClass[];
  readonly scope: Scope;
  /** The services of which it is not known whether they are one of the other side. */
  readonly doubtful: ReadonlySet<string>;
  readonly ask?: Asked;
}

/** What each side answers, as far as that can be told. */
export interface Asked {
  readonly before: (request: Request) => Answer;
  readonly after: (request: Request) => Answer;
}

const UNCHANGED: Verdict = { kind: "unchanged" };
const NO_DIFFERENCE_FOUND: Verdict = {
  kind: "may change",
  reason: "the rules differ, but every request that was tried is answered alike",
};

/** Paths that are tried before the difference of two rewrites is given up. */
const MOST_PATHS = 4;

/** Looks for a request to the host that shows the difference between the two choices of a pair. */
export function examine(
  pair: Pair,
  host: HostClass,
  { before, after, hosts, scope, doubtful, ask }: Comparison,
): Verdict {
  const findBlocker: FindBlocker = (request) => {
    const taken = request.host === host.atom.likely?.[0] ? host : classOf(hosts, request.host);
    if (taken && taken !== host) return [taken.atom];
    return blockerOf(before, host.before, pair.before, request) ?? blockerOf(after, host.after, pair.after, request);
  };
  const literals = [
    ...[host.atom, ...pair.before.atoms, ...pair.after.atoms].map((atom) => ({ atom, holds: true })),
    ...literalsOf(scope, host.pattern),
  ];
  const otherPaths: Literal[] = [];
  while (otherPaths.length < MOST_PATHS) {
    const found = findRequest([...literals, ...otherPaths], findBlocker);
    if (found === "unknown") return undecided(pair);
    if (found === "none") {
      const isProven = otherPaths.length === 0 || pair.sameness === "same but for the path";
      return isProven ? UNCHANGED : NO_DIFFERENCE_FOUND;
    }
    for (const request of variantsOf(found.value)) {
      if (!admits(scope, host.pattern, request) || findBlocker(request) !== undefined) continue;
      const decisions = { before: decide(before.map, request), after: decide(after.map, request) };
      const differing = differingAspects(meaningOf(decisions.before), meaningOf(decisions.after));
      if (differing.length === 0) continue;
      const told = ask ? verdictOf(request, ask.before(request), ask.after(request), doubtful) : undefined;
      if (told?.kind === "unchanged") continue;
      if (told) return told;
      const doubts = doubtsBetween(decisions.before, decisions.after, doubtful);
      if (doubts.length === 0) return { kind: "changed", request, ...decisions };
      return { kind: "may change", reason: describeDoubts(doubts) };
    }
    otherPaths.push(notThePath(found.value.path));
  }
  return NO_DIFFERENCE_FOUND;
}

/** What is different about a request for sure, or else what that depends on. */
function verdictOf(request: Request, before: Answer, after: Answer, doubtful: ReadonlySet<string>): Verdict {
  const depends = [before, after].flatMap(({ dependsOn }) => dependsOn);
  const mayChange = (unread: readonly Unread[]): Verdict => ({
    kind: "may change",
    reason: describeAll(distinct(unread, ({ field }) => field)),
  });
  if (!before.decision || !after.decision) return mayChange(depends);
  const decisions = { before: before.decision, after: after.decision };
  const open = [...before.open, ...after.open];
  const differing = differingAspects(meaningOf(decisions.before), meaningOf(decisions.after));
  if (differing.every((aspect) => open.some((one) => one.aspect === aspect)))
    return open.length > 0 ? mayChange(open.flatMap(({ dependsOn }) => dependsOn)) : UNCHANGED;
  const doubts = doubtsBetween(decisions.before, decisions.after, doubtful);
  if (doubts.length > 0) return { kind: "may change", reason: describeDoubts(doubts) };
  return { kind: "changed", request, ...decisions };
}

const describeDoubts = (doubts: readonly string[]) => `which backend service ${doubts.join(", ")} is, is not known`;

function undecided({ before, after }: Pair): Verdict {
  const opaque = [...before.atoms, ...after.atoms].find(({ language }) => language === undefined);
  const reason = opaque
    ? `which requests fulfil "${opaque.words}" is not known`
    : "no request that goes this way was found, nor was it proven that there is none";
  return { kind: "may change", reason };
}

function blockerOf(
  side: Side,
  matcher: CompiledPathMatcher | undefined,
  wanted: Choice,
  request: Request,
): ReturnType<FindBlocker> {
  const taken = choiceTaken(side, matcher, request);
  if (taken === wanted) return undefined;
  return taken && taken.order < wanted.order ? taken.atoms : "misled";
}

/** What a redirect does to scheme and query shows only on some requests. */
function variantsOf(request: Request): Request[] {
  const withQuery = { ...request, query: request.query === undefined ? "x" : `${request.query}&x` };
  return [request, withQuery].flatMap((variant) => [variant, { ...variant, scheme: "http" as const }]);
}

const notThePath = (path: string): Literal => ({ atom: plainAtom(PATH, path, textIs(path)), holds: false });
