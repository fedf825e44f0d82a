import { analyze } from "../../../checks/analyze";
import { withOverrides } from "../../../cli/overrides";
import { type LocatedFinding, loadText } from "../../../config/document/load";
import { formatPath } from "../../../config/finding";

/** Everything that is found in a text, as the lines of a terminal show it without the file's name. */
export function foundIn(text: string): string[] {
  return findingsIn(text).map(
    ({ position, path, severity, id, what, fix }) =>
      `${position?.line}:${position?.column} ${formatPath(path)}: ${severity}[${id}] ${what}\n  ${fix}`,
  );
}

export function findingsIn(text: string): LocatedFinding[] {
  const source = loadText("proxy.yaml", text, () => {
    throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  });
  return source.locate([...source.findings, ...(source.config ? withOverrides(analyze(source.config)).findings : [])]);
}
