import { runInNewContext } from "node:vm";
import type { Request } from "../../../routing/evaluate/decision";

/** A policy, a rule, a source … as Terraform JSON has it. */
// biome-ignore lint/suspicious/noExplicitAny: whatever Terraform JSON holds
export type Json = any;

/** Who calls, all of it said. */
export interface PlainCaller {
  readonly ip: string;
  readonly serviceAccount: string;
  readonly tag: string;
  readonly clientCertificate: { readonly selector: string; readonly name: string };
}

/** A second reading of Google's words, written for nothing but to be compared: everything is known, and yes or no. */
export function isAllowed(
  authorization: Json[],
  armor: Json[] | undefined,
  request: Request,
  caller: PlainCaller,
): boolean {
  const rule = armor
    ?.filter(({ preview }) => preview !== true)
    .sort((a, b) => a.priority - b.priority)
    .find(({ match }) =>
      match.expr
        ? celHolds(match.expr.expression, request, caller)
        : match.config.src_ip_ranges.some(within(caller.ip)),
    );
  if (rule?.action.startsWith("deny")) return false;
  const matching = authorization.filter(({ http_rules }) => !http_rules || http_rules.some(matches(request, caller)));
  if (matching.some(({ action }) => action === "DENY")) return false;
  return !authorization.some(({ action }) => action === "ALLOW") || matching.some(({ action }) => action === "ALLOW");
}

const matches = (request: Request, caller: PlainCaller) => (rule: Json) => {
  const { sources, not_sources } = rule.from ?? {};
  if (sources && !isSource(sources, caller)) return false;
  if (not_sources && isSource(not_sources, caller)) return false;
  return !rule.to || isOperation(rule.to.operations, request);
};

function isSource({ ip_blocks, principals, resources }: Json, caller: PlainCaller): boolean {
  if (ip_blocks && !ip_blocks.some((one: Json) => within(caller.ip)(`${one.prefix}/${one.length}`))) return false;
  const { selector, name } = caller.clientCertificate;
  if (principals && !principals.some((one: Json) => one.principal_selector === selector && like(one.principal)(name)))
    return false;
  const isResource = (one: Json) =>
    (!one.iam_service_account || like(one.iam_service_account)(caller.serviceAccount)) &&
    (!one.tag_value_id_set || one.tag_value_id_set.ids.includes(caller.tag));
  return !resources || resources.some(isResource);
}

function isOperation({ hosts, paths, methods, header_set }: Json, request: Request): boolean {
  const target = [request.path, request.query].filter((part) => part !== undefined).join("?");
  if (hosts && !hosts.some((one: Json) => like(one)(request.host))) return false;
  if (paths && !paths.some((one: Json) => like(one)(target))) return false;
  if (methods && !methods.includes(request.method)) return false;
  return !header_set || header_set.headers.every((one: Json) => like(one.value)(request.headers[one.name]));
}

/** As a regular expression: no code is shared with what it is compared with. */
const like = (match: Json) => (text: string | undefined) => {
  const escaped = (part: string) => part.replace(/[^a-z0-9]/gi, "\\$&");
  const form =
    match.exact !== undefined
      ? `^${escaped(match.exact)}$`
      : match.prefix !== undefined
        ? `^${escaped(match.prefix)}`
        : match.suffix !== undefined
          ? `${escaped(match.suffix)}$`
          : escaped(match.contains);
  return text !== undefined && new RegExp(form, match.ignore_case ? "i" : "").test(text);
};

/** By the first bits, as texts of zeros and ones. */
const within = (ip: string) => (range: string) => {
  const [prefix = "", length = "32"] = range.split("/");
  return range === "*" || bits(prefix).slice(0, Number(length)) === bits(ip).slice(0, Number(length));
};

const bits = (address: string) =>
  address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");

/** The forms that are written here are JavaScript as well. */
function celHolds(expression: string, request: Request, { ip }: PlainCaller): boolean {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      { contains: (part: string) => value.includes(part) },
    ]),
  );
  return runInNewContext(expression, {
    has: (value: unknown) => value !== undefined,
    inIpRange: (address: string, range: string) => within(address)(range),
    origin: { ip },
    request: { headers },
  });
}
