import type { ChangeFinding } from "../../checks/changes/change";
import { predict, type Verdict } from "../../checks/changes/verdict";
import { many } from "../../config/format";
import type { Outage } from "./outages";
import type { Rehearsal } from "./rehearsal";

/**
 * What a rehearsal comes to: whether the change applies at the first try, loses nothing, and leaves nothing behind.
 *
 * @param announced What was said beforehand. It counts whether or not a request has met it: what is met is chance.
 */
export function verdictOf(rehearsal: Rehearsal, announced: readonly ChangeFinding[] = []): Verdict {
  const bad = (text: string): Verdict => ({ ok: false, text });
  const { failures, recovery, notSettled, differences, leftovers, outages, traffic, operations } = rehearsal;
  const { refusedRoutes, denied } = rehearsal;
  const [failure] = failures;
  if (failure) return bad(`fails in \`${failure.step}\`: ${failure.summary}`);
  const again = recovery?.way === "import" ? "applies only with import blocks" : "applies at the second try";
  const applies = recovery ? again : "applies";
  if (refusedRoutes.length > 0)
    return bad(`${applies}, and the data plane refuses ${many(refusedRoutes.length, "route")}, so that it serves none`);
  if (notSettled.length > 0) return bad(`${applies}, but a second plan would change ${resources(notSettled)}`);
  if (differences.length > 0) return bad(`${applies}, but differs from a first deploy in ${resources(differences)}`);
  if (leftovers.length > 0) return bad(`${applies}, but destroy leaves ${resources(leftovers)} behind or changed`);
  const { requests = 0, streams = 0, cut = 0, lost: losses = [], failing = [] } = traffic ?? {};
  const lost = losses.reduce((sum, { count }) => sum + count, 0);
  const gone = namesOf(outages.filter(({ forGood }) => forGood));
  const broken = [...(failing.length > 0 ? [many(failing.length, "route")] : []), ...gone];
  const damage = [
    ...(broken.length > 0 ? [`breaks ${broken.join(", ")} for good`] : []),
    ...(lost > 0 ? [`loses ${lost} of ${many(requests, "request")}`] : []),
    ...(cut > 0 ? [`cuts ${cut} of ${many(streams, "stream")}`] : []),
  ];
  if (damage.length > 0) return bad(`${applies}, and ${damage.join(" and ")}`);
  if (outages.length > 0) return bad(`${applies}, and interrupts ${namesOf(outages).join(", ")}`);
  if (recovery) return bad(applies);
  const exposed = [...new Set((denied?.exposures ?? []).map(({ what }) => what))];
  if (exposed.length > 0 && !announced.some(({ impact }) => impact === "exposes"))
    return bad(`${applies}, and lets through on ${exposed.join(", ")} what must be denied`);
  // What only a rehearsal can tell, this one has told.
  const predicted = predict(announced.filter(({ impact }) => impact !== "unknown"));
  if (!predicted.ok) return bad(`${predicted.text} (announced; nothing that was sent here has met it)`);
  const sent = traffic ? `, ${many(requests, "request")} and none lost` : "";
  const through = denied?.letThrough ? `, ${denied.letThrough} of ${denied.sent} that must be denied let through` : "";
  return { ok: true, text: `applies at the first try: ${many(operations.length, "operation")}${sent}${through}` };
}

const namesOf = (outages: readonly Outage[]): string[] => [...new Set(outages.map(({ what }) => what))];

const resources = ({ length }: readonly unknown[]): string => many(length, "resource");
