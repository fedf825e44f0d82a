import { linesOf } from "../../config/reason";
import { renderAccessDiff } from "../../routing/diff/access-diff";
import { renderRouteDiff } from "../../routing/diff/diff-routes";
import { diffServed, type ServedDiff, type ServedDiffs } from "../../routing/diff/served";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";
import { urlMapsOfAny } from "../url-maps";

export interface DiffRoutesOptions {
  readonly json?: boolean;
}

/** `npm run diff-routes`: which requests are answered differently, listener by listener, with an example for each. */
export function runDiffRoutes(
  before: string,
  after: string,
  { json }: DiffRoutesOptions,
  terminal: Terminal,
): ExitCode {
  const read = (spec: string, other: string) => {
    try {
      return urlMapsOfAny(spec, other, terminal);
    } catch (error) {
      terminal.error(...linesOf(error).map((line, i) => (i === 0 ? `${spec}: ${line}` : line)));
      return EXIT.usage;
    }
  };
  const old = read(before, after);
  if (typeof old === "number") return old;
  const now = read(after, before);
  if (typeof now === "number") return now;
  try {
    const served = diffServed(old, now);
    if (json) terminal.document(JSON.stringify(served, null, 2));
    else terminal.out(...renderServed(served, terminal));
    return served.compared.every(isCertain) ? EXIT.ok : EXIT.findings;
  } catch (error) {
    // A URL map that no request could be asked of; the message says where.
    terminal.error(...linesOf(error));
    return EXIT.usage;
  }
}

const isCertain = ({ diff, access }: ServedDiff) =>
  diff.changes.every(({ verdict }) => verdict === "changed") &&
  access.every(({ changes }) => changes.length > 0 && changes.every(({ kind }) => kind !== "may change"));

/** Who gets through otherwise comes before where requests go: an opening is what must not be missed. */
const renderAccess = ({ access }: ServedDiff, terminal: Terminal): string[] =>
  access.flatMap((one) => [
    style(terminal, "red", `who gets through, ${one.listener.protocol} on port ${one.listener.port}`),
    ...renderAccessDiff(one),
    "",
  ]);

function renderServed({ compared, notes }: ServedDiffs, terminal: Terminal): string[] {
  const differing = compared.filter(
    ({ status, diff, access }) => status !== "kept" || diff.changes.length + access.length > 0,
  );
  const places = new Set(compared.map(({ location }) => location));
  const isTitled = compared.length > 1 || differing.some(({ status }) => status !== "kept");
  const assumptions = [...new Set(compared.flatMap((one) => one.assumptions))];
  return [
    ...differing.flatMap((one, i) => [
      ...(i > 0 ? [""] : []),
      ...(isTitled ? [style(terminal, "bold", titleOf(one, places.size > 1))] : []),
      ...renderAccess(one, terminal),
      ...(one.access.length > 0 && one.diff.changes.length === 0 ? [AS_BEFORE] : renderRouteDiff(one.diff)),
    ]),
    ...(differing.length === 0 ? [assumptions.length > 0 ? NOTHING_AS_FAR : NOTHING] : []),
    ...assumptions.map((assumption) => `taken to be one: ${assumption}`),
    ...notes.map((note) => `not compared: ${note}`),
  ];
}

const AS_BEFORE = "whoever gets through is answered as before";
const NOTHING = "no request is answered differently";
const NOTHING_AS_FAR = `${NOTHING}, if what follows is so`;

const STATUS = { kept: "", new: ": new, nothing listened before", removed: ": removed, nothing listens any more" };

const titleOf = ({ name, location, status }: ServedDiff, several: boolean): string =>
  `${several && location !== undefined ? `${location}: ` : ""}${name}${STATUS[status]}`;
