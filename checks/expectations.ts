import { type Finding, type FindingInfo, findingOf } from "../config/finding";
import type { Listener, Model } from "../config/model/model";
import { certificateName } from "../config/model/security";
import { reasonOf } from "../config/reason";
import type { Config } from "../config/schema/config";
import type { Access } from "../routing/access/access";
import type { GuardedCall } from "../routing/access/answer";
import type { Caller } from "../routing/access/caller";
import { describeAccess } from "../routing/access/describe";
import type { Answer } from "../routing/evaluate/answer";
import type { Decision, Request } from "../routing/evaluate/decision";
import { parseRequest } from "../routing/evaluate/request";
import { describeAll, expressionsIn } from "../routing/unread";
import type { AnalyzedRegion } from "./analysis";
import { SOURCES } from "./rules/sources";

export const TEST_FINDINGS = {
  "test-failed": {
    severity: "error",
    title: "A test of the file that fails",
    why: "The routes do something else than its author expected.",
    fix: "Correct the routes, or the test; `npm run route -- URL` tells why.",
    source: SOURCES.design,
  },
  "test-unreadable": {
    severity: "error",
    title: "A test whose request cannot be read",
    why: "A request is a method and a URL.",
    fix: "Write it as `POST https://ai.example.com/v1/chat/completions`.",
    source: SOURCES.design,
  },
} as const satisfies Record<string, FindingInfo>;

type Test = NonNullable<Config["tests"]>[number];
type Expectation = Exclude<Test["expect"], string>;

/** The tests of the file that do not hold, in whichever region. A workload is expected where it has backends. */
export function checkExpectations({ tests = [] }: Config, regions: readonly AnalyzedRegion[]): Finding[] {
  if (tests.length === 0) return [];
  // Loaded here: most files have no tests, and synth pays for what it loads.
  const { answering } = require("../routing/evaluate/answer") as typeof import("../routing/evaluate/answer");
  const { accessOfModel } = require("../routing/access/of-model") as typeof import("../routing/access/of-model");
  const { accessAnswers } = require("../routing/access/answer") as typeof import("../routing/access/answer");
  const maps = regions.map(({ model, urlMap }) => {
    const policies = accessOfModel(model);
    return {
      model,
      answer: answering({ map: urlMap, unread: expressionsIn(urlMap) }),
      access: (call: Omit<GuardedCall, "decision">) => (decision?: Decision) =>
        accessAnswers(policies, { ...call, ...(decision && { decision }) }).map(({ access }) => access),
    };
  });
  return tests.flatMap((test, i): Finding[] => {
    const path = ["tests", i];
    const request = requestOf(test);
    if (typeof request === "string")
      return [
        findingOf(TEST_FINDINGS, "test-unreadable", [...path, "request"], {
          what: request,
          fix: "write METHOD URL, as in POST https://ai.example.com/v1/chat/completions",
        }),
      ];
    const expected = typeof test.expect === "string" ? { workload: test.expect } : test.expect;
    const caller = callerOf(test);
    return maps.flatMap(({ model, answer, access }): Finding[] => {
      if (expected.workload !== undefined && !runsIn(model, expected.workload)) return [];
      const port = portOf(request);
      const outcome = outcomeOf(model, answer, request, port);
      // A test that names no caller is about somebody who may call, unless it expects a denial.
      const isAboutCallers = Object.keys(caller).length > 0 || expected.status === DENIED;
      const found = failureOf(expected, guarded(outcome, access({ request, port, caller }), isAboutCallers));
      if (found === undefined) return [];
      const where = regions.length > 1 ? ` in ${model.region}` : "";
      const [method, url] = test.request.split(" ");
      const from = [
        test.clientIp && ` --client-ip ${test.clientIp}`,
        test.serviceAccount && ` --service-account ${test.serviceAccount}`,
        test.tag && ` --tag ${test.tag}`,
      ];
      return [
        findingOf(TEST_FINDINGS, "test-failed", path, {
          what: `${test.request}${where} ${found}; the test expects ${describeExpectation(expected)}`,
          fix: `correct the routes, or the test; \`npm run route -- ${url} --method ${method}${from.join("")}\` tells why`,
        }),
      ];
    });
  });
}

/** Who a test says that calls. */
const callerOf = ({ clientIp, serviceAccount, tag, clientCertificate }: Test): Caller => ({
  ...(clientIp !== undefined && { ip: clientIp }),
  ...(serviceAccount !== undefined && { serviceAccount }),
  ...(tag !== undefined && { tag }),
  ...(clientCertificate !== undefined && { clientCertificate: certificateName(clientCertificate) }),
});

