import type { Analysis } from "../../../checks/analysis";
import { analyze } from "../../../checks/analyze";
import { CHANGE_KINDS, compareConfigs } from "../../../checks/changes";
import { loadText } from "../../../config/document/load";
import { formatPath } from "../../../config/finding";
import { changed } from "../../support/checks/bases";

function analyzed(text: string): Analysis {
  const { config, findings } = loadText("proxy.yaml", text, () => "");
  if (config === undefined) throw new Error(JSON.stringify(findings));
  const analysis = analyze(config);
  const errors = analysis.findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return analysis;
}

type Edits = readonly (readonly [replace: string, by: string])[];

/** What is found about a change, as `impact id place`. */
function announced(base: string, to: Edits, from: Edits = []): string[] {
  const findings = compareConfigs(analyzed(changed(base, from)), analyzed(changed(base, to)));
  return findings.map(({ impact, id, path }) => `${impact} ${id} ${formatPath(path)}`);
}

const CHAT_GROUPS =
  "      - { instanceGroup: us-central1-a/chat, maxRatePerInstance: 20, tags: [chat] }\n" +
  "      - { instanceGroup: us-central1/chat, maxRatePerInstance: 20, serviceAccounts: [chat@ml-prod.iam.gserviceaccount.com] }";
const NEXT = "[{ instanceGroup: us-central1-a/next, maxUtilization: 0.8, tags: [next] }]";
const SPARE: readonly [string, string] = [
  "  rerank:\n",
  "  spare:\n    server: tgi\n    portName: http\n    backends: [{ instanceGroup: us-central1-a/spare, tags: [chat] }]\n  rerank:\n",
];
const BACKED = "{ range: 10.129.0.0/23, backup: 10.131.0.0/22 }";
const SWAPPED = "{ range: 10.131.0.0/22, backup: 10.129.0.0/23 }";
const UNDRAINED: readonly [string, string] = ["drain: 600s", "drain: 60s"];
const FEWER: readonly [string, string] = [
  CHAT_GROUPS,
  "      - { instanceGroup: us-central1-a/chat, maxRatePerInstance: 20, tags: [chat] }",
];
const MAY_CUT = ["interrupts backend-removed-may-cut workloads.chat.backends"];
const CUT = ["interrupts answers-cut workloads.chat.backends"];
const LONGER: readonly [string, string] = [
  "{ api: openai.chat, to: chat }",
  "{ api: openai.chat, to: chat, timeout: 1200s }",
];
const NEXT_UNDRAINED: readonly [string, string] = [
  "    portName: http\n    backends: [{ instanceGroup: us-central1-a/next",
  "    portName: http\n    drain: 60s\n    backends: [{ instanceGroup: us-central1-a/next",
];
const SHADOW: readonly [string, string] = [
  "  shadow:\n    server: ollama\n",
  "  shadow:\n    server: ollama\n    drain: 60s\n",
];
const WITHOUT_NEXT: Edits = [
  [`  next:\n    server: tgi\n    portName: http\n    backends: ${NEXT}\n`, ""],
  ["      - { paths: [/next/*], method: POST, headers: { x-tier: gold }, to: next, rewrite: { prefix: / } }\n", ""],
];
const nat = (words: string): Edits => [
  ["subnet: models, proxyOnlySubnet", `subnet: models, cloudNat: ${words}, proxyOnlySubnet`],
];
const egress = (impact: string): string[] => [`${impact} egress-changed network.cloudNat`];
const publish = (consumer: string): Edits => [
  ["  globalAccess: true\n", `  globalAccess: true\n  publish: { subnet: psc, accept: [${consumer}] }\n`],
];
const OTHER_PROVIDER = "prepare provider-changed provider";
const WITHOUT_OPENAI: Edits = [
  ["  openai:\n    backends: [{ internet: { fqdn: api.openai.com } }]\n", ""],
  ["      - { prefix: /openai, to: openai }\n", ""],
];
const LISTENERS = "    - { http: 80, redirect: https }\n";

const HTTP_ONLY: Edits = [
  ["{ http: 80, redirect: https }", "{ http: 80 }"],
  [
    '    - https: 443\n      certificates: [{ managed: [ai.example.com] }]\n      tls: { minVersion: "1.2", profile: modern }\n',
    "",
  ],
  ["POST https://ai.example.com/", "POST http://ai.example.com/"],
];

