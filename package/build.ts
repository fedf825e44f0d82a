import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import { buildPageScript } from "../report/script";

export const ROOT = join(__dirname, "..");

/** What a program of the constructs brings itself, so that there is one of each: `instanceof`, and one tree. */
export const PEERS = ["@cdktf/provider-google", "cdktf", "constructs"] as const;

/** `npm run build`: all commands, and everything that they use, in one CommonJS file that needs nothing beside it. */
export const buildBundle = (outfile: string): readonly string[] =>
  bundle(
    {
      entryPoints: ["cli/main.ts"],
      outfile,
      define: {
        ACTION: JSON.stringify(readFileSync(join(ROOT, "action.yml"), "utf8")),
        REPORT_SCRIPT: JSON.stringify(buildPageScript(ROOT)),
      },
      // Only what builds that script asks for it, and nothing here does.
      external: ["esbuild"],
      banner: { js: "#!/usr/bin/env node" },
      // CDKTF loads it in every run, for zip files of assets that no stack here has.
      alias: { archiver: join(__dirname, "no-archiver.cjs") },
    },
    asInstalled,
  );

/** The constructs, and everything but the peers that they use. */
export const buildConstructs = (outfile: string): readonly string[] =>
  bundle({ entryPoints: ["constructs/regional-http-proxy.ts"], outfile, external: [...PEERS] });

const COMMAND =
  /npm run (?:-s )?(synth|check|route|routes|diff-routes|preview|rehearse|report|init|smoke)\b(?![-:])(?: --(?= ))?/g;

/** What messages call a command where no package.json names it: `npm run check -- --from` is `npx ai-http-proxy check --from`. */
export const asInstalled = (text: string): string => text.replace(COMMAND, "npx ai-http-proxy $1");

/** @returns The files of the installed packages that went into it. */
function bundle(
  options: BuildOptions & { readonly outfile: string },
  finish = (text: string) => text,
): readonly string[] {
  const { outputFiles, metafile } = buildSync({
    ...options,
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  mkdirSync(dirname(options.outfile), { recursive: true });
  writeFileSync(options.outfile, finish(outputFiles[0]?.text ?? ""));
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
}

if (require.main === module) buildBundle(join(ROOT, "dist/ai-http-proxy.cjs"));
