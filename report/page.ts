import type { FindingEntry } from "../checks/formats/json";
import { many } from "../config/format";
import { lineOf } from "../routing/asked-request";
import type { ServedDiffs } from "../routing/diff/served";
import { changeGroups, hasChanges, impacts, remarksOf, titleOf } from "./changes";
import type { RehearsalDocument, ReportData } from "./data";
import { html, jsonIn, type Markup, trusted } from "./html";
import type { PictureData } from "./picture";
import { rehearsalParts } from "./rehearsal";
import { type RegionRoutes, type RouteEntry, waysOf } from "./routes";
import { byKind, costOf, dollars, type Figures, findingsIn, isCommand, statements, toDo } from "./state";
import { STYLE } from "./style";
import { hostOf } from "./text";
import { timeline } from "./timeline";

/** What the page's own program works with. */
export interface PageData extends Omit<NonNullable<ReportData["served"]>, "routes"> {
  readonly regions: readonly PictureData[];
}

/** A report as one HTML file that needs nothing beside it. */
export function page(data: ReportData, script: string): string {
  const { served, check } = data;
  const routes = served?.routes ?? [];
  const pageData = served && {
    urlMaps: served.urlMaps,
    lines: served.lines,
    regions: routes.map(({ routes: own, unshown: _, ...chain }) => ({ ...chain, ways: waysOf(own) })),
  };
  const body = html`${head(data)}
${served && box(data)}
${served && picturePart}
${
  routes.length > 0 &&
  part(
    "routes",
    "Routes",
    routes.map((region) => ofRegion(region, routeTable(region))),
  )
}
${data.changes && part("changes", "Changes", changes(data.changes, check))}
${data.rehearsal && part("rehearsal", "Rehearsal", rehearsed(data.rehearsal))}
${part("findings", "Findings", findings(findingsIn(check), check.suppressed.length))}
${
  check.regions &&
  part(
    "todo",
    "To do before the first apply",
    check.regions.map((one) => ofRegion(one, todo(one))),
  )
}
${check.regions && part("limits", "Limits and cost", limits(check.regions, check.cost))}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${data.name}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
${
  pageData &&
  html`<script type="application/json" id="data">${jsonIn(pageData)}</script>
<script>${trusted(script)}</script>`
}
</body>
</html>
`.markup;
}

const part = (id: string, title: string, content: Markup | readonly Markup[]): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>`;

const ofRegion = ({ region }: { readonly region: string }, content: Markup): Markup =>
  html`<div data-region="${region}">${content}</div>`;

function head(data: ReportData): Markup {
  const { name, file, from, served } = data;
  const regions = served?.routes ?? [];
  const [first] = regions;
  const state = statements(data).map(
    ({ text, about, alarming }) => html`<a href="#${about}"${alarming && trusted(' class="red"')}>${text}</a>`,
  );
  const listeners = first?.listeners.map(({ text }) => text).join(", ");
  return html`<header><h1>${name}</h1>
<p class="grey">${from && `${from} → `}${file}${first && `, ${first.exposure}, ${listeners}`}${regions.length === 1 && `, ${first?.region}`}</p>
<p>${state.map((one, i) => [i > 0 && ", ", one])}</p>
${regions.length > 1 && html`<nav role="tablist" aria-label="Regions">${regions.map(({ region }, i) => html`<button role="tab" aria-selected="${String(i === 0)}" data-tab="${region}">${region}</button>`)}</nav>`}</header>`;
}

function box({ served }: ReportData): Markup {
  const asksWho = served?.urlMaps.some(({ access }) => access !== undefined);
  return html`<section id="box" aria-label="Ask about a request"><form>
<label class="method">method<input name="method" list="methods" autocomplete="off" spellcheck="false"></label>
<label class="url">URL<input name="url" autocomplete="off" spellcheck="false"></label>
<label>headers, one a line<textarea name="headers" rows="1" spellcheck="false"></textarea></label>
${asksWho && html`<label class="client">client address<input name="clientIp" autocomplete="off" placeholder="any"></label>`}
<datalist id="methods">${["GET", "POST", "PUT", "DELETE", "OPTIONS"].map((method) => html`<option value="${method}"></option>`)}</datalist>
</form><div id="answer" aria-live="polite"></div></section>`;
}

const picturePart = html`<section id="picture" aria-labelledby="picture-title"><h2 id="picture-title">The way of requests</h2>
<div class="tools"><label>narrow everything below<input type="search" id="search" autocomplete="off" placeholder="host, path or workload"></label><button id="all" hidden></button></div>
<div class="scroll" id="drawing"></div>
<p class="grey">solid: made here; dashed: adopted; grey: there already, another team's</p></section>`;

