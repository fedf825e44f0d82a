import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SERVERS, type ServerName } from "../../../config/presets/servers";

/** One route of a model server: `POST /sleep`. */
export interface ServerRoute {
  readonly methods: readonly string[];
  readonly path: string;
}

/** Captures with a value in them: requests ask for paths, not for templates. */
export const filled = (path: string) => path.replace(/\{\w+\}/g, "x1").replace(/\*$/, "x1");

/** What a server registers beside what it publishes, as its sources of that release say; captures are filled. */
export function closedRoutesOf(server: ServerName): ServerRoute[] {
  const lines = readFileSync(join(__dirname, `${server}.txt`), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [methods = "", path = ""] = line.split(" ");
    // A WebSocket begins as a GET.
    return { methods: methods.replaceAll("WEBSOCKET", "GET").split(","), path: filled(path) };
  });
}

export function publishedRoutesOf(server: ServerName): ServerRoute[] {
  return (SERVERS[server].published ?? []).map((text) => {
    const [, method = "POST", path = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(text) ?? [];
    return { methods: [method], path: filled(path) };
  });
}

/** A path with each of its characters but the slashes percent-encoded, one at a time. */
export function spellingsOf(path: string): string[] {
  return [...path].flatMap((character, at) =>
    character === "/"
      ? []
      : `${path.slice(0, at)}%${character.charCodeAt(0).toString(16).toUpperCase()}${path.slice(at + 1)}`,
  );
}

export const PUBLISHING = (Object.keys(SERVERS) as ServerName[]).filter(
  (server) => SERVERS[server].published !== undefined,
);
