/** A text as one word of a command for a POSIX shell. */
export const quoted = (text: string): string =>
  /^[\w:/.=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
