import { reasonOf } from "../../config/reason";
import { describeUnread } from "../unread";
import type { UrlMapTest } from "../url-map";
import type { Answer } from "./answer";
import type { Decision, Request } from "./decision";
import { formatTarget } from "./explain";
import { parseRequest } from "./request";

/** What comes of a test that a URL map brings along; `open` where it cannot be told. */
export interface TestResult {
  readonly verdict: "holds" | "fails" | "open";
  /** What is found, where the test does not hold. */
  readonly detail?: string;
}

/**
 * A test as Google runs it before it takes a URL map.
 *
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
 */
export function runUrlMapTest(test: UrlMapTest, answer: (request: Request) => Answer): TestResult {
  const { host, path, headers = [] } = test;
  if (host === "") return { verdict: "open", detail: "the test has no host" };
  try {
    const lines = headers.map(({ name, value }) => [name, value] as const);
    const { decision, dependsOn } = answer({ ...parseRequest("GET", `http://test${path}`, lines), host });
    if (decision === undefined) return { verdict: "open", detail: dependsOn.map(describeUnread).join(", and ") };
    return failureOf(test, decision);
  } catch (error) {
    return { verdict: "open", detail: reasonOf(error) };
  }
}

function failureOf(
  { service, expectedOutputUrl, expectedRedirectResponseCode }: UrlMapTest,
  decision: Decision,
): TestResult {
  if (decision.kind === "respond" && service !== undefined)
    return {
      verdict: "open",
      detail: `${formatTarget(decision)}; which service Google sees behind a fault is not documented`,
    };
  const served = decision.kind === "forward" && decision.destinations.every((one) => one.service === service);
  const status = decision.kind === "forward" ? undefined : decision.status;
  if (service !== undefined && !served) return failed(`service ${service}`, formatTarget(decision));
  if (expectedRedirectResponseCode !== undefined && status !== expectedRedirectResponseCode)
    return failed(`status ${expectedRedirectResponseCode}`, formatTarget(decision));
  const output = outputOf(decision);
  // A test says nothing about the scheme of its request; it counts where a redirect leads to https.
  const matters = decision.kind === "redirect" && output.startsWith("https:");
  const comparable = (url: string) => (matters ? url : url.replace(/^https?:\/\//, ""));
  if (expectedOutputUrl !== undefined && comparable(expectedOutputUrl) !== comparable(output))
    return failed(expectedOutputUrl, output);
  return { verdict: "holds" };
}

const failed = (wanted: string, found: string): TestResult => ({
  verdict: "fails",
  detail: `wanted ${wanted}, found ${found}`,
});

/** The URL that a redirect leads to, or that the backend sees. */
function outputOf(decision: Decision): string {
  if (decision.kind === "redirect") return decision.location;
  if (decision.kind === "respond") return formatTarget(decision);
  const { host, path, query } = decision.rewritten;
  return `http://${host}${path}${query === undefined ? "" : `?${query}`}`;
}
