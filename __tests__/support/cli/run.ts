import type { ExitCode, Terminal } from "../../../cli/terminal";

/** What a command answers: its exit code, and the text of both streams. */
export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

type Command = (terminal: Terminal) => ExitCode | Promise<ExitCode>;

/** A command in this process, in an environment and without colour. */
export async function answerOf(command: Command, env: NodeJS.ProcessEnv): Promise<Answer> {
  const said = { out: [] as string[], error: [] as string[] };
  const before = process.env;
  process.env = { ...env };
  try {
    const code = await command({
      out: (text) => void said.out.push(`${text}\n`),
      error: (text) => void said.error.push(`${text}\n`),
      colour: false,
    });
    return { code, out: said.out.join(""), error: said.error.join("") };
  } finally {
    process.env = before;
  }
}