const secured = (security: string): [string, string] => [
  "workloads:\n  chat:",
  `security: ${security}\nworkloads:\n  chat:`,
];
const RANGES = "{ allow: [203.0.113.0/24] }";
const LIMITS = "{ rateLimits: [{ name: ip, key: clientIp, requests: 60, per: 1m }] }";
const IAP = '{ iap: { members: ["group:ml@example.com"] } }';
const narrowed = (path: string, range: string): [string, string] => [
  "      - { api: openai.chat, to: chat }\n",
  `      - { api: openai.chat, to: chat }\n      - { paths: [${path}], to: chat, security: { allow: [${range}] } }\n`,
];
const LED = ["exposure: internal", "exposure: internal\ndns: { zone: corp, domain: corp.example }"] as const;
const ONE_REGION = [
  ["regions: [us-central1, europe-west4]", "regions: [us-central1]"],
  ["{ us-central1: models-us, europe-west4: models-eu }", "models-us"],
  ["{ us-central1: 10.129.0.0/23, europe-west4: 10.129.2.0/23 }", "10.129.0.0/23"],
  ["      - { instanceGroup: europe-west4-a/llama, tags: [llama] }\n", ""],
] as const;
const RECORDS = "dns: { zone: example-com, domain: example.com, healthCheck: { path: /healthz } }";
const OTHER_ADDRESS: [string, string] = ["{ protect: true }", "{ existing: front }"];

