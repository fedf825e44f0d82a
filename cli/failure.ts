import { tmpdir } from "node:os";
import { reasonOf } from "../config/reason";

/** What keeps a file from being written or read, and what helps, by the code of `node:fs`. */
const REASONS: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  EACCES: ["permission denied", "`ls -ld` shows whose it is"],
  EPERM: ["permission denied", "`ls -ld` shows whose it is"],
  EROFS: ["it is on a read-only file system", "choose a place that can be written"],
  ENOSPC: ["no space is left there", "make room"],
  EDQUOT: ["your quota there is used up", "make room"],
  EFBIG: ["it would be larger than files may be here", "raise the limit: `ulimit -f`"],
  EMFILE: ["too many files are open", "raise the limit: `ulimit -n`"],
  ENOTDIR: ["a part of the path is a file, not a folder", "move that file away"],
  EEXIST: ["there is a file, or a link that leads nowhere, where a folder is needed", "remove it"],
  EISDIR: ["it is a folder, and a file is needed", "remove it"],
  ENOTEMPTY: ["it is a folder, and a file is needed", "remove it"],
  ENOENT: ["there is no such folder", "make it"],
  ELOOP: ["its links lead in a circle", "remove them"],
};

/** Why a command cannot go on, with the place and the fix, a line each. A stack trace is for whoever sets DEBUG. */
export function describeFailure(error: unknown, env = process.env): string[] {
  const { code = "", path, stack }: Partial<NodeJS.ErrnoException> = Object(error);
  const [reason, fix] = REASONS[code] ?? [];
  if (env.DEBUG && stack !== undefined) return stack.split("\n");
  if (reason === undefined)
    return [
      `cannot go on: ${reasonOf(error).split("\n")[0]}`,
      "  this is a mistake of the program, not of the file: DEBUG=1 shows where, for whoever fixes it",
    ];
  return [
    `cannot use ${path ?? tmpdir()}: ${reason}`,
    `  ${fix}, or name another place: CDKTF_OUTDIR for what is written, TMPDIR for temporary files`,
  ];
}
