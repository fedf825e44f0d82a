/**
 * Runs a program of this folder: `node package/run.cjs cli/main.ts check`. The program is bundled, which starts in half the
 * time of files compiled one by one; dependencies stay as they are installed. A kept bundle runs only as long as nothing
 * that it was made of has changed.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { createRequire, SourceMap } = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { compileFunction, constants } = require("node:vm");

const root = dirname(__dirname);
const [entry = ""] = process.argv.splice(2, 1);
const file = join(root, "dist/cache", `${entry.replaceAll("/", "-")}.cjs`);
/** Stands between a bundle and what it was made of. */
const MARK = "\n// made of ";

const stat = (path) => statSync(resolve(root, path), { bigint: true });

/** Changes with every write to one of the files, even one that keeps their times and sizes. */
function stateOf(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const path of paths) {
    const { ino, size, mtimeNs, ctimeNs } = stat(path);
    hash.update(`${path} ${ino} ${size} ${mtimeNs} ${ctimeNs}\n`);
  }
  return hash.digest("hex");
}

function bundle(options) {
  return require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    write: false,
    metafile: true,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    ...options,
  });
}

function kept() {
  try {
    const text = readFileSync(file, "utf8");
    const { paths, state } = JSON.parse(text.slice(text.lastIndexOf(MARK) + MARK.length));
    return stateOf(paths) === state ? text : undefined;
  } catch {
    return undefined; // There is none, or one of its files is gone.
  }
}

function built() {
  const unfinished = `${file}.${process.pid}`;
  /** Absent where nothing can be written: the bundle is for this run alone. */
  const startedAt = attempt(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, "");
    return statSync(unfinished, { bigint: true }).ctimeNs;
  });
  try {
    const { outputFiles, metafile } = bundle();
    const sources = Object.keys(metafile.inputs);
    // A folder, because a new file may be found before an old one.
    const folders = new Set(sources.map(dirname).filter((path) => path !== "."));
    const paths = [...sources, ...folders, "package/run.cjs", "tsconfig.json", "node_modules/esbuild/package.json"];
    const text = `${outputFiles[0].text}${MARK}${JSON.stringify({ paths, state: stateOf(paths) })}`;
    // What has changed since may not be what was read: such a bundle is for this run alone too.
    if (startedAt !== undefined && paths.every((path) => stat(path).ctimeNs < startedAt))
      attempt(() => {
        writeFileSync(unfinished, text);
        renameSync(unfinished, file);
      });
    return text;
  } finally {
    attempt(() => rmSync(unfinished, { force: true }));
  }
}

function attempt(change) {
  try {
    return change();
  } catch {
    return undefined;
  }
}

/** Puts the places of the sources into the trace of an error that ends the program. */
process.on("uncaughtExceptionMonitor", (error) => {
  if (typeof error?.stack !== "string" || !error.stack.includes(file)) return;
  const map = bundle({ sourcemap: "external" }).outputFiles.find(({ path }) => path.endsWith(".map"));
  const places = new SourceMap(JSON.parse(map.text));
  error.stack = error.stack.replace(/([^\s(]+):(\d+):(\d+)/g, (place, path, line, column) => {
    const { originalSource, originalLine, originalColumn } =
      path === file ? places.findEntry(line - 1, column - 1) : {};
    return originalSource
      ? `${resolve(dirname(file), originalSource)}:${originalLine + 1}:${originalColumn + 1}`
      : place;
  });
});

/** npm runs a program by a shell, which a signal ends without a word to the program: the shell's end is the signal. */
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}

/** Ends the program where a dependency is not installed. */
function refuseWithoutDependencies({ code, message }) {
  const [, name] = (code === "MODULE_NOT_FOUND" && /'([^'.][^']*)'/.exec(message)) || [];
  if (name === undefined) return;
  process.stderr.write(`cannot run: the dependency ${name} is not installed\n  run \`npm ci\` first\n`);
  process.exit(2);
}

let text;
try {
  text = kept() ?? built();
} catch (error) {
  refuseWithoutDependencies(error);
  if (!error.errors) throw error;
  process.exit(1); // esbuild has printed what is wrong with the sources.
}
process.argv[1] = join(root, entry);
const program = { exports: {} };
const requireInstalled = (name) => {
  try {
    return createRequire(file)(name);
  } catch (error) {
    refuseWithoutDependencies(error);
    throw error;
  }
};
compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"], {
  filename: file,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})(program.exports, requireInstalled, program, file, dirname(file));