const MATRIX: readonly [name: string, base: string, to: Edits, expected: string[], from?: Edits][] = [
  ["nothing", "external", [], []],
  ["rate limits are added", "external", [secured(LIMITS)], ["prepare provider-changed provider"]],
  [
    "rate limits are removed",
    "external",
    [],
    ["prepare provider-changed provider", "prepare protection-left-on name", "prepare policy-abandoned name"],
    [secured(LIMITS)],
  ],
  ["rate limits become other ones", "external", [secured(LIMITS.replace("60,", "90,"))], [], [secured(LIMITS)]],
  [
    "rate limits give way to a policy by name",
    "external",
    [["workloads:\n  chat:", "securityPolicy: edge\nworkloads:\n  chat:"]],
    ["prepare provider-changed provider", "prepare policy-abandoned name"],
    [secured(LIMITS)],
  ],
  [
    "the policy of a workload is removed",
    "external",
    [],
    ["prepare protection-left-on name"],
    [["    profile: embeddings\n", "    profile: embeddings\n    securityPolicy: edge\n"]],
  ],
  [
    "security is turned off",
    "external",
    [secured('"off"')],
    ["prepare provider-changed provider", "exposes protection-removed security", "prepare policy-abandoned security"],
    [secured(LIMITS)],
  ],
  ["IAP is added", "external", [secured(IAP)], ["prepare iap-moved security.iap"]],
  ["IAP is removed", "external", [], ["exposes protection-removed name"], [secured(IAP)]],
  [
    "ranges are removed, which stay on by the security policy",
    "external",
    [],
    ["prepare provider-changed provider", "prepare protection-left-on name", "prepare policy-abandoned name"],
    [secured(RANGES)],
  ],
  [
    "ranges give way to rate limits",
    "external",
    [secured(LIMITS)],
    ["exposes protection-removed security"],
    [secured(RANGES)],
  ],
  [
    "another kind of backend, where the file says all that protects",
    "external",
    [secured(`{ iap: {}, ${LIMITS.slice(2)}`), ["{ cloudRun: embed }", "{ internet: { fqdn: embed.example.com } }"]],
    ["prepare provider-changed provider", "replaces groups-replaced workloads.embed", "prepare iap-moved security.iap"],
  ],
  [
    "IAP moves to another address",
    "external",
    [secured(IAP), OTHER_ADDRESS],
    ["interrupts address-changed frontend.address", "exposes protection-window security.iap"],
    [secured(IAP)],
  ],
  [
    "ranges move to another address, where the security policy waits for them",
    "external",
    [secured(RANGES), OTHER_ADDRESS],
    ["interrupts address-changed frontend.address"],
    [secured(RANGES)],
  ],
  [
    "ranges move to another address, and a workload has another policy",
    "external",
    [
      secured(RANGES),
      OTHER_ADDRESS,
      ["    profile: embeddings\n", "    profile: embeddings\n    securityPolicy: edge\n"],
    ],
    ["interrupts address-changed frontend.address", "exposes protection-window security.allow"],
    [secured(RANGES)],
  ],
  [
    "a narrowed rule for other callers",
    "external",
    [narrowed("/admin/*", "203.0.113.6")],
    [],
    [narrowed("/admin/*", "203.0.113.5")],
  ],
  [
    "a narrowed rule with other paths",
    "external",
    [narrowed("/ops/*", "203.0.113.5")],
    ["exposes narrowing-moved routes[0].rules[1].security.allow"],
    [narrowed("/admin/*", "203.0.113.5")],
  ],
  [
    "another name",
    "external",
    [["name: ai\n", "name: aj\n"]],
    ["new-stack stack-added name", "new-stack stack-removed name", "interrupts stacks-clash name"],
  ],
  [
    "another name in another VPC",
    "external",
    [
      ["name: ai\n", "name: aj\n"],
      ["  vpc: ai\n", "  vpc: llm\n"],
    ],
    ["new-stack stack-added name", "new-stack stack-removed name"],
  ],
  [
    "another name in another VPC, on the same existing address",
    "external",
    [
      ["name: ai\n", "name: aj\n"],
      ["  vpc: ai\n", "  vpc: llm\n"],
      ["{ protect: true }", "{ existing: front }"],
    ],
    ["new-stack stack-added name", "new-stack stack-removed name", "interrupts stacks-clash name"],
    [["{ protect: true }", "{ existing: front }"]],
  ],
  [
    "another name, with the proxy-only subnet of the old stack",
    "external",
    [
      ["name: ai\n", "name: aj\n"],
      [
        "proxyOnlySubnet: 10.129.0.0/23",
        "proxyOnlySubnet: { existing: ai-us-central1-proxy-only, range: 10.129.0.0/23 }",
      ],
    ],
    ["new-stack stack-added name", "new-stack stack-removed name"],
  ],
  [
    "records",
    "external",
    [["name: ai\n", `name: ai\n${RECORDS}\n`]],
    ["new-stack stack-added dns", "prepare provider-changed provider"],
  ],
  [
    "records that end",
    "external",
    [],
    ["new-stack stack-removed region", "prepare provider-changed provider"],
    [["name: ai\n", `name: ai\n${RECORDS}\n`]],
  ],
  [
    "records of another zone",
    "external",
    [["name: ai\n", `name: ai\n${RECORDS.replace("example-com", "other")}\n`]],
    ["interrupts record-replaced dns", "prepare record-taken-over dns"],
    [["name: ai\n", `name: ai\n${RECORDS}\n`]],
  ],
  [
    "one record more",
    "external",
    [
      ["name: ai\n", `name: ai\n${RECORDS}\n`],
      ["hosts: [ai.example.com]", "hosts: [ai.example.com, chat.example.com]"],
    ],
    ["prepare record-taken-over dns"],
    [["name: ai\n", `name: ai\n${RECORDS}\n`]],
  ],
  [
    "a domain that the hosts are not below",
    "external",
    [["name: ai\n", `name: ai\n${RECORDS.replace("domain: example", "domain: other.example")}\n`]],
    ["prepare provider-changed provider", "interrupts record-removed dns.domain"],
    [["name: ai\n", `name: ai\n${RECORDS}\n`]],
  ],
  ["a region more", "regions", [], ["new-stack stack-added regions"], ONE_REGION],
  [
    "a region more, which clients are led to at once",
    "regions",
    [LED],
    ["new-stack stack-added regions", "prepare record-taken-over dns", "interrupts region-led-to dns"],
    [LED, ...ONE_REGION],
  ],
  ["the state moves", "regions", [["bucket: tf-state", "bucket: other"]], ["prepare state-moved state"]],
  [
    "another provider",
    "external",
    [["labels: { team: ml }", 'provider: { version: "~> 7.45" }']],
    ["prepare provider-changed provider"],
  ],
  [
    "a provider that an older one comes after",
    "external",
    [["labels: { team: ml }", 'provider: { version: "~> 7.45" }']],
    ["prepare provider-changed provider", "unknown provider-changed provider"],
    [["labels: { team: ml }", 'provider: { version: ">= 8.0.0, < 9.0.0" }']],
  ],
  [
    "another project",
    "external",
    [
      ["project: ml-prod", "project: ml-test"],
      ["{ protect: true }", "{}"],
    ],
    ["fails project-changed project", "prepare protection-not-carried workloads"],
    [["{ protect: true }", "{}"]],
  ],
  [
    "the project of the variable is named",
    "external",
    [["{ protect: true }", "{}"]],
    ["prepare project-changed project", "prepare protection-not-carried workloads"],
    [
      ["project: ml-prod\n", ""],
      ["{ protect: true }", "{}"],
    ],
  ],
  [
    "another project of a protected address",
    "external",
    [["project: ml-prod", "project: ml-test"]],
    [
      "fails project-changed project",
      "fails protected-address frontend.address.protect",
      "prepare protection-not-carried workloads",
    ],
  ],
  ["labels", "external", [["{ team: ml }", "{ team: ai }"]], []],
  [
    "external to internal",
    "external",
    [
      ["labels: { team: ml }", "exposure: internal"],
      ["  networkTier: premium\n", ""],
      ["{ protect: true }", "{}"],
      ["  vpc: ai\n", "  vpc: ai\n  subnet: models\n"],
    ],
    ["interrupts exposure-changed exposure", "prepare protection-not-carried workloads"],
    [["{ protect: true }", "{}"]],
  ],
  ["another VPC", "external", [["  vpc: ai", "  vpc: shared"]], ["interrupts vpc-changed network.vpc"]],
  [
    "another subnet",
    "internal",
    [["  subnet: models", "  subnet: other"]],
    ["interrupts subnet-changed network.subnet"],
  ],
  ["other egress addresses", "kinds", nat("{ addresses: 2 }"), egress("interrupts"), nat("{ addresses: [mine] }")],
  ["an egress address more", "kinds", nat("{ addresses: 2 }"), egress("prepare"), nat("{ addresses: 1 }")],
  ["fewer ports", "kinds", nat("{ minPorts: 64 }"), egress("interrupts"), nat("{ minPorts: 128 }")],
  [
    "egress addresses of an existing NAT",
    "kinds",
    nat("{ addresses: 1 }"),
    egress("interrupts"),
    nat("{ existing: proxies }"),
  ],
  [
    "addresses that nothing leaves from any more",
    "kinds",
    [...WITHOUT_OPENAI],
    ["prepare egress-changed network"],
    nat("{ addresses: 1 }"),
  ],
  ["a published proxy", "internal", publish("{ project: a }"), [OTHER_PROVIDER]],
  [
    "a proxy that is no longer published",
    "internal",
    [],
    [OTHER_PROVIDER, "interrupts attachment-replaced frontend"],
    publish("{ project: a }"),
  ],
  [
    "another consumer of a published proxy",
    "internal",
    publish("{ project: b }"),
    ["interrupts consumer-removed frontend.publish.accept"],
    publish("{ project: a }"),
  ],
  [
    "another proxy-only range",
    "external",
    [["10.129.0.0/23", "10.129.2.0/23"]],
    ["interrupts proxy-only-range-changed network.proxyOnlySubnet"],
  ],
  [
    "a proxy-only range that overlaps the old one",
    "external",
    [["10.129.0.0/23", "10.129.0.0/22"]],
    ["interrupts proxy-only-range-changed network.proxyOnlySubnet"],
  ],
  [
    "an adopted proxy-only subnet that would grow in place",
    "external",
    [
      ["10.129.0.0/23", "10.129.0.0/22"],
      ["\nroutes:", "\nadopt: { proxyOnlySubnet: proxies }\nroutes:"],
    ],
    ["fails proxy-only-range-changed network.proxyOnlySubnet"],
    [["\nroutes:", "\nadopt: { proxyOnlySubnet: proxies }\nroutes:"]],
  ],
  ["a backup of the proxy-only subnet", "external", [["10.129.0.0/23", BACKED]], []],
  [
    "a backup that is promoted",
    "external",
    [["10.129.0.0/23", SWAPPED]],
    ["interrupts proxy-only-subnets-swapped network.proxyOnlySubnet"],
    [["10.129.0.0/23", BACKED]],
  ],
  [
    "a backup that is removed",
    "external",
    [["10.129.0.0/23", "10.131.0.0/22"]],
    ["prepare proxy-only-backup-removed network.proxyOnlySubnet"],
    [["10.129.0.0/23", SWAPPED]],
  ],
  ...["10.131.0.0/22", "{ range: 10.129.0.0/23, backup: 10.141.0.0/23 }", "10.141.0.0/23"].map(
    (to): (typeof MATRIX)[number] => [
      `a backup that is skipped: ${to}`,
      "external",
      [["10.129.0.0/23", to]],
      ["fails proxy-only-swap-skipped network.proxyOnlySubnet"],
      [["10.129.0.0/23", BACKED]],
    ],
  ),
  [
    "a fixed address",
    "internal",
    [["frontend:", "frontend:\n  address: { ip: 10.0.0.10 }"]],
    ["interrupts address-changed frontend.address"],
  ],
  [
    "a fixed address that is no longer said",
    "internal",
    [],
    [],
    [["frontend:", "frontend:\n  address: { ip: 10.0.0.10 }"]],
  ],
  [
    "another fixed address, protected",
    "internal",
    [["frontend:", "frontend:\n  address: { ip: 10.0.0.11, protect: true }"]],
    ["interrupts address-changed frontend.address", "fails protected-address frontend.address.protect"],
    [["frontend:", "frontend:\n  address: { ip: 10.0.0.10, protect: true }"]],
  ],
  [
    "an existing proxy-only subnet",
    "external",
    [["10.129.0.0/23", "{ existing: proxies, range: 10.129.0.0/23 }"]],
    ["fails proxy-only-subnet-released network.proxyOnlySubnet"],
  ],
  [
    "a proxy-only subnet of its own",
    "internal",
    [["{ existing: proxies, range: 10.130.0.0/23 }", "10.130.2.0/23"]],
    ["fails proxy-only-subnet-taken network.proxyOnlySubnet"],
  ],
  [
    "an existing proxy-only subnet taken over",
    "internal",
    [
      ["{ existing: proxies, range: 10.130.0.0/23 }", "10.130.0.0/23"],
      ["exposure: internal", "exposure: internal\nadopt: { proxyOnlySubnet: proxies }"],
    ],
    [],
  ],
  [
    "firewall rules of another team",
    "external",
    [["  vpc: ai", "  vpc: ai\n  firewallRules: false"]],
    ["interrupts firewall-rules-removed network.firewallRules"],
  ],
  [
    "an existing address",
    "external",
    [["{ protect: true }", "{ existing: ai-ip }"]],
    ["interrupts address-changed frontend.address"],
  ],
  [
    "another existing address",
    "external",
    [["{ protect: true }", "{ existing: b }"]],
    ["interrupts address-changed frontend.address"],
    [["{ protect: true }", "{ existing: a }"]],
  ],
  [
    "another tier",
    "external",
    [
      ["premium", "standard"],
      ["{ protect: true }", "{}"],
    ],
    ["interrupts tier-changed frontend.networkTier"],
    [["{ protect: true }", "{}"]],
  ],
  [
    "another tier of a protected address",
    "external",
    [["premium", "standard"]],
    ["interrupts tier-changed frontend.networkTier", "fails protected-address frontend.address.protect"],
  ],
  ["another keep-alive", "external", [["120s", "60s"]], ["replaces keep-alive-changed frontend.clientKeepAlive"]],
  [
    "global access",
    "internal",
    [["globalAccess: true", "globalAccess: false"]],
    ["interrupts global-access-changed frontend.globalAccess"],
  ],
  [
    "another range of providers",
    "external",
    [["labels: { team: ml }", 'provider: { version: ">= 6.50.0, < 7.8.0" }']],
    ["prepare provider-changed provider"],
  ],
  ["a listener more", "external", [[LISTENERS, `${LISTENERS}    - { http: 8080 }\n`]], []],
  ["a listener less", "external", [[LISTENERS, ""]], ["interrupts listener-removed frontend.listeners"]],
  [
    "HTTP to HTTPS on one port",
    "external",
    [[LISTENERS, `${LISTENERS}    - { https: 8080, certificates: [{ managed: [ai.example.com] }] }\n`]],
    ["interrupts listener-protocol-changed frontend.listeners[1]"],
    [[LISTENERS, `${LISTENERS}    - { http: 8080 }\n`]],
  ],
  [
    "a domain more",
    "external",
    [["managed: [ai.example.com]", "managed: [ai.example.com, b.example.com]"]],
    ["prepare certificate-provisioning frontend.listeners[1]"],
  ],
  [
    "HTTPS with a managed certificate beside HTTP",
    "external",
    [["{ http: 80, redirect: https }", "{ http: 80 }"]],
    ["prepare certificate-provisioning frontend.listeners[1]"],
    HTTP_ONLY,
  ],
  [
    "HTTP that redirects to HTTPS whose managed certificate is new",
    "external",
    [],
    [
      "interrupts certificate-provisioning frontend.listeners[1]",
      "interrupts listener-becomes-redirect frontend.listeners[0]",
    ],
    HTTP_ONLY,
  ],
  [
    "HTTP that redirects to HTTPS which was there before",
    "external",
    [],
    ["interrupts listener-becomes-redirect frontend.listeners[0]"],
    [["{ http: 80, redirect: https }", "{ http: 80 }"]],
  ],
  [
    "a field that is overridden",
    "external",
    [["workloads:", "overrides: { google_compute_region_backend_service.chat: { enable_cdn: false } }\nworkloads:"]],
    ['unknown override-changed overrides["google_compute_region_backend_service.chat"]'],
  ],
  ["HTTP that no longer redirects", "external", [["{ http: 80, redirect: https }", "{ http: 80 }"]], []],
  [
    "HTTP that gives way to HTTPS with a new managed certificate",
    "external",
    [[LISTENERS, ""]],
    ["interrupts listener-removed frontend.listeners", "interrupts certificate-provisioning frontend.listeners[0]"],
    HTTP_ONLY,
  ],
  [
    "a domain for another",
    "external",
    [["managed: [ai.example.com]", "managed: [b.example.com]"]],
    ["interrupts certificate-swapped frontend.listeners[1]"],
  ],
  [
    "from a Compute to a managed certificate",
    "external",
    [],
    ["interrupts certificate-swapped frontend.listeners[1]"],
    [["managed: [ai.example.com]", "existing: ai"]],
  ],
  [
    "a certificate for another existing one",
    "external",
    [["managed: [ai.example.com]", "existing: b"]],
    [],
    [["managed: [ai.example.com]", "existing: a"]],
  ],
  ["a TLS policy", "external", [["profile: modern", "profile: restricted"]], []],
  [
    "another kind of backend",
    "external",
    [
      [NEXT, "[{ neg: us-central1-a/next, tags: [next] }]"],
      ["    server: tgi\n    portName: http\n    backends", "    server: tgi\n    backends"],
    ],
    [
      "interrupts workload-replaced workloads.next",
      "prepare protection-not-carried workloads.next",
      "interrupts backend-removed-may-cut workloads.next",
    ],
  ],
  [
    "from a group to Cloud Run",
    "external",
    [
      [NEXT, "[{ cloudRun: next }]"],
      ["    server: tgi\n    portName: http\n    backends", "    server: tgi\n    backends"],
    ],
    [
      "replaces groups-replaced workloads.next",
      "prepare protection-not-carried workloads.next",
      "interrupts backend-removed-may-cut workloads.next",
    ],
  ],
  [
    "a workload under another name",
    "external",
    [
      ["  next:\n", "  later:\n"],
      ["to: next", "to: later"],
    ],
    [
      "prepare protection-not-carried workloads.later",
      "interrupts backend-removed-may-cut workloads",
      "interrupts cold-workload workloads.later",
    ],
  ],
  [
    "an adopted backend service whose line is gone",
    "external",
    [],
    ["prepare protection-not-carried workloads.chat", "interrupts adoption-removed adopt.backendServices.chat"],
    [["labels: { team: ml }", "adopt: { backendServices: { chat: x } }"]],
  ],
  [
    "another group",
    "external",
    [["us-central1-a/next", "us-central1-a/other"]],
    [
      "interrupts backends-swapped workloads.next.backends",
      "interrupts backend-removed-may-cut workloads.next.backends",
    ],
  ],
  [
    "a group beside the old one",
    "external",
    [
      [
        NEXT,
        "[{ instanceGroup: us-central1-a/next, tags: [next] }, { instanceGroup: us-central1-b/next, tags: [next] }]",
      ],
    ],
    [],
  ],
  ["a group less", "external", [[CHAT_GROUPS, "      - { instanceGroup: us-central1-a/chat, tags: [chat] }"]], MAY_CUT],
  ["tags and rates", "external", [["maxUtilization: 0.8, tags: [next]", "maxRate: 5, tags: [next, gpu]"]], []],
  [
    "another Cloud Run service",
    "external",
    [["cloudRun: embed", "cloudRun: embed-v2"]],
    ["replaces groups-replaced workloads.embed.backends"],
  ],
  [
    "all instances",
    "internal",
    [["[europe-west4-a/shadow-1, europe-west4-a/shadow-2]", "[europe-west4-a/shadow-3]"]],
    ["interrupts backends-swapped workloads.shadow.backends"],
  ],
  [
    "some instances",
    "internal",
    [["[europe-west4-a/shadow-1, europe-west4-a/shadow-2]", "[europe-west4-a/shadow-2, europe-west4-a/shadow-3]"]],
    [],
  ],
  ["another port", "external", [["port: 8080", "port: 9090"]], ["interrupts port-changed workloads.chat.port"]],
  [
    "another server with its port",
    "external",
    [["  next:\n    server: tgi", "  next:\n    server: llama-cpp"]],
    ["interrupts port-changed workloads.next.port"],
  ],
  [
    "another port name",
    "external",
    [["    server: tgi\n    portName: http\n", "    server: tgi\n    portName: tgi\n"]],
    ["interrupts port-name-changed workloads.next.portName"],
  ],
  [
    "a named port that is made",
    "external",
    [
      ["    server: tgi\n    portName: http\n", "    server: tgi\n    namedPort: create\n"],
      ["a/next, maxUtilization", "a/next, maxUtilization"],
    ],
    ["prepare named-port-taken workloads.next.namedPort"],
  ],
  [
    "a named port that is no longer made",
    "internal",
    [["    namedPort: create\n", "    portName: http\n"]],
    ["interrupts named-port-released workloads.mistral"],
  ],
  [
    "servers whose certificates are looked at",
    "external",
    [
      [
        "    portName: http\n    backends: [{ instanceGroup: us-central1-a/next",
        "    portName: http\n    tls: { verify: [next.internal] }\n    backends: [{ instanceGroup: us-central1-a/next",
      ],
    ],
    ["prepare provider-changed provider", "prepare verification-begins workloads.next.tls"],
    [
      [
        "    portName: http\n    backends: [{ instanceGroup: us-central1-a/next",
        "    portName: http\n    protocol: https\n    backends: [{ instanceGroup: us-central1-a/next",
      ],
    ],
  ],
  [
    "an older TLS version that is refused",
    "external",
    [],
    ["prepare clients-refused frontend.listeners[1]"],
    [['minVersion: "1.2"', 'minVersion: "1.1"']],
  ],
  [
    "clients that must show a certificate",
    "external",
    [["profile: modern }", 'profile: modern, clientCertificates: { authorities: "${var.ca}" } }']],
    ["prepare clients-refused frontend.listeners[1]"],
    [["profile: modern }", 'profile: modern, clientCertificates: { authorities: "${var.ca}", mode: allow } }']],
  ],
  [
    "another protocol",
    "external",
    [["    server: tgi\n    portName: http\n", "    server: tgi\n    portName: http\n    protocol: h2c\n"]],
    ["interrupts workload-protocol-changed workloads.next.protocol"],
  ],
  [
    "another type of health check",
    "external",
    [["{ path: /health, interval: 10s, timeout: 5s }", "{ protocol: tcp }"]],
    ["replaces health-check-replaced workloads.chat.healthCheck"],
  ],
  [
    "timeout, drain, affinity, policy, intervals",
    "external",
    [
      ["timeout: 600s", "timeout: 700s"],
      ["drain: 600s", "drain: 700s"],
      ["{ header: x-session-id }", "clientIp"],
      ["interval: 10s", "interval: 20s"],
    ],
    [],
  ],
  ["a group less that drains for less than its answers last", "external", [UNDRAINED, FEWER], CUT, [UNDRAINED]],
  ["a group less as draining becomes shorter", "external", [UNDRAINED, FEWER], CUT],
  ["a group less as draining becomes longer", "external", [FEWER], CUT, [UNDRAINED]],
  ["a group less that drains for less than its routes let answers last", "external", [FEWER, LONGER], CUT, [LONGER]],
  ["a group less as answers may last longer", "external", [FEWER, LONGER], MAY_CUT],
  [
    "a group less that took nothing any more",
    "external",
    [UNDRAINED, FEWER],
    [],
    [UNDRAINED, [CHAT_GROUPS, CHAT_GROUPS.replace("us-central1/chat,", "us-central1/chat, capacity: 0,")]],
  ],
  [
    "a group that takes nothing any more",
    "external",
    [UNDRAINED, [CHAT_GROUPS, CHAT_GROUPS.replace("us-central1/chat,", "us-central1/chat, capacity: 0,")]],
    [],
    [UNDRAINED],
  ],
  [
    "an instance less that is not drained",
    "internal",
    [SHADOW, ["europe-west4-a/shadow-1, ", ""]],
    ["interrupts answers-cut workloads.shadow.backends"],
    [SHADOW],
  ],
  ["a workload more", "external", [SPARE], []],
  [
    "a workload less that is not drained",
    "external",
    WITHOUT_NEXT,
    ["interrupts answers-cut workloads"],
    [NEXT_UNDRAINED],
  ],
  ["a workload less that drains", "external", WITHOUT_NEXT, ["interrupts backend-removed-may-cut workloads"]],
  [
    "a workload less that has no routes",
    "external",
    [],
    [],
    [[SPARE[0], SPARE[1].replace("  spare:\n", "  spare:\n    drain: 0s\n")]],
  ],
  [
    "a workload less whose canary had ended",
    "external",
    [],
    [],
    [
      [SPARE[0], SPARE[1].replace("  spare:\n", "  spare:\n    drain: 0s\n")],
      ["api: openai.chat, to: chat", "api: openai.chat, to: chat, canary: { to: spare, percent: 0 }"],
    ],
  ],
  [
    "from a group that is not drained to Cloud Run",
    "external",
    [
      [NEXT, "[{ cloudRun: next }]"],
      ["    server: tgi\n    portName: http\n    backends", "    server: tgi\n    backends"],
    ],
    [
      "replaces groups-replaced workloads.next",
      "prepare protection-not-carried workloads.next",
      "interrupts answers-cut workloads.next",
    ],
    [NEXT_UNDRAINED],
  ],
  [
    "another Cloud Run service that is not drained",
    "external",
    [["{ cloudRun: embed }", "{ cloudRun: embed-v2 }"]],
    ["replaces groups-replaced workloads.embed.backends"],
    [["profile: embeddings\n", "profile: embeddings\n    drain: 0s\n"]],
  ],
  [
    "a new workload with a new path",
    "external",
    [SPARE, ["      - { api: openai.chat", "      - { prefix: /spare, to: spare }\n      - { api: openai.chat"]],
    [],
  ],
  [
    "a new workload that takes over a path",
    "external",
    [SPARE, ["api: openai.chat, to: chat", "api: openai.chat, to: spare"], ["expect: chat", "expect: spare"]],
    ["interrupts cold-workload workloads.spare"],
  ],
  [
    "a new canary",
    "external",
    [SPARE, ["api: openai.chat, to: chat", "api: openai.chat, to: chat, canary: { to: spare, percent: 5 }"]],
    ["interrupts cold-workload workloads.spare"],
  ],
  [
    "a new workload that takes over a path on another port",
    "external",
    [SPARE, ["api: openai.chat, to: chat", "api: openai.chat, to: spare"], ["expect: chat", "expect: spare"]],
    [
      "interrupts certificate-provisioning frontend.listeners[1]",
      "interrupts listener-becomes-redirect frontend.listeners[0]",
    ],
    HTTP_ONLY,
  ],
  [
    "a canary that is there already",
    "external",
    [SPARE, ["api: openai.chat, to: chat", "api: openai.chat, to: chat, canary: { to: spare, percent: 5 }"]],
    [],
    [SPARE],
  ],
  [
    "a new Cloud Run service that takes over a path",
    "external",
    [
      ["  rerank:\n", "  spare: { backends: [{ cloudRun: spare }] }\n  rerank:\n"],
      ["api: openai.chat, to: chat", "api: openai.chat, to: spare"],
      ["expect: chat", "expect: spare"],
    ],
    [],
  ],
  ["other routes", "external", [["prefix: /rerank", "prefix: /v2/rerank"]], []],
  [
    "an address adopted later",
    "external",
    [
      ["labels: { team: ml }", "adopt: { address: ip }"],
      ["{ protect: true }", "{}"],
    ],
    ["fails adopted-later adopt.address"],
    [["{ protect: true }", "{}"]],
  ],
  [
    "a backend service adopted later",
    "external",
    [["labels: { team: ml }", "adopt: { backendServices: { chat: x } }"]],
    ["fails adopted-later adopt.backendServices.chat"],
  ],
  [
    "an adoption removed",
    "external",
    [],
    ["interrupts adoption-removed adopt.forwardingRules.http-80"],
    [["labels: { team: ml }", "adopt: { forwardingRules: { http-80: x } }"]],
  ],
];

