import { type DocumentPath, formatValue } from "../../config/finding";
import { isDirect } from "../../config/model/backends";
import type { Listener } from "../../config/model/model";
import type { Caller } from "../../config/model/security";
import { SERVERS, type Server, type ServerName } from "../../config/presets/servers";
import { carriesCredential } from "../../config/secret";
import type { CompiledRoute } from "../../routing/compile/compile";
import { describeMatch } from "../../routing/compile/matches";
import { meet } from "../../routing/compile/path-mapping";
import { below, covers } from "../../routing/paths/path-pattern";
import { servicesOf } from "../../routing/targets";
import type { ActionEntry, Context, HeaderEntry } from "../context";
import { at, atKey, type Rules } from "../rule";
import { FAMILY_PATHS, MODEL_PATHS, WITHOUT_BODY } from "./endpoints";
import { narrows } from "./narrowing";
import { changedRequestHeaders, changingHeaders, routesOfAll } from "./routes";
import { SOURCES } from "./sources";

const METHOD_LOST = { MOVED_PERMANENTLY_DEFAULT: 301, FOUND: 302, SEE_OTHER: 303 } as const;

/** Whether the file says whom a place of the routes is for: who narrows it knows what it opens. */
const isForSome = ({ model }: Context, place: DocumentPath): boolean =>
  model.security.narrowed.some((one) => one.allow.length > 0 && narrows(one, place));

