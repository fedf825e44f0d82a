import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { printable, printableDocument, withoutCommands } from "../config/printable";

/**
 * Where a command writes, and whether it may use colour. Each line is printed as one line, whatever the file, plan, export or
 * URL says that its text is from: a terminal and a runner obey nothing in it.
 */
export interface Terminal {
  readonly out: (...lines: readonly string[]) => void;
  readonly error: (...lines: readonly string[]) => void;
  /** Writes a document for programs to standard output. */
  readonly document: (text: string) => void;
  readonly colour: boolean;
  /** Shows what goes on in a line that the next one overwrites; an empty one takes it away. Absent where nobody looks. */
  readonly progress?: (text: string) => void;
}

/** The exit codes of every command. */
export const EXIT = { ok: 0, findings: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Standard output and error; colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function processTerminal(): Terminal {
  // A reader that closes its end early (`| head`) is no mistake of anybody; an answer that a full disk has cut is no answer.
  process.stdout.once("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit(EXIT.ok);
    process.stderr.write(`cannot write the answer: ${message}\n  let standard output go where there is room\n`);
    process.exit(EXIT.usage);
  });
  process.stderr.once("error", ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === "EPIPE" ? undefined : EXIT.usage),
  );
  const terminal = terminalOf(
    (text) => void process.stdout.write(text),
    (text) => void process.stderr.write(text),
    mayColour(process.stdout, process.env),
  );
  if (!process.stderr.isTTY) return terminal;
  return { ...terminal, progress: (text) => void process.stderr.write(`\r\x1b[K${printable(text)}`) };
}

type Write = (text: string) => void;

/** A terminal of two streams. */
export function terminalOf(out: Write, error: Write, colour: boolean): Terminal {
  const linesTo =
    (write: Write) =>
    (...lines: readonly string[]) =>
      lines.length > 0 &&
      write(lines.map((line) => `${withoutCommands(colour ? printableStyled(line) : printable(line))}\n`).join(""));
  return {
    out: linesTo(out),
    error: linesTo(error),
    document: (text) => out(`${printableDocument(text.trimEnd())}\n`),
    colour,
  };
}

/** What `style` writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are ours
const STYLES = /(\x1b\[(?:1|2|22|31|32|33|39)m)/;

const printableStyled = (line: string): string =>
  line
    .split(STYLES)
    .map((part, i) => (i % 2 === 1 ? part : printable(part)))
    .join("");

function mayColour(stream: Partial<WriteStream>, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return !["0", "false"].includes(env.FORCE_COLOR);
  return stream.isTTY === true && env.TERM !== "dumb";
}

type Style = "bold" | "dim" | "red" | "green" | "yellow";

/** A text in a style, or as it is where there is no colour. */
export function style({ colour }: Pick<Terminal, "colour">, name: Style, text: string): string {
  return colour ? styleText(name, text, { validateStream: false }) : text;
}
