import { existsSync } from "node:fs";
import { linesOf } from "../../config/reason";
import { carriesCredential } from "../../config/secret";
import type { Access } from "../../routing/access/access";
import type { ServedAccess } from "../../routing/access/answer";
import { describeAccess } from "../../routing/access/describe";
import { type AskedRequest, askedRequest, type CallerOptions, callerOf } from "../../routing/asked-request";
import { type Answered, asking, nobodyListens, renderAnswered } from "../../routing/asking";
import { answering } from "../../routing/evaluate/answer";
import type { Decision, Request } from "../../routing/evaluate/decision";
import { runUrlMapTest } from "../../routing/evaluate/url-map-test";
import type { NamedUrlMap } from "../../routing/readers/named-url-map";
import { describeAll } from "../../routing/unread";
import { type RefusedLine, requestsIn } from "../requests";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";
import { type UrlMapOptions, urlMapsOf } from "../url-maps";

export interface RouteOptions extends UrlMapOptions, CallerOptions {
  readonly method: string;
  readonly header?: readonly string[];
  readonly requests?: string;
  readonly expect?: string;
  readonly json?: boolean;
}

/** `npm run route`: a file, unless it is the usual one, then URLs: which workload serves each request, on every URL map that listens for it, and why. */
export function runRoute(args: readonly string[], options: RouteOptions, terminal: Terminal): ExitCode {
  try {
    return answer(args, options, terminal);
  } catch (error) {
    // A URL, a file or a URL map that cannot be read; their messages say which.
    terminal.error(...linesOf(error));
    return EXIT.usage;
  }
}

function answer(args: readonly string[], options: RouteOptions, terminal: Terminal): ExitCode {
  const [first = ""] = args;
  // Anything else is meant as a URL, and what is wrong with it is said of one.
  const file = !first.includes("://") && (/\.ya?ml$/.test(first) || existsSync(first)) ? first : undefined;
  const urls = file === undefined ? args : args.slice(1);
  const given: (AskedRequest | RefusedLine)[] = [
    ...urls.map((url) => askedRequest(options.method, url, options.header ?? [])),
    ...(options.requests === undefined ? [] : requestsIn(options.requests)),
  ];
  const maps = urlMapsOf({ ...options, file }, terminal);
  if (typeof maps === "number") return maps;
  const ask = asking(maps, callerOf(options));
  const results = given.flatMap((one): (AnsweredLine | RefusedLine)[] => {
    if ("error" in one) return [one];
    const answers = ask(one);
    const { line } = one;
    if (answers.length > 0) return answers.map((found) => ({ ...found, ...(line !== undefined && { line }) }));
    if (line === undefined) throw new Error(nobodyListens(one, maps));
    return [{ line, error: nobodyListens(one, maps) }];
  });
  if (results.length === 0) return runTests(maps, options, terminal);

  const several = new Set(results.flatMap((one) => ("error" in one ? [] : one.urlMap))).size > 1;
  const codes = results.map((one) => codeOf(one, options.expect));
  if (options.json)
    terminal.document(
      JSON.stringify(
        results.map((one) => ("error" in one ? one : answerData(one))),
        null,
        2,
      ),
    );
  for (const [i, one] of results.entries()) {
    if ("error" in one) {
      const [first = "", ...more] = one.error.split("\n");
      terminal.error(style(terminal, "red", `${options.requests}:${one.line}: ${first}`), ...more);
      continue;
    }
    if (options.json) continue;
    if (i > 0) terminal.out("");
    terminal.out(...(several ? [`URL map ${one.urlMap}`] : []), ...renderAnswered(one));
    if (codes[i] !== EXIT.ok && options.expect !== undefined)
      terminal.error(style(terminal, "red", `expected ${options.expect}, got ${outcome(one)}`));
  }
  return [EXIT.usage, EXIT.findings].find((code) => codes.includes(code)) ?? EXIT.ok;
}

interface AnsweredLine extends Answered {
  /** In the file of requests. */
  readonly line?: number;
}