function routeTable({ routes, listeners, unshown = [] }: RegionRoutes): Markup {
  const listener = listeners.find(({ redirects }) => !redirects);
  const hosts = new Map<string, RouteEntry[]>();
  for (const route of routes) hosts.set(route.host, [...(hosts.get(route.host) ?? []), route]);
  return html`${unshown.map((one) => html`<p class="red">${prose(one)}</p>`)}<div class="scroll high"><table><thead><tr><th>match</th><th>to</th><th>timeout</th><th>on the way</th><th class="num">line</th></tr></thead>
${[...hosts].map(([host, own]) => {
  const folded = own.filter((one) => one.folded).length;
  return html`<tbody><tr><th colspan="5" scope="rowgroup">${hostOf(host)}</th></tr>
${own.filter((one) => !one.folded).map((route) => row(route, listener))}
${folded > 0 && html`<tr class="grey" data-host="${host}" data-to=""><td colspan="5">${many(folded, "path")} of known servers ${folded === 1 ? "stays" : "stay"} closed: 404</td></tr>`}</tbody>`;
})}</table></div>`;
}

function row(
  { host, words, shares, line, place, example }: RouteEntry,
  listener?: RegionRoutes["listeners"][number],
): Markup {
  const { match, destination, timeout, actions, remark } = words;
  const usual = listener === undefined || listener.port === { http: 80, https: 443 }[listener.protocol];
  const url =
    example && `${listener?.protocol ?? "https"}://${example.host}${usual ? "" : `:${listener?.port}`}${example.path}`;
  const asked = example && url && lineOf(example.method, url, example.headers);
  return html`<tr data-host="${host}" data-to="${Object.keys(shares).join(" ")}"><td class="code">${asked ? html`<a href="#${encodeURI(asked)}" title="ask">${match}</a>` : match}</td><td>${destination}</td><td>${timeout}</td><td>${[actions, remark].filter(Boolean).join("; ")}</td><td class="num grey" title="${place}">${line}</td></tr>
`;
}

/** Before and after side by side, with a request of each class to ask about. */
function changes(served: ServedDiffs, { findings: all, verdict, regions = [] }: ReportData["check"]): Markup {
  const differing = served.compared.filter(hasChanges);
  const inRegion = (location: string | undefined) =>
    regions.some(({ region }) => region === location) ? `${location} ` : "";
  return html`${verdict && html`<p${!verdict.ok && trusted(' class="red"')}>${verdict.text}</p>`}
${differing.map(
  (one) =>
    html`<h3>${titleOf(one)}</h3><table><thead><tr><th>requests</th><th>before</th><th>after</th><th>for example</th></tr></thead>${changeGroups(
      one,
    ).map(
      ({ title, rows }) =>
        html`<tbody><tr><th colspan="4" scope="rowgroup">${title}</th></tr>${rows.map(
          ({ requests, before, after, example, at, alarming }) =>
            html`<tr${alarming && trusted(' class="red"')}><td title="${at}">${requests}</td><td>${before}</td><td>${after}</td><td class="code">${example && html`<a href="#${encodeURI(inRegion(one.location) + example)}">${example}</a>`}</td></tr>`,
        )}</tbody>`,
    )}</table>`,
)}
${differing.length === 0 && html`<p>no request is answered differently</p>`}
${remarksOf(served).map((words) => html`<p class="grey">${words}</p>`)}
${impacts(all).map((one) => html`<article>${found(one, one.impact ?? "", LOSES)}</article>`)}`;
}

/** The rest stands below the timeline. */
const IN_TIMELINE = /^(?:Operations|Critical path|Announced)/;

function rehearsed(rehearsal: RehearsalDocument): Markup {
  const { verdict } = rehearsal;
  return html`<p${!verdict.ok && trusted(' class="red"')}>${verdict.text}</p>
${timeline(rehearsal)}
<dl>${rehearsalParts(rehearsal)
    .filter(([title, lines]) => lines.length > 0 && !IN_TIMELINE.test(title))
    .map(([title, lines]) =>
      listed(
        title,
        lines.map((line) => [line].flat().filter(Boolean).join(", ")),
      ),
    )}</dl>`;
}

