import { describeAccess, renderAccess } from "../routing/access/describe";
import type { Answered } from "../routing/asking";
import type { Decision } from "../routing/evaluate/decision";
import { describeWinner } from "../routing/evaluate/explain";
import { describeActions, formatDestinations, NONE, sharesOf } from "../routing/evaluate/meaning";
import type { RulePlace } from "../routing/evaluate/rule-place";
import { describeAll, describeUnread } from "../routing/unread";
import { html, type Markup } from "./html";

/** The lines of the file, by their number. */
export type Lines = Readonly<Record<number, string>>;

/** More rules that do not match are folded. */
const MOST_REJECTED = 6;

/** What becomes of a request, in one line, and then why: every rule that was looked at, in its order. */
export function answerMarkup(answered: Answered, lines: Lines): Markup {
  const { decision, hosts, rejected, possible, access = [], placeOfPolicy = () => undefined } = answered;
  const isLost = access.some(({ access: { verdict } }) => verdict === "denied") || decision === undefined;
  const others = hosts.filter(({ verdict }) => verdict === "different").length;
  const no = rejected.map(({ rule, detail, place }) => step("no", html`${rule.pattern}: ${detail}`, place, lines));
  const early = no.slice(0, Math.max(0, no.length - MOST_REJECTED));
  const notes = [
    ...(decision?.notes ?? []),
    ...answered.open.map(({ aspect, dependsOn }) => `${aspect} cannot be told, because ${describeAll(dependsOn)}`),
    ...answered.aside.map(({ unread, effect }) => `${describeUnread(unread)}; ${effect}`),
  ];
  return html`<p class="answer${isLost && " lost"}"><output>${headlineOf(answered)}</output></p>
  <details class="why"><summary>why</summary><ol>
    ${hosts.filter(({ verdict }) => verdict !== "different").map(({ host, verdict }) => step(verdict === "chosen" ? "yes" : "no", html`host ${host}: ${verdict === "chosen" ? "the most specific that matches" : "matches, and a more specific one does too"}`))}
    ${others > 0 && step("no", html`${others} other ${others === 1 ? "host does" : "hosts do"} not match`)}
    ${early.length > 0 && html`<li class="no"><details><summary>${early.length} more rules do not match</summary><ol>${early}</ol></details></li>`}
    ${no.slice(early.length)}
    ${possible.map(({ matched, place, decision: own }) =>
      step(
        possible.length > 1 || !own ? "may" : "yes",
        html`${matched.rule?.pattern ?? describeWinner(matched)}: ${own ? targetOf(own, answered.request.host) : "cannot be told"}`,
        place,
        lines,
      ),
    )}
    ${decision?.kind === "forward" && Object.entries(describeActions(decision)).map(([aspect, text]) => text !== NONE && aspect !== "timeout" && step("", html`${aspect}: ${text}`))}
    ${access.flatMap(({ access: one }) => renderAccess(one, placeOfPolicy)).map((line) => step("", html`${line}`))}
    ${notes.map((note) => step("", html`${note}`))}
  </ol></details>`;
}

function step(verdict: string, words: Markup, place?: RulePlace, lines: Lines = {}): Markup {
  const text = place?.line === undefined ? undefined : lines[place.line];
  const at = place && html` <small>${place.file}${place.line !== undefined && `:${place.line}`}</small>`;
  return html`<li class="${verdict}">${words}${at}${text && html`<code>${text}</code>`}</li>`;
}

/** Where it goes or who turns it away, in one line. */
export function headlineOf({ request, decision, dependsOn, access = [] }: Answered): string {
  const target = decision ? targetOf(decision, request.host) : `cannot be told, because ${describeAll(dependsOn)}`;
  const told = access.map(({ access: one, services }) => ({ ...one, words: describeAccess(one), services }));
  if (told.every(({ verdict, asks }) => verdict === "allowed" && asks.length === 0)) return target;
  const words = told.map(({ words, services }) => `${told.length > 1 ? `${services.join(", ")}: ` : ""}${words}`);
  return told.every(({ verdict }) => verdict === "denied") ? words.join("; ") : `${target}; ${words.join("; ")}`;
}

function targetOf(decision: Decision, host: string): string {
  switch (decision.kind) {
    case "redirect":
      return `${decision.status} to ${decision.location}`;
    case "respond":
      return `${decision.status}, answered by the proxy itself`;
    case "forward": {
      const { destinations, rewritten } = decision;
      const { timeout } = describeActions(decision);
      const url = `${rewritten.path}${rewritten.query === undefined ? "" : `?${rewritten.query}`}`;
      return [
        ...formatDestinations(sharesOf(destinations)),
        ...(timeout === NONE ? [] : [`within ${timeout}`]),
        `as ${rewritten.host === host ? "" : rewritten.host}${url}`,
      ].join(", ");
    }
  }
}

/** What the security policy is called among those that are asked. */
export const ARMOR = "security-policy";

/** What a request passes in the picture, by id, and who turns it away there. */
export function wayOf(
  { decision, access = [] }: Answered,
  listener: string,
  asked: readonly { readonly id: string }[],
): { lit: Set<string>; denied?: string } {
  const [by] = access.every(({ access: { verdict } }) => verdict === "denied") ? (access[0]?.access.denials ?? []) : [];
  const at = asked.findIndex(({ id }) => id === by?.by || (by !== undefined && id === ARMOR));
  const passed = ["clients", listener, ...asked.slice(0, at + 1 || undefined).map(({ id }) => id)];
  if (by) return { lit: new Set(passed), ...(at >= 0 && { denied: asked[at]?.id }) };
  if (decision?.kind === "redirect" && decision.matched.pathMatcher === undefined)
    return { lit: new Set(["clients", listener]) };
  const services = decision?.kind === "forward" ? decision.destinations.map(({ service }) => service) : [];
  const end = decision?.kind === "respond" ? [String(decision.status)] : services.map((id) => `workload ${id}`);
  return { lit: new Set([...passed, `host ${decision?.matched.host?.replace(/:\d+$/, "") ?? "*"}`, ...end]) };
}
