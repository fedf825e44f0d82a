import { type DocumentPath, formatValue } from "../../config/finding";
import { attempt } from "../../config/reason";
import { isReference } from "../../config/reference";
import type { ActionConfig } from "../../config/schema/config";
import { DEFAULTS } from "../../config/schema/defaults";
import { withoutSecrets } from "../../config/secret";
import { STATUS_WITHOUT_BODY } from "../../platform/facts";
import { type ActionEntry, writtenHosts } from "../context";
import { at, type Rules, type Text } from "../rule";
import { ANY_ORIGIN } from "./routes";
import { SOURCES } from "./sources";

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+$/;
const ADDRESS = /^\d+(?:\.\d+){3}(?::\d+)?$/;

export const REQUEST_RULES: Rules = {
  "model-header-only": {
    severity: "warning",
    title: "`model:`, which the body of a request does not decide",
    why: "A URL map sees no bodies: `model` is a condition on a header, and the OpenAI and Anthropic clients name the model in the body only. Their requests match no such rule, and go where they would go without it.",
    fix: "Let clients send the header too, write `modelPaths: true`, or send the requests to a router that reads bodies (LiteLLM, the vLLM router). If clients send the header, name it: `modelHeader: x-model`.",
    source: SOURCES.urlMaps,
    *check({ config, actions }) {
      if (config.modelHeader !== undefined) return;
      const header = DEFAULTS.proxy.modelHeader;
      const [first, ...others] = actions.filter(({ rule }) => rule?.model !== undefined && !rule.modelPaths);
      if (first)
        yield at([...first.path, "model"], {
          what: `\`model\` looks at the header ${header} alone, and OpenAI's and Anthropic's clients name the model in the body: their requests do not match this rule${others.length > 0 ? `, nor ${others.length} more` : ""}`,
          fix: `let clients send ${header} too (the SDKs: \`default_headers\`), or write \`modelPaths: true\`; where they send it, say so: \`modelHeader: ${header}\``,
        });
    },
  },
  "path-never-sent": {
    severity: "warning",
    title: "A path that no client sends so",
    why: "Clients resolve `.` and `..`, and write other characters percent-encoded, before they send a request; the proxy compares what they send.",
    fix: "Write the path as it is sent: `/%C3%BC` for `/ü`, `/b` for `/a/../b`.",
    source: "https://url.spec.whatwg.org/#path-state",
    *check({ actions }) {
      for (const [path, place] of actions.flatMap((entry) => [...pathsOf(entry)])) {
        const isTemplate = place.includes("template");
        const sent = asSent(path, isTemplate);
        if (sent !== path)
          yield at(place, {
            what: `${formatValue(path)} is not how URLs have it: clients send ${formatValue(sent)}, and the proxy takes the two for different paths`,
            fix: !isTemplate && /\{.*\}/.test(path) ? "for a part that varies, write a `template`" : `write ${sent}`,
          });
      }
    },
  },
  "host-address": {
    severity: "warning",
    title: "An IP address as a host",
    why: "Google's reference asks for host names. A request has the address as its host only where a client uses the address of the proxy itself; that of a backend never appears there.",
    fix: 'Write the name that clients use, or `"*"` for any.',
    source: SOURCES.api,
    *check({ config }) {
      for (const { host, path } of writtenHosts(config))
        if (ADDRESS.test(host))
          yield at(path, {
            what: `${formatValue(host)} is an address and no host name: only requests to this very address match, if Google takes it`,
          });
    },
  },
  "origin-never-sent": {
    severity: "error",
    title: "A CORS origin that no browser sends",
    why: "Browsers send `https://app.example.com`: scheme and host in lower case, the port where it is not the usual one, and nothing after it. The proxy compares whole texts; what differs never matches, and the browser's question goes to the model.",
    fix: "Write each origin as browsers send it, or `*` for any.",
    source: "https://fetch.spec.whatwg.org/#origin-header",
    *check({ actions }) {
      for (const { path, action } of actions)
        for (const [i, origin] of (action.cors?.origins ?? []).entries()) {
          const flaw = isReference(origin) || ANY_ORIGIN.includes(origin) ? undefined : flawOf(origin);
          if (flaw) yield at([...path, "cors", "origins", i], flaw);
        }
    },
  },
  "cors-headers": {
    severity: "warning",
    title: "CORS that keeps browsers from calling a model",
    why: "A page asks before it sends JSON or a key. `content-type` must be allowed for JSON; `*` covers every header but `authorization`, and none where `credentials` are allowed.",
    fix: "Write `headers: [authorization, content-type]`, and what else the page sends.",
    source: "https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches",
    *check({ actions }) {
      for (const { path, action, rule } of actions) {
        const { cors } = action;
        const methods = rule?.method === undefined ? [] : [rule.method].flat();
        if (cors === undefined || (methods.length > 0 && methods.every((one) => one === "GET" || one === "HEAD")))
          continue;
        const listed = (cors.headers ?? []).map((name) => name.toLowerCase());
        const any = listed.includes("*");
        const missing = [
          ...(any && !cors.credentials ? [] : ["content-type"]),
          ...(any ? ["authorization"] : []),
        ].filter((name) => !listed.includes(name));
        if (missing.length > 0 && !listed.some(isReference))
          yield at(cors.headers === undefined ? [...path, "cors"] : [...path, "cors", "headers"], {
            what: `browsers may not send ${missing.join(", ")} here${any ? ", which `*` does not cover" : ""}: calls with ${missing.includes("content-type") ? "JSON" : "a key"} fail in a page`,
          });
      }
    },
  },
  "cors-method": {
    severity: "error",
    title: "A CORS method that no browser asks for",
    why: "Methods are compared by case, and browsers ask for `PUT`.",
    fix: "Write it in capitals.",
    source: "https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches",
    *check({ actions }) {
      for (const { path, action } of actions)
        for (const [i, method] of (action.cors?.methods ?? []).entries())
          if (!isReference(method) && method !== method.toUpperCase()) {
            // A secret is none any more in capitals.
            const shown = withoutSecrets(method);
            yield at([...path, "cors", "methods", i], {
              what: `browsers ask for ${formatValue(shown.toUpperCase())}, which ${formatValue(shown)} does not match`,
              fix: `write ${shown.toUpperCase()}`,
            });
          }
    },
  },
  "status-without-body": {
    severity: "error",
    title: "An answer by the proxy with a status that has no body",
    why: "The proxy's own answers have a body (`fault filter abort`), which HTTP does not allow after 204 and 304: clients take it for the beginning of the next answer, or end the connection. Tried with Envoy 1.40 and the HTTP client of Node.js.",
    fix: "Answer with another status, such as 200, or let a workload answer; `cors` answers preflights.",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5",
    *check({ actions }) {
      for (const { path, action } of actions)
        for (const [status, place] of statusesOf(action))
          if (STATUS_WITHOUT_BODY.includes(status))
            yield at([...path, ...place], {
              what: `the proxy puts a body behind every answer of its own, and ${status} has none: clients fail to read it`,
            });
    },
  },
};

