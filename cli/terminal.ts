import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

/** Where a command writes, and whether it may use colour. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly colour: boolean;
  /** Shows what goes on in a line that the next one overwrites; an empty one takes it away. Absent where nobody looks. */
  readonly progress?: (text: string) => void;
}

/** The exit codes of every command. */
export const EXIT = { ok: 0, findings: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Standard output and error; colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function processTerminal(): Terminal {
  // A reader that closes its end early (`| head`) is no mistake of anybody.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
    colour: mayColour(process.stdout, process.env),
    ...(process.stderr.isTTY && { progress: (text) => void process.stderr.write(`\r\x1b[K${text}`) }),
  };
}

function mayColour(stream: Partial<WriteStream>, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  return Boolean(env.FORCE_COLOR) || (stream.isTTY === true && env.TERM !== "dumb");
}

type Style = "bold" | "dim" | "red" | "green" | "yellow";

/** A text in a style, or as it is where there is no colour. */
export function style({ colour }: Pick<Terminal, "colour">, name: Style, text: string): string {
  return colour ? styleText(name, text, { validateStream: false }) : text;
}
