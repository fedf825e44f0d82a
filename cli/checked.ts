import { compareConfigs } from "../checks/changes";
import { predict } from "../checks/changes/verdict";
import { type Report, reportOf } from "../checks/formats/report";
import type { Configuration } from "./configuration";
import { figuresOf } from "./figures";
import { exitCodeOf } from "./findings";
import { EXIT } from "./terminal";

/**
 * Everything that is to be said of a configuration, and of the change from another one.
 *
 * @param shown `figures`: what it needs, uses and costs too.
 */
export function checked({ source, analysis }: Configuration, old?: Configuration, shown?: "figures"): Report {
  const changes = old?.analysis && analysis ? compareConfigs(old.analysis, analysis) : [];
  const report = reportOf(source, analysis && { ...analysis, findings: [...analysis.findings, ...changes] });
  const broken = [{ source, analysis }, ...(old ? [old] : [])].find((one) => !isUsable(one));
  const verdict = broken ? { ok: false, text: `not predictable: ${broken.source.name} has errors` } : predict(changes);
  const isSound = broken === undefined && exitCodeOf(report.findings) === EXIT.ok;
  return {
    ...report,
    ...(old && { verdict }),
    ...(shown && isSound && analysis && { figures: figuresOf(analysis, old?.analysis) }),
  };
}

const isUsable = ({ analysis }: Configuration): boolean =>
  analysis !== undefined && exitCodeOf(analysis.findings) === EXIT.ok;
