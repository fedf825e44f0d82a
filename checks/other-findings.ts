import type { RuleInfo } from "./rule";
import { SOURCES } from "./rules/sources";

/**
 * The kinds of findings that are not rules over a configuration: reading a file, compiling the URL map and running the
 * file's own tests report them. They stand here so that each id is explained in one place.
 */
type Described = readonly [id: string, title: string, why: string, fix: string];

const described = (severity: RuleInfo["severity"], source: string, kinds: readonly Described[]): RuleInfo[] =>
  kinds.map(([id, title, why, fix]) => ({ id, severity, title, why, fix, source }));

const YAML = "https://yaml.org/spec/1.2.2/";
const WORDS = SOURCES.design;

export const SHAPE_FINDINGS: readonly RuleInfo[] = [
  ...described("error", YAML, [
    [
      "unreadable",
      "A file that cannot be read",
      "It is missing, a directory, or closed to you.",
      "Name a readable file.",
    ],
    ["not-text", "A file that is not text", "A configuration is YAML or JSON in UTF-8.", "Save it as UTF-8."],
    [
      "yaml-syntax",
      "Text that is not YAML",
      "Nothing can be said about the rest of the file until it is.",
      "Mend the YAML.",
    ],
    [
      "empty-document",
      "A file that says nothing",
      "A proxy needs at least a name, a region, a network and workloads.",
      "Start from `examples/minimal.yaml`.",
    ],
    [
      "several-documents",
      "Several YAML documents in one file",
      "A file is one proxy.",
      "Keep one document in each file.",
    ],
    [
      "duplicate-key",
      "A key that appears twice in one map",
      "YAML readers disagree about which of the two counts.",
      "Remove one of the two.",
    ],
    [
      "unknown-alias",
      "A YAML alias without its anchor",
      "A text that begins with `*` must be quoted.",
      "Quote it, or define the anchor before.",
    ],
    [
      "too-deep",
      "A document nested too deep",
      "Nothing here nests so deep; a bracket is most likely never closed.",
      "Look for the bracket.",
    ],
    [
      "too-large",
      "A file that is too large",
      "The limits of a URL map are reached long before.",
      "Split it into several proxies.",
    ],
  ]),
  ...described("error", WORDS, [
    [
      "wrong-type",
      "A value of another type",
      "Each key takes one type of value.",
      "Write the value in the form that is shown.",
    ],
    ["missing-key", "A key that is missing", "Some keys are always needed.", "Add the key."],
    [
      "unknown-key",
      "A key that is not known",
      "A misspelt key would silently do nothing. Keys of other load balancers are named with the reason why they do not exist here.",
      "Use the key that is suggested.",
    ],
    [
      "not-one-of",
      "A word that is not one of those allowed",
      "The value is one of a few words.",
      "Use one of the words.",
    ],
    [
      "out-of-range",
      "A number or duration out of range",
      "Google takes values of that range only.",
      "Choose a value in the range.",
    ],
    [
      "malformed",
      "A value that does not have the form that is needed",
      "Names, hosts, paths, ranges and durations have a form.",
      "Write it in the form that is shown.",
    ],
    ["empty-list", "A list without anything in it", "The key would say nothing.", "Name something, or remove the key."],
    ["empty-map", "A map without anything in it", "The key would say nothing.", "Name something, or remove the key."],
    [
      "unreadable-certificate",
      "A PEM file that cannot be read",
      "Certificates are embedded into the synthesized JSON; files are named from the directory of the configuration.",
      "Name a readable file.",
    ],
    ["not-valid", "A value that is not valid", "The schema refuses it.", "See `docs/configuration.md`."],
    [
      "exactly-one",
      "Several keys of which only one can be set",
      "Each of them answers the same question.",
      "Keep one.",
    ],
    ["exclusive", "Two keys that exclude each other", "Google takes one of the two.", "Remove one of them."],
    ["requires", "A key that needs another one", "Alone it has no effect.", "Add the other key, or remove it."],
    ["duplicate", "Something that is listed twice", "Each stands once.", "Remove one of the two."],
    ["unknown-name", "A name that leads nowhere", "Nothing of that name is in the file.", "Correct the name."],
    [
      "reference-in-structure",
      "A Terraform reference where the value must be known",
      "Names, hosts, paths and durations shape the result before Terraform runs.",
      "Write the value itself.",
    ],
  ]),
];

