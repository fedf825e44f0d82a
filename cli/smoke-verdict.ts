import type { ServedAccess } from "../routing/access/answer";
import { describeAccess } from "../routing/access/describe";
import type { Decision, Forward } from "../routing/evaluate/decision";
import type { Answered, Unanswered } from "./smoke-exchange";

/** What should become of a request. */
export interface Expected {
  /** Absent: it cannot be told. */
  readonly decision?: Decision;
  /** Whether it gets through, by the policies of the file. */
  readonly access: readonly ServedAccess[];
  /** The response header that names the workload. */
  readonly workloadHeader?: string;
}

export interface Verdict {
  /** `denied`: by what the file names, as it should or may be. */
  readonly verdict: "holds" | "fails" | "denied" | "untold";
  readonly detail: string;
  readonly status?: number;
  /** Who says that it answered. */
  readonly workload?: string;
  /** It may hold a while after a deploy. */
  readonly mayPass: boolean;
  /** The address answers nobody. */
  readonly isSilent?: true;
}

/** Whether an answer is the one that the file promises, and who gave it as far as that can be told. */
export function verdictOf(expected: Expected, answer: Answered | Unanswered): Verdict {
  if ("cause" in answer) return withoutAnswer(expected, answer);
  const { status, headers } = answer;
  const workload = expected.workloadHeader && headers[expected.workloadHeader.toLowerCase()];
  const common = { status, ...(workload !== undefined && { workload }) };
  const say = (verdict: Verdict["verdict"], detail: string): Verdict => ({
    ...common,
    verdict,
    detail,
    mayPass: verdict === "fails",
  });
  const guard = guardOf(expected.access);
  const isRefused = isDenial(answer);
  // Envoy adds a route's response headers to denials of its own, too.
  if (isRefused && guard.may(status) && (workload === undefined || guard.must)) {
    const words = `denied with ${status}${status === 302 ? ", to sign in" : ""}`;
    const doubt = workload === undefined ? "" : `, unless ${workload} itself answers so`;
    return say("denied", `${words}${doubt}: ${guard.words(status)}`);
  }
  if (guard.must) return say("fails", `answers ${status}, and should be ${guard.words(undefined)}`);
  const isKnown = expected.workloadHeader !== undefined && expected.decision?.kind === "forward";
  if (isRefused && workload === undefined && isKnown)
    return say("fails", `denied with ${status}, and nothing in the file denies it: a policy that others attached`);
  const { decision } = expected;
  if (decision === undefined) return say("untold", `answers ${status}; what should answer cannot be told`);
  if (decision.kind === "forward") return say(...forwarded(decision, answer, expected.workloadHeader, workload));
  const location = decision.kind === "redirect" ? decision.location : undefined;
  const wanted = location === undefined ? `${decision.status}` : `${decision.status} to ${location}`;
  if (
    workload === undefined &&
    status === decision.status &&
    (location === undefined || isSameUrl(headers.location, location))
  )
    return say("holds", `the proxy answers ${wanted}`);
  const found = headers.location === undefined ? `${status}` : `${status} to ${headers.location}`;
  return say(
    "fails",
    `${workload === undefined ? "answers" : `${workload} answers`} ${found}, and the proxy should answer ${wanted}`,
  );
}

/** Google's proxies write the port of the protocol, too. */
const isSameUrl = (found: string | undefined, wanted: string): boolean =>
  found !== undefined && hrefOf(found) === hrefOf(wanted);

const hrefOf = (text: string): string => (URL.canParse(text) ? new URL(text).href : text);

/** What 5xx of a proxy usually mean. */
const FAILED: Readonly<Record<number, string>> = {
  502: "its backend has closed the connection, or speaks another protocol",
  503: "no backend of it is healthy, or none can be reached",
  504: "its backend has not answered in time",
};

function forwarded(
  decision: Forward,
  { status, text }: Answered,
  header: string | undefined,
  workload: string | undefined,
): [Verdict["verdict"], string] {
  const names = [...new Set(namesOf(decision, header))];
  const wanted = names.join(" or ");
  if (text.trim() === OWN_ANSWER)
    return [
      "fails",
      `the proxy itself answers ${status}, and ${wanted} should: an older URL map, or a fault of a rule`,
    ];
  if (workload !== undefined && !names.includes(workload))
    return ["fails", `${workload} answers ${status}, and ${wanted} should`];
  if (status >= 500)
    return ["fails", `${status} of ${workload ?? wanted}${FAILED[status] ? `: ${FAILED[status]}` : ""}`];
  if (header !== undefined && workload === undefined)
    return [
      "fails",
      `answers ${status} without ${header}, which ${wanted} should have: an older URL map, or another proxy`,
    ];
  return ["holds", `${workload ?? `${wanted}, as far as can be told,`} answers ${status}`];
}

/** The body of an answer that the URL map makes the proxy give: Google's proxies are Envoys. */
const OWN_ANSWER = "fault filter abort";

/** The workloads that may answer, as the header names them. */
function namesOf({ destinations, headerActions }: Forward, header: string | undefined): string[] {
  return destinations.map(({ service, headerAction }) => {
    const added = [...(headerAction ? [headerAction] : []), ...headerActions].flatMap(
      ({ responseHeadersToAdd = [] }) => responseHeadersToAdd,
    );
    return added.find(({ headerName }) => headerName === header)?.headerValue ?? service;
  });
}

/** A refusal by Cloud Armor, an authorization policy or an authorizer, or IAP's request to sign in. */
const isDenial = ({ status, headers }: Answered): boolean =>
  [401, 403, 429].includes(status) ||
  (status === 302 && /^https:\/\/accounts\.google\.com\//.test(headers.location ?? ""));

/** What the policies of the file answer with: nothing where they refuse the handshake. */
function guardOf(answers: readonly ServedAccess[]) {
  const access = answers.map((one) => one.access);
  const statuses = access.flatMap(({ denials, counts, asks }) => [
    ...denials.map(({ status }) => status),
    ...(counts.length > 0 ? [429] : []),
    ...(asks.some(({ decides }) => decides) ? [302, 401, 403] : []),
  ]);
  const isOpen = access.some(({ verdict }) => verdict === "cannot be told");
  return {
    must: access.length > 0 && access.every(({ verdict }) => verdict === "denied"),
    may: (status: number | undefined) => statuses.includes(status) || (isOpen && status !== undefined),
    words: (status: number | undefined) =>
      status === 429 && statuses.includes(429) ? "a limit of the file" : access.map(describeAccess).join(" or "),
  };
}

function withoutAnswer({ access }: Expected, { cause, fix, mayPass, isSilent, isHandshake }: Unanswered): Verdict {
  const guard = guardOf(access);
  if (isHandshake && guard.may(undefined))
    return { verdict: "denied", detail: `${cause}: ${guard.words(undefined)}`, mayPass };
  return { verdict: "fails", detail: `${cause}: ${fix}`, mayPass, ...(isSilent && { isSilent }) };
}
