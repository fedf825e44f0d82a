import { existsSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { reasonOf } from "../config/reason";
import { version } from "../package.json";
import type { Fault } from "../simulator/control-plane/faults";
import { describeFailure } from "./failure";
import { EXIT, type ExitCode, processTerminal } from "./terminal";

const program = new Command("ai-http-proxy")
  .description("One address for all your AI workloads: what proxy.yaml will do, before it is deployed.")
  .version(version)
  .addHelpText(
    "after",
    "\nThe file is the first argument, or the one that PROXY_CONFIG names, or proxy.yaml.\nExit codes: 0 all is well, 1 errors or a failed expectation, 2 bad usage or cannot run.",
  )
  .exitOverride()
  .configureOutput({
    writeOut: (text) => processTerminal().out(...text.trimEnd().split("\n")),
    writeErr: (text) => processTerminal().error(...text.trimEnd().split("\n")),
  });

/** Each command's code, loaded only when it runs. A bundler follows these paths because they are literal. */
const commands = {
  check: (): typeof import("./commands/check") => require("./commands/check"),
  diffRoutes: (): typeof import("./commands/diff-routes") => require("./commands/diff-routes"),
  init: (): typeof import("./commands/init") => require("./commands/init"),
  preview: (): typeof import("./commands/preview") => require("./commands/preview"),
  rehearse: (): typeof import("./commands/rehearse") => require("./commands/rehearse"),
  report: (): typeof import("./commands/report") => require("./commands/report"),
  route: (): typeof import("./commands/route") => require("./commands/route"),
  routes: (): typeof import("./commands/routes") => require("./commands/routes"),
  smoke: (): typeof import("./commands/smoke") => require("./commands/smoke"),
  synth: (): typeof import("./commands/synth") => require("./commands/synth"),
};

const FILE = "the file, instead of PROXY_CONFIG or proxy.yaml";

/** A command about one file. */
const aboutFile = (name: string, description: string): Command =>
  program.command(name).description(description).argument("[file]", FILE);

/** Runs a command and keeps its exit code. */
const run = async (code: ExitCode | Promise<ExitCode>): Promise<void> => {
  process.exitCode = await code;
};

aboutFile("init", "write a first file, from what is there already; never overwrites")
  .option(
    "--from <file...>",
    "backends: `gcloud compute instance-groups list --format=json`, `… network-endpoint-groups list`, `gcloud run services list`; `gcloud compute networks subnets list` for a free range",
  )
  .option("--github", "also a workflow of GitHub Actions that answers on pull requests, and deploys without keys")
  .action((file: string | undefined, options) => run(commands.init().runInit(file, options, processTerminal())));

aboutFile("synth", "write Terraform JSON to cdktf.out, or where CDKTF_OUTDIR says, and print what it holds").action(
  (file?: string) => run(commands.synth().runSynth(file === undefined ? [] : [file])),
);

aboutFile("check", "everything that is wrong with the file, or will hurt later")
  .option(
    "--from <old>",
    "a file, or a git revision of this one (HEAD, HEAD:proxy.yaml): also what the change will replace or interrupt",
  )
  .addOption(
    new Option("--format <format>", "how findings are written")
      .choices(["text", "json", "sarif", "github"])
      .default("text"),
  )
  .action((file: string | undefined, options) => run(commands.check().runCheck(file, options, processTerminal())));

const repeated = (text: string, before: readonly string[] = []): string[] => [...before, text];

const urlMapOptions = (command: Command): Command =>
  command
    .option("--plan <file>", "ask the URL maps of `terraform show -json` of a plan or a state, or of Terraform JSON")
    .option("--url-map <file>", "ask a URL map from `gcloud compute url-maps export`, or Compute API JSON")
    .option("--json", "write JSON");

urlMapOptions(program.command("route"))
  .description("which workload serves a request, and why")
  .argument("[file|url...]", `${FILE}; then URLs, as in https://ai.example.com/v1/chat/completions`)
  .option("-X, --method <method>", "the HTTP method", "GET")
  .option("-H, --header <name:value>", "a request header; can be repeated", repeated)
  .option("--client-ip <address>", "the address that the requests come from")
  .option("--service-account <email>", "the service account that an internal caller runs as")
  .option("--tag <id>", "the resource tag of an internal caller, as in tagValues/281484836404786")
  .option("--client-certificate <name>", "a URI in the client's certificate, or dns:NAME, or commonName:NAME")
  .option(
    "--requests <file>",
    "requests from a file, one a line: METHOD URL [-H 'NAME: VALUE' …] [--client-ip ADDRESS …]",
  )
  .option(
    "--expect <workload|status>",
    "exit with 1 unless this workload serves every request, or it is answered so: 403 where it is denied",
  )
  .action((args: string[], options) => run(commands.route().runRoute(args, options, processTerminal())));

aboutFile("routes", "the whole routing table, the most specific rule first")
  .option("--json", "write JSON")
  .action((file: string | undefined, options) => run(commands.routes().runRoutes(file, options, processTerminal())));

const port = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError("Write a port, from 0 (any free one) to 65535.");
  return number;
};

program
  .command("diff-routes")
  .description(
    "which requests are answered differently after a change; exits with 1 where it cannot be told whether something does",
  )
  .argument("<old>", "a file, a git revision (HEAD, HEAD:proxy.yaml), a plan or an exported URL map")
  .argument("<new>", "the same")
  .option("--json", "write JSON")
  .action((before: string, after: string, options) =>
    run(commands.diffRoutes().runDiffRoutes(before, after, options, processTerminal())),
  );