/** A request, or why it is none. */
function requestOf({ request, headers = {} }: Test): Request | string {
  const [method = "", url = ""] = request.split(" ");
  try {
    return parseRequest(method.toUpperCase(), url, Object.entries(headers));
  } catch (error) {
    return reasonOf(error);
  }
}

function runsIn({ workloads }: Model, name: string): boolean {
  const workload = workloads.find(({ id }) => id === name);
  return workload === undefined || workload.backends.length > 0;
}

/** What clients see: nothing where no listener is, a redirect where the listener does nothing else. */
type Outcome =
  | Decision
  | { readonly kind: "unserved"; readonly port: number; readonly scheme: string }
  | { readonly kind: "unknown"; readonly because: string }
  | { readonly kind: "guarded"; readonly denied?: number; readonly words: string };

const DENIED = 403;

const portOf = ({ host, scheme }: Request): number =>
  Number(/:(\d+)$/.exec(host)?.[1] ?? (scheme === "https" ? 443 : 80));

/** What comes of it once its caller is looked at: a denial, or what cannot be told. */
function guarded(outcome: Outcome, access: (decision?: Decision) => Access[], isAboutCallers: boolean): Outcome {
  if (outcome.kind === "unserved") return outcome;
  const answers = access(outcome.kind === "unknown" || outcome.kind === "guarded" ? undefined : outcome);
  const [hindrance] = answers.filter(({ verdict }) => verdict !== "allowed");
  if (hindrance === undefined) return outcome;
  const words = describeAccess(hindrance);
  if (answers.every(({ verdict }) => verdict === "denied"))
    return { kind: "guarded", denied: hindrance.denials[0]?.status ?? 0, words };
  return isAboutCallers ? { kind: "guarded", words } : outcome;
}

function outcomeOf({ frontend }: Model, answer: (request: Request) => Answer, request: Request, port: number): Outcome {
  const listener = frontend.listeners.find((one: Listener) => one.port === port && one.protocol === request.scheme);
  if (listener === undefined) return { kind: "unserved", port, scheme: request.scheme };
  if (listener.protocol === "http" && listener.redirectToHttps) return toHttps(request);
  const { decision, dependsOn } = answer(request);
  return decision ?? { kind: "unknown", because: describeAll(dependsOn) };
}

function toHttps({ host, path, query }: Request): Decision {
  const location = `https://${host.replace(/:\d+$/, "")}${path}${query === undefined ? "" : `?${query}`}`;
  return { kind: "redirect", status: 308, location, matched: {}, notes: [] };
}

/** What happens instead of what is expected; `undefined` when the expectation holds. */
function failureOf(expected: Expectation, outcome: Outcome): string | undefined {
  if (outcome.kind === "unserved")
    return `reaches nobody, because no listener serves ${outcome.scheme.toUpperCase()} on port ${outcome.port}`;
  if (outcome.kind === "unknown") return `goes where nobody can tell yet, because ${outcome.because}`;
  const { workload, status, redirect, path, host } = expected;
  if (outcome.kind === "guarded") {
    const isOnlyStatus = [workload, redirect, path, host].every((one) => one === undefined);
    return isOnlyStatus && status !== undefined && status === outcome.denied ? undefined : `is ${outcome.words}`;
  }
  const forward = outcome.kind === "forward" ? outcome : undefined;
  const answered = outcome.kind === "forward" ? undefined : outcome.status;
  const holds =
    (workload === undefined || forward?.destinations.some(({ service }) => service === workload) === true) &&
    (status === undefined || answered === status) &&
    (redirect === undefined || (outcome.kind === "redirect" && outcome.location === redirect)) &&
    (path === undefined || forward?.rewritten.path === path) &&
    (host === undefined || forward?.rewritten.host.toLowerCase() === host.toLowerCase());
  return holds ? undefined : describeDecision(outcome);
}

function describeDecision(decision: Decision): string {
  switch (decision.kind) {
    case "redirect":
      return `is redirected to ${decision.location} (${decision.status})`;
    case "respond":
      return `is answered with ${decision.status}`;
    case "forward": {
      const names = decision.destinations.map(({ service, share }) =>
        share === 1 ? service : `${service} (${Math.round(share * 1000) / 10} %)`,
      );
      return `goes to ${names.join(" and ")} as ${decision.rewritten.host}${decision.rewritten.path}`;
    }
  }
}

function describeExpectation({ workload, status, redirect, path, host }: Expectation): string {
  const parts = [
    workload,
    status === undefined ? undefined : `status ${status}`,
    redirect === undefined ? undefined : `a redirect to ${redirect}`,
    path === undefined ? undefined : `the path ${path}`,
    host === undefined ? undefined : `the host ${host}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ") || "nothing";
}
