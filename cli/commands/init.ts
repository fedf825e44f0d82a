import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { linesOf } from "../../config/reason";
import { configFile } from "../configuration";
import { readLists } from "../gcloud-lists";
import { replaceFiles } from "../output";
import { starterOf } from "../starter";
import { EXIT, type ExitCode, type Terminal } from "../terminal";
import { ACTION_FOLDER, WORKFLOW, workflowText } from "../workflow";

/** `action.yml`, of which a repository of one's own gets a copy: the bundle has it in itself, the sources read it. */
declare const ACTION: string | undefined;
const actionText = (): string =>
  typeof ACTION === "string" ? ACTION : readFileSync(join(__dirname, "../../action.yml"), "utf8");

export interface InitOptions {
  /** What `gcloud … list --format=json` has written. */
  readonly from?: readonly string[];
  /** Also a workflow of GitHub Actions; a configuration that is there is the one that it is about. */
  readonly github?: boolean;
}

const IGNORE = ".gitignore";

/** What synth and Terraform leave here, all but the lock files. */
const IGNORED = [
  "cdktf.out/*",
  "!cdktf.out/stacks/",
  "cdktf.out/stacks/*/*",
  "!cdktf.out/stacks/*/.terraform.lock.hcl",
  "*.tfstate",
  "*.tfstate.*",
  "terraform.*.tfstate*",
];

/** `npm run init`: the first files of somebody. Asks nothing, and never overwrites. */
export function runInit(given: string | undefined, { from, github }: InitOptions, terminal: Terminal): ExitCode {
  const file = configFile(given);
  const isKept = github === true && from === undefined && existsSync(file);
  const leftOut: string[] = [];
  const files = new Map<string, string>();
  try {
    if (!isKept) {
      const starter = starterOf(from && readLists(from));
      files.set(file, `${schemaLine(dirname(file))}${starter.text}`);
      leftOut.push(...starter.leftOut);
    }
  } catch (error) {
    terminal.error(...linesOf(error));
    return EXIT.usage;
  }
  if (github) {
    files.set(join(ACTION_FOLDER, "action.yml"), actionText());
    files.set(WORKFLOW, workflowText(relative(".", file)));
  }
  const present = [...files.keys()].filter((path) => existsSync(path));
  if (present.length > 0) {
    terminal.error(
      ...present.map((path) => `${path} is there already, and nothing is written`),
      "  name another file, or move it away",
    );
    return EXIT.usage;
  }
  const missing = missingIn(IGNORE);
  if (!existsSync(IGNORE)) files.set(IGNORE, `${IGNORED.join("\n")}\n`);
  replaceFiles([...files]);
  terminal.out(...[...files.keys()].map((path) => `wrote ${path}`));
  if (!files.has(IGNORE) && missing.length > 0)
    terminal.out(`${IGNORE} is there already; it does not have:`, ...missing.map((line) => `  ${line}`));
  if (leftOut.length > 0) terminal.out("left out:", ...leftOut.map((one) => `  ${one}`));
  terminal.out(
    "next: `npm run check` says what is wrong, or will hurt later; `npm run synth` writes the Terraform JSON",
  );
  return EXIT.ok;
}

/** Editors complete and check the file by the schema, where it is installed or this is a clone. */
function schemaLine(folder: string): string {
  const schemas = ["proxy.schema.json", "node_modules/ai-http-proxy/proxy.schema.json"];
  const found = schemas.find((path) => existsSync(join(folder, path)));
  return found === undefined ? "" : `# yaml-language-server: $schema=./${found}\n`;
}

function missingIn(ignore: string): readonly string[] {
  if (!existsSync(ignore)) return [];
  const lines = readFileSync(ignore, "utf8").split(/\r?\n/);
  return IGNORED.filter((line) => !lines.includes(line));
}
