import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program of that name on the `PATH`. */
export function findOnPath(name: string, { PATH = "" }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
