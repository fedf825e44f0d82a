import { join } from "node:path";
import type { buildSync } from "esbuild";

declare const REPORT_SCRIPT: string | undefined;

/** The program of the page: built in where this is a bundle, otherwise made from the sources. */
export const pageScript = (root: string): string =>
  typeof REPORT_SCRIPT === "string" ? REPORT_SCRIPT : buildPageScript(root);

export function buildPageScript(root: string): string {
  const { buildSync: build }: { buildSync: typeof buildSync } = require("esbuild");
  const { outputFiles } = build({
    absWorkingDir: root,
    entryPoints: [join(root, "report/browser/main.ts")],
    bundle: true,
    platform: "browser",
    target: "es2022",
    minify: true,
    write: false,
    logLevel: "warning",
  });
  // Nothing in it may end its element.
  return (outputFiles?.[0]?.text ?? "").replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}