export const ROUTING_FINDINGS: readonly RuleInfo[] = [
  ...described("error", SOURCES.urlMaps, [
    [
      "tie",
      "Two rules that tie and act differently",
      "The most specific rule wins; between two that are equally specific nothing could decide but their order, which means nothing.",
      "Make one of them more specific, or make them one rule.",
    ],
    ["invalid-regex", "A regular expression that RE2 refuses", "Google takes RE2 syntax.", "Mend the expression."],
    [
      "invalid-template",
      "A path template that Google refuses",
      "Templates have at most five operators, `**` last, and variables with a name each.",
      "Mend the template.",
    ],
    [
      "invalid-template-rewrite",
      "A template rewrite that is no path with captures",
      "It is put together from what the rule's template captured.",
      "Write a path with `{name}` for a capture.",
    ],
    [
      "unknown-variable",
      "A capture that the template does not have",
      "A rewrite can use only what the template captures.",
      "Capture it, or remove it.",
    ],
    ["path-too-long", "A path of more than 1,024 characters", "Google takes 1,024.", "Shorten it."],
    [
      "invalid-model-path",
      "`modelPaths` with a model whose name cannot be in a path",
      "The path is made of the model's name.",
      "Remove `modelPaths`, or use another name.",
    ],
    [
      "model-paths-of-regex",
      "`modelPaths` with a regular expression",
      "Google rewrites prefixes and templates only.",
      "Use `paths`, `prefix` or `template`.",
    ],
    [
      "prefix-change-needs-prefix",
      "A prefix rewrite without a prefix",
      "It replaces the part that matched.",
      "Match by `prefix` or `paths`.",
    ],
    [
      "path-rewrite-needs-exact-path",
      "A path rewrite of many paths",
      "Google replaces a whole path only where one is matched.",
      "Use a prefix rewrite.",
    ],
    [
      "template-rewrite-needs-template",
      "A template rewrite without a template",
      "It is put together from what a template captured.",
      "Match by `template`.",
    ],
    [
      "percent-too-fine",
      "A canary's share that no weights can say",
      "Weights are whole numbers of at most 1,000.",
      "Use the nearest share.",
    ],
    [
      "hosts-differ",
      "One rule to workloads that insist on different Host headers",
      "A route sets one Host header.",
      "Give them rules of their own, or set `rewrite.host`.",
    ],
    [
      "mirror-percent-unsupported",
      "A mirror of a share of the requests",
      "The provider has no field for it.",
      "Mirror all, or use a canary.",
    ],
    [
      "https-to-https",
      "A redirect to HTTPS on an HTTPS listener",
      "Google refuses it in a URL map that an HTTPS proxy uses.",
      "Write `redirect: https` on the HTTP listener.",
    ],
    [
      "reserved-name",
      "A workload named `closed`",
      "`closed` is the backend service that answers 404.",
      "Give the workload another name.",
    ],
    ["port-on-any-host", "A port on the host `*`", "`*` stands alone.", "Write `*`."],
    [
      "limit-exceeded",
      "More than Google allows in a URL map",
      "These limits are not raised.",
      "Merge rules, or split the proxy.",
    ],
    ["url-map-too-large", "A URL map above 1 MB", "Google takes 1 MB.", "Merge rules, or split the proxy."],
  ]),
  ...described("warning", SOURCES.urlMaps, [
    [
      "never-matches",
      "A regular expression that no path matches",
      "The whole path is compared, and it begins with a slash.",
      "Begin it with a slash, or with `.*`.",
    ],
    [
      "timeout-without-effect",
      "A timeout on Cloud Run, or another platform with its own",
      "Google ignores it there: the platform ends requests after at most 60 minutes, Cloud Run after 5 unless told otherwise.",
      "Set the timeout on the platform.",
    ],
    [
      "headers-without-backend",
      "Header changes where the proxy answers by itself",
      "Nothing applies them.",
      "Remove them.",
    ],
    [
      "header-touched-twice",
      "One header changed twice in an action",
      "Which change comes first is not documented.",
      "Change each header once.",
    ],
    [
      "add-may-replace",
      "A fixed value added to a header",
      "The provider cannot say that what is there must stay.",
      "Use `set` where that is meant.",
    ],
    [
      "limit-near",
      "More than four fifths of a limit that Google does not raise",
      "The next rules would not fit.",
      "Plan to merge rules, or to split the proxy.",
    ],
    [
      "url-map-large",
      "A URL map above 64 KB (internal: 128 KB)",
      "Google documents that limit in one place, and 1 MB in another.",
      "Split the proxy if the API refuses it.",
    ],
  ]),
];

export const TEST_FINDINGS: readonly RuleInfo[] = described("error", WORDS, [
  [
    "test-failed",
    "A test of the file that fails",
    "The routes do something else than its author expected.",
    "Correct the routes, or the test; `npm run route -- URL` tells why.",
  ],
  [
    "test-unreadable",
    "A test whose request cannot be read",
    "A request is a method and a URL.",
    "Write it as `POST https://ai.example.com/v1/chat/completions`.",
  ],
]);
