import { styleText } from "node:util";
import { formatPath } from "../finding";
import type { LocatedFinding } from "./load";

export interface RenderOptions {
  readonly colour: boolean;
}

/** More would only push the first ones off the screen. */
const MOST = 100;

/**
 * Findings for a terminal, two lines each and a line that counts them; the first hundred of them.
 *
 *     proxy.yaml:12:7 workloads.embed.timeout: error[id] what
 *       fix
 */
export function renderFindings(findings: readonly LocatedFinding[], options: RenderOptions): string {
  const count = (severity: LocatedFinding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  const counts = [formatCount(count("error"), "error"), formatCount(count("warning"), "warning")].flatMap(
    (text) => text ?? [],
  );
  const more = findings.length > MOST ? [`(the first ${MOST} are shown)`] : [];
  const shown = findings.slice(0, MOST).flatMap((finding) => renderFinding(finding, options));
  return [...shown, "", [counts.join(", "), ...more].join(" ")].join("\n");
}

function renderFinding(
  { file, position, path, severity, id, what, fix }: LocatedFinding,
  { colour }: RenderOptions,
): string[] {
  const style = (name: "bold" | "red" | "yellow" | "dim", text: string) =>
    colour ? styleText(name, text, { validateStream: false }) : text;
  const place = style("bold", position ? `${file}:${position.line}:${position.column}` : file);
  const where = path.length > 0 ? `${place} ${printable(formatPath(path))}` : place;
  const kind = style(severity === "error" ? "red" : "yellow", `${severity}[${id}]`);
  return [`${where}: ${kind} ${printable(what)}`, `  ${style("dim", printable(fix))}`];
}

/** A file may hold anything, also what a terminal would obey. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to keep away
  text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");

function formatCount(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
