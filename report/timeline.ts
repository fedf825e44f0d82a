import { many } from "../config/format";
import type { RehearsalDocument } from "./data";
import { html, type Markup } from "./html";
import { nameOf } from "./rehearsal";
import { shortened } from "./text";

const LEFT = 330;
const WIDTH = 1160;
const ROW = 18;

interface Lane {
  readonly name: string;
  readonly bars: readonly { from: number; to: number; kind: string; says: string }[];
}

/** A rehearsal on one axis of time: operations in their order, then what serves nothing, then requests: those of routes that lose some, and of all others together. */
export function timeline({ operations, criticalPath, outages, traffic, denied, startedAt }: RehearsalDocument): Markup {
  const at = (milliseconds: number) => (milliseconds - startedAt) / 1000;
  const { lost = [], failing = [], answered = {} } = traffic ?? {};
  const losing = new Set([...lost, ...failing].map(({ route }) => route));
  const others = Object.keys(answered).filter((route) => !losing.has(route));
  const seen = [
    ...operations.flatMap((one) => [one.startedAt, one.endedAt ?? one.startedAt].map(at)),
    ...lost.map(({ second }) => second + 1),
  ];
  // What comes before is Terraform reading.
  const begin = seen.length > 0 ? Math.floor(Math.min(...seen)) : 0;
  const end = Math.max(begin + 1, ...seen);
  /** In each second first what is answered, then what is lost. */
  const requestBars = (routes: readonly string[]) =>
    Array.from({ length: Math.ceil(end - begin) }, (_, i) => begin + i).flatMap((second) => {
      const good = routes.reduce((sum, route) => sum + (answered[route]?.[second] ?? 0), 0);
      const bad = lost.filter((one) => one.second === second && routes.includes(one.route));
      const turn = second + (0.9 * good) / bad.reduce((sum, { count }) => sum + count, good || 1);
      return [
        ...(good > 0 ? [{ from: second, to: turn, kind: "good", says: `${good} answered at ${second} s` }] : []),
        ...bad.map(({ count, instead }) => ({
          ...{ from: turn, to: second + 0.9, kind: "bad" },
          says: `${count} lost at ${second} s: ${instead}`,
        })),
      ];
    });
  const critical = new Set(criticalPath.map(({ path, startedAt: begun }) => `${path} ${begun}`));
  const lane = (name: string, begun: number, over: number | undefined, kind: string, why = ""): Lane => {
    const [from, to] = [at(begun), over === undefined ? end : at(over)];
    const says = [why, `${from.toFixed(1)} s to ${to.toFixed(1)} s`].filter(Boolean).join(", ");
    return { name, bars: [{ from, to, kind, says }] };
  };
  const lanes: Lane[] = [
    ...operations.map((one) => {
      const kind = one.error ? "bad" : critical.has(`${one.path} ${one.startedAt}`) ? "critical" : "";
      return lane(nameOf(one), one.startedAt, one.endedAt, kind, one.error?.message);
    }),
    ...outages.map(({ what, why, from, to }) => lane(what, from, to, "bad", why)),
    ...(denied?.exposures ?? []).map(({ what, without, from, to }) =>
      lane(what, from, to, "bad", `without ${without.join(", ")}`),
    ),
    ...[...losing].map((route) => ({ name: route, bars: requestBars([route]) })),
    ...(others.length > 0
      ? [{ name: many(others.length, losing.size > 0 ? "other route" : "route"), bars: requestBars(others) }]
      : []),
  ];
  const xOf = (second: number) => LEFT + ((second - begin) / (end - begin)) * (WIDTH - LEFT);
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((one) => (end - begin) / one <= 10) ?? 600;
  const ticks = Array.from({ length: Math.floor((end - begin) / step) + 1 }, (_, i) => begin + i * step);
  const height = (lanes.length + 1) * ROW + 6;
  return html`<div class="scroll high"><svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Operations and lost requests over ${end.toFixed(0)} seconds">
${ticks.map((second) => html`<line x1="${xOf(second)}" x2="${xOf(second)}" y1="${ROW}" y2="${height}"/><text x="${xOf(second)}" y="12" class="grey">${second} s</text>`)}
${lanes.map(
  ({ name, bars }, i) =>
    html`<text x="0" y="${(i + 1) * ROW + 13}"${bars.some(({ kind }) => kind === "bad") && html` class="bad"`}>${shortened(name, 44)}<title>${name}</title></text>${bars.map(
      ({ from, to, kind, says }) =>
        html`<rect class="${kind}" x="${xOf(from).toFixed(1)}" y="${(i + 1) * ROW + 4}" width="${Math.max(2, xOf(Math.min(to, end)) - xOf(from)).toFixed(1)}" height="10"><title>${says}</title></rect>`,
    )}`,
)}</svg></div>`;
}
