import type { Analysis } from "../../checks/analysis";
import { compareConfigs } from "../../checks/changes";
import { readForeign } from "../../config/document/files";
import { formatPath } from "../../config/finding";
import type { Model } from "../../config/model/model";
import { tooOldFor } from "../../config/model/provider-version";
import { reasonOf } from "../../config/reason";
import type { Fault } from "../../simulator/control-plane/faults";
import { type Quota, readQuotas } from "../../simulator/control-plane/quotas";
import { ENVOY_MISSING, findEnvoy } from "../../simulator/data-plane/envoy/process";
import { rehearse } from "../../simulator/rehearsal/rehearsal";
import { verdictOf } from "../../simulator/rehearsal/verdict";
import { findTerraform, openTerraform, TERRAFORM_MISSING } from "../../simulator/terraform/terraform";
import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { missed } from "../faults";
import { refusedRouteFindings } from "../refused-routes";
import { renderRehearsal } from "../rehearsal-report";
import { stacksOf } from "../stacks";
import { EXIT, type ExitCode, type Terminal } from "../terminal";

export interface RehearseOptions {
  /** Default: PROXY_CONFIG, or proxy.yaml. */
  readonly file?: string;
  readonly from?: string;
  readonly provider?: string;
  /** A file of quotas, as gcloud prints them. */
  readonly quotas?: string;
  /** What goes wrong while it is applied. */
  readonly fault?: readonly Fault[];
  /** Terraform is killed once it has asked for so many changes. */
  readonly killAfter?: number;
  readonly json?: boolean;
}

/** `npm run rehearse`: applies one file over another with real Terraform, and nothing of it leaves this machine. */
export async function runRehearse(options: RehearseOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.provider !== undefined && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(options.provider))
    return cannotRun(`--provider ${options.provider}: write an exact version, as in 7.45.0`, terminal);
  const { killAfter } = options;
  const file = configFile(options.file);
  const now = readConfiguration(file, file);
  const to = usableAnalysis(now, terminal);
  if (typeof to === "number") return to;
  const old = options.from === undefined ? undefined : readConfiguration(options.from, file);
  const from = old && usableAnalysis(old, terminal);
  if (typeof from === "number") return from;
  const names = { from: old?.source.name, to: now.source.name };

  for (const [name, analysis] of [
    [names.from, from],
    [names.to, to],
  ] as const) {
    const [tooOld] =
      options.provider && analysis ? tooOldFor(modelsOf(analysis), options.provider, analysis.provider.version) : [];
    if (tooOld)
      return cannotRun(
        `--provider ${options.provider}: ${name} needs ${tooOld.since} for this: ${tooOld.feature}`,
        terminal,
      );
  }

  const executable = findTerraform();
  if (executable === undefined) return cannotRun(TERRAFORM_MISSING, terminal);
  const terraform = openTerraform(executable);
  // Without this Terraform, Envoy and their folders would stay.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => process.exit(cannotRun("it was interrupted", terminal)));
  try {
    const envoy = findEnvoy();
    const rehearsal = await rehearse({
      terraform,
      from: from && stacksOf(from),
      to: stacksOf(to),
      providerVersion: options.provider,
      faults: options.fault,
      quotas: options.quotas === undefined ? undefined : quotasIn(options.quotas),
      killWhen: killAfter === undefined ? undefined : (log) => log.length >= killAfter,
      envoy,
      progress: terminal.progress,
    });
    terminal.progress?.("");
    const announced = compareConfigs(from, to);
    const verdict = verdictOf(rehearsal, announced);
    const unhit = [
      ...missed(options.fault ?? [], rehearsal.operations),
      ...(killAfter !== undefined && rehearsal.recovery === undefined ? [`kill after ${killAfter}`] : []),
    ];
    const refused = now.source
      .locate(refusedRouteFindings(rehearsal.refusedRoutes, to.regions))
      .map(({ file, position, path, what }) => `${file}:${position?.line} ${formatPath(path)}: ${what}`);
    const unsent =
      (from || rehearsal.takenOver.length > 0) && envoy === undefined ? ENVOY_MISSING : "nothing was served before";
    const document = { ...names, verdict, announced, unhit, ...rehearsal };
    if (options.json) terminal.document(JSON.stringify(document, null, 2));
    else terminal.out(...renderRehearsal(document, { unsent, refused }, terminal));
    return verdict.ok ? EXIT.ok : EXIT.findings;
  } catch (error) {
    return cannotRun(reasonOf(error), terminal);
  } finally {
    terraform.close();
  }
}

function quotasIn(file: string): Quota[] {
  const text = readForeign(file);
  try {
    return readQuotas(JSON.parse(text));
  } catch (error) {
    throw new Error(`--quotas ${file}: ${reasonOf(error)}`);
  }
}

const modelsOf = ({ regions }: Analysis): Model[] => regions.map(({ model }) => model);

function cannotRun(why: string, terminal: Terminal): ExitCode {
  terminal.progress?.("");
  terminal.error(...`cannot rehearse: ${why}`.split("\n"));
  return EXIT.usage;
}