test.each(MATRIX.map(([name, base, to, expected, from = []]) => ({ name, base, to, expected, from })))(
  "$name",
  ({ base, to, expected, from }) => {
    expect(announced(base, to, from)).toEqual(expected);
  },
);

const adopting = (adopt: string): Edits => [["labels: { team: ml }", `adopt: ${adopt}`]];
const SERVICES = "backendServices: { chat: a, next: b, rerank: c }";

const TAKE_OVERS: readonly [name: string, to: Edits, expected: string[]][] = [
  ["nothing", [], []],
  ["what serves, too", adopting(`{ urlMap: map, ${SERVICES} }`), []],
  [
    "a part that leads nowhere by itself",
    adopting("{ address: ip, redirectUrlMap: map, forwardingRules: { http-80: rule } }"),
    [],
  ],
  [
    "a forwarding rule without its address",
    adopting("{ forwardingRules: { http-80: rule } }"),
    ["fails taken-over-without-address adopt"],
  ],
  [
    "a URL map",
    adopting("{ urlMap: map, backendServices: { chat: a, next: b } }"),
    ["interrupts taken-over-cold workloads.rerank"],
  ],
  [
    "an HTTPS proxy with other certificates",
    adopting(`{ targetProxies: { https-443: proxy }, ${SERVICES} }`),
    ["interrupts taken-over-certificate frontend.listeners[1]"],
  ],
  [
    "an HTTPS proxy with the certificates that are there",
    [
      ...adopting(`{ targetProxies: { https-443: proxy }, ${SERVICES} }`),
      ["managed: [ai.example.com]", "existing: ai"],
    ],
    [],
  ],
];

