import { type Finding, type FindingInfo, findingOf } from "../config/finding";
import type { Model } from "../config/model/model";
import { certificateName } from "../config/model/security";
import { reasonOf } from "../config/reason";
import type { Config } from "../config/schema/config";
import type { Caller } from "../routing/access/caller";
import type { Request } from "../routing/evaluate/decision";
import { parseRequest } from "../routing/evaluate/request";
import type { AnalyzedRegion } from "./analysis";
import { describeOutcome, type Outcome, outcomesIn } from "./outcome";
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
  const asked = regions.map((region) => ({ model: region.model, answer: outcomesIn(region) }));
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
    // A test that names no caller is about somebody who may call, unless it expects a denial.
    const isAboutCallers = Object.keys(caller).length > 0 || expected.status === DENIED;
    return asked.flatMap(({ model, answer }): Finding[] => {
      if (expected.workload !== undefined && !runsIn(model, expected.workload)) return [];
      const found = failureOf(expected, answer({ request, caller, isAboutCallers }).outcome);
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

const DENIED = 403;

/** What happens instead of what is expected; `undefined` when the expectation holds. */
function failureOf(expected: Expectation, outcome: Outcome): string | undefined {
  if (outcome.kind === "unserved" || outcome.kind === "unknown") return describeOutcome(outcome);
  const { workload, status, redirect, path, host } = expected;
  if (outcome.kind === "guarded") {
    const isOnlyStatus = [workload, redirect, path, host].every((one) => one === undefined);
    return isOnlyStatus && status !== undefined && status === outcome.denied ? undefined : describeOutcome(outcome);
  }
  const forward = outcome.kind === "forward" ? outcome : undefined;
  const answered = outcome.kind === "forward" ? undefined : outcome.status;
  const holds =
    (workload === undefined || forward?.destinations.some(({ service }) => service === workload) === true) &&
    (status === undefined || answered === status) &&
    (redirect === undefined || (outcome.kind === "redirect" && outcome.location === redirect)) &&
    (path === undefined || forward?.rewritten.path === path) &&
    (host === undefined || forward?.rewritten.host.toLowerCase() === host.toLowerCase());
  return holds ? undefined : describeOutcome(outcome);
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
