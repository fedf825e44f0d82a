import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { attempt } from "../config/reason";
import { type SynthesizedFiles, stackFile } from "../constructs/synthesize";

/**
 * Puts synthesized files in place: all of them whole, or none. Whatever else is there stays, other stacks' folders and their
 * entries in the manifest too: the CDKTF CLI removes folders that the manifest does not name.
 *
 * @returns The stacks of the manifest that these files do not make.
 * @throws What `node:fs` throws, with the path.
 */
export function writeOutput(files: SynthesizedFiles, outdir: string): string[] {
  const { [MANIFEST]: manifest = "{}", ...stacks } = Object.fromEntries(files);
  replaceFiles(Object.entries(stacks).map(([path, text]) => [join(outdir, path), text]));
  return writeManifest(JSON.parse(manifest), outdir);
}

const MANIFEST = "manifest.json";

/** What the CDKTF CLI reads: which stacks there are, and where. */
interface Manifest {
  readonly version: string;
  readonly stacks: Readonly<Record<string, ManifestStack>>;
}
interface ManifestStack {
  readonly synthesizedStackPath: string;
}

/**
 * Whoever writes the manifest last has read every stack's folder after all others had written theirs: it looks again after it
 * has written, until nothing differs. So of several writers at once none is lost.
 */
function writeManifest(own: Manifest, outdir: string): string[] {
  const path = join(outdir, MANIFEST);
  for (;;) {
    const before = attempt(() => readFileSync(path, "utf8"));
    const known = before === undefined ? undefined : attempt((): Manifest => JSON.parse(before));
    const listed = Object.entries(known?.stacks ?? {}).filter(([, { synthesizedStackPath = "" }]) =>
      existsSync(join(outdir, synthesizedStackPath)),
    );
    const found = readdirSync(join(outdir, "stacks"))
      .filter((stack) => existsSync(join(outdir, stackFile(stack))))
      .map((stack) => [stack, entryOf(stack)] as const);
    const stacks = { ...Object.fromEntries(found), ...Object.fromEntries(listed), ...own.stacks };
    const names = Object.keys(stacks).sort();
    const all = { ...own, stacks: Object.fromEntries(names.map((name) => [name, stacks[name]])) };
    const text = JSON.stringify(all, null, 2);
    if (text === before) return names.filter((name) => own.stacks[name] === undefined);
    replaceFiles([[path, text]]);
  }
}

/** As CDKTF writes it for a stack of this program. */
const entryOf = (stack: string) => ({
  annotations: [],
  constructPath: stack,
  dependencies: [],
  name: stack,
  stackMetadataPath: join("stacks", stack, "metadata.json"),
  synthesizedStackPath: stackFile(stack),
  workingDirectory: join("stacks", stack),
});

/** Readers see an old file or the new one, never a part, however many write at once. */
export function replaceFiles(files: readonly (readonly [path: string, text: string])[]): void {
  const drafts = files.map(([path, text]) => ({ path, text, draft: `${path}.${randomUUID()}.tmp` }));
  try {
    for (const { path, text, draft } of drafts)
      named(path, () => {
        makeFolder(dirname(path));
        writeFileSync(draft, text, { flag: "wx" });
      });
    for (const { path, draft } of drafts) named(path, () => renameSync(draft, path));
  } finally {
    for (const { draft } of drafts) attempt(() => rmSync(draft, { force: true }));
  }
}

/** Not Node's own `recursive`: below /proc that never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error; // Another writer may have made it.
  }
}

/** A full disk's error names no path, and a draft's name says nothing to anybody. */
function named(path: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    throw Object.assign(Object(error), { path });
  }
}
