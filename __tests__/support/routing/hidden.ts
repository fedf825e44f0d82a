import type { DocumentPath } from "../../../config/finding";
import type { Request } from "../../../routing/evaluate/decision";
import type { Field, Fields } from "../../../routing/fields";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { terraformName } from "../../../routing/readers/terraform";
import type { PartialUrlMap } from "../../../routing/unread";
import { type UrlMap, urlMapFields } from "../../../routing/url-map";

type Json = { [key: string]: unknown };

/** A place of a URL map that can be hidden. */
export interface Place {
  readonly path: DocumentPath;
  readonly field: Field;
}

/** Every field of a URL map that is there and can change an answer, and every element of a list of texts. */
export function placesOf(map: UrlMap): Place[] {
  const inBlock = (fields: Fields, value: Json, path: DocumentPath): Place[] =>
    Object.entries(fields).flatMap(([name, field]): Place[] => {
      const inner = value[name];
      const at = [...path, name];
      if (inner === undefined || name === "tests" || name === "description") return [];
      if (path.length === 0 && (name === "name" || name === "region")) return [];
      if (field.kind === "block") return [{ path: at, field }, ...inBlock(field.fields, inner as Json, at)];
      if (field.kind === "blocks")
        return [
          { path: at, field },
          ...(inner as Json[]).flatMap((item, i) => inBlock(field.fields, item, [...at, i])),
        ];
      return [{ path: at, field }];
    });
  return inBlock(urlMapFields, map as Json, []);
}

/** A URL map as a plan shows it, where the values at some places are known only after apply. */
export function plan(map: UrlMap, hidden: readonly Place[]): PartialUrlMap {
  const values = asTerraform(urlMapFields, map as Json, []) as Json;
  const unknown: Json = {};
  for (const { path } of hidden) {
    const at = path.map((step) => (typeof step === "string" ? terraformName(step) : step));
    remove(values, at);
    mark(unknown, at);
  }
  const address = "google_compute_url_map.m";
  const resource = { address, mode: "managed", type: "google_compute_url_map", name: "m", values };
  return only({
    planned_values: { root_module: { resources: [resource] } },
    resource_changes: [{ address, change: { after_unknown: unknown } }],
  });
}

/** A URL map as an export whose author misspelt some fields. */
export function misspelt(map: UrlMap, hidden: readonly Place[]): PartialUrlMap {
  const copy = structuredClone(map) as Json;
  for (const { path } of hidden) {
    const owner = at(copy, path.slice(0, -1)) as Json | undefined;
    const name = String(path.at(-1));
    if (owner?.[name] === undefined) continue;
    owner[`${name}s`] = owner[name];
    delete owner[name];
  }
  return only({ kind: "compute#urlMap", ...copy });
}

/** An export with more fields than are known here, which change nothing. */
export function withForeign(map: UrlMap, hidden: readonly Place[]): PartialUrlMap {
  const copy = structuredClone(map) as Json;
  for (const { path } of hidden) {
    const owner = at(copy, path.slice(0, -1));
    if (typeof owner === "object" && owner !== null) (owner as Json).somethingNew = { a: 1 };
  }
  return only({ kind: "compute#urlMap", ...copy });
}

/** Terraform JSON in which the end of some texts is an expression; a service that is one goes by it. */
export function synthesized(map: UrlMap, hidden: readonly Place[]): PartialUrlMap {
  const values = asTerraform(urlMapFields, map as Json, []) as Json;
  for (const [i, { path, field }] of hidden.entries()) {
    const steps = path.map((step) => (typeof step === "string" ? terraformName(step) : step));
    const owner = at(values, steps.slice(0, -1)) as Json | undefined;
    const name = String(steps.at(-1));
    const text = owner?.[name];
    if (owner === undefined || text === undefined || ["block", "blocks", "link"].includes(field.kind)) continue;
    const cut = (one: unknown) =>
      `${String(one)
        .slice(0, String(one).length / 2)
        .replace(/[$%]$/, "")}\${local.x${i}}`;
    if (field.kind === "texts") owner[name] = (text as string[]).map(cut);
    else owner[name] = field.kind === "text" ? cut(text) : `\${local.x${i}}`;
  }
  return only({ resource: { google_compute_url_map: { m: values } } });
}

export function only(document: object): PartialUrlMap {
  const [found] = readUrlMaps(JSON.stringify(document));
  if (!found) throw new Error("no URL map");
  return found;
}

function asTerraform(fields: Fields, value: Json, path: DocumentPath): Json {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const inner = value[name];
      if (inner === undefined) return [];
      const key = terraformName(name);
      if (field.kind === "block") return [[key, [asTerraform(field.fields, inner as Json, path)]]];
      if (field.kind === "blocks")
        return [[key, (inner as Json[]).map((item) => asTerraform(field.fields, item, path))]];
      return [[key, structuredClone(inner)]];
    }),
  );
}

