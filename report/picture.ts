import { many } from "../config/format";
import type { Chain, Part } from "./chain";
import { html, type Markup } from "./html";
import { hostOf, shortened } from "./text";

/** A region as the picture shows it: where each host sends what share of which requests. */
export interface PictureData extends Chain {
  /** For each host the largest share of a route that a workload has; `404` is the proxy's own answer. */
  readonly ways: readonly { readonly host: string; readonly to: Readonly<Record<string, number>> }[];
}

/** What a reader has chosen. */
export interface View {
  readonly search: string;
  /** A host or a workload: all else is left out below. */
  readonly chosen?: string;
  /** The way of a request, by the ids of what it passes. */
  readonly lit: ReadonlySet<string>;
  /** Who turns that request away. */
  readonly denied?: string;
}

const ASKED = 2;
const BACKENDS = 5;
/** More of one kind than this are folded, until they are searched for. */
const MOST_SHOWN = 24;
const ROW = 26;
const NOT_FOUND = "404";

interface Node extends Pick<Part, "id" | "text" | "facts"> {
  readonly maker: Part["maker"] | "folded" | "none";
  readonly column: number;
  x: number;
  width: number;
  y: number;
  /** What a click chooses. */
  readonly chooses?: string;
}

interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly share: number;
}

const WIDTH = 1160;
/** Where each column begins and how wide it is, with and without somebody who is asked. */
const COLUMNS = {
  asked: { x: [1, 100, 250, 456, 716, 916], width: [70, 120, 176, 200, 160, 242] },
  unasked: { x: [1, 110, 0, 300, 620, 870], width: [70, 130, 0, 250, 200, 288] },
} as const;

/** The chain as SVG, from left to right, as far as it is searched for. */
export function picture(data: PictureData, view: View): Markup {
  const { nodes, edges } = laidOut(data, view);
  const asksLit = data.asked.some(({ id }) => view.lit.has(id));
  const height = Math.max(...nodes.map(({ y }) => y)) + ROW;
  const isLit = ({ id, column }: Node) => view.lit.has(id) || (column === ASKED && asksLit);
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="The way of a request through ${data.stack}">
    ${edges.map(
      ({ from, to, share }) =>
        html`<path class="way${isLit(from) && isLit(to) && " lit"}" d="${curve(from, to)}" stroke-width="${1 + share * 4}"/>`,
    )}
    ${nodes.map((node) => shape(node, view))}</svg>`;
}

function curve(from: Node, to: Node): string {
  const [x, end] = [from.x + from.width, to.x];
  const middle = (x + end) / 2;
  return `M${x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${end} ${to.y}`;
}

function shape(node: Node, { chosen, denied, lit }: View): Markup {
  const { id, text, maker, x, y, width, facts, chooses } = node;
  const label = shortened(text, Math.floor(width / 7.3) - 1);
  const words = [text, ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`), ...MAKERS[maker]];
  const classes = [
    "node",
    maker,
    lit.has(id) && "lit",
    denied === id && "denied",
    chosen === chooses && chooses && "chosen",
  ];
  const button =
    chooses !== undefined &&
    html` role="button" tabindex="0" data-choose="${chooses}" aria-pressed="${String(chosen === chooses)}"`;
  return html`<g class="${classes.filter(Boolean).join(" ")}"${button}><title>${words.join("\n")}</title><rect x="${x}" y="${y - 10}" width="${width}" height="20" rx="3"/><text x="${x + 7}" y="${y + 4}">${label}</text></g>`;
}

const MAKERS: Readonly<Record<Node["maker"], readonly string[]>> = {
  made: ["made here"],
  adopted: ["adopted"],
  existing: ["exists already, and stays another team's"],
  folded: [],
  none: [],
};

