import type { FindingEntry } from "../checks/formats/json";
import { printable } from "../config/printable";
import type { Part } from "./chain";
import { changeGroups, hasChanges, impacts, remarksOf, titleOf } from "./changes";
import type { RehearsalDocument, ReportData } from "./data";
import { rehearsalParts } from "./rehearsal";
import { type RegionRoutes, waysOf } from "./routes";
import { byKind, costOf, dollars, type Figures, findingsIn, isCommand, statements, toDo } from "./state";
import { columns, hostOf, indented, paragraph } from "./text";

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Folded where it is long, or is no part of the change. */
  readonly folded: boolean;
}

/** What a comment on GitHub holds, with room for a mark above it. */
const MOST = 65_000;
/** Longer sections are folded. */
const LONG = 100;
/** What each section keeps for the ones below it. */
const RESERVE = 4_000;

/** A report for a pull request. Whatever stands in the file is in blocks of text, where nobody is mentioned and nothing is markup. */
export function markdown(data: ReportData): string {
  const { name, file, from, check, served, changes, rehearsal } = data;
  const regions = served?.routes ?? [];
  const named = <R extends { readonly region: string }>(all: readonly R[], linesOf: (region: R) => string[]) =>
    all.flatMap((one, i) => [...(i > 0 ? [""] : []), ...(all.length > 1 ? [`== ${one.region}`] : []), ...linesOf(one)]);
  const sections: Section[] = [
    { title: "The way of requests", lines: named(regions, wayLines), folded: false },
    { title: "Routes", lines: named(regions, routeLines), folded: false },
    { title: "Changes", lines: changes ? changeLines(changes, check) : [], folded: false },
    { title: "Rehearsal", lines: rehearsal ? rehearsalLines(rehearsal) : [], folded: true },
    { title: "Findings", lines: findingLines(check), folded: true },
    { title: "To do before the first apply", lines: named(check.regions ?? [], todoLines), folded: true },
    { title: "Limits and cost", lines: limitLines(check), folded: true },
  ].filter(({ lines }) => lines.length > 0);
  const state = statements(data).map(({ text, alarming }) => (alarming ? `**${plain(text)}**` : plain(text)));
  const compared = from?.replace(/^([0-9a-f]{8})[0-9a-f]{32}(?=:)/, "$1");
  const about = [...new Set([name, compared === undefined ? file : `${compared} → ${file}`])];
  const head = `### ${about.map(code).join(": ")}\n\n${state.join(", ")}\n`;
  return fitted(head, sections);
}

/** Sections until the comment is full, and what is left out. */
function fitted(head: string, sections: readonly Section[]): string {
  let text = head;
  const left: string[] = [];
  for (const [i, section] of sections.entries()) {
    const room = MOST - text.length - RESERVE * (sections.length - 1 - i) - 500;
    let kept = section.lines.length;
    let size = section.lines.reduce((sum, line) => sum + line.length + 1, 200);
    while (size > room && kept > 0) size -= (section.lines[--kept] ?? "").length + 1;
    if (kept < section.lines.length) left.push(`${section.lines.length - kept} lines of “${section.title}”`);
    text += `\n${written(section, section.lines.slice(0, kept))}`;
  }
  if (left.length === 0) return text;
  return `${text}\nA comment has room for no more: ${left.join(", ")} are left out. \`report --out report.html\` has all of it.\n`;
}

function written({ title, folded }: Section, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  const block = `${fence}text\n${lines.join("\n")}\n${fence}\n`;
  return folded || lines.length > LONG
    ? `<details><summary>${title}</summary>\n\n${block}\n</details>\n`
    : `#### ${title}\n\n${block}`;
}

