/** What a caught error says. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The same as lines. */
export const linesOf = (error: unknown): string[] => reasonOf(error).split("\n");