/** Follows a path of the Compute API, where Terraform writes a block as a list of one. */
function at(owner: unknown, path: DocumentPath): unknown {
  let value: unknown = owner;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === "string") value = value[0];
    value = (value as Json | undefined)?.[step];
  }
  return Array.isArray(value) && typeof path.at(-1) === "string" ? value[0] : value;
}

function remove(values: Json, path: DocumentPath): void {
  const owner = at(values, path.slice(0, -1)) as Json | undefined;
  if (owner) delete owner[String(path.at(-1))];
}

/** Puts `true` at a place of a plan's `after_unknown`, in which a single block is a list of one. */
function mark(unknown: Json, path: DocumentPath): void {
  const steps = path.flatMap((step, i) =>
    typeof step === "string" && typeof path[i + 1] === "string" ? [step, 0] : [step],
  );
  let owner: Json = unknown;
  for (const [i, step] of steps.slice(0, -1).entries()) {
    if (owner[step] === true) return;
    owner[step] ??= typeof steps[i + 1] === "number" ? [] : {};
    owner = owner[step] as Json;
  }
  owner[String(steps.at(-1))] = true;
}

/** Values that tell one completion from another for a request, by the kind of field; found without the evaluator. */
export function poolFor({ path, field }: Place, map: UrlMap, request: Request): unknown[] {
  const name = String(path.at(-1));
  const cuts = (text: string) => Array.from({ length: text.length }, (_, i) => text.slice(0, i + 1));
  const hosts = [...cuts([...request.host].reverse().join("")).map((text) => `*${[...text].reverse().join("")}`)];
  const valid = hosts.filter((text) => /^\*[.-]/.test(text));
  const values = [
    ...Object.values(request.headers),
    ...(request.query ?? "").split(/[&=]/),
    request.method,
    request.host,
  ];
  const texts = unique([...values, ...values.flatMap(cuts), ...values.map((text) => text.slice(-1))]).filter(Boolean);
  const own = path.filter((step) => typeof step === "number").join("-");
  if (name === "hosts")
    return [[], [`zz${own}.zz`], [request.host.toLowerCase()], ["*"], ...valid.map((text) => [text])];
  const folders = cuts(request.path).filter((text) => text.endsWith("/"));
  if (name === "paths") return [[`/zz${own}`], [request.path], ...folders.map((text) => [`${text}*`])];
  const isValue =
    path.includes("headerMatches") && /Match$/.test(name) && name !== "regexMatch" && field.kind === "text";
  switch (isValue ? "value" : name) {
    case "value":
      return ["y", ...texts];
    case "prefixMatch":
      return ["/zzz", ...cuts(request.path)];
    case "fullPathMatch":
      return ["/zzz", request.path];
    case "regexMatch":
      return [".*", "zzz"];
    case "pathTemplateMatch": {
      const rule = map.pathMatchers?.[Number(path[1])]?.routeRules?.[Number(path[3])];
      const rewrite = rule?.routeAction?.urlRewrite?.pathTemplateRewrite ?? "";
      const variables = unique([...rewrite.matchAll(/\{(\w+)\}/g)].map(([, variable = ""]) => `{${variable}}`));
      const rest = variables.length > 0 ? `/${variables.join("/")}` : "";
      return [`/zzz${rest}`, "/**", rest || "/", `${rest}/**`, `${rest.replace(/\}$/, "=**}")}`];
    }
    case "headerName":
      return [...Object.keys(request.headers), ":method", ":authority", ":path", ":scheme", "PORT", "zz"];
    case "name":
      return path.includes("queryParameterMatches")
        ? [...(request.query ?? "").split("&").map((pair) => pair.replace(/=.*/, "")), "zz"]
        : [...(map.hostRules ?? []).map(({ pathMatcher }) => pathMatcher), "zz"];
    case "pathMatcher":
      return (map.pathMatchers ?? []).map((matcher) => matcher.name);
    case "priority":
      return [
        0,
        1000.5,
        ...(map.pathMatchers ?? []).flatMap(({ routeRules = [] }) => routeRules.map((one) => one.priority + 0.5)),
      ];
    case "redirectResponseCode":
      return ["FOUND", "SEE_OTHER"];
    case "seconds":
      return ["1", "2"];
    case "pathTemplateRewrite":
      return ["/y", "/z"];
    case "weight":
    case "percentage":
    case "mirrorPercent":
      return [0, 3, 50, 100];
    case "rangeStart":
    case "rangeEnd":
      return values
        .map(Number)
        .filter(Number.isInteger)
        .flatMap((one) => [one, one + 1])
        .concat([7]);
  }
  switch (field.kind) {
    case "number":
      return [401, 402];
    case "flag":
      return [false, true];
    case "texts":
      return [["y"], ["z"]];
    default:
      return ["y", "z", ...(path.includes("matchRules") ? texts : [])];
  }
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
