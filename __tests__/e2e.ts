import { spawnSync } from "node:child_process";
import { ENVOY_MISSING, findEnvoy } from "../simulator/envoy/process";
import { terraformUnavailable } from "../simulator/terraform";

/**
 * `npm run test:e2e`: everything that needs Terraform with the google provider, two rehearsals at a time. Where these or
 * Envoy are missing, one line says what is skipped.
 */
async function main(): Promise<number> {
  const reason = await terraformUnavailable();
  if (reason !== undefined) {
    console.log(`skipped: all end-to-end tests: ${reason}`);
    return 0;
  }
  if (findEnvoy() === undefined) console.log(`skipped: the requests of the rehearsals: ${ENVOY_MISSING}`);
  const jest = require.resolve("jest/bin/jest");
  // Paths come before --testMatch, which would take them for patterns of its own.
  const options = [
    "--runInBand",
    "--maxConcurrency",
    "2",
    ...process.argv.slice(2),
    "--testMatch",
    "**/__tests__/**/*.e2e.ts",
  ];
  const { status } = spawnSync(process.execPath, [jest, ...options], { stdio: "inherit" });
  return status ?? 1;
}

main().then((code) => {
  process.exitCode = code;
});
