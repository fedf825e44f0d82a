import { carriesCredential } from "../../config/secret";
import {
  type AskedRequest,
  askedRequest,
  type CallerOptions,
  callerOf,
  lineOf,
  partsOfLine,
} from "../../routing/asked-request";
import { asking, nobodyListens } from "../../routing/asking";
import { withPlaces } from "../../routing/placed-url-map";
import { answerMarkup, wayOf } from "../answer";
import { fromJson, html, type Markup } from "../html";
import type { PageData } from "../page";
import { picture } from "../picture";

const every = <E extends HTMLElement>(selector: string) => [...document.querySelectorAll<E>(selector)];
const one = <E extends HTMLElement>(selector: string): E => {
  const [found] = every<E>(selector);
  if (!found) throw new Error(`${selector} is not on the page`);
  return found;
};
const show = (element: HTMLElement, { markup }: Markup) => {
  element.innerHTML = markup;
};

const { regions, urlMaps, lines } = fromJson<PageData>(one("#data").textContent ?? "");
const maps = urlMaps.map(withPlaces);
let region = regions[0];
let view = {
  search: "",
  chosen: undefined as string | undefined,
  lit: new Set<string>(),
  denied: undefined as string | undefined,
};

/** Filtering reads each row's text once. */
const rows = every("#routes tr[data-host]").map((row) => ({
  row,
  text: `${row.dataset.host} ${row.textContent}`.toLowerCase(),
}));
const findings = every("#findings [data-path]");

function draw(): void {
  if (region) show(one("#drawing"), picture(region, view));
}

/** Leaves out what is not chosen and not searched for. */
function narrow(): void {
  const { chosen, search } = view;
  for (const { row, text } of rows) {
    const isOf = chosen === undefined || row.dataset.host === chosen || row.dataset.to?.split(" ").includes(chosen);
    row.hidden = !isOf || !text.includes(search);
  }
  for (const body of every("#routes tbody")) body.hidden = !body.querySelector("tr[data-host]:not([hidden])");
  const isWorkload = regions.some(({ workloads }) => workloads.some(({ id }) => id === chosen));
  for (const finding of findings)
    finding.hidden = isWorkload && !`${finding.dataset.path}.`.startsWith(`workloads.${chosen}.`);
  const button = one("#all");
  button.hidden = chosen === undefined;
  button.textContent = `only ${chosen} ×`;
}

const form = one<HTMLFormElement>("#box form");
const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLTextAreaElement | null;
const textIn = (name: string) => field(name)?.value.trim() ?? "";
const headersOf = () =>
  textIn("headers")
    .split("\n")
    .filter((line) => line.trim() !== "");

/** Who calls, beside the address: only a request that was sent here says so. */
let caller: Omit<CallerOptions, "clientIp"> = {};

/** Asks what the fields say, and keeps it in the address, but for credentials. */
function ask(): void {
  const headers = headersOf();
  const clientIp = textIn("clientIp");
  const [method, url] = [textIn("method") || "GET", textIn("url")];
  const shared = headers.map((line) =>
    line.replace(/^([^:]+):.*/, (own, name) => (carriesCredential(name) ? `${name}: (hidden)` : own)),
  );
  const line = lineOf(method, url, shared, { clientIp, ...caller });
  history.replaceState(null, "", `#${encodeURI(regions.length > 1 ? `${region?.region} ${line}` : line)}`);
  try {
    const here = maps.filter(({ location }) => regions.length === 1 || location === region?.region);
    const asked: AskedRequest = askedRequest(method, url, headers);
    const [answered] = asking(here, callerOf({ ...caller, ...(clientIp !== "" && { clientIp }) }))(asked);
    if (!answered) throw new Error(nobodyListens(asked, here));
    const isOpen = one("#answer").querySelector<HTMLDetailsElement>(".why")?.open;
    show(one("#answer"), answerMarkup(answered, lines));
    const why = one("#answer").querySelector<HTMLDetailsElement>(".why");
    if (why) why.open = isOpen ?? false;
    view = {
      ...view,
      denied: undefined,
      ...wayOf(answered, `${asked.request.scheme}-${asked.port}`, region?.asked ?? []),
    };
  } catch (error) {
    show(
      one("#answer"),
      html`<p class="answer lost"><output>${error instanceof Error ? error.message : String(error)}</output></p>`,
    );
    view = { ...view, lit: new Set(), denied: undefined };
  }
  draw();
}

/** Takes over a region and a request from what follows `#` in an address; `false` where that is none. */
function take(hash: string): boolean {
  try {
    const text = decodeURIComponent(hash.slice(1));
    const own = regions.find((one) => text.startsWith(`${one.region} `))?.region ?? "";
    const { method, url, headers, clientIp = "", ...others } = partsOfLine(text.slice(own ? own.length + 1 : 0));
    chooseRegion(own);
    caller = others;
    const values: Readonly<Record<string, string>> = { method, url, headers: headers.join("\n"), clientIp };
    for (const [name, value] of Object.entries(values)) {
      const input = field(name);
      if (input) input.value = value;
    }
    return true;
  } catch {
    return false; // Somebody else's anchor.
  }
}

function chooseRegion(name: string): void {
  region = regions.find((one) => one.region === name) ?? region;
  for (const tab of every("[data-tab]")) tab.setAttribute("aria-selected", String(tab.dataset.tab === region?.region));
  for (const part of every("[data-region]")) part.hidden = part.dataset.region !== region?.region;
}

function choose(id: string | undefined): void {
  view = { ...view, chosen: id === view.chosen ? undefined : id };
  draw();
  narrow();
}

/** What a link leads to is not below the box, however much of an answer that shows. */
const box = one("#box");
new ResizeObserver(() => {
  document.documentElement.style.scrollPaddingTop = `${box.offsetHeight}px`;
}).observe(box);

form.addEventListener("input", ask);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", () => take(location.hash) && ask());
one("#search").addEventListener("input", (event) => {
  view = { ...view, search: (event.target as HTMLInputElement).value.trim().toLowerCase() };
  draw();
  narrow();
});
one("#all").addEventListener("click", () => choose(undefined));
const chosenBy = (event: Event) => (event.target as Element).closest<SVGElement>("[data-choose]")?.dataset.choose;
one("#drawing").addEventListener("click", (event) => {
  const id = chosenBy(event);
  if (id !== undefined) choose(id);
});
one("#drawing").addEventListener("keydown", (event) => {
  const id = chosenBy(event);
  if (id === undefined || ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  choose(id);
  document.querySelector<SVGElement>(`[data-choose="${CSS.escape(id)}"]`)?.focus();
});
for (const tab of every("[data-tab]"))
  tab.addEventListener("click", () => {
    chooseRegion(tab.dataset.tab ?? "");
    ask();
  });

chooseRegion(regions[0]?.region ?? "");
if (!take(location.hash))
  take(["#routes tr:not([data-to='']) a", "#routes a"].flatMap((of) => every<HTMLAnchorElement>(of))[0]?.hash ?? "");
ask();
