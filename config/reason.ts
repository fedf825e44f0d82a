/** What a caught error says. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The same as lines. */
export const linesOf = (error: unknown): string[] => reasonOf(error).split("\n");

/** What an attempt gives; nothing where it fails. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
