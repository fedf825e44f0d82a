import type { FindingEntry } from "../checks/formats/json";
import { lineOf } from "../routing/asked-request";
import type { AccessChange } from "../routing/diff/access-diff";
import type { RouteChange } from "../routing/diff/route-change";
import type { ServedDiff, ServedDiffs } from "../routing/diff/served";
import { describePlace } from "../routing/evaluate/rule-place";
import { hostOf } from "./text";

/** Requests that are answered otherwise than before. */
export interface ChangeRow {
  readonly requests: string;
  readonly before: string;
  readonly after: string;
  /** A request that can be asked about, as a line. */
  readonly example?: string;
  readonly at: string;
  /** It loses requests, or opens something. */
  readonly alarming: boolean;
}

/** Changes of one kind; the loudest kind first. */
export interface ChangeGroup {
  readonly title: string;
  readonly rows: readonly ChangeRow[];
}

const ROUTE_GROUPS = ["no longer served", "newly served", "served by others", "served otherwise"] as const;

/** What changes for the requests of some listeners: who gets through first, then where requests go. */
export function changeGroups({ access, diff }: ServedDiff): ChangeGroup[] {
  const callers = access.flatMap(({ changes }) => changes);
  const kinds = [...new Set(callers.map(({ kind }) => kind))];
  return [
    ...kinds.map((title) => ({ title, rows: callers.filter(({ kind }) => kind === title).map(accessRow) })),
    ...ROUTE_GROUPS.map((title) => ({
      title,
      rows: diff.changes.filter((one) => groupOf(one) === title).map((one) => routeRow(one, title)),
    })),
  ].filter(({ rows }) => rows.length > 0);
}

export const titleOf = ({ name, location, status }: ServedDiff): string =>
  `${location === undefined ? "" : `${location}: `}${name}${status === "kept" ? "" : `, ${status}`}`;

export const hasChanges = ({ access, diff, status }: ServedDiff): boolean =>
  status !== "kept" || access.length + diff.changes.length > 0;

/** What is not compared, or taken to be so. */
export const remarksOf = ({ compared, notes }: ServedDiffs): string[] => [
  ...new Set([...compared.flatMap(({ assumptions }) => assumptions.map((one) => `taken to be one: ${one}`)), ...notes]),
];

function accessRow({ kind, callers, before, after, example }: AccessChange): ChangeRow {
  const { method, url, headers, caller } = example;
  const line = lineOf(method, url, headers.map(joined), { clientIp: caller.ip, serviceAccount: caller.serviceAccount });
  return { requests: callers, before, after, example: line, at: "", alarming: kind !== "counted" };
}

function routeRow(
  { hosts, path, conditions, changes, example, verdict, rules }: RouteChange,
  group: string,
): ChangeRow {
  const words = (side: "before" | "after") =>
    changes
      .map((one) => `${changes.length > 1 || !TO.includes(one.what) ? `${one.what} ` : ""}${one[side]}`)
      .join(", ");
  const places = [...new Set(rules.flatMap(({ places: of }) => of?.after ?? of?.before ?? []).map(describePlace))];
  return {
    requests: `${hosts.map(hostOf).join(", ")} ${path}${conditions.length > 0 ? ` when ${conditions.join(", ")}` : ""}${verdict === "changed" ? "" : " (perhaps)"}`,
    before: words("before"),
    after: words("after"),
    ...(example && { example: lineOf(example.method, example.url, example.headers.map(joined)) }),
    at: places.slice(0, 2).join(", "),
    alarming: group === "no longer served",
  };
}

const joined = ([name, value]: readonly [string, string]): string => `${name}: ${value}`;

const TO: readonly string[] = ["workload", "weights", "answer"];

function groupOf({ changes }: RouteChange): (typeof ROUTE_GROUPS)[number] {
  const to = changes.find(({ what }) => TO.includes(what));
  const isRefused = (words: string) => /^respond [45]|^nothing$/.test(words);
  if (to === undefined) return "served otherwise";
  if (isRefused(to.after)) return isRefused(to.before) ? "served otherwise" : "no longer served";
  return isRefused(to.before) ? "newly served" : "served by others";
}

/** What an apply does to what is deployed, the worst first. */
const IMPACTS = ["fails", "interrupts", "unknown", "exposes", "prepare", "new-stack", "replaces"] as const;

export const impacts = (findings: readonly FindingEntry[]): FindingEntry[] =>
  IMPACTS.flatMap((impact) => findings.filter((one) => one.impact === impact));
