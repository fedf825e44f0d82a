import { describeAll, describeUnread } from "../unread";
import type { Answer, Possible } from "./answer";
import { describeDecision, describeWinner, formatTarget, renderConsidered } from "./explain";
import { inFile } from "./rule-place";

/** An answer as lines for a terminal. */
export function renderAnswer(answer: Answer): string[] {
  const { decision, possible, dependsOn, open, aside } = answer;
  const winners = possible.map(
    (one) => `${one.decision || one.matched.rule ? describeWinner(one.matched) : placeOf(one)}${inFile(one.place)}`,
  );
  return [
    ...renderConsidered(answer),
    ...(decision && winners.length === 1 ? winners.map((winner) => `yes  ${winner}`) : []),
    ...(winners.length > 1 || !decision
      ? possible.map((one, i) => `may  ${winners[i]}: ${one.decision ? formatTarget(one.decision) : "cannot be told"}`)
      : []),
    ...(decision ? describeDecision(decision).map((line) => `  ${line}`) : ["cannot be told where it goes, because"]),
    ...dependsOn.map((one) => `  ${describeUnread(one)}`),
    ...open.map((one) => `  ${one.aspect}: cannot be told, because ${describeAll(one.dependsOn)}`),
    ...(decision?.notes.map((note) => `note: ${note}`) ?? []),
    ...aside.map(({ unread, effect }) => `note: ${describeUnread(unread)}; ${effect}`),
  ];
}

/** Where something unread may decide, of which not even the rule is known. */
const placeOf = ({ matched: { pathMatcher } }: Possible) =>
  pathMatcher === undefined ? "the URL map" : `path matcher ${pathMatcher}`;
