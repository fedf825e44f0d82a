import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** TypeScript's compiler, which is its language server too. */
export const TSC = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");

/**
 * What an editor shows where each word first stands in a file: its type and its documentation. Speaks LSP with a server of
 * its own and waits until that has gone.
 * @see https://microsoft.github.io/language-server-protocol
 */
export async function hoverTexts(file: string, words: readonly string[]): Promise<Record<string, string>> {
  const server = spawn(process.execPath, [TSC, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const gone = once(server, "exit");
  const answers = new Map<number, (result: unknown) => void>();
  let received: Buffer = Buffer.alloc(0);
  server.stdout.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let message = firstMessage(received); message; message = firstMessage(received)) {
      received = message.rest;
      const { id, method, result } = JSON.parse(message.text);
      // A request of the server's needs an answer; what it only tells needs none.
      if (method !== undefined && id !== undefined) send({ id, result: null });
      else answers.get(id)?.(result);
    }
  });
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const ask = <T>(method: string, params?: object): Promise<T> => {
    const id = answers.size + 1;
    send({ id, method, params });
    return new Promise((resolve, reject) => {
      answers.set(id, resolve as (result: unknown) => void);
      gone.then(() => reject(new Error(`the language server ended before it answered ${method}`)));
    });
  };
  try {
    const text = readFileSync(file, "utf8");
    const uri = pathToFileURL(file).href;
    await ask("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    send({ method: "initialized", params: {} });
    send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "typescript", version: 1, text } },
    });
    const shown: Record<string, string> = {};
    for (const word of words) {
      const position = positionOf(text, word);
      const hover = await ask<Hover | null>("textDocument/hover", { textDocument: { uri }, position });
      shown[word] = hover?.contents.value ?? "";
    }
    await ask("shutdown");
    send({ method: "exit" });
    return shown;
  } finally {
    server.stdin.end();
    await gone;
  }
}

interface Hover {
  readonly contents: { readonly value: string };
}

/** The first whole message of what has arrived, and what comes after it. */
function firstMessage(received: Buffer): { readonly text: string; readonly rest: Buffer } | undefined {
  const end = received.indexOf("\r\n\r\n") + 4;
  const length = Number(/Content-Length: (\d+)/.exec(received.toString("latin1", 0, Math.max(0, end)))?.[1]);
  // Not a number while the header is not whole.
  if (!(received.length >= end + length)) return undefined;
  return { text: received.toString("utf8", end, end + length), rest: received.subarray(end + length) };
}

function positionOf(text: string, word: string): { line: number; character: number } {
  const before = text.slice(0, text.search(new RegExp(`\\b${word}\\b`))).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