/** A text between others that is no markup, and mentions nobody. */
const plain = (text: string): string =>
  printable(text)
    .replace(/[\\`*_[\]<>&#|~]/g, "\\$&")
    .replaceAll("@", "@\u200b");

const code = (text: string): string => `\`${printable(text).replaceAll("`", "'")}\``;

function wayLines({ listeners, address, asked, routes, workloads }: RegionRoutes): string[] {
  return [
    ...paragraph(`clients → ${[marked(address), ...listeners.map(({ text }) => text)].join(", ")}`),
    ...(asked.length > 0 ? paragraph(`asked: ${asked.map(marked).join(" → ")}`) : []),
    "",
    ...columns(waysOf(routes).map(({ host, to }) => [hostOf(host), `→ ${Object.keys(to).sort(by404).join(", ")}`])),
    "",
    ...columns(workloads.map((one) => [marked(one), `→ ${one.backends.map(marked).join(", ") || "no backend here"}`])),
  ];
}

/** Numbers come first in an object. */
const by404 = (a: string, b: string): number => Number(a === "404") - Number(b === "404");

const marked = ({ text, maker }: Part): string => (maker === "made" ? text : `${text} (${MARKS[maker]})`);
const MARKS = { adopted: "adopted", existing: "there already" } as const;

function routeLines({ routes, unshown = [] }: RegionRoutes): string[] {
  const hosts = [...new Set(routes.map(({ host }) => host))];
  const tables = hosts.flatMap((host) => [
    ...paragraph(hostOf(host)),
    ...indented(
      columns(
        routes
          .filter((one) => one.host === host && !one.folded)
          .map(({ words, line }) => [
            words.match,
            words.destination,
            words.timeout,
            line === undefined ? "" : `line ${line}`,
            [words.actions, words.remark].filter(Boolean).join("; "),
          ]),
        78,
      ),
    ),
  ]);
  return [...tables, ...unshown.flatMap((one) => paragraph(one))];
}

function changeLines(changes: NonNullable<ReportData["changes"]>, check: ReportData["check"]): string[] {
  const differing = changes.compared.filter(hasChanges);
  return [
    ...(differing.length === 0 ? ["no request is answered differently"] : []),
    ...differing.flatMap((one) => [
      ...paragraph(titleOf(one)),
      ...changeGroups(one).flatMap(({ title, rows }) => [
        `  ${title}`,
        ...rows.flatMap(({ requests, before, after, example }) => [
          ...paragraph(`    ${requests}: ${before} → ${after}`, 6),
          ...(example === undefined ? [] : paragraph(`      ${example}`, 8)),
        ]),
      ]),
    ]),
    ...remarksOf(changes).flatMap((words) => paragraph(words)),
    ...impacts(check.findings).flatMap((one) => ["", ...findingText(one, one.impact ?? "")]),
  ];
}

function rehearsalLines(rehearsal: RehearsalDocument): string[] {
  return [
    ...paragraph(rehearsal.verdict.text),
    ...rehearsalParts(rehearsal)
      .filter(([, rows]) => rows.length > 0)
      .flatMap(([title, rows]) => [
        "",
        title,
        ...indented(
          columns(
            rows.map((row) => [row].flat()),
            78,
          ),
        ),
      ]),
  ];
}

function findingLines(check: ReportData["check"]): string[] {
  const kinds = byKind(findingsIn(check));
  const { length } = check.suppressed;
  return [
    ...kinds.flatMap(([first, ...others], i) => [
      ...(i > 0 ? [""] : []),
      ...findingText(first, first.severity),
      ...others.flatMap((one) => paragraph(`  also ${placeOf(one)}: ${one.what}`)),
    ]),
    ...(length > 0 ? ["", `${length} suppressed in the file`] : []),
  ];
}

const findingText = (one: FindingEntry, kind: string): string[] => [
  ...paragraph(`${kind}[${one.id}] ${placeOf(one)}`),
  ...paragraph(`  ${one.what}`, 2),
  ...paragraph(`  ${one.fix}`, 2),
];

const placeOf = ({ file, line, path }: FindingEntry): string =>
  [`${file}${line === undefined ? "" : `:${line}`}`, path].filter(Boolean).join(" ");

const todoLines = (region: Figures): string[] =>
  toDo(region).flatMap(({ kind, items }) => [
    kind,
    ...items.flatMap((item) => {
      const lines = paragraph(`  ${item}`, 4, 78);
      return isCommand(item) ? [...lines.slice(0, -1).map((line) => `${line} \\`), ...lines.slice(-1)] : lines;
    }),
  ]);

function limitLines({ regions = [], cost }: ReportData["check"]): string[] {
  return [
    ...columns(
      regions.flatMap(({ region, limits }) =>
        limits
          .filter(({ used }) => used > 0)
          .map(({ name, where, used, most }) => [
            `${used.toLocaleString("en-US")} of ${most.toLocaleString("en-US")}`,
            [name, regions.length > 1 && region, where].filter(Boolean).join(", "),
          ]),
      ),
    ),
    ...(cost
      ? [
          "",
          `${costOf(cost)}; list prices of ${cost.asOf}`,
          ...columns(
            cost.items.map(({ what, stack, count, monthly, unit, sure }) => [
              what,
              regions.length > 1 ? stack : "",
              String(count),
              `${monthly === undefined ? unit : dollars(monthly)}${sure === "high" ? "" : ` (how sure: ${sure})`}`,
            ]),
          ),
        ]
      : []),
  ];
}
