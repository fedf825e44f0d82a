import { type Analysis, stacksOf as stackNames } from "../checks/analysis";
import { stackFile, synthesize } from "../constructs/synthesize";
import type { Stack } from "../simulator/stack/stack";

/** The stacks of a configuration, as the bytes that would be deployed. */
export function stacksOf(analysis: Analysis): Stack[] {
  const files = synthesize(analysis);
  return stackNames(analysis).map((name) => ({ name, json: JSON.parse(files.get(stackFile(name)) ?? "{}") }));
}