function codeOf(one: AnsweredLine | RefusedLine, expected: string | undefined): ExitCode {
  if ("error" in one) return EXIT.usage;
  const { decision, access = [] } = one;
  const verdicts = access.map(({ access: { verdict } }) => verdict);
  if (verdicts.length > 0 && verdicts.every((verdict) => verdict === "denied"))
    return expected === undefined || access.every((of) => statusOf(of) === expected) ? EXIT.ok : EXIT.findings;
  const isTold = decision !== undefined && !verdicts.includes("cannot be told");
  if (expected === undefined) return isTold ? EXIT.ok : EXIT.findings;
  const isThrough = verdicts.every((verdict) => verdict === "allowed");
  return isTold && isThrough && serves(decision, expected) ? EXIT.ok : EXIT.findings;
}

const statusOf = ({ access: { denials } }: ServedAccess) => String(denials[0]?.status);

/** As JSON: what is unread, and every answer that is possible, stand there only where they matter. */
function answerData(answered: AnsweredLine) {
  const { urlMap, line, dependsOn, open, aside, possible, access, placeOfPolicy, ...answer } = answered;
  const unread = [
    ...dependsOn.map((one) => ({ ...one, changes: "to" })),
    ...open.flatMap(({ aspect, dependsOn: needed }) => needed.map((one) => ({ ...one, changes: aspect }))),
    ...aside.map(({ unread: one, effect }) => ({ ...one, besides: effect })),
  ];
  const isTold = answer.decision !== undefined;
  return {
    urlMap,
    ...(line !== undefined && { line }),
    ...answer,
    request: withoutSecrets(answer.request),
    ...(access && { access: access.map(({ services, access: one }) => accessData(services, one, placeOfPolicy)) }),
    ...(!isTold && { cannotBeTold: true }),
    ...((!isTold || possible.length > 1) && { possible }),
    ...(unread.length > 0 && { unread: unread.map(({ path, ...one }) => one) }),
  };
}

/** Each policy with its place. */
function accessData(services: readonly string[], access: Access, placeOf: NamedUrlMap["placeOfPolicy"]) {
  const placed = <T extends { readonly by: string }>(list: readonly T[]) =>
    list.map((one) => ({ ...one, place: placeOf?.(one.by) }));
  const { verdict, denials, asks, counts, notes } = access;
  return { verdict, services, denials: placed(denials), asks: placed(asks), counts: placed(counts), notes };
}

/** What a log should not keep. */
const withoutSecrets = ({ headers, ...request }: Request): Request => ({
  ...request,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, carriesCredential(name) ? "(hidden)" : value]),
  ),
});

/** The tests that the URL maps bring along, where nothing else is asked. */
function runTests(
  maps: readonly NamedUrlMap[],
  { json, expect, plan, urlMap: file }: RouteOptions,
  terminal: Terminal,
): ExitCode {
  const results = maps.flatMap((found) => {
    const answer = answering(found);
    return (found.map.tests ?? []).map((test) => ({ urlMap: found.name, test, ...runUrlMapTest(test, answer) }));
  });
  if (results.length === 0 || expect !== undefined || (plan ?? file) === undefined)
    throw new Error(
      "there is no request\n  write a URL, as in https://ai.example.com/v1/models, or --requests FILE; without a request, --plan and --url-map run the tests that their URL maps bring along",
    );
  const missed = results.filter(({ verdict }) => verdict !== "holds");
  if (json) terminal.document(JSON.stringify(results, null, 2));
  else {
    for (const { urlMap, test, verdict, detail } of missed)
      terminal.out(
        `${urlMap}: test ${test.host}${test.path} ${verdict === "fails" ? "fails" : "cannot be told"}: ${detail}`,
      );
    terminal.out(`${results.length - missed.length} of ${results.length} tests of the URL map hold`);
  }
  return missed.length === 0 ? EXIT.ok : EXIT.findings;
}

/** @param expected a workload, or a status that the proxy answers by itself. */
function serves(decision: Decision, expected: string): boolean {
  if (decision.kind !== "forward") return String(decision.status) === expected;
  return decision.destinations.every(({ service }) => service === expected);
}

function outcome({ decision, dependsOn, access = [] }: Answered): string {
  const [hindrance] = access.filter(({ access: { verdict } }) => verdict !== "allowed");
  if (hindrance) return describeAccess(hindrance.access);
  switch (decision?.kind) {
    case undefined:
      return `what cannot be told, because ${describeAll(dependsOn)}`;
    case "forward":
      return decision.destinations.map(({ service }) => service).join(", ");
    case "redirect":
      return `a redirect to ${decision.location}`;
    case "respond":
      return `the status ${decision.status}`;
  }
}
