import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import manifest from "../package.json";
import { buildBundle, buildConstructs, PEERS, ROOT } from "./build";
import { noticesOf } from "./notices";

/** What stands in the package as it is here, and where. */
const COPIED: Readonly<Record<string, string>> = {
  "docs/package.md": "README.md",
  "docs/configuration.md": "configuration.md",
  "docs/rules.md": "rules.md",
  "CHANGELOG.md": "CHANGELOG.md",
  LICENSE: "LICENSE",
  "action.yml": "action.yml",
  "proxy.schema.json": "proxy.schema.json",
};
const COMMANDS = "bin/ai-http-proxy.cjs";
const CONSTRUCTS = "constructs/index.cjs";
const TYPES = "types/constructs/regional-http-proxy.d.ts";

/**
 * `npm run package`: makes the folder of what is published, with a package.json of its own.
 *
 * @throws When a type that users see needs more than the peers.
 */
export function assemblePackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const inputs = [...buildBundle(join(folder, COMMANDS)), ...buildConstructs(join(folder, CONSTRUCTS))];
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES"), noticesOf(inputs));
  for (const [from, to] of Object.entries(COPIED)) copyFileSync(join(ROOT, from), join(folder, to));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(published(), null, 2)}\n`);
  writeDeclarations(folder);
}

function published() {
  const { name, version, description, license, engines, dependencies } = manifest;
  return {
    name,
    version,
    description,
    license,
    engines,
    bin: { [name]: COMMANDS },
    // Not `exports`: the module resolution of CDKTF's own template reads none.
    main: CONSTRUCTS,
    types: TYPES,
    peerDependencies: Object.fromEntries(PEERS.map((peer) => [peer, `^${dependencies[peer]}`])),
    peerDependenciesMeta: Object.fromEntries(PEERS.map((peer) => [peer, { optional: true }])),
  };
}

/** The types of the constructs, and of what those name. */
function writeDeclarations(folder: string): void {
  const all = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    execFileSync(tsc, ["-p", join(__dirname, "declarations.json"), "--outDir", all], { stdio: "inherit" });
    const pending = [TYPES.replace("types/", "")];
    for (const path of pending) {
      const text = readFileSync(join(all, path), "utf8");
      for (const [, specifier = ""] of text.matchAll(/(?:\bfrom |\bimport\()"([^"]+)"/g)) {
        const isOwn = specifier.startsWith(".");
        if (!isOwn && !PEERS.some((peer) => specifier === peer || specifier.startsWith(`${peer}/`)))
          throw new Error(`${path} needs the types of ${specifier}, which users do not have`);
        const named = `${join(dirname(path), specifier)}.d.ts`;
        if (isOwn && !pending.includes(named)) pending.push(named);
      }
      mkdirSync(dirname(join(folder, "types", path)), { recursive: true });
      writeFileSync(join(folder, "types", path), text);
    }
  } finally {
    rmSync(all, { recursive: true });
  }
}

if (require.main === module) {
  const folder = join(ROOT, "dist/package");
  assemblePackage(folder);
  execFileSync("npm", ["pack", "--pack-destination", dirname(folder)], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  console.log(join("dist", `${manifest.name}-${manifest.version}.tgz`));
}
