import type { Decision, Forward, Request } from "../../../routing/evaluate/decision";
import type { HeaderAction, HeaderOption } from "../../../routing/url-map";
import type { Observed } from "./proxy";
import { UPSTREAM_HEADERS } from "./upstream";

/** In what a decision and Envoy's answer to the same request differ, one line each. */
export function differences(request: Request, decision: Decision, observed: Observed): string[] {
  return Object.entries(expectation(request, decision, observed)).flatMap(([what, [decided, seen]]) => {
    const [left, right] = [JSON.stringify(decided), JSON.stringify(seen)];
    return left === right ? [] : [`${what}: decided ${left}, Envoy ${right}`];
  });
}

type Expectation = Record<string, readonly [decided: unknown, observed: unknown]>;

function expectation(request: Request, decision: Decision, observed: Observed): Expectation {
  const { status, route, seen } = observed;
  const rule = [ruleName(decision), route] as const;
  switch (decision.kind) {
    case "respond":
      return { rule, status: [decision.status, status], service: [undefined, seen?.service] };
    case "redirect":
      return { rule, status: [decision.status, status], location: [decision.location, observed.headers.location] };
    case "forward":
      return { rule, status: [200, status], ...forwarded(request, decision, observed) };
  }
}

function forwarded(request: Request, decision: Forward, { seen, headers }: Observed): Expectation {
  const candidates = decision.destinations.filter(({ share }) => share > 0);
  const destination = candidates.find(({ service }) => service === seen?.service);
  const actions = [destination?.headerAction ?? {}, ...decision.headerActions];
  const { host, path, query } = decision.rewritten;
  return {
    service: [destination?.service ?? candidates.map(({ service }) => service), seen?.service],
    host: [host, seen?.host],
    path: [query === undefined ? path : `${path}?${query}`, seen?.path],
    requestHeaders: [visible(actions.reduce(changedRequest, request.headers)), visible(seen?.headers ?? {})],
    responseHeaders: [visible(actions.reduce(changedResponse, UPSTREAM_HEADERS)), visible(headers)],
  };
}

/** The name that the translator gives to the route of the rule that decided. */
function ruleName({ matched: { pathMatcher, rule } }: Decision): string {
  if (pathMatcher === undefined) return "default";
  return rule ? `${pathMatcher}.${rule.kind}s[${rule.index}]` : `${pathMatcher}.default`;
}

type Headers = Readonly<Record<string, string>>;

function changedRequest(headers: Headers, action: HeaderAction): Headers {
  return changed(headers, action.requestHeadersToRemove ?? [], action.requestHeadersToAdd ?? []);
}

function changedResponse(headers: Headers, action: HeaderAction): Headers {
  return changed(headers, action.responseHeadersToRemove ?? [], action.responseHeadersToAdd ?? []);
}

/** Within one level Envoy removes first, so that a header can be removed and set anew. */
function changed(headers: Headers, removed: readonly string[], added: readonly HeaderOption[]): Headers {
  const gone = new Set(removed.map((name) => name.toLowerCase()));
  const result = Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.has(name)));
  for (const { headerName, headerValue, replace } of added) {
    const name = headerName.toLowerCase();
    const old = result[name];
    result[name] = replace || old === undefined ? headerValue : `${old},${headerValue}`;
  }
  return result;
}

/** The headers that the generated URL maps touch, sorted; the others are the business of HTTP. */
function visible(headers: Headers): readonly (readonly [string, string])[] {
  return Object.entries(headers)
    .filter(([name]) => /^x-[abc]$/.test(name))
    .sort(([a], [b]) => a.localeCompare(b));
}