/** Every path of a rule and its action that is compared with, or becomes, the path of a URL. */
function* pathsOf({ path, action, rule }: ActionEntry): Generator<[string, DocumentPath]> {
  for (const [i, text] of (rule?.paths ?? []).entries()) yield [text, [...path, "paths", i]];
  for (const key of ["prefix", "template"] as const) {
    const text = rule?.[key];
    if (text !== undefined) yield [text, [...path, key]];
  }
  const { rewrite = {}, redirect = {} } = action;
  for (const [word, places] of Object.entries({ rewrite, redirect }))
    for (const [key, text] of Object.entries(places))
      if (["path", "prefix", "template"].includes(key)) yield [String(text), [...path, word, key]];
}

/** A path as clients send it; what a template captures is left as it is. */
function asSent(path: string, isTemplate: boolean): string {
  const captures = isTemplate ? (path.match(/\{[^{}]*\}/g) ?? []) : [];
  const plain = isTemplate ? path.replace(/\{[^{}]*\}/g, "~~") : path;
  const { pathname } = new URL(`http://host${plain}`);
  return captures.reduce((text, capture) => text.replace("~~", () => capture), pathname);
}

function flawOf(origin: string): Text | undefined {
  const text = formatValue(origin);
  if (origin.includes("*"))
    return {
      what: `browsers never send ${text}: the proxy compares whole origins, and knows no \`*\` in one`,
      fix: "list each origin, or write `*` for any",
    };
  const sent = asOrigin(origin);
  return sent === origin
    ? undefined
    : {
        what: `browsers never send ${text} as an origin`,
        fix: sent === undefined ? "write it as in https://app.example.com" : `write ${sent}`,
      };
}

/** The origin as a browser sends it; `undefined` for what is none. */
function asOrigin(text: string): string | undefined {
  const url = attempt(() => new URL(text.includes("://") ? text : `https://${text}`));
  if (url === undefined) return undefined;
  if (/^https?:$/.test(url.protocol)) return url.origin;
  return ORIGIN.test(text) ? text : undefined;
}

function* statusesOf({ respond, fault }: ActionConfig): Generator<[number, DocumentPath]> {
  if (respond !== undefined) yield [respond, ["respond"]];
  const { abort } = fault ?? {};
  if (abort !== undefined && abort.percent > 0) yield [abort.status, ["fault", "abort", "status"]];
}