test.each(TAKE_OVERS)("a first apply that takes over %s", (_name, to, expected) => {
  const findings = compareConfigs(undefined, analyzed(changed("external", to)));
  expect(findings.map(({ impact, id, path }) => `${impact} ${id} ${formatPath(path)}`)).toEqual(expected);
});

test.each<[what: string, security: string, expected: string[]]>([
  ["authorization policies", IAP, ["exposes protection-window security.iap"]],
  ["ranges, which the security policy has too", RANGES, []],
  ["rate limits", LIMITS, []],
])("a first apply with %s", (_what, security, expected) => {
  const findings = compareConfigs(undefined, analyzed(changed("external", [secured(security)])));
  expect(findings.map(({ impact, id, path }) => `${impact} ${id} ${formatPath(path)}`)).toEqual(expected);
});

test("every kind of change is shown by one of them", () => {
  const rows = [...MATRIX.map(([, , , expected]) => expected), ...TAKE_OVERS.map(([, , expected]) => expected)];
  const shown = rows.flatMap((expected) => expected.map((line) => line.split(" ")[1]));
  expect(CHANGE_KINDS.map(({ id }) => id).filter((id) => !shown.includes(id))).toEqual([]);
});

test("a finding says what happens, and the two-step change that avoids it", () => {
  const [finding] = compareConfigs(
    analyzed(changed("external")),
    analyzed(changed("external", [["us-central1-a/next", "us-central1-a/other"]])),
  );
  expect(finding).toEqual({
    id: "backends-swapped",
    impact: "interrupts",
    severity: "warning",
    path: ["workloads", "next", "backends"],
    what: 'no backend of "next" stays: the new ones take no requests until their health checks have passed',
    fix: "list both, apply, wait until the new ones are healthy, then remove the old ones",
  });
});

