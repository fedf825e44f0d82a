import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { ENVOY_MISSING, findEnvoy } from "../simulator/data-plane/envoy/process";
import { CHROMIUM_MISSING, chromium, VARIABLES } from "./support/e2e";
import { terraformUnavailable } from "./support/terraform";

const FILES = ["**/*.e2e.ts", "cli/**/*.test.ts", "simulator/**/*.test.ts"];

const command = new Command("npm run test:e2e --")
  .description("Rehearses the change matrix, two changes at a time, with the tests of the preview and the simulator.")
  .option("--all", "each example over every other one, not only over the next")
  .option("--sample <part>", "only one row of so many of the change matrix, always the same ones; the gate takes 6")
  .option("--provider <version>", "an exact version of the google provider")
  .argument("[files...]", "only these test files, by a part of their path; options of jest are passed on")
  .allowUnknownOption();

/** What lacks an outside part is skipped, and one line says so; the rest still runs. */
async function main(): Promise<number> {
  const { all, provider, sample } = command.parse().opts<{ all?: true; provider?: string; sample?: string }>();
  const reason = await terraformUnavailable(provider);
  if (reason !== undefined) console.error(`skipped: whatever needs Terraform: ${reason}`);
  const withoutBeta = reason ?? (await terraformUnavailable(provider, "google-beta"));
  if (reason === undefined && withoutBeta !== undefined)
    console.error(`skipped: whatever needs google-beta: ${withoutBeta}`);
  if (chromium === undefined) console.error(`skipped: whatever needs a browser: ${CHROMIUM_MISSING}`);
  if (findEnvoy() === undefined) console.error(`skipped: whatever sends requests: ${ENVOY_MISSING}`);
  const { status } = spawnSync(
    process.execPath,
    // Paths come before --testMatch, which would take them for patterns of its own.
    [
      [require.resolve("jest/bin/jest"), "--runInBand", "--maxConcurrency", "2", ...command.args],
      ["--testMatch", ...FILES.map((file) => `**/__tests__/${file}`)],
    ].flat(),
    {
      stdio: "inherit",
      env: {
        ...process.env,
        ...(all && { [VARIABLES.everyPair]: "yes" }),
        ...(sample && { [VARIABLES.sample]: sample }),
        ...(provider && { [VARIABLES.providerVersion]: provider }),
        ...(reason && { [VARIABLES.withoutTerraform]: "yes" }),
        ...(withoutBeta && { [VARIABLES.withoutBeta]: "yes" }),
      },
    },
  );
  return status ?? 1;
}

main().then((code) => {
  process.exitCode = code;
});
