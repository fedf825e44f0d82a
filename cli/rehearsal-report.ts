import type { RehearsalDocument } from "../report/data";
import { type RehearsalWords, rehearsalParts } from "../report/rehearsal";
import { renderSection, renderTable } from "./layout";
import { style, type Terminal } from "./terminal";

/** A rehearsal as a terminal shows it: each part that has something to say, and the verdict last. */
export function renderRehearsal(rehearsal: RehearsalDocument, words: RehearsalWords, terminal: Terminal): string[] {
  const { from, to, verdict } = rehearsal;
  return [
    style(terminal, "bold", from === undefined ? `First deploy of ${to}` : `${from} → ${to}`),
    ...rehearsalParts(rehearsal, words).flatMap(([name, lines]) =>
      renderSection(name, renderTable(lines.map((line) => [line].flat())), terminal),
    ),
    "",
    style(terminal, verdict.ok ? "green" : "red", `verdict: ${verdict.text}`),
  ];
}
