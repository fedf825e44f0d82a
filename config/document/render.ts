import { styleText } from "node:util";
import { formatPath } from "../finding";
import { many } from "../format";
import { printable } from "../printable";
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
export function renderFindings(findings: readonly LocatedFinding[], options: RenderOptions): string[] {
  const count = (severity: LocatedFinding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  const counts = [formatCount(count("error"), "error"), formatCount(count("warning"), "warning")].flatMap(
    (text) => text ?? [],
  );
  const more = findings.length > MOST ? [`(the first ${MOST} are shown)`] : [];
  const shown = findings.slice(0, MOST).flatMap((finding) => renderFinding(finding, options));
  return [...shown, "", [counts.join(", "), ...more].join(" ")];
}

function renderFinding(
  { file, position, path, severity, id, what, fix }: LocatedFinding,
  { colour }: RenderOptions,
): string[] {
  const style = (name: "bold" | "red" | "yellow" | "dim", text: string) =>
    colour ? styleText(name, text, { validateStream: false }) : text;
  const place = style("bold", `${printable(file)}${position ? `:${position.line}:${position.column}` : ""}`);
  const where = path.length > 0 ? `${place} ${printable(formatPath(path))}` : place;
  const kind = style(severity === "error" ? "red" : "yellow", `${severity}[${id}]`);
  return [`${where}: ${kind} ${printable(what)}`, `  ${style("dim", printable(fix))}`];
}

function formatCount(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : many(count, noun);
}
