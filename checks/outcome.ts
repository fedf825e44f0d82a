import type { Listener } from "../config/model/model";
import type { Access } from "../routing/access/access";
import type { Caller } from "../routing/access/caller";
import { describeAccess } from "../routing/access/describe";
import type { Answer } from "../routing/evaluate/answer";
import type { Decision, Request } from "../routing/evaluate/decision";
import { describeAll, expressionsIn } from "../routing/unread";
import type { AnalyzedRegion } from "./analysis";

/** What clients see: nothing where no listener is, a redirect where the listener does nothing else. */
export type Outcome =
  | Decision
  | { readonly kind: "unserved"; readonly port: number; readonly scheme: string }
  | { readonly kind: "unknown"; readonly because: string }
  | { readonly kind: "guarded"; readonly denied?: number; readonly words: string };

/** Who asks, and whether the answer is about who asks: otherwise somebody does who may. */
export interface Asking {
  readonly request: Request;
  readonly caller: Caller;
  readonly isAboutCallers: boolean;
}

interface Asked {
  readonly outcome: Outcome;
  /** What becomes of it once its caller got through. */
  readonly served: Outcome;
  readonly access: readonly Access[];
}

/** Answers requests as a region will, before anything is written. */
export function outcomesIn({ model, urlMap }: Pick<AnalyzedRegion, "model" | "urlMap">): (asking: Asking) => Asked {
  // Loaded here: most files ask nothing, and synth pays for what it loads.
  const { answering } = require("../routing/evaluate/answer") as typeof import("../routing/evaluate/answer");
  const { accessOfModel } = require("../routing/access/of-model") as typeof import("../routing/access/of-model");
  const { accessAnswers } = require("../routing/access/answer") as typeof import("../routing/access/answer");
  const policies = accessOfModel(model);
  const answer = answering({ map: urlMap, unread: expressionsIn(urlMap) });
  return ({ request, caller, isAboutCallers }) => {
    const port = portOf(request);
    const served = outcomeOf(model, answer, request, port);
    if (served.kind === "unserved") return { outcome: served, served, access: [] };
    const decision = served.kind === "unknown" || served.kind === "guarded" ? undefined : served;
    const call = { request, port, caller, ...(decision && { decision }) };
    const access = accessAnswers(policies, call).map((one) => one.access);
    return { outcome: guarded(served, access, isAboutCallers), served, access };
  };
}

const portOf = ({ host, scheme }: Request): number =>
  Number(/:(\d+)$/.exec(host)?.[1] ?? (scheme === "https" ? 443 : 80));

/** What comes of it once its caller is looked at: a denial, or what cannot be told. */
function guarded(outcome: Outcome, answers: readonly Access[], isAboutCallers: boolean): Outcome {
  const [hindrance] = answers.filter(({ verdict }) => verdict !== "allowed");
  if (hindrance === undefined) return outcome;
  const words = describeAccess(hindrance);
  if (answers.every(({ verdict }) => verdict === "denied"))
    return { kind: "guarded", denied: hindrance.denials[0]?.status ?? 0, words };
  return isAboutCallers ? { kind: "guarded", words } : outcome;
}

function outcomeOf(
  { frontend }: AnalyzedRegion["model"],
  answer: (request: Request) => Answer,
  request: Request,
  port: number,
): Outcome {
  const listener = frontend.listeners.find((one: Listener) => one.port === port && one.protocol === request.scheme);
  if (listener === undefined) return { kind: "unserved", port, scheme: request.scheme };
  if (listener.protocol === "http" && listener.redirectToHttps) return toHttps(request);
  const { decision, dependsOn } = answer(request);
  return decision ?? { kind: "unknown", because: describeAll(dependsOn) };
}

function toHttps({ host, path, query }: Request): Decision {
  const location = `https://${host.replace(/:\d+$/, "")}${path}${query === undefined ? "" : `?${query}`}`;
  return { kind: "redirect", status: 308, location, matched: {}, notes: [] };
}

/** What becomes of a request, after "it". */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "unserved":
      return `reaches nobody, because no listener serves ${outcome.scheme.toUpperCase()} on port ${outcome.port}`;
    case "unknown":
      return `goes where nobody can tell yet, because ${outcome.because}`;
    case "guarded":
      return outcome.words.startsWith("cannot") ? outcome.words : `is ${outcome.words}`;
    case "redirect":
      return `is redirected to ${outcome.location} (${outcome.status})`;
    case "respond":
      return `is answered with ${outcome.status}`;
    case "forward": {
      const names = outcome.destinations.map(({ service, share }) =>
        share === 1 ? service : `${service} (${Math.round(share * 1000) / 10} %)`,
      );
      return `goes to ${names.join(" and ")} as ${outcome.rewritten.host}${outcome.rewritten.path}`;
    }
  }
}
