import type { FindingInfo, Problem } from "../../config/finding";

const SOURCE = "https://cloud.google.com/load-balancing/docs/url-map-concepts";
const ERROR = { severity: "error", source: SOURCE } as const;
const WARNING = { severity: "warning", source: SOURCE } as const;

/** What making a URL map of a configuration can find. */
export const ROUTING_FINDINGS = {
  tie: {
    ...ERROR,
    title: "Two rules that tie and act differently",
    why: "The most specific rule wins; between two that are equally specific nothing could decide but their order, which means nothing.",
    fix: "Make one of them more specific, add a rule with the conditions of both, or make them one rule.",
  },
  "invalid-regex": {
    ...ERROR,
    title: "A regular expression that RE2 refuses",
    why: "Google takes RE2 syntax.",
    fix: "Fix the expression.",
  },
  "regex-too-large": {
    ...WARNING,
    title: "A regular expression that is too large for Envoy",
    why: "Envoy refuses all routes for one expression whose program has more than 100 instructions, and Google's proxies are Envoys; no page says what they take.",
    fix: "Write `+` or `*` for large counts, and shorter lists.",
    source: "https://www.envoyproxy.io/docs/envoy/latest/api-v3/type/matcher/v3/regex.proto",
  },
  "refused-by-envoy": {
    ...ERROR,
    title: "A route that Envoy refuses, in a preview or a rehearsal",
    why: "Envoy takes all routes or none, so that no host is served. Google's proxies are Envoys.",
    fix: "Write it otherwise; Envoy's words say what it does not take.",
    source: "https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol",
  },
  "invalid-template": {
    ...ERROR,
    title: "A path template that Google refuses",
    why: "Templates have at most five operators, `**` last, and variables with a name each.",
    fix: "Fix the template.",
  },
  "invalid-template-rewrite": {
    ...ERROR,
    title: "A template rewrite that is no path with captures",
    why: "It is put together from what the rule's template captured.",
    fix: "Write a path with `{name}` for a capture.",
  },
  "unknown-variable": {
    ...ERROR,
    title: "A capture that the template does not have",
    why: "A rewrite can use only what the template captures.",
    fix: "Capture it, or remove it.",
  },
  "path-too-long": {
    ...ERROR,
    title: "A path of more than 1,024 characters",
    why: "Google takes 1,024.",
    fix: "Shorten it.",
  },
  "invalid-model-path": {
    ...ERROR,
    title: "`modelPaths` with a model whose name cannot be in a path",
    why: "The path is made of the model's name.",
    fix: "Remove `modelPaths`, or use another name.",
  },
  "model-paths-of-regex": {
    ...ERROR,
    title: "`modelPaths` with a regular expression",
    why: "Google rewrites prefixes and templates only.",
    fix: "Use `paths`, `prefix` or `template`.",
  },
  "prefix-change-needs-prefix": {
    ...ERROR,
    title: "A prefix rewrite without a prefix",
    why: "It replaces the part that matched.",
    fix: "Match by `prefix` or `paths`.",
  },
  "path-rewrite-needs-exact-path": {
    ...ERROR,
    title: "A path rewrite of many paths",
    why: "Google replaces a whole path only where one is matched.",
    fix: "Use a prefix rewrite.",
  },
  "template-rewrite-needs-template": {
    ...ERROR,
    title: "A template rewrite without a template",
    why: "It is put together from what a template captured.",
    fix: "Match by `template`.",
  },
  "percent-too-fine": {
    ...ERROR,
    title: "A canary's share that no weights can say",
    why: "Weights are whole numbers of at most 1,000.",
    fix: "Use the nearest share.",
  },
  "hosts-differ": {
    ...ERROR,
    title: "One rule to workloads that insist on different Host headers",
    why: "A route sets one Host header.",
    fix: "Give them rules of their own, or set `rewrite.host`.",
  },
  "https-to-https": {
    ...ERROR,
    title: "A redirect to HTTPS on an HTTPS listener",
    why: "Google refuses it in a URL map that an HTTPS proxy uses.",
    fix: "Write `redirect: https` on the HTTP listener.",
  },
  "reserved-name": {
    ...ERROR,
    title: "A workload named `closed`",
    why: "`closed` is the backend service that answers 404.",
    fix: "Give the workload another name.",
  },
  "port-on-any-host": { ...ERROR, title: "A port on the host `*`", why: "`*` stands alone.", fix: "Write `*`." },
  "limit-exceeded": {
    ...ERROR,
    title: "More than Google allows in a URL map",
    why: "These limits are not raised.",
    fix: "Merge rules, or split the proxy.",
  },
  "url-map-too-large": {
    ...ERROR,
    title: "A URL map above 1 MB",
    why: "Google takes 1 MB.",
    fix: "Merge rules, or split the proxy.",
  },
  "never-matches": {
    ...WARNING,
    title: "A regular expression that no path matches",
    why: "The whole path is compared, and it begins with a slash.",
    fix: "Begin it with a slash, or with `.*`.",
  },
  "timeout-without-effect": {
    ...WARNING,
    title: "A timeout on Cloud Run, or another platform with its own",
    why: "Google ignores it there: the platform ends requests after at most 60 minutes, Cloud Run after 5 unless told otherwise.",
    fix: "Set the timeout on the platform.",
  },
  "opens-nothing": {
    ...WARNING,
    title: "A wide rule below which the model server publishes nothing",
    why: "A wide rule opens what a known server publishes for clients, as the server would see it; there is nothing of that here, or more specific rules take it.",
    fix: "Name the paths one by one, or write `opens: everything`.",
  },
  "stays-closed": {
    ...WARNING,
    title: "A published path of which an expression does not say whether it matches",
    why: "What a regular expression matches below a path can be told only where it ends in `/.*`.",
    fix: "Match with `paths`, `prefix` or `template`.",
  },
  "headers-without-backend": {
    ...WARNING,
    title: "Header changes where the proxy answers by itself",
    why: "Nothing applies them.",
    fix: "Remove them.",
  },
  "header-touched-twice": {
    ...WARNING,
    title: "One header changed twice in an action",
    why: "Which change comes first is not documented.",
    fix: "Change each header once.",
  },
  "changes-workload-header": {
    ...ERROR,
    title: "A rule that changes the `workloadHeader`",
    why: "The header names the workload that answers, on every answer. A rule that sets, adds or removes it would make it say something else.",
    fix: "Leave the header out of `responseHeaders`, or choose another `workloadHeader`.",
  },
  "add-may-replace": {
    ...WARNING,
    title: "A fixed value added to a header",
    why: "The provider cannot say that what is there must stay.",
    fix: "Use `set` where that is meant.",
  },
  "limit-near": {
    ...WARNING,
    title: "More than four fifths of a limit that Google does not raise",
    why: "The next rules would not fit.",
    fix: "Plan to merge rules, or to split the proxy.",
  },
  "url-map-large": {
    ...WARNING,
    title: "A URL map above 64 KB (internal: 128 KB)",
    why: "Google documents that limit in one place, and 1 MB in another.",
    fix: "Split the proxy if the API refuses it.",
  },
} as const satisfies Record<string, FindingInfo>;

/** A problem of a kind that is explained here. */
export type RoutingProblem = Problem<keyof typeof ROUTING_FINDINGS>;