/** What is found, in full; red where its kind is one of some. */
const found = (one: FindingEntry, kind: string, red: readonly string[]): Markup =>
  html`<p><b${red.includes(kind) && trusted(' class="red"')}>${kind}</b> ${prose(one.what)}</p>
<p>${prose(one.fix)}</p>
<p>${placeOf(one)} <small>${linked(one.id, one.source)}</small></p>`;

const LOSES: readonly string[] = ["fails", "interrupts", "exposes"];

/** Of a kind the first in full, the others folded. */
function findings(all: readonly FindingEntry[], suppressed: number): Markup {
  return html`${byKind(all).map(([first, ...others]) => {
    const more = others.map(
      ({ what, ...one }) => html`<li data-path="${one.path}">${prose(what)} ${placeOf(one)}</li>`,
    );
    return (
      first &&
      html`<article data-path="${first.path}">${found(first, first.severity, ["error"])}
${more.length > 0 && html`<details><summary>${more.length} more of this kind</summary><ul>${more}</ul></details>`}</article>`
    );
  })}${all.length === 0 && html`<p class="grey">nothing found</p>`}${suppressed > 0 && html`<p class="grey">${suppressed} suppressed in the file</p>`}`;
}

const placeOf = ({ file, line, path }: Pick<FindingEntry, "file" | "line" | "path">): Markup =>
  html`<small>${file}${line !== undefined && `:${line}`} ${path}</small>`;

const linked = (text: string, source: string | undefined): Markup =>
  source?.startsWith("https://") ? html`<a href="${source}" rel="noreferrer">${text}</a>` : html`${text}`;

/** A sentence with its words between backquotes as code. */
const prose = (text: string): readonly Markup[] =>
  text.split("`").map((words, i) => (i % 2 === 1 ? html`<code>${words}</code>` : html`${words}`));

const todo = (region: Figures): Markup => html`<dl>${toDo(region).map(({ kind, items }) => listed(kind, items))}</dl>`;

/** More lines of one kind than this are folded. */
const MOST_LISTED = 30;

function listed(title: string, items: readonly string[]): Markup {
  const lines = items.map((item) => html`<li>${isCommand(item) ? html`<pre>${item}</pre>` : item}</li>`);
  const more = lines.slice(MOST_LISTED);
  return html`<dt>${title}</dt><dd><ul class="plain">${lines.slice(0, MOST_LISTED)}</ul>${more.length > 0 && html`<details><summary>${more.length} more</summary><ul class="plain">${more}</ul></details>`}</dd>`;
}

/** From here on a limit is near. */
const NEAR = 0.8;

function limits(regions: readonly Figures[], cost: ReportData["check"]["cost"]): Markup {
  return html`${regions.map((region) =>
    ofRegion(
      region,
      html`<table><thead><tr><th>limit</th><th>most used by</th><th class="num">used</th><th class="num">of</th><th></th></tr></thead><tbody>${region.limits
        .filter(({ used }) => used > 0)
        .map(
          ({ name, where, used, most, source }) =>
            html`<tr><td>${linked(name, source)}</td><td class="grey">${where}</td><td class="num">${used.toLocaleString("en-US")}</td><td class="num">${most.toLocaleString("en-US")}</td><td><span class="bar"><i${used / most >= NEAR && trusted(' class="near"')} style="width:${Math.min(100, (100 * used) / most).toFixed(1)}%"></i></span></td></tr>`,
        )}</tbody></table>`,
    ),
  )}
${
  cost &&
  html`<h3>${costOf(cost)}</h3>
<table><thead><tr><th>what</th><th>stack</th><th class="num">count</th><th class="num">a month</th><th>by use</th><th>how sure</th></tr></thead><tbody>${cost.items.map(
    ({ what, stack, count, monthly, unit, sure, source }) =>
      html`<tr><td>${linked(what, source)}</td><td class="grey">${stack}</td><td class="num">${count}</td><td class="num">${monthly !== undefined && dollars(monthly)}</td><td>${unit}</td><td class="grey">${sure}</td></tr>`,
  )}</tbody></table><p class="grey">list prices of ${cost.asOf}; discounts and contracts differ</p>`
}`;
}
