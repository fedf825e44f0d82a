import type { Analysis } from "../checks/analysis";
import { stackFile, synthesize } from "../constructs/synthesize";
import type { Stack } from "../simulator/stack/stack";

/** The stacks of a configuration, as the bytes that would be deployed. */
export function stacksOf(analysis: Analysis): Stack[] {
  const files = synthesize(analysis);
  return analysis.regions.map(({ model: { stack } }) => ({
    name: stack,
    json: JSON.parse(files.get(stackFile(stack)) ?? "{}"),
  }));
}