test("what is cut says after which time, and how to avoid it", () => {
  const [finding] = compareConfigs(
    analyzed(changed("external", [UNDRAINED])),
    analyzed(changed("external", [UNDRAINED, FEWER])),
  );
  expect([finding?.what, finding?.fix]).toEqual([
    'a backend of "chat" leaves, and what it answers is cut 60s later: answers may last 10m',
    "set `capacity: 0` for it, apply, wait 10m, then remove it",
  ]);
});

test("a new workload that takes requests names one of them", () => {
  const [finding] = compareConfigs(
    analyzed(changed("external")),
    analyzed(
      changed("external", [
        SPARE,
        ["api: openai.chat, to: chat", "api: openai.chat, to: spare"],
        ["expect: chat", "expect: spare"],
      ]),
    ),
  );
  expect(finding?.what).toMatch(
    /^"spare" is new and takes requests that are served today, such as \S+ https?:\/\/ai\.example\.com\/v1\/chat\/completions\S*: /,
  );
});

test("nothing is said about a change to what cannot be applied", () => {
  const { config } = loadText("x", changed("external", [["10.129.0.0/23", "10.129.2.0/28"]]), () => "");
  if (config === undefined) throw new Error("not a configuration");
  expect(compareConfigs(analyzed(changed("external")), analyze(config))).toEqual([]);
});
