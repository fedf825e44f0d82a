import { formatPath } from "../../../config/finding";
import type { Model } from "../../../config/model/model";
import { resolve } from "../../../config/model/resolve";
import type { ActionConfig, Config, RouteGroupConfig, RuleConfig, WorkloadConfig } from "../../../config/schema/config";
import { type Compilation, compile } from "../../../routing/compile/compile";
import type { Decision } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { parseRequest } from "../../../routing/evaluate/request";
import type { PathMatcher, RouteRule, UrlMap } from "../../../routing/url-map";

export const REGION = "us-central1";
export const HOST = "ai.example.com";

export const instanceGroup = (name: string, words: Partial<WorkloadConfig> = {}): WorkloadConfig => ({
  backends: [{ instanceGroup: `us-central1-a/${name}` }],
  ...words,
});

const WORKLOADS: Config["workloads"] = {
  a: instanceGroup("a"),
  b: instanceGroup("b"),
  c: instanceGroup("c"),
  vllm: instanceGroup("vllm", { server: "vllm" }),
  triton: instanceGroup("triton", { server: "triton" }),
  sglang: instanceGroup("sglang", { server: "sglang" }),
  tei: instanceGroup("tei", { server: "tei" }),
  litellm: instanceGroup("litellm", { server: "litellm" }),
  ray: instanceGroup("ray", { server: "ray" }),
  run: { backends: [{ cloudRun: "run" }] },
  openai: { backends: [{ internet: { fqdn: "api.openai.com" } }] },
  anthropic: { backends: [{ internet: { fqdn: "api.anthropic.com" } }] },
  europe: { backends: [{ instanceGroup: "europe-west4-a/europe" }] },
};

export function modelOf(words: Partial<Config>): Model {
  return resolve(
    {
      name: "ai",
      region: REGION,
      network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
      workloads: WORKLOADS,
      ...words,
    },
    REGION,
  );
}

/** One host with these rules. */
export function withRules(rules: RuleConfig[], words: Partial<Config> = {}): Compilation {
  return compile(modelOf({ routes: [{ hosts: [HOST], rules }], ...words }));
}

export function withGroups(routes: RouteGroupConfig[], words: Partial<Config> = {}): Compilation {
  return compile(modelOf({ routes, ...words }));
}

export function withDefault(action: ActionConfig, words: Partial<Config> = {}): Compilation {
  return compile(modelOf({ routes: [{ hosts: [HOST], default: action }], ...words }));
}

export function decision(urlMap: UrlMap, request: string, headers: Record<string, string> = {}): Decision {
  const [, method = "GET", target = ""] = /^(?:([A-Z]+) )?(.*)$/.exec(request) ?? [];
  const url = target.startsWith("/") ? `http://${HOST}${target}` : target;
  return decide(compileUrlMap(urlMap), parseRequest(method, url, Object.entries(headers)));
}

/** What becomes of a request, in a word or two: `a`, `a 90 b 10`, `404`, `308 http://…`; ` as /path` when it is rewritten. */
export function served({ urlMap }: Compilation, request: string, headers: Record<string, string> = {}): string {
  return describe(decision(urlMap, request, headers), request);
}

export function describe(decided: Decision, request: string): string {
  if (decided.kind === "respond") return String(decided.status);
  if (decided.kind === "redirect") return `${decided.status} ${decided.location}`;
  const { destinations, rewritten } = decided;
  const [only, second] = destinations;
  const to =
    only !== undefined && second === undefined
      ? only.service
      : destinations.map(({ service, share }) => `${service} ${Math.round(share * 1000) / 10}`).join(" ");
  const path = /^(?:[A-Z]+ )?(?:https?:\/\/[^/]+)?([^?]*)/.exec(request)?.[1];
  return rewritten.path === path ? to : `${to} as ${rewritten.path}`;
}

/** `error routes[0].rules[1]: what → fix`, one line for each finding. */
export function reported({ findings }: Compilation): string[] {
  return findings.map(({ severity, path, what, fix }) => `${severity} ${formatPath(path)}: ${what} → ${fix}`);
}

/** The path matcher of the only host. */
export function matcherOf({ urlMap }: Compilation): PathMatcher {
  const [matcher] = urlMap.pathMatchers ?? [];
  if (matcher === undefined) throw new Error("there is no path matcher");
  return matcher;
}

export function onlyRouteRule(compilation: Compilation): RouteRule {
  const [rule, second] = matcherOf(compilation).routeRules ?? [];
  if (rule === undefined || second !== undefined) throw new Error("there is not one route rule");
  return rule;
}
