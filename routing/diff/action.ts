import type { Request } from "../evaluate/decision";
import { applyOutcome, type Outcome } from "../evaluate/outcome";
import type { PathCondition } from "../evaluate/path-condition";
import type { Target } from "../url-map";
import { type Meaning, meaningOf, percent, respondWords, sharesOf } from "./meaning";

/** What a rule or a default does, in a form that can be compared without a request. */
export interface Action {
  /** For people; what depends on the request is described. */
  readonly words: Meaning;
  /** Of each backend service, from 0 to 1; only when requests are forwarded. */
  readonly shares?: ReadonlyMap<string, number>;
  /** Whatever does not depend on the request: equal texts do the same. */
  readonly fixed: string;
  /** What replaces the request's own host; empty when nothing does. */
  readonly host: string;
  readonly path: PathForm;
}

/** How the path of a request is rewritten: `replacement` takes the place of its first `length` characters. */
type PathForm = { readonly replacement: string; readonly length: number } | { readonly template: string };

const AS_SENT = "as sent";
const UNCHANGED: PathForm = { replacement: "", length: 0 };
/** What a default replaces when it names a prefix: Envoy's route for it matches `/`; a redirect puts it before the path. */
const REPLACED_BY_DEFAULT = { rewrite: 1, redirect: 0 };
const ANY_REQUEST: Request = { method: "GET", scheme: "https", host: "host.invalid", path: "/", headers: {} };

/** @param condition the path condition of the rule; absent for a default. */
export function actionOf(target: Target, outcome: Outcome, condition: PathCondition | undefined): Action {
  const { urlRedirect: redirect = {}, routeAction = {} } = target;
  const decision = applyOutcome(outcome, ANY_REQUEST, {}, []);
  switch (decision.kind) {
    case "respond": {
      const to = respondWords(decision.status);
      return { words: { to }, fixed: to, host: "", path: UNCHANGED };
    }
    case "redirect": {
      const { hostRedirect, httpsRedirect = false, pathRedirect, prefixRedirect } = redirect;
      const stripQuery = redirect.stripQuery === true || pathRedirect?.includes("?") === true;
      const path = pathRedirect
        ? whole(pathRedirect)
        : prefixForm(prefixRedirect, condition?.replacedLength ?? REPLACED_BY_DEFAULT.redirect);
      const parts = [
        httpsRedirect && "to https",
        hostRedirect && `to host ${hostRedirect}`,
        path !== UNCHANGED && `to path ${pathWords(path, condition)}`,
        stripQuery && "without query",
      ];
      return {
        words: { to: [`redirect ${decision.status}`, ...parts.filter(Boolean)].join(", ") },
        fixed: `redirect ${JSON.stringify([decision.status, httpsRedirect, stripQuery])}`,
        host: hostRedirect || "",
        path,
      };
    }
    case "forward": {
      const { hostRewrite, pathPrefixRewrite, pathTemplateRewrite } = routeAction.urlRewrite ?? {};
      const path = pathTemplateRewrite
        ? templateForm(condition?.template?.text ?? "", pathTemplateRewrite)
        : prefixForm(pathPrefixRewrite, condition?.replacedLength ?? REPLACED_BY_DEFAULT.rewrite);
      const meaning = meaningOf(decision);
      const shares = sharesOf(decision.destinations);
      return {
        words: {
          ...meaning,
          to: [...shares].map(shareWords).join(", "),
          host: hostRewrite || AS_SENT,
          path: path === UNCHANGED ? AS_SENT : pathWords(path, condition),
        },
        shares,
        fixed: JSON.stringify({ ...meaning, host: "", path: "" }),
        host: hostRewrite || "",
        path,
      };
    }
  }
}

/** Whether two actions do the same to every request of a class, or only what they do to its path is not proven. */
export type Sameness = "same" | "same but for the path" | "different";

/**
 * @param known what the paths of the class begin with.
 * @param isWhole whether that is the only path of the class.
 */
export function compareActions(a: Action, b: Action, known: string, isWhole: boolean): Sameness {
  if (a.fixed !== b.fixed || a.host !== b.host) return "different";
  return samePath(a.path, b.path, known, isWhole) ? "same" : "same but for the path";
}

function samePath(a: PathForm, b: PathForm, known: string, isWhole: boolean): boolean {
  if ("template" in a || "template" in b) return "template" in a && "template" in b && a.template === b.template;
  if (a.length === b.length && a.replacement === b.replacement) return true;
  const isKnown = isWhole || Math.max(a.length, b.length) <= known.length;
  return isKnown && a.replacement + known.slice(a.length) === b.replacement + known.slice(b.length);
}

const shareWords = ([service, share]: readonly [string, number]) =>
  share === 1 ? service : `${service} ${percent(share)}`;

const whole = (path: string): PathForm => ({ replacement: path, length: Number.POSITIVE_INFINITY });

function prefixForm(replacement: string | undefined, length: number): PathForm {
  return replacement ? { replacement, length } : UNCHANGED;
}

/** A rewrite that says the template again leaves the path as it is. */
function templateForm(template: string, rewrite: string): PathForm {
  const plain = template.replace(/\{(\w+)=\*\*?\}/g, "{$1}");
  return plain === rewrite ? UNCHANGED : { template: `${rewrite} of ${template}` };
}

function pathWords(path: PathForm, condition: PathCondition | undefined): string {
  if ("template" in path) return path.template;
  if (path.length === Number.POSITIVE_INFINITY) return path.replacement;
  if (path.length === 0) return `${path.replacement} before its own`;
  return `${path.replacement} instead of ${condition?.pattern.slice(0, path.length) ?? "/"}`;
}
