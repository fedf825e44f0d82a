import type { Stack } from "./stack";
import { literal } from "./stack-reader";
import { blocksOf } from "./terraform-json";

/** The project that one of the stacks names, for a variable `project` of the others. */
export function namedProject(stacks: readonly Stack[]): string | undefined {
  return stacks.map(({ json }) => literal(blocksOf(json.provider?.google)[0]?.project)).find((project) => project);
}

/** The stacks, their variable `project` of that value: a file that comes to name its project is no other one's. */
export function withProject(stacks: readonly Stack[], project: string | undefined): readonly Stack[] {
  return stacks.map(({ name, json }) => {
    const variable = project === undefined ? undefined : json.variable?.project;
    if (variable === undefined) return { name, json };
    return { name, json: { ...json, variable: { ...json.variable, project: { ...variable, default: project } } } };
  });
}