function laidOut(data: PictureData, view: View): { nodes: Node[]; edges: Edge[] } {
  const { hosts, workloads } = shownOf(data, view);
  const clients = nodeOf({ id: "clients", text: "clients" }, 0);
  const listeners = data.listeners.map((one) => nodeOf(one, 1));
  const address = nodeOf(data.address, 1);
  const asked = data.asked.map((one) => nodeOf(one, ASKED));
  const notFound = nodeOf({ id: NOT_FOUND, text: "404", facts: { "answered by": "the proxy itself" } }, 4);
  const served = workloads.map((one) => ({
    node: nodeOf({ ...one, id: `workload ${one.id}`, chooses: one.id, ...(one.backends.length === 0 && ELSEWHERE) }, 4),
    backends: one.backends.map((backend) => nodeOf({ ...backend, id: `backend ${one.id} ${backend.id}` }, BACKENDS)),
  }));
  const targets = new Map([[NOT_FOUND, notFound], ...workloads.map(({ id }, i) => [id, served[i]?.node] as const)]);
  const sending = hosts.map(({ host, to }) => {
    const known = Object.entries(to).flatMap(([id, share]) => {
      const found = targets.get(id);
      return found ? [{ to: found, share }] : [];
    });
    const [alone = "", ...rest] = Object.keys(to).filter((id) => !targets.has(id));
    const count = rest.length + 1;
    const isMore = known.some(({ to: one }) => one !== notFound);
    const text = rest.length === 0 ? alone : isMore ? `${count} more` : many(count, "workload");
    return {
      node: nodeOf({ id: `host ${host}`, text: hostOf(host), chooses: host }, 3),
      known,
      folded: alone ? [nodeOf({ id: `folded ${host}`, text, maker: "folded", chooses: host }, 4)] : [],
    };
  });
  const unseen = data.ways.length - hosts.length;
  const more =
    unseen > 0 ? [nodeOf({ id: "more", text: `${many(unseen, "more host")}: search`, maker: "folded" }, 3)] : [];

  // Backends give the rows; what leads to them stands in their middle.
  let row = ROW / 2 + 4;
  const down = (list: readonly Node[]) => {
    for (const one of list) {
      one.y = row;
      row += ROW;
    }
  };
  for (const { node, backends } of served) {
    down(backends.length > 0 ? backends : [node]);
    node.y = mean(backends.length > 0 ? backends : [node]);
  }
  const hostNodes = sending.map(({ node }) => node);
  const folded = sending.flatMap((one) => one.folded);
  down([...folded, notFound]);
  for (const { node, known, folded: rest } of sending) {
    const own = [...known.map(({ to }) => to), ...rest].filter((one) => one !== notFound);
    node.y = mean(own.length > 0 ? own : [notFound]);
  }
  for (const one of more) one.y = row;
  apart([...hostNodes, ...more]);
  const middle = mean(hostNodes);
  for (const column of [asked, [address, ...listeners], [clients]]) {
    for (const [i, one] of column.entries()) one.y = middle + (i - (column.length - 1) / 2) * ROW;
    apart(column);
  }

  const [gate] = asked.slice((asked.length - 1) / 2);
  const serving = listeners.filter((_, i) => data.listeners[i]?.redirects === false);
  const thin = (from: Node, to: Node): Edge => ({ from, to, share: 0.2 });
  const nodes = [
    ...[clients, address, ...listeners, ...asked, ...hostNodes, ...more, notFound, ...folded],
    ...served.flatMap(({ node, backends }) => [node, ...backends]),
  ];
  const { x, width } = COLUMNS[gate ? "asked" : "unasked"];
  for (const one of nodes) Object.assign(one, { x: x[one.column], width: width[one.column] });
  return {
    nodes,
    edges: [
      ...listeners.map((one) => thin(clients, one)),
      ...serving.flatMap((one) => (gate ? [gate] : hostNodes).map((to) => thin(one, to))),
      ...(gate ? hostNodes.map((to) => thin(gate, to)) : []),
      ...sending.flatMap(({ node, known, folded: rest }) => [
        ...known.map((one) => ({ from: node, ...one })),
        ...rest.map((to) => thin(node, to)),
      ]),
      ...served.flatMap(({ node, backends }) => backends.map((to) => ({ from: node, to, share: 0.2 }))),
    ],
  };
}

/** A workload of other regions. */
const ELSEWHERE = { maker: "none", facts: { "in this region": "no backend" } } as const;

const nodeOf = (part: Pick<Part, "id" | "text"> & Partial<Node>, column: number): Node => ({
  ...{ maker: "none", facts: {}, x: 0, y: 0, width: 0 },
  ...part,
  column,
});

const mean = (nodes: readonly Node[]): number => nodes.reduce((sum, { y }) => sum + y, 0) / Math.max(1, nodes.length);

/** Moves nodes of a column down, in their order from the top, until none covers another. */
function apart(nodes: readonly Node[]): void {
  let free = ROW / 2 + 4;
  for (const one of [...nodes].sort((a, b) => a.y - b.y)) {
    one.y = Math.max(one.y, free);
    free = one.y + ROW;
  }
}

/** What is searched for, chosen or passed by a request, and the rest where it fits; hosts fold what does not. */
function shownOf({ ways, workloads }: PictureData, { search, chosen, lit }: View) {
  const isWanted = (kind: string, id: string) =>
    id === chosen || lit.has(`${kind} ${id}`) || (search !== "" && id.toLowerCase().includes(search));
  const isOpen = search === "" && chosen === undefined;
  const ofChosen = new Set(ways.filter(({ host }) => host === chosen).flatMap(({ to }) => Object.keys(to)));
  const all = isOpen && workloads.length <= MOST_SHOWN;
  const shown = workloads.filter(({ id }) => all || isWanted("workload", id) || ofChosen.has(id)).slice(0, MOST_SHOWN);
  const ids = new Set(shown.map(({ id }) => id));
  const [first, others] = parted(
    ways,
    ({ host, to }) => isWanted("host", host) || Object.keys(to).some((id) => ids.has(id)),
  );
  return { workloads: shown, hosts: [...first, ...(isOpen || first.length === 0 ? others : [])].slice(0, MOST_SHOWN) };
}

const parted = <T>(list: readonly T[], test: (one: T) => boolean): [T[], T[]] => [
  list.filter(test),
  list.filter((one) => !test(one)),
];
