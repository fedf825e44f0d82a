import type { Rehearsal } from "./rehearsal";

export interface Verdict {
  /** Whether the change applies at the first try, loses nothing, and leaves nothing behind. */
  readonly ok: boolean;
  readonly text: string;
}

/** What a rehearsal comes to, in one line. */
export function verdictOf(rehearsal: Rehearsal): Verdict {
  const bad = (text: string): Verdict => ({ ok: false, text });
  const { failures, recovery, notSettled, differences, leftovers, silences, traffic, operations } = rehearsal;
  const [failure] = failures;
  if (failure) return bad(`fails in \`${failure.step}\`: ${failure.summary}`);
  if (recovery) return bad(recovery.way === "import" ? "applies only with import blocks" : "applies at the second try");
  if (notSettled.length > 0) return bad(`applies, but a second plan would change ${notSettled.length} resource(s)`);
  if (differences.length > 0) return bad(`applies, but ${differences.length} resource(s) differ from a first deploy`);
  if (leftovers.length > 0) return bad(`applies, but destroy leaves ${leftovers.length} resource(s) behind or changed`);
  const lost = traffic?.lost.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const cut = traffic?.cut ?? 0;
  if (lost + cut > 0) return bad(`applies, and loses ${lost} of ${traffic?.requests} requests and ${cut} streams`);
  if (silences.length > 0)
    return bad(`applies, and interrupts ${[...new Set(silences.map(({ what }) => what))].join(", ")}`);
  const sent = traffic ? `, ${traffic.requests} requests and none lost` : "";
  return { ok: true, text: `applies at the first try: ${operations.length} operations${sent}` };
}