export const EXPOSURE_RULES: Rules = {
  "open-to-everyone": {
    severity: "warning",
    title: "An external proxy that asks nobody who they are",
    why: "The proxy routes; it knows no users, keys or limits. Whoever finds the address uses the models, at your cost, unless something else asks.",
    fix: "Let something ask: `security` (`allow`, `iap`), an `extensions` entry of the kind `authorization`, `clientCertificates`, an existing `securityPolicy`; or the workloads (vLLM's `--api-key`, IAM of Cloud Run). Or write `exposure: internal`. Rate limits alone bound how much, not who. Where it is meant, or something outside the file asks, suppress it and say so.",
    source: SOURCES.design,
    *check(context) {
      const adding = new Set(changingHeaders(context.actions).filter((one) => addedCredentials([one]).length > 0));
      if (openActions(context).some(({ headers }) => !headers.some((one) => adding.has(one))))
        yield at(["frontend"], {
          what: "everyone on the internet can use the workloads: the proxy asks nobody who they are",
          fix: "write `security` (`allow` or `iap`), `extensions: [{ kind: authorization, … }]`, `clientCertificates`, `securityPolicy` or `exposure: internal`; where the workloads ask, suppress this with the reason",
        });
    },
  },
  "open-relay": {
    severity: "warning",
    title: "An external proxy that adds a credential to anybody's requests",
    why: "The rule proves to a provider that a request is yours, whoever sent it: who finds the address spends the key, and what is done with it is done in your name. Such addresses are searched for, and sold.",
    fix: "Let clients bring a credential of their own, or ask who they are before: `security` (`allow`, `iap`), an `extensions` entry of the kind `authorization`, `clientCertificates`, an existing `securityPolicy`; or write `exposure: internal`.",
    source: SOURCES.design,
    *check(context) {
      for (const { name, place } of addedCredentials(changingHeaders(openActions(context))))
        yield atKey(place, {
          what: `OPEN RELAY: everyone on the internet can spend the credential that this rule adds as ${formatValue(name)}, on your account and in your name: nothing asks who they are`,
          fix: "let clients bring their own, ask who they are (`security.allow`, `security.iap`, an authorization in `extensions`, `clientCertificates`), or use `exposure: internal`; where something else asks, suppress this with the reason",
        });
    },
  },
  "administrative-path": {
    severity: "warning",
    title: "A path that a rule opens and the model server does not publish for clients",
    why: "Beside what they publish, model servers load adapters, sleep, delete models or show keys and metrics. Wide rules keep all of that closed; a rule that names a path opens it.",
    fix: "Remove it, or say on the rule whom it is for: `security: { allow: [...] }`.",
    source: "https://docs.vllm.ai/en/latest/usage/security.html",
    *check(context) {
      for (const { match, source, action, opens } of routesOfAll(context.regions)) {
        if (match === undefined || source === undefined || opens !== "named") continue;
        if (isForSome(context, source)) continue;
        const { paths = [match.path.literal] } = match.path;
        for (const server of knownServers(action, context))
          for (const seen of paths.map((path) => action.routeAction?.urlRewrite?.pathPrefixRewrite ?? path))
            if (!isForClients(seen, SERVERS[server]))
              yield at(source, {
                what: `${seen} is nothing that ${SERVERS[server].title} publishes for clients: it may administer the server, or reveal its insides, and this rule opens it to every client`,
              });
      }
    },
  },
  "everything-open": {
    severity: "warning",
    title: "`opens: everything` to a known model server",
    why: "Every path that the rule matches reaches the server, those that administer it too.",
    fix: "Name the paths that clients need in a rule of their own, and remove `opens`.",
    source: "https://docs.vllm.ai/en/latest/usage/security.html",
    *check(context) {
      for (const { path, action, targets } of context.actions)
        if (action.opens === "everything" && !isForSome(context, path))
          for (const server of new Set(targets.map(({ workload }) => context.workloads.get(workload)?.words.server)))
            if (server !== undefined)
              yield at([...path, "opens"], {
                what: `everything that ${SERVERS[server].title} answers there is open to every client, its administration too`,
              });
    },
  },
  "wide-route": {
    severity: "warning",
    title: "A route for everything to a server that nobody has named",
    why: "Of a server that it knows, this program opens only what the server publishes. Of an unknown server, a wide route opens everything.",
    fix: "Name its `server`, or list the paths that clients need.",
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
            });
        }
      }
    },
  },
  "closed-in-plain-spelling": {
    severity: "warning",
    title: "A route for everything to a server whose paths are your own",
    why: "Ray Serve, BentoML and LitServe serve what you wrote, so that a wide route opens everything but a list. They decode a path before they look at it, and prefixes cannot refuse a `%`: whoever encodes a letter gets through to what is closed.",
    fix: "List the paths of your application, or say on the rule whom it is for: `security: { allow: [...] }`. Where nothing that is closed does harm, suppress it and say so.",
    source: SOURCES.design,
    *check(context) {
      for (const { source, opening, shadowedBy } of routesOfAll(context.regions)) {
        if (source === undefined || shadowedBy !== undefined || isForSome(context, source)) continue;
        if (opening !== undefined && opening.opens === undefined && opening.closes.length > 0)
          yield at(source, {
            what: `the ${opening.closes.length} paths that stay closed of ${opening.servers.map((server) => SERVERS[server].title).join(" and ")} open to whoever writes a letter of them percent-encoded`,
            fix: "list the paths of your application, or say on the rule whom it is for: `security: { allow: [...] }`",
          });
      }
    },
  },
  "method-lost": {
    severity: "warning",
    title: "A 301, 302 or 303 where clients send POST",
    why: "Clients follow those with GET, without the body: every model call through the redirect fails.",
    fix: "Write `code: 308`, or 307 for a redirect that may change.",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
    *check({ regions }) {
      for (const { match, source, action } of routesOfAll(regions)) {
        const code = METHOD_LOST[action.urlRedirect?.redirectResponseCode as keyof typeof METHOD_LOST];
        if (code === undefined || source === undefined) continue;
        const path = postedPath(match);
        if (path !== undefined)
          yield at([...source, "redirect", "code"], {
            what: `clients turn POST into GET when they follow a ${code}: calls of ${path} lose their body`,
          });
      }
    },
  },
  "redirect-to-itself": {
    severity: "warning",
    title: "A redirect that leads back to its own rule",
    why: "Clients follow it until they give up.",
    fix: "Redirect to another host or path.",
    source: SOURCES.urlMaps,
    *check({ regions }) {
      for (const route of routesOfAll(regions))
        if (route.source !== undefined && leadsBack(route))
          yield at([...route.source, "redirect"], {
            what: `the redirect leads back to ${route.match ? describeMatch(route.match) : "this default"}: clients go round until they give up`,
          });
    },
  },
};

const knownServers = (action: CompiledRoute["action"], { workloads }: Context): ServerName[] => [
  ...new Set(servicesOf(action).flatMap((id) => workloads.get(id)?.words.server ?? [])),
];

