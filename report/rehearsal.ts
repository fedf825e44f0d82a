import type { ChangeFinding } from "../checks/changes/change";
import { formatPath } from "../config/finding";
import { many } from "../config/format";
import type { LogEntry } from "../simulator/control-plane/operations";
import type { LetGo } from "../simulator/rehearsal/let-go";
import type { Outage } from "../simulator/rehearsal/outages";
import type { Difference } from "../simulator/rehearsal/platform-difference";
import type { Failure, Rehearsal } from "../simulator/rehearsal/rehearsal";
import { importBlocks } from "../simulator/terraform/recovery";
import type { RehearsalDocument } from "./data";

/** A part of a rehearsal: sentences, and rows of cells. */
export type RehearsalPart = readonly [title: string, lines: readonly (string | readonly string[])[]];

/** What is said beside a rehearsal's own answer. */
export interface RehearsalWords {
  /** Why no requests were sent, if none were. */
  readonly unsent: string;
  /** The routes that Envoy refuses, with their places. */
  readonly refused: readonly string[];
}

/** Each part of a rehearsal that may have something to say. */
export function rehearsalParts(
  rehearsal: RehearsalDocument,
  { unsent, refused }: RehearsalWords = {
    unsent: "there was no Envoy, or nothing was served before",
    refused: rehearsal.refusedRoutes.map(({ name, reason }) => `${name}: ${reason}`),
  },
): RehearsalPart[] {
  const { from, announced, unhit, operations, startedAt: start } = rehearsal;
  return [
    ["Steps", rehearsal.steps.map(({ what, milliseconds }) => [what, seconds(milliseconds)])],
    ["Operations", operations.map((entry) => operationCells(entry, start))],
    ["Critical path", rehearsal.criticalPath.map(nameOf)],
    [
      "Replaced",
      rehearsal.replaced.map(({ address, reason, changed, createdFirst }) => [
        address,
        [reason, changed.join(", ")].filter(Boolean).join(": "),
        createdFirst ? "new one first" : "old one goes first",
      ]),
    ],
    ["Taken over", takenOverLines(rehearsal)],
    ["Destroyed first, since both cannot be there", rehearsal.destroyedFirst],
    ["Interrupted", rehearsal.outages.map((outage) => outageCells(outage, start))],
    ["Requests", requestLines(rehearsal, unsent)],
    ["Requests that must be denied", deniedLines(rehearsal)],
    [from === undefined ? "Announced" : "Announced by `npm run check -- --from`", announced.map(announcementCells)],
    ["On purpose, and hit nothing", unhit],
    ["Failures", rehearsal.failures.map(failureLine)],
    ["Refused by the data plane", refused],
    ["Finished with these blocks", recoveryLines(rehearsal)],
    ["A second plan would still", rehearsal.notSettled.map(({ action, address }) => `${action} ${address}`)],
    ["Not as after a first deploy", rehearsal.differences.map(differenceCells)],
    ["Let go of, and left there", rehearsal.letGo.map(letGoCells)],
    ["Left after destroy", rehearsal.leftovers.map(differenceCells)],
  ];
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export const nameOf = ({ verb, path }: LogEntry): string => `${verb} ${path.split("/").slice(-2).join("/")}`;

function operationCells(entry: LogEntry, start: number): string[] {
  const { startedAt, endedAt, error } = entry;
  const end = endedAt === undefined ? "" : seconds(endedAt - start);
  return [nameOf(entry), `${seconds(startedAt - start)} – ${end}`, error?.message ?? ""];
}

function outageCells({ what, why, from, to, forGood }: Outage, start: number): string[] {
  const end = to === undefined ? (forGood ? "for good" : "on") : `to ${seconds(to - start)}`;
  return [what, why, `from ${seconds(from - start)} ${end}`];
}

function takenOverLines({ takenOver }: Rehearsal): RehearsalPart[1] {
  if (takenOver.length === 0) return [];
  const rows = takenOver.map(({ path, changed }) => [
    path.split("/").slice(-2).join("/"),
    changed.length > 0 ? `changed: ${changed.join(", ")}` : "as it is",
  ]);
  return [
    ...rows,
    "Here they are as the file wants them, but for routes and descriptions; `terraform plan` shows what yours are not.",
  ];
}

function requestLines({ traffic }: Rehearsal, unsent: string): string[] {
  if (traffic === undefined) return [`none were sent: ${unsent}`];
  const lost = traffic.lost.map(
    ({ route, second, count, instead }) => `${count} lost at ${second} s: ${route}: ${instead}`,
  );
  const failing = traffic.failing.map(({ route, instead }) => `still failing at the end: ${route}: ${instead}`);
  const { requests, streams, cut, unserved } = traffic;
  const silent = unserved.map((route) => `not asked, for it did not answer before: ${route}`);
  return [`${many(requests, "request")}, ${many(streams, "stream")} (${cut} cut)`, ...lost, ...failing, ...silent];
}

/** They are judged by what is attached when they are sent: no proxy sees them. */
function deniedLines({ denied, startedAt }: Rehearsal): RehearsalPart[1] {
  if (denied === undefined) return [];
  const windows = denied.exposures.map(({ what, without, from, to }) => [
    what,
    `without ${without.join(", ")}`,
    `from ${seconds(from - startedAt)} ${to === undefined ? "on" : `to ${seconds(to - startedAt)}`}`,
  ]);
  return [`${many(denied.sent, "request")}, ${denied.letThrough} let through`, ...windows];
}

function announcementCells({ impact, id, path, what }: ChangeFinding): string[] {
  return [impact, id, formatPath(path), what];
}

/** Terraform's own errors name the resource only in the details. */
function failureLine({ step, address, summary, detail }: Failure): string {
  const [sentence = ""] = detail.replace(/\s+/g, " ").split(/(?<=\.) /);
  return [step, address, summary, sentence].filter(Boolean).join(": ");
}

function recoveryLines({ recovery }: Rehearsal): string[] {
  return recovery?.way === "import" ? importBlocks(recovery.imports).split("\n") : [];
}

function letGoCells({ path, usedBy }: LetGo): string[] {
  return [
    path,
    usedBy.length > 0 ? `still on ${usedBy.map((user) => user.split("/").at(-1)).join(", ")}` : "on nothing",
  ];
}

function differenceCells({ path, what, fields }: Difference): string[] {
  return [path, what, fields?.join(", ") ?? ""];
}