aboutFile(
  "preview",
  "serve the file on this machine by a real Envoy, with stand-ins for the workloads, and follow its changes",
)
  .option("-p, --port <port>", "the port on 127.0.0.1", port, 8080)
  .option("--region <region>", "the region, where there are several; without it, the first of the file")
  .option("--host <host>", "the host that requests to 127.0.0.1 and localhost are for; without it, the first")
  .option(
    "--workload <name=url>",
    "a real server for a workload, as in vllm-v1=http://127.0.0.1:11434; can be repeated",
    repeated,
  )
  .action((file: string | undefined, options) =>
    run(commands.preview().runPreview({ ...options, file }, processTerminal())),
  );

const fault = (text: string, before: readonly Fault[] = []): Fault[] => {
  const { faultOf } = require("./faults") as typeof import("./faults");
  try {
    return [...before, faultOf(text)];
  } catch (error) {
    throw new InvalidArgumentError(reasonOf(error));
  }
};

const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("Write a number from 1 on.");
  return Number(text);
};

aboutFile(
  "rehearse",
  "applies one file over another with real Terraform against a simulator of Google Cloud, on this machine",
)
  .option(
    "--from <old>",
    "what is deployed: a file, or a git revision of this one (HEAD, HEAD:proxy.yaml); without it, a first deploy",
  )
  .option("--provider <version>", "an exact version of the google provider, instead of the newest that fits")
  .option(
    "--fault <fault>",
    "what goes wrong while it is applied, as in lost-response:insert:backendServices; can be repeated",
    fault,
  )
  .option(
    "--quotas <file>",
    "the project's quotas: `gcloud compute regions describe REGION --format=json`, or a list of such",
  )
  .option("--kill-after <count>", "kill Terraform once it has asked for so many changes", count)
  .option("--json", "write JSON")
  .action(async (file: string | undefined, options) =>
    run(await commands.rehearse().runRehearse({ ...options, file }, processTerminal())),
  );

aboutFile(
  "report",
  "one HTML file of all this: the chain as a picture, a box to ask requests in, routes, changes, findings, cost",
)
  .option("--from <old>", "a file, or a git revision of this one: also what the change does")
  .option("--rehearsal <file>", "what `rehearse --json` has answered")
  .addOption(
    new Option("--format <format>", "a page for a browser, or a comment on a pull request")
      .choices(["html", "markdown"])
      .default("html"),
  )
  .option("--out <file>", "write it there instead of standard output")
  .action((file: string | undefined, options) => run(commands.report().runReport(file, options, processTerminal())));

const duration = (text: string): number => {
  const { isDuration, seconds } = require("../config/duration") as typeof import("../config/duration");
  if (!isDuration(text)) throw new InvalidArgumentError("Write a duration, as in 30s or 5m.");
  return seconds(text);
};

aboutFile("smoke", "after a deploy: tries every route and the file's tests at its address, and says who answers")
  .requiredOption(
    "--url <url>",
    "where it is, as in http://203.0.113.1, REGION=http://203.0.113.1 of several regions, or the output `urls` as JSON; can be repeated",
    repeated,
  )
  .option("--wait <duration>", "how long what does not hold yet is tried again, as in 5m", duration, 0)
  .option("--timeout <duration>", "how long one answer may take", duration, 10)
  .option("--ca <file>", "certificates to trust instead of this machine's, in PEM")
  .option("--paid", "also send what runs a model, and costs")
  .option("-H, --header <name:value>", "a header of every request; can be repeated", repeated)
  .option("--json", "write JSON")
  .action(async (file: string | undefined, options) =>
    run(await commands.smoke().runSmoke({ ...options, file }, processTerminal())),
  );

/** Options that npm takes for the beginning of its own. */
const TAKEN_AS: Readonly<Record<string, string>> = { "--plan": "long" };

/**
 * Without `--` before it npm keeps an option, and the command would do something else than was asked. Of one that npm takes for
 * the beginning of its own with the value that this has anyway, only the value is left: `npm run check --format json`.
 */
function refuseWhatNpmHasTaken(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const command = program.commands.find((one) => one.name() === args[0] && one.name() === env.npm_lifecycle_event);
  for (const { flags, short, long = "", argChoices = [] } of command?.options ?? []) {
    const isLeft = argChoices.some((choice) => args[1] === choice && !existsSync(choice));
    const names = [long, short ?? ""].map((flag) => flag.replace(/^-+/, "").replaceAll("-", "_"));
    const isTaken =
      isLeft || [...names, TAKEN_AS[long] ?? ""].some((name) => name && env[`npm_config_${name}`] !== undefined);
    if (isTaken && !args.some((arg) => arg === short || arg.split("=")[0] === long))
      program.error(
        `error: npm has taken ${long} for itself: write \`npm run ${args[0]} -- ${flags.replace(/^-\w, /, "")}\``,
        { exitCode: EXIT.usage },
      );
  }
}

async function start(): Promise<void> {
  refuseWhatNpmHasTaken(process.argv.slice(2), process.env);
  await program.parseAsync();
}

start().catch((error: unknown) => {
  const isCommander = error instanceof CommanderError;
  if (!isCommander) processTerminal().error(...describeFailure(error));
  process.exitCode = isCommander && error.exitCode === 0 ? EXIT.ok : EXIT.usage;
});