/** What a server publishes, at its root or below a prefix of its own, or says of its health; what a family of APIs has. */
function isForClients(
  path: string,
  { published, optional = [], closed = [], healthPath, livenessPath }: Server,
): boolean {
  const isOneOf = (paths: readonly string[]) =>
    paths.some((one) => meet({ text: path, seen: path }, one) !== undefined);
  if (published === undefined) return !isOneOf(closed);
  const known = [...published, ...optional, healthPath, ...(livenessPath === undefined ? [] : [livenessPath])];
  return isOneOf(known) || FAMILY_PATHS.has(path) || published.some((one) => /^\/.+\//.test(one) && path.endsWith(one));
}

/** What leads to workloads from the internet, whoever asks. */
function openActions(context: Context): ActionEntry[] {
  const { external, regions, actions } = context;
  const open = regions.some(({ model }) => model.frontend.listeners.some(isOpen));
  const isReached = (entry: ActionEntry) => entry.targets.length > 0 && !asksForCredential(entry);
  return external && open ? actions.filter((entry) => isReached(entry) && !isGuarded(entry, context)) : [];
}

/** Whether a listener leads clients to workloads without a certificate that counts. */
function isOpen(listener: Listener): boolean {
  if (listener.protocol === "http") return !listener.redirectToHttps;
  const { clientCertificates } = listener;
  return (
    clientCertificates === undefined || ("mode" in clientCertificates && clientCertificates.mode !== "REJECT_INVALID")
  );
}

/** Whether a word of the file lets somebody ask who calls: of the proxy, of these hosts, of this part, of all its workloads. */
function isGuarded({ path, hosts, targets }: ActionEntry, { model, workloads }: Context): boolean {
  const { security, extensions } = model;
  const lists = [security, ...security.narrowed.filter((one) => narrows(one, path))];
  return (
    security.iap !== undefined ||
    security.policy !== undefined ||
    lists.some(({ allow }) => allow.length > 0 && !allow.some(isEverybody)) ||
    extensions.some((one) => one.kind === "authorization" && "to" in one && isAbout(one.hosts, hosts)) ||
    targets.every(({ workload }) => workloads.get(workload)?.words.securityPolicy !== undefined)
  );
}

const isEverybody = (caller: Caller) => caller.kind === "range" && caller.range.endsWith("/0");

/** Whether some hosts are among those that an extension is asked about. */
const isAbout = (asked: readonly string[], hosts: readonly string[]) =>
  asked.length === 0 || asked.includes("*") || hosts.every((host) => asked.includes(host));

/** Whether only who knows the value of some header gets through. */
const asksForCredential = ({ rule }: ActionEntry): boolean =>
  Object.entries(rule?.headers ?? {}).some(
    ([name, condition]) =>
      carriesCredential(name) &&
      (typeof condition === "string" || (condition.exact !== undefined && condition.not === undefined)),
  );

const addedCredentials = (entries: readonly HeaderEntry[]) =>
  entries.flatMap(changedRequestHeaders).filter(({ name, by }) => by !== "remove" && carriesCredential(name));

/** A path that clients post to, where the match is about one. */
function postedPath(match: CompiledRoute["match"]): string | undefined {
  if (match?.method !== undefined && WITHOUT_BODY.includes(match.method)) return undefined;
  if (match?.method !== undefined) return match.path.text;
  return [...MODEL_PATHS].find((path) => match === undefined || match.path.matches(path));
}

function leadsBack({ match, host, action: { urlRedirect } }: CompiledRoute): boolean {
  if (urlRedirect === undefined || urlRedirect.httpsRedirect) return false;
  const { hostRedirect, pathRedirect, prefixRedirect, stripQuery, redirectResponseCode: code } = urlRedirect;
  if (hostRedirect !== undefined && hostRedirect !== host) return false;
  if (match === undefined) return pathRedirect === undefined && prefixRedirect === undefined;
  const asks = { method: match.method ?? "GET", query: match.queryParameters.length > 0 };
  if (asks.query && stripQuery) return false;
  if (code !== undefined && code in METHOD_LOST && !WITHOUT_BODY.includes(asks.method)) return false;
  if (pathRedirect !== undefined) return match.path.matches(pathRedirect);
  if (prefixRedirect !== undefined)
    return prefixRedirect.endsWith("/")
      ? covers(match.path, below(prefixRedirect))
      : match.path.matches(prefixRedirect);
  return true;
}
