import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, dirname } from "node:path";
import { attempt } from "../reason";
import type { ShapeProblem } from "../schema/finding-kinds";
import { notText, tooLarge, unreadable } from "../schema/messages";
import { nearest } from "../schema/suggest";

const MAX_BYTES = 5_000_000;
const CHUNK_BYTES = 1_000_000;

/** The text of a UTF-8 file of at most so many bytes. Throws what `node:fs` throws; see `readProblem`. */
export function readText(path: string, maxBytes = MAX_BYTES): string {
  // A pipe that nobody writes into would let the opening wait for ever.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const kind = fstatSync(file);
    if (kind.isCharacterDevice() || kind.isBlockDevice())
      throw Object.assign(new Error("a device"), { code: "ENODEV" });
    const chunks: Buffer[] = [];
    // Not readFileSync: what is no plain file says nothing about its size, and may never end.
    for (let size = 0; size <= maxBytes; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = kind.isFIFO() ? readPipe(file, chunk, chunks.length > 0) : readSync(file, chunk);
      if (bytes === 0) return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
      chunks.push(chunk.subarray(0, bytes));
      size += bytes;
    }
    throw Object.assign(new Error("file too large"), { code: "EFBIG" });
  } finally {
    closeSync(file);
  }
}

/** A file that is no configuration, of any size. Throws what keeps it from being read, and the fix. */
export function readForeign(path: string): string {
  try {
    return readText(path, Number.POSITIVE_INFINITY);
  } catch (error) {
    const { what, fix } = readProblem(error, "name another file");
    throw new Error(`${path}: ${what}\n  ${fix}`);
  }
}

/** How long a pipe may be silent, and how long nobody need have opened its other end. */
const PATIENCE_MS = { silent: 30_000, unopened: 1_000 };
const PAUSE_MS = 10;

/** The next bytes of a pipe; none at its end. Before the first byte nothing tells an end from a writer that is late. */
function readPipe(file: number, chunk: Buffer, isBegun: boolean): number {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      const bytes = readSync(file, chunk);
      if (bytes > 0 || isBegun) return bytes;
      if (waited >= PATIENCE_MS.unopened) throw Object.assign(new Error("an empty pipe"), { code: "EPIPE" });
    } catch (error) {
      if (Object(error).code !== "EAGAIN" || waited >= PATIENCE_MS.silent) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** Why `readText` threw, and what to do; `instead` is said when nothing in the file's directory has a similar name. */
export function readProblem(error: unknown, instead: string): ShapeProblem {
  const { code, path = "", message = String(error) }: Partial<NodeJS.ErrnoException> = Object(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR": {
      const similar = nearest(basename(path), attempt(() => readdirSync(dirname(path))) ?? []);
      return unreadable("there is no such file", similar === undefined ? instead : `did you mean ${similar}?`);
    }
    case "EISDIR":
      return unreadable("this is a directory", "name a file in it");
    case "ENODEV":
      return unreadable("this is a device, not a file", "name a file");
    case "EPIPE":
    case "EAGAIN":
      return unreadable("this is a pipe, and nothing comes out of it", "name a file, or let something write into it");
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
