import type { RehearsalDocument } from "./data";
import { html, type Markup } from "./html";
import { nameOf } from "./rehearsal";

const LEFT = 330;
const WIDTH = 1160;
const ROW = 18;

interface Lane {
  readonly name: string;
  readonly bars: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly says: string;
  }[];
}

/** A rehearsal on one axis of time: operations in their order, then what serves nothing, then the routes that lose requests. */
export function timeline({ operations, criticalPath, outages, traffic, denied, startedAt }: RehearsalDocument): Markup {
  const at = (milliseconds: number | undefined) =>
    milliseconds === undefined ? end : (milliseconds - startedAt) / 1000;
  const lost = traffic?.lost ?? [];
  const seen = [
    ...operations.flatMap((one) =>
      [one.startedAt, one.endedAt ?? one.startedAt].map((time) => (time - startedAt) / 1000),
    ),
    ...lost.map(({ second }) => second + 1),
  ];
  // What comes before is Terraform reading.
  const begin = seen.length > 0 ? Math.floor(Math.min(...seen)) : 0;
  const end = Math.max(begin + 1, ...seen);
  const critical = new Set(criticalPath.map(({ path, startedAt: begun }) => `${path} ${begun}`));
  const lanes: Lane[] = [
    ...operations.map((one) => {
      const kind = one.error ? "bad" : critical.has(`${one.path} ${one.startedAt}`) ? "critical" : "";
      const bar = { from: at(one.startedAt), to: at(one.endedAt), kind };
      return { name: nameOf(one), bars: [{ ...bar, says: one.error?.message ?? span(bar) }] };
    }),
    ...outages.map(({ what, why, from, to }) => {
      const bar = { from: at(from), to: at(to), kind: "bad" };
      return { name: what, bars: [{ ...bar, says: `${why}, ${span(bar)}` }] };
    }),
    ...(denied?.exposures ?? []).map(({ what, without, from, to }) => {
      const bar = { from: at(from), to: at(to), kind: "bad" };
      return { name: what, bars: [{ ...bar, says: `without ${without.join(", ")}, ${span(bar)}` }] };
    }),
    ...[...new Set([...lost, ...(traffic?.failing ?? [])].map(({ route }) => route))].map((route) => ({
      name: route,
      bars: lost
        .filter((one) => one.route === route)
        .map(({ second, count, instead }) => ({
          from: second,
          to: second + 0.9,
          kind: "bad",
          says: `${count} lost at ${second} s: ${instead}`,
        })),
    })),
  ];
  const xOf = (second: number) => LEFT + ((second - begin) / (end - begin)) * (WIDTH - LEFT);
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((one) => (end - begin) / one <= 10) ?? 600;
  const ticks = Array.from({ length: Math.floor((end - begin) / step) + 1 }, (_, i) => begin + i * step);
  const height = (lanes.length + 1) * ROW + 6;
  return html`<div class="scroll high"><svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Operations and lost requests over ${end.toFixed(0)} seconds">
${ticks.map((second) => html`<line x1="${xOf(second)}" x2="${xOf(second)}" y1="${ROW}" y2="${height}"/><text x="${xOf(second)}" y="12" class="grey">${second} s</text>`)}
${lanes.map(
  ({ name, bars }, i) =>
    html`<text x="0" y="${(i + 1) * ROW + 13}"${bars.every(({ kind }) => kind === "bad") && html` class="bad"`}>${name.length > 44 ? `${name.slice(0, 18)}…${name.slice(-25)}` : name}<title>${name}</title></text>${bars.map(
      ({ from, to, kind, says }) =>
        html`<rect class="${kind}" x="${xOf(from).toFixed(1)}" y="${(i + 1) * ROW + 4}" width="${Math.max(2, xOf(to) - xOf(from)).toFixed(1)}" height="10"><title>${says}</title></rect>`,
    )}`,
)}</svg></div>`;
}

const span = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${from.toFixed(1)} s to ${to.toFixed(1)} s`;
