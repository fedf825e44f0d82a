/** Synthesizes every example below the folder that is its argument, and the foreign stack by its own program. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXAMPLES, exampleFile } from "../__tests__/support/examples";

const out = resolve(process.argv[2] ?? "cdktf.out/examples");
const tsx = resolve("node_modules/.bin/tsx");

for (const name of EXAMPLES) {
  const env = { ...process.env, PROXY_CONFIG: exampleFile(name), CDKTF_OUTDIR: join(out, name) };
  execFileSync(tsx, ["main.ts"], { env, stdio: ["ignore", "ignore", "inherit"] });
  console.log(`synthesized ${name}`);
}
const foreign = join(out, "foreign-stack");
mkdirSync(foreign, { recursive: true });
execFileSync(tsx, ["examples/foreign-stack/main.ts"], {
  env: { ...process.env, CDKTF_OUTDIR: foreign },
  stdio: "inherit",
});
console.log("synthesized foreign-stack");
