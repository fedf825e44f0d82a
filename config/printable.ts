/** What a terminal or a log would obey, or nobody can see; half a surrogate pair is no character at all. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const code = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text of a file, a plan, an export or a URL as one line that a terminal only shows: `\u001b` for an escape. */
export const printable = (text: string): string =>
  text.replace(UNSEEN, (character) => SHORT[character] ?? code(character));

/** A document for programs as it is, but for what JSON lets through and a terminal obeys. */
export const printableDocument = (text: string): string =>
  text.replace(UNSEEN, (character) => (character === "\n" ? character : code(character)));

/**
 * A line of a log that commands no runner: `::error::` and `##[group]` are written with an escape.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * @see https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 */
export const withoutCommands = (line: string): string =>
  line.replace(/^(\s*):(?=:)/, "$1\\u003a").replace(/#(?=#\w*\[)/g, "\\u0023");
