import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { ShapeProblem } from "../schema/finding-kinds";
import { notText, tooLarge, unreadable } from "../schema/messages";
import { nearest } from "../schema/suggest";

const MAX_BYTES = 5_000_000;

/** The text of a UTF-8 file of at most 5 MB. Throws what `node:fs` throws; see `readProblem`. */
export function readText(path: string): string {
  const file = openSync(path, "r");
  try {
    // Not readFileSync: a device or a pipe says nothing about its size, and may never end.
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let size = 0;
    for (let read = -1; read !== 0 && size < buffer.length; size += read)
      read = readSync(file, buffer, size, buffer.length - size, null);
    if (size > MAX_BYTES) throw Object.assign(new Error("file too large"), { code: "EFBIG" });
    return new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, size));
  } finally {
    closeSync(file);
  }
}

/** Why `readText` threw, and what to do; `instead` is said when nothing in the file's directory has a similar name. */
export function readProblem(error: unknown, instead: string): ShapeProblem {
  const { code, path = "", message = String(error) }: Partial<NodeJS.ErrnoException> = Object(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR": {
      const similar = nearest(basename(path), namesIn(dirname(path)));
      return unreadable("there is no such file", similar === undefined ? instead : `did you mean ${similar}?`);
    }
    case "EISDIR":
      return unreadable("this is a directory", "name a file in it");
    case "EACCES":
    case "EPERM":
      return unreadable("this file may not be read", "ask for the permission to read it: `ls -l` shows whose it is");
    case "EFBIG":
      return tooLarge("5 MB");
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return notText("it is not UTF-8");
    default:
      return unreadable(message, "name a file that can be read");
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
