import { show, text } from "./text";

export const secondDefault = (host: string, other: string) =>
  text(`a second default of ${hostName(host)}; the first is at ${other}`, "keep one of the two");

export const shadowedRoute = (match: string, host: string, other: string) =>
  text(
    `${match} never decides a request on ${hostName(host)}: ${other} takes all of them`,
    "remove it, or make it more specific",
  );

export const impossibleRoute = (match: string) =>
  text(`no request can match ${match}: its conditions exclude each other`, "correct the conditions, or make two rules");

export const noRoutes = () => text("no route leads anywhere: every request is answered with 404", "add `routes`");

export const unusedWorkload = (name: string) =>
  text(`no route leads to ${show(name)}`, "add a route, or remove the workload");

export const endpointLeftOut = (endpoint: string, host: string, taken: string | undefined) =>
  text(
    `${endpoint}/* does not match ${endpoint} itself, which on ${hostName(host)} ${taken === undefined ? "is answered with 404" : `goes to ${taken}`}`,
    `write \`paths: [${endpoint}, ${endpoint}/*]\`, or \`prefix: ${endpoint}\``,
  );

export const administrativePath = (path: string, server: string) =>
  text(
    `${path} administers ${server}, or reveals its insides; this rule opens it to every client`,
    "remove it, or reach it from inside the VPC only",
  );

export const wideRoute = (workload: string) =>
  text(
    `everything that ${show(workload)} answers is open, administrative paths too: nothing says which server it is`,
    "name its `server`, or list the paths that clients need",
  );

export const regexPreview = () =>
  text(
    "regular expressions are a Preview at Google, without a promise of service",
    "use `paths`, `prefix` or `template` where they can say it",
  );

export const rangeFromZero = (bound: string) =>
  text(
    `the provider leaves out a bound of 0, so that \`${bound}: 0\` relies on what the API then assumes`,
    "use another bound where that is possible, or test it after the apply",
  );

export const hostInHeaders = (name: string) =>
  text(`${show(name)} cannot be changed as a header`, "write `rewrite: { host: … }`");

export const secretInHeader = (name: string) =>
  text(
    `the value of ${show(name)} lands in the URL map and in Terraform's state, where many can read it`,
    "let the workload add it from Secret Manager",
  );

export const anyOriginWithCredentials = () =>
  text('browsers refuse credentials where any origin ("*") may read', "list the origins, or remove `credentials`");

export const redirectToItself = (match: string) =>
  text(`the redirect leads back to ${match}: clients go round until they give up`, "redirect to another host or path");

export const methodLost = (code: number, path: string) =>
  text(
    `clients turn POST into GET when they follow a ${code}: calls of ${path} lose their body`,
    "write `code: 308`, or 307 for a redirect that may change",
  );

const hostName = (host: string): string => (host === "*" ? "any host" : host);
