import type { LocatedFinding } from "../../config/document/load";
import { formatPath } from "../../config/finding";
import type { Report } from "./report";

/**
 * Findings as annotations of a GitHub Actions run, one command a line.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function formatGithub({ findings, verdict }: Report): string {
  const lines = [...findings.map(command), ...(verdict ? [`::notice title=verdict::${data(verdict.text)}`] : [])];
  return lines.map((line) => `${line}\n`).join("");
}

function command({ id, severity, file, position, path, what, fix }: LocatedFinding): string {
  const place = position ? `,line=${position.line},col=${position.column}` : "";
  const where = path.length > 0 ? `${formatPath(path)}: ` : "";
  return `::${severity} file=${property(file)}${place},title=${property(id)}::${data(`${where}${what}\n${fix}`)}`;
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
