/** Texts of the errors that `routing/` throws, one function each. */

const quote = (value: unknown) => JSON.stringify(value);
const list = (values: readonly string[]) => (values.length > 0 ? values.map(quote).join(", ") : "none");

export const unreadableUrl = (url: string) =>
  `cannot read the URL ${quote(url)}; write it as "https://host/path?query"`;

export const unsupportedScheme = (url: string, scheme: string) =>
  `the URL ${quote(url)} has the scheme ${quote(scheme)}; an Application Load Balancer serves "http" and "https"`;

export const unencodedCharacter = (url: string) =>
  `the URL ${quote(url)} holds a space or a control character; percent-encode it`;

export const invalidAuthority = (authority: string) =>
  `the host ${quote(authority)} is not a host name or address with an optional port, such as "ai.example.com:8080"`;

export const invalidMethod = (method: string) => `the method ${quote(method)} is not an HTTP token such as "POST"`;

export const invalidHeaderName = (name: string) => `the header name ${quote(name)} is not an HTTP token`;

export const invalidHeaderValue = (name: string) => `the value of the header ${quote(name)} holds a line break`;

export const severalHosts = () => `the request has more than one Host header`;

export const invalidHostPattern = (at: string, host: string) =>
  `${at}: the host ${quote(host)} is not a host name with an optional port; "*" stands alone, or first and before "." or "-"`;

export const repeatedHost = (at: string, host: string) => `${at}: the host ${quote(host)} occurs a second time`;

export const unknownPathMatcher = (at: string, name: string, known: readonly string[]) =>
  `${at}: there is no path matcher ${quote(name)}; there are: ${list(known)}`;

export const repeatedPathMatcher = (name: string) => `the path matcher name ${quote(name)} occurs a second time`;

export const mixedRules = (at: string) => `${at}: holds both pathRules and routeRules; a path matcher holds one kind`;

export const invalidPathPattern = (at: string, path: string) =>
  `${at}: the path ${quote(path)} must start with "/", and may hold "*" only at its end and after a "/", as in "/v1/*"`;

export const repeatedPath = (at: string, path: string) => `${at}: the path ${quote(path)} occurs a second time`;

export const repeatedPriority = (at: string, priority: number) =>
  `${at}: the priority ${priority} occurs a second time`;

export const noMatchRules = (at: string) => `${at}: has no matchRules, so that nothing can reach it`;

export const severalPathConditions = (at: string, names: readonly string[]) =>
  `${at}: has several path conditions (${names.join(", ")}); a match rule has one`;

export const notOnePredicate = (at: string, found: readonly string[], allowed: readonly string[]) =>
  `${at}: needs exactly one of ${allowed.join(", ")}; found: ${found.join(", ") || "none"}`;

export const invalidRegex = (at: string, pattern: string, reason: string) =>
  `${at}: the pattern ${quote(pattern)} is not a regular expression of RE2: ${reason}`;

export const invalidPathTemplate = (at: string, template: string, reason: string) =>
  `${at}: the path template ${quote(template)} ${reason}`;

export const rewriteWithoutTemplate = (at: string) =>
  `${at}: pathTemplateRewrite needs a pathTemplateMatch in every match rule of its rule`;

export const noTarget = (at: string) =>
  `${at}: leads nowhere; it needs a service, a redirect or weighted backend services`;

export const noWeight = (at: string) => `${at}: the weights of the backend services add up to 0`;

export const missingField = (path: string) => `${path} is missing`;

export const notOfKind = (path: string, kind: string, found: unknown) =>
  `${path || "the URL map"} must be a ${kind}, found ${quote(found)}`;

export const unreadableDocument = (reason: string) => `cannot read the input as JSON or YAML: ${reason}`;

const FORMS =
  "a URL map is read from synthesized Terraform JSON (cdk.tf.json), `terraform show -json` of a plan or a state, " +
  "`gcloud compute url-maps export`, or Compute API JSON";

export const unknownDocument = (keys: readonly string[]) =>
  `the input is not a URL map (its keys: ${list(keys)}); ${FORMS}`;

export const binaryPlan = () =>
  "the input is a binary Terraform plan; give the output of `terraform show -json <plan>`";

export const rawState = () => "the input is a Terraform state file; give the output of `terraform show -json`";

export const noUrlMap = (types: readonly string[]) =>
  `the input has no google_compute_region_url_map and no google_compute_url_map; its resource types: ${list(types)}`;

export const dynamicBlocks = (address: string) =>
  `${address} has dynamic blocks, which only Terraform can expand; give the output of \`terraform show -json <plan>\``;
