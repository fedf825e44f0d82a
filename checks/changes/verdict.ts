import type { ChangeFinding, Impact } from "./change";

/** What the apply of a change comes to. */
export interface Verdict {
  /** Whether it applies at the first try, and loses nothing. */
  readonly ok: boolean;
  /** In one line. */
  readonly text: string;
}

const WORST_FIRST: readonly (Verdict & { readonly impact: Impact })[] = [
  { impact: "fails", ok: false, text: "fails" },
  { impact: "interrupts", ok: false, text: "applies, and interrupts" },
  { impact: "unknown", ok: false, text: "not predictable, rehearse it" },
  { impact: "exposes", ok: true, text: "applies at the first try, and loses nothing, but protects less" },
  { impact: "prepare", ok: true, text: "applies at the first try, and loses nothing, after a preparation" },
  { impact: "new-stack", ok: true, text: "applies at the first try, and loses nothing, as another stack" },
  { impact: "replaces", ok: true, text: "applies at the first try, and loses nothing, with replacements" },
];

/** The verdict of a rehearsal, predicted without running anything. */
export function predict(changes: readonly ChangeFinding[]): Verdict {
  for (const { impact, ok, text } of WORST_FIRST) {
    const ids = new Set(changes.filter((change) => change.impact === impact).map(({ id }) => id));
    if (ids.size > 0) return { ok, text: `${text}: ${[...ids].join(", ")}` };
  }
  return { ok: true, text: "applies at the first try, and loses nothing" };
}
