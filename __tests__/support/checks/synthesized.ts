import { analyze } from "../../../checks/analyze";
import { loadText } from "../../../config/document/load";
import { stackFile, synthesize } from "../../../constructs/synthesize";

type Json = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/** The resources of a file's first stack, by type and name. Throws what keeps the file from being one. */
export function resourcesOf(text: string): Json {
  const { config, findings } = loadText("proxy.yaml", text, () => "");
  if (config === undefined) throw new Error(JSON.stringify(findings));
  const analysis = analyze(config);
  const errors = analysis.findings.filter(({ severity }) => severity === "error");
  const stack = analysis.regions[0]?.model.stack ?? "";
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return JSON.parse(synthesize(analysis).get(stackFile(stack)) ?? "{}").resource;
}
