import { join } from "node:path";
import { buildSync } from "esbuild";

const ROOT = join(__dirname, "..");

/** `npm run build`: all commands, and everything that they use, in one CommonJS file that needs nothing beside it. */
export function buildBundle(outfile: string): void {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ["cli/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    // CDKTF loads it in every run, for zip files of assets that no stack here has.
    alias: { archiver: join(__dirname, "no-archiver.cjs") },
    logLevel: "warning",
  });
}

if (require.main === module) buildBundle(join(ROOT, "dist/ai-http-proxy.cjs"));
