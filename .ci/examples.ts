/** Synthesizes every example below the folder that is its argument, and the foreign stack by its own program. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const out = resolve(process.argv[2] ?? "cdktf.out/examples");
const tsx = resolve("node_modules/.bin/tsx");

for (const file of readdirSync("examples").filter((name) => name.endsWith(".yaml"))) {
  const outdir = join(out, file.replace(/\.yaml$/, ""));
  const env = { ...process.env, PROXY_CONFIG: join("examples", file), CDKTF_OUTDIR: outdir };
  execFileSync(tsx, ["main.ts"], { env, stdio: ["ignore", "ignore", "inherit"] });
  console.log(`synthesized ${file}`);
}
const foreign = join(out, "foreign-stack");
mkdirSync(foreign, { recursive: true });
execFileSync(tsx, ["examples/foreign-stack/main.ts"], {
  env: { ...process.env, CDKTF_OUTDIR: foreign },
  stdio: "inherit",
});
console.log("synthesized foreign-stack");
