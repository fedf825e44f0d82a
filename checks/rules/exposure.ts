import { formatValue } from "../../config/finding";
import { isDirect } from "../../config/model/backends";
import { SERVERS } from "../../config/presets/servers";
import type { CompiledRoute } from "../../routing/compile/compile";
import { describeMatch } from "../../routing/compile/matches";
import { below, covers } from "../../routing/paths/path-pattern";
import { servicesOf } from "../../routing/targets";
import { at, type Rule } from "../rule";
import { MODEL_PATHS } from "./endpoints";
import { routesOfAll } from "./routes";
import { SOURCES } from "./sources";

const METHOD_LOST = { MOVED_PERMANENTLY_DEFAULT: 301, FOUND: 302, SEE_OTHER: 303 } as const;
const WITHOUT_BODY = ["GET", "HEAD", "OPTIONS"];

export const EXPOSURE_RULES: readonly Rule[] = [
  {
    id: "administrative-path",
    severity: "warning",
    title: "An administrative path that a rule opens",
    why: "Model servers load adapters, sleep, delete models or show keys and metrics there. Wide routes keep them closed; a rule that names one opens it.",
    fix: "Remove it, or reach it from inside the VPC only.",
    source: "https://docs.vllm.ai/en/latest/usage/security.html",
    *check(context) {
      for (const { match, source, action } of routesOfAll(context.regions)) {
        if (match === undefined || source === undefined || match.path.kind === "regex") continue;
        const seen = pathSeen(match.path.literal, action);
        for (const id of servicesOf(action)) {
          const server = context.workloads.get(id)?.words.server;
          const { adminPaths = [], title = "" } = server === undefined ? {} : SERVERS[server];
          const opened = adminPaths.find((path) => seen === path || seen.startsWith(`${path}/`));
          if (opened !== undefined)
            yield at(source, {
              what: `${seen} administers ${title}, or reveals its insides; this rule opens it to every client`,
              fix: "remove it, or reach it from inside the VPC only",
            });
        }
      }
    },
  },
  {
    id: "wide-route",
    severity: "warning",
    title: "A route for everything to a server that nobody has named",
    why: "This program closes the administrative paths of servers that it knows. Of an unknown server, a wide route opens them all.",
    fix: "Name the workload's `server`, or list the paths that clients need.",
    source: SOURCES.design,
    *check(context) {
      if (!context.external) return;
      for (const { match, source, action, shadowedBy } of routesOfAll(context.regions)) {
        if (source === undefined || shadowedBy !== undefined || (match && match.path.literal !== "/")) continue;
        for (const id of servicesOf(action)) {
          const workload = context.workloads.get(id);
          const family = workload?.resolved.family;
          if (workload?.server === undefined && family !== undefined && isDirect(family))
            yield at(source, {
              what: `everything that ${formatValue(id)} answers is open, administrative paths too: nothing says which server it is`,
              fix: "name its `server`, or list the paths that clients need",
            });
        }
      }
    },
  },
  {
    id: "method-lost",
    severity: "warning",
    title: "A 301, 302 or 303 where clients send POST",
    why: "Clients follow those with GET, without the body: every model call through the redirect fails.",
    fix: "Use 308, or 307 for a redirect that may change.",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
    *check({ regions }) {
      for (const { match, source, action } of routesOfAll(regions)) {
        const code = METHOD_LOST[action.urlRedirect?.redirectResponseCode as keyof typeof METHOD_LOST];
        if (code === undefined || source === undefined) continue;
        const path = postedPath(match);
        if (path !== undefined)
          yield at([...source, "redirect", "code"], {
            what: `clients turn POST into GET when they follow a ${code}: calls of ${path} lose their body`,
            fix: "write `code: 308`, or 307 for a redirect that may change",
          });
      }
    },
  },
  {
    id: "redirect-to-itself",
    severity: "warning",
    title: "A redirect that leads back to its own rule",
    why: "Clients follow it until they give up.",
    fix: "Redirect to another host or path.",
    source: SOURCES.urlMaps,
    *check({ regions }) {
      for (const route of routesOfAll(regions))
        if (route.source !== undefined && route.match && leadsBack(route))
          yield at([...route.source, "redirect"], {
            what: `the redirect leads back to ${describeMatch(route.match)}: clients go round until they give up`,
            fix: "redirect to another host or path",
          });
    },
  },
];

/** The beginning of the paths that the workload sees. */
function pathSeen(literal: string, { routeAction }: CompiledRoute["action"]): string {
  return (routeAction?.urlRewrite?.pathPrefixRewrite ?? literal).replace(/(.)\/$/, "$1");
}

/** A path that clients post to, where the match is about one. */
function postedPath(match: CompiledRoute["match"]): string | undefined {
  if (match?.method !== undefined && WITHOUT_BODY.includes(match.method)) return undefined;
  if (match?.method !== undefined) return match.path.text;
  return [...MODEL_PATHS].find((path) => match === undefined || match.path.matches(path));
}

function leadsBack({ match, host, action: { urlRedirect } }: CompiledRoute): boolean {
  if (match === undefined || urlRedirect === undefined || urlRedirect.httpsRedirect) return false;
  const { hostRedirect, pathRedirect, prefixRedirect } = urlRedirect;
  if (hostRedirect !== undefined && hostRedirect !== host) return false;
  if (pathRedirect !== undefined) return match.path.matches(pathRedirect);
  if (prefixRedirect !== undefined)
    return prefixRedirect.endsWith("/")
      ? covers(match.path, below(prefixRedirect))
      : match.path.matches(prefixRedirect);
  return true;
}
