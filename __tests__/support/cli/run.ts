import { type ExitCode, type Terminal, terminalOf } from "../../../cli/terminal";

/** What a command answers: its exit code, and the text of both streams. */
export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

type Command = (terminal: Terminal) => ExitCode | Promise<ExitCode>;

/** A terminal that keeps what is said, a text for each time. */
export const terminalTo = (out: string[], error: string[] = out, colour = false): Terminal =>
  terminalOf(
    (text) => out.push(text.slice(0, -1)),
    (text) => error.push(text.slice(0, -1)),
    colour,
  );

/** A command in this process, in an environment and without colour. */
export async function answerOf(command: Command, env: NodeJS.ProcessEnv): Promise<Answer> {
  const said = { out: [] as string[], error: [] as string[] };
  const before = process.env;
  process.env = { ...env };
  try {
    const code = await command(terminalTo(said.out, said.error));
    const all = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");
    return { code, out: all(said.out), error: all(said.error) };
  } finally {
    process.env = before;
  }
}
