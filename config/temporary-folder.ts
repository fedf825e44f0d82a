import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of this run, which nobody else can write to. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Containers may share a folder for temporary files, and know nothing of each other's processes. */
const MACHINE = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
const NAME = new RegExp(`^ai-http-proxy-${MACHINE}-(\\d+)-`);

/**
 * A new folder among the temporary files, gone when this program ends. Where it was killed, the next run that makes one
 * clears up after it.
 */
export function temporaryFolder(): TemporaryFolder {
  const temporary = tmpdir();
  for (const name of readdirSync(temporary)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (pid && !isRunning(pid) && isOwn(join(temporary, name))) removeAll(join(temporary, name));
  }
  const path = mkdtempSync(join(temporary, `ai-http-proxy-${MACHINE}-${process.pid}-`));
  const atExit = () => removeAll(path);
  process.once("exit", atExit);
  const remove = () => {
    process.off("exit", atExit);
    removeAll(path);
  };
  return { path, remove };
}

const removeAll = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 3 });

/** A folder that this user has made, no link to another. */
function isOwn(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
