/**
 * A command line that runs an executable in the place of a shell, whose watchman ends it once this program is no more, even
 * by SIGKILL: then the pipe that is its standard input closes. The executable itself gets no input.
 *
 * @param group Ends its process group with it, which must be its own.
 */
export function endWithParent(
  executable: string,
  args: readonly string[],
  { group = false } = {},
): readonly [string, readonly string[]] {
  // What the terminal sends to all, the executable takes as it likes; the watchman goes on watching.
  const watchman = `(trap '' INT TERM HUP; cat <&3 >/dev/null; kill -9 ${group ? "-" : ""}$$) 2>/dev/null`;
  return ["/bin/sh", ["-c", `exec 3<&0 </dev/null; ${watchman} & exec 3<&-; exec "$0" "$@"`, executable, ...args]];
}
