/** A small valid file; `# end` stands where keys of the whole are added. */
export const BASE = `name: ai
region: us-central1
network:
  vpc: ai
  proxyOnlySubnet: 10.129.0.0/23
workloads:
  llama:
    server: vllm
    backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }]
routes:
  - hosts: [ai.example.com]
    rules:
      - paths: [/v1/*]
        to: llama
# end
`;

/** What is changed in the base, into what, and all that is then said: two lines a finding. */
type Mistake = readonly [title: string, from: string, to: string, says: readonly string[]];

export const MISTAKES: Readonly<Record<string, readonly Mistake[]>> = {
  "keys that are not known": [
    [
      "a misspelled key",
      "backends:",
      "backend:",
      [
        'proxy.yaml:9:5 workloads.llama.backend: error[unknown-key] unknown key "backend"',
        '  did you mean "backends"?',
      ],
    ],
    [
      "a misspelled required key of the file",
      "workloads:",
      "worklods:",
      ['proxy.yaml:6:1 worklods: error[unknown-key] unknown key "worklods"', '  did you mean "workloads"?'],
    ],
    [
      "a misspelled key that says what kind it is",
      "instanceGroup:",
      "instanceGruop:",
      [
        'proxy.yaml:9:18 workloads.llama.backends[0].instanceGruop: error[unknown-key] unknown key "instanceGruop"',
        '  did you mean "instanceGroup"?',
      ],
    ],
    [
      "a key in other letter case",
      "server:",
      "Server:",
      ['proxy.yaml:8:5 workloads.llama.Server: error[unknown-key] unknown key "Server"', '  did you mean "server"?'],
    ],
    [
      "a key that belongs further up",
      "tags: [vllm]",
      "timeout: 600s",
      [
        'proxy.yaml:9:54 workloads.llama.backends[0].timeout: error[unknown-key] unknown key "timeout"',
        "  it belongs in workloads.llama or workloads.llama.healthCheck",
      ],
    ],
    [
      "a key that belongs further down",
      "  - hosts:",
      "  - timeout: 60s\n    hosts:",
      [
        'proxy.yaml:11:5 routes[0].timeout: error[unknown-key] unknown key "timeout"',
        "  it belongs in routes[0].default or routes[0].rules[]",
      ],
    ],
    [
      "a key that belongs to other places",
      "# end",
      "timeout: 600s",
      ['proxy.yaml:15:1 timeout: error[unknown-key] unknown key "timeout"', "  it belongs in default or extensions[]"],
    ],
    [
      "a key that nobody knows",
      "# end",
      "foo: 1",
      [
        'proxy.yaml:15:1 foo: error[unknown-key] unknown key "foo"',
        "  known here: name, project, region, regions, exposure, labels, network, frontend, dns, security, securityPolicy, extensions, observability, workloads, routes, default, modelHeader, workloadHeader, tests, urlMapTests, checks, state, provider, overrides and 1 more",
      ],
    ],
    [
      "a key of another load balancer",
      "# end",
      "cdn: true",
      [
        'proxy.yaml:15:1 cdn: error[unknown-key] unknown key "cdn": Cloud CDN is not available on regional Application Load Balancers',
        "  remove it; cache in the workload, or put a global load balancer in front",
      ],
    ],
    [
      "the key __proto__",
      "# end",
      "__proto__: { name: x }",
      ['proxy.yaml:15:1 __proto__: error[unknown-key] unknown key "__proto__"', "  remove it: it is never a name here"],
    ],
    [
      "the key __proto__ among names",
      "  llama:",
      "  __proto__: { backends: [{ cloudRun: x }] }\n  llama:",
      [
        'proxy.yaml:7:3 workloads.__proto__: error[unknown-key] unknown key "__proto__"',
        "  remove it: it is never a name here",
      ],
    ],
    [
      "the key constructor",
      "# end",
      "constructor: 1",
      [
        'proxy.yaml:15:1 constructor: error[unknown-key] unknown key "constructor"',
        "  known here: name, project, region, regions, exposure, labels, network, frontend, dns, security, securityPolicy, extensions, observability, workloads, routes, default, modelHeader, workloadHeader, tests, urlMapTests, checks, state, provider, overrides and 1 more",
      ],
    ],
    [
      "a key inside of an alternative",
      "to: llama",
      "to: llama\n        mirror: { too: llama }",
      ['proxy.yaml:15:19 routes[0].rules[0].mirror.too: error[unknown-key] unknown key "too"', '  did you mean "to"?'],
    ],
    [
      "several keys of one map",
      "server: vllm",
      "servr: vllm\n    prot: 8000\n    foo: 1",
      [
        'proxy.yaml:8:5 workloads.llama.servr: error[unknown-key] unknown key "servr"',
        '  did you mean "server"?',
        'proxy.yaml:9:5 workloads.llama.prot: error[unknown-key] unknown key "prot"',
        '  did you mean "port"?',
        'proxy.yaml:10:5 workloads.llama.foo: error[unknown-key] unknown key "foo"',
        "  known here: server, profile, backends, protocol, tls, port, portName, namedPort, timeout, drain, healthCheck, affinity, loadBalancing, minimumRingSize, customMetrics, outlierDetection, circuitBreakers, securityPolicy, accessLogs",
      ],
    ],
  ],
  "keys that are missing": [
    [
      "a required text",
      "name: ai\n",
      "",
      ['proxy.yaml:1:1 name: error[missing-key] "name" is missing', "  add it, for example `name: ai`"],
    ],
    [
      "a required map",
      "network:\n  vpc: ai\n  proxyOnlySubnet: 10.129.0.0/23\n",
      "",
      [
        'proxy.yaml:1:1 network: error[missing-key] "network" is missing',
        "  add it, for example `network: { vpc: default, proxyOnlySubnet: 10.129.0.0/23 }`",
      ],
    ],
    [
      "a required list",
      "    backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }]\n",
      "",
      [
        'proxy.yaml:7:3 workloads.llama.backends: error[missing-key] "backends" is missing',
        "  add it, for example `backends: [{ instanceGroup: us-central1-a/llama }]`",
      ],
    ],
    [
      "a key inside of a list",
      "instanceGroup: us-central1-a/llama",
      "gke: { neg: llama }",
      [
        'proxy.yaml:9:23 workloads.llama.backends[0].gke.zones: error[missing-key] "zones" is missing',
        "  add it, for example `zones: [us-central1-a]`",
      ],
    ],
    [
      "a choice of the file",
      "region: us-central1\n",
      "",
      ["proxy.yaml:1:1: error[missing-key] nothing says where the proxy runs", "  write one of: region, regions"],
    ],
    [
      "a choice of a rule",
      "        to: llama\n",
      "",
      [
        "proxy.yaml:13:9 routes[0].rules[0]: error[missing-key] nothing says what happens with a request",
        "  write one of: to, redirect, respond",
      ],
    ],
    [
      "a choice of a backend",
      "instanceGroup: us-central1-a/llama, ",
      "",
      [
        "proxy.yaml:9:16 workloads.llama.backends[0]: error[missing-key] nothing says where it runs",
        "  write one of: instanceGroup, instances, neg, gke, zonalEndpoints, hybridEndpoints, cloudRun, cloudFunction, privateServiceConnect, internet, backendService",
      ],
    ],
  ],
  "choices made twice": [
    [
      "of a region",
      "region: us-central1",
      "region: us-central1\nregions: [us-central1]",
      [
        "proxy.yaml:1:1: error[exactly-one] region, regions together; only one can say where the proxy runs",
        "  keep one of: region, regions",
      ],
    ],
    [
      "of a backend's kind",
      "tags: [vllm]",
      "cloudRun: llama",
      [
        "proxy.yaml:9:16 workloads.llama.backends[0]: error[exactly-one] instanceGroup, cloudRun together; only one can say where it runs",
        "  keep one of: instanceGroup, cloudRun",
      ],
    ],
    [
      "of what happens",
      "to: llama",
      "to: llama\n        respond: 404",
      [
        "proxy.yaml:13:9 routes[0].rules[0]: error[exactly-one] to, respond together; only one can say what happens with a request",
        "  keep one of: to, respond",
      ],
    ],
    [
      "of which paths",
      "paths: [/v1/*]",
      "paths: [/v1/*]\n        prefix: /v2",
      [
        "proxy.yaml:13:9 routes[0].rules[0]: error[exactly-one] paths, prefix together; only one can say which paths are meant",
        "  keep one of: paths, prefix",
      ],
    ],
    [
      "of what a client is known by",
      "server: vllm",
      "affinity: { header: x-user, cookie: session }",
      [
        "proxy.yaml:8:15 workloads.llama.affinity: error[exactly-one] header, cookie together; only one can say what a client is known by",
        "  keep one of: header, cookie",
      ],
    ],
  ],
  "values of the wrong type": [
    [
      "a number for a duration",
      "server: vllm",
      "timeout: 600",
      [
        "proxy.yaml:8:14 workloads.llama.timeout: error[wrong-type] expected a duration of at least 1s, found the number 600",
        "  write `timeout: 600s`",
      ],
    ],
    [
      "a number for a text",
      "# end",
      "labels: { team: 5 }",
      ["proxy.yaml:15:17 labels.team: error[wrong-type] expected a text, found the number 5", '  write `team: "5"`'],
    ],
    [
      "true for a text",
      "vpc: ai",
      "vpc: true",
      [
        "proxy.yaml:4:8 network.vpc: error[wrong-type] expected a VPC network or a map, found true",
        '  write `vpc: "true"`',
      ],
    ],
    [
      "a number for a choice of texts that look like numbers",
      "# end",
      "frontend: { listeners: [{ https: 443, certificates: [{ managed: [a.example.com] }], tls: { minVersion: 1.2 } }] }",
      [
        'proxy.yaml:15:104 frontend.listeners[0].tls.minVersion: error[wrong-type] expected `"1.0"`, `"1.1"`, `"1.2"` or `"1.3"`, found the number 1.2',
        '  write `minVersion: "1.2"`',
      ],
    ],
    [
      "a text for a number",
      "server: vllm",
      'port: "8000"',
      [
        'proxy.yaml:8:11 workloads.llama.port: error[wrong-type] expected a whole number from 1 to 65535, found the text "8000"',
        "  write `port: 8000`",
      ],
    ],
    [
      "a word for a number",
      "server: vllm",
      "port: http",
      [
        'proxy.yaml:8:11 workloads.llama.port: error[wrong-type] expected a whole number from 1 to 65535, found the text "http"',
        "  write a whole number from 1 to 65535",
      ],
    ],
    [
      "yes for true",
      "server: vllm",
      "accessLogs: yes",
      [
        'proxy.yaml:8:17 workloads.llama.accessLogs: error[wrong-type] expected `true`, `false` or a map, found the text "yes"',
        "  write `accessLogs: true`",
      ],
    ],
    [
      "one value for a list",
      "[/v1/*]",
      "/v1/*",
      [
        'proxy.yaml:13:16 routes[0].rules[0].paths: error[wrong-type] expected a list, found the text "/v1/*"',
        "  write `paths: [/v1/*]`",
      ],
    ],
    [
      "an empty text for a list",
      "[/v1/*]",
      '""',
      [
        'proxy.yaml:13:16 routes[0].rules[0].paths: error[wrong-type] expected a list, found the text ""',
        "  write a list, as in `paths: [/v1/*]`",
      ],
    ],
    [
      "a map for a list",
      "backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }]",
      "backends: { cloudRun: llama }",
      [
        "proxy.yaml:9:15 workloads.llama.backends: error[wrong-type] expected a list, found a map with the key cloudRun",
        "  write `backends: [{ cloudRun: llama }]`",
      ],
    ],
    [
      "a list for one value",
      "region: us-central1",
      "region: [us-central1]",
      [
        "proxy.yaml:2:9 region: error[wrong-type] expected a region, found a list of 1",
        "  write a region, as in `region: us-central1`",
      ],
    ],
    [
      "a list for a map",
      "  llama:\n    server: vllm\n    backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }]\n",
      "  - llama\n",
      [
        "proxy.yaml:6:1 workloads: error[wrong-type] expected a map, found a list of 1",
        "  write a map, as in `workloads: { llama: { backends: [{ instanceGroup: us-central1-a/llama }] } }`",
      ],
    ],
    [
      "a map for a text",
      "vpc: ai",
      "vpc: ai\n  subnet: { existing: [a] }",
      [
        'proxy.yaml:5:13 network.subnet.existing: error[malformed] "existing" is not a region',
        "  write a region such as us-central1",
      ],
    ],
    [
      "nothing for a text",
      "name: ai",
      "name:",
      [
        "proxy.yaml:1:1 name: error[wrong-type] expected a name for the proxy, found nothing (null)",
        "  write a name for the proxy, as in `name: ai`",
      ],
    ],
    [
      "nothing for a map",
      "server: vllm",
      "healthCheck:",
      [
        "proxy.yaml:8:5 workloads.llama.healthCheck: error[wrong-type] expected a map, found nothing (null)",
        "  write a map, as in `healthCheck: {}`, or remove the key",
      ],
    ],
    [
      "nothing for a list",
      "[/v1/*]",
      "~",
      [
        "proxy.yaml:13:16 routes[0].rules[0].paths: error[wrong-type] expected a list, found nothing (null)",
        "  write a list, as in `paths: [/v1/*]`, or remove the key",
      ],
    ],
    [
      "nothing for an item of a list",
      "[/v1/*]",
      "[/v1/*, ~]",
      [
        "proxy.yaml:13:24 routes[0].rules[0].paths[1]: error[wrong-type] expected a path, found nothing (null)",
        "  write a path, as in `/v1/*`",
      ],
    ],
    [
      "a number where alternatives are",
      "to: llama",
      "to: 5",
      [
        "proxy.yaml:14:13 routes[0].rules[0].to: error[wrong-type] expected a workload's name or a map, found the number 5",
        "  write a workload's name or a map, as in `to: llama`",
      ],
    ],
    [
      "a list where alternatives are",
      "to: llama",
      "to: [llama]",
      [
        "proxy.yaml:14:13 routes[0].rules[0].to: error[wrong-type] expected a workload's name or a map, found a list of 1",
        "  write a workload's name or a map, as in `to: llama`",
      ],
    ],
    [
      "a number where a choice is",
      "server: vllm",
      "server: 5",
      [
        "proxy.yaml:8:13 workloads.llama.server: error[wrong-type] expected a model server, found the number 5",
        "  write a model server, as in `server: vllm`",
      ],
    ],
    [
      "infinity",
      "server: vllm",
      "port: .inf",
      [
        "proxy.yaml:8:11 workloads.llama.port: error[wrong-type] expected a whole number from 1 to 65535, found the number .inf",
        "  write a whole number from 1 to 65535",
      ],
    ],
  ],
  "words that are not among the choices": [
    [
      "a misspelled one",
      "server: vllm",
      "server: vlm",
      [
        'proxy.yaml:8:13 workloads.llama.server: error[not-one-of] "vlm" is not known here',
        "  did you mean vllm? allowed: vllm, sglang, tgi, tei, triton, ollama, nim, ray, litellm, production-stack, bentoml, mlserver, litserve, llama-cpp",
      ],
    ],
    [
      "one in other letter case",
      "server: vllm",
      "affinity: clientIP",
      [
        'proxy.yaml:8:15 workloads.llama.affinity: error[not-one-of] "clientIP" is not known here',
        "  did you mean clientIp? allowed: clientIp, generatedCookie, or a map, as in `affinity: { header: x-session-id }`",
      ],
    ],
    [
      "one of a list",
      "to: llama",
      "to: llama\n        retry: { on: [5x] }",
      [
        'proxy.yaml:15:23 routes[0].rules[0].retry.on[0]: error[not-one-of] "5x" is not known here',
        "  did you mean 5xx? allowed: 5xx, gateway-error, connect-failure, retriable-4xx, refused-stream, cancelled, deadline-exceeded, internal, resource-exhausted, unavailable",
      ],
    ],
    [
      "one that is like no other",
      "# end",
      "exposure: public",
      ['proxy.yaml:15:11 exposure: error[not-one-of] "public" is not known here', "  allowed: external, internal"],
    ],
    [
      "a number",
      "to: llama",
      "redirect: { host: a.example.com, code: 309 }",
      [
        "proxy.yaml:14:48 routes[0].rules[0].redirect.code: error[not-one-of] 309 is not known here",
        "  allowed: 301, 302, 303, 307, 308",
      ],
    ],
    [
      "the opposite of the only one",
      "to: llama",
      "to: llama\n        ignoreCase: false",
      [
        "proxy.yaml:15:21 routes[0].rules[0].ignoreCase: error[not-one-of] false is not known here",
        "  write true, or remove the key",
      ],
    ],
  ],
  "values out of form or range": [
    [
      "a name in capitals",
      "name: ai",
      "name: AI",
      [
        'proxy.yaml:1:7 name: error[malformed] "AI" is not a name for the proxy',
        "  use lower-case letters, digits and hyphens, a letter first, at most 30 characters",
      ],
    ],
    [
      "the name of a map's entry",
      "llama:\n",
      "Llama:\n",
      [
        'proxy.yaml:7:3 workloads.Llama: error[malformed] "Llama" is not a workload\'s name',
        "  use lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 63 characters",
      ],
    ],
    [
      "a zone for a region",
      "region: us-central1",
      "region: us-central1-a",
      [
        'proxy.yaml:2:9 region: error[malformed] "us-central1-a" is not a region',
        "  write a region such as us-central1",
      ],
    ],
    [
      "a duration without a unit",
      "server: vllm",
      'timeout: "600"',
      [
        'proxy.yaml:8:14 workloads.llama.timeout: error[malformed] "600" is not a duration',
        "  write a number and a unit: 500ms, 30s, 10m, 1h",
      ],
    ],
    [
      "a duration beyond its range",
      "server: vllm",
      "drain: 2h",
      ["proxy.yaml:8:12 workloads.llama.drain: error[out-of-range] 2h is out of range", "  allowed: 0s to 1h"],
    ],
    [
      "a port beyond its range",
      "server: vllm",
      "port: 80800",
      ["proxy.yaml:8:11 workloads.llama.port: error[out-of-range] 80800 is out of range", "  allowed: 1 to 65535"],
    ],
    [
      "a fraction of a port",
      "server: vllm",
      "port: 80.5",
      [
        "proxy.yaml:8:11 workloads.llama.port: error[out-of-range] 80.5 is not a whole number",
        "  choose a whole number: 80 or 81",
      ],
    ],
    [
      "a path without a slash",
      "[/v1/*]",
      "[v1/*]",
      [
        'proxy.yaml:13:17 routes[0].rules[0].paths[0]: error[malformed] "v1/*" is not a path',
        '  write a path that starts with "/", with "*" only as the last segment: /v1/models or /v1/*',
      ],
    ],
    [
      "a path with a star inside",
      "[/v1/*]",
      "[/v1*]",
      [
        'proxy.yaml:13:17 routes[0].rules[0].paths[0]: error[malformed] "/v1*" is not a path',
        '  write a path that starts with "/", with "*" only as the last segment: /v1/models or /v1/*',
      ],
    ],
    [
      "an empty text",
      "vpc: ai",
      'vpc: ai\n  subnet: ""',
      [
        'proxy.yaml:5:11 network.subnet: error[malformed] "" is not a subnet',
        "  write its name, or projects/PROJECT/regions/REGION/subnetworks/NAME",
      ],
    ],
    [
      "a reference in a name",
      "name: ai",
      "name: ${var.name}",
      [
        'proxy.yaml:1:7 name: error[reference-in-structure] "${var.name}" is a reference, but this value shapes names and routes and must be known before Terraform runs',
        "  write the value itself",
      ],
    ],
    [
      "weights that are all zero",
      "to: llama",
      "to: { llama: 0 }",
      [
        'proxy.yaml:14:13 routes[0].rules[0].to: error[malformed] {"llama":0} is not a set of weights',
        "  give at least one workload a weight above 0",
      ],
    ],
    [
      "an empty list",
      "[/v1/*]",
      "[]",
      [
        "proxy.yaml:13:16 routes[0].rules[0].paths: error[empty-list] the list is empty",
        "  name at least one path, or remove the key",
      ],
    ],
    [
      "an empty map of weights",
      "to: llama",
      "to: {}",
      ["proxy.yaml:14:13 routes[0].rules[0].to: error[empty-map] the map is empty", "  name at least one workload"],
    ],
    [
      "an empty map of regions",
      "10.129.0.0/23",
      "{}",
      [
        'proxy.yaml:5:20 network.proxyOnlySubnet.range: error[missing-key] "range" is missing',
        "  add it, for example `range: 10.129.0.0/23`",
      ],
    ],
    [
      "a key that is no region",
      "10.129.0.0/23",
      "{ us-central: 10.129.0.0/23 }",
      [
        'proxy.yaml:5:22 network.proxyOnlySubnet.us-central: error[malformed] "us-central" is not a region',
        "  write a region such as us-central1",
      ],
    ],
  ],
  alternatives: [
    [
      "the form for one region that is meant",
      "10.129.0.0/23",
      "{ existng: proxies, range: 10.129.0.0/23 }",
      [
        'proxy.yaml:5:22 network.proxyOnlySubnet.existng: error[unknown-key] unknown key "existng"',
        '  did you mean "existing"?',
      ],
    ],
    [
      "the form keyed by region that is meant",
      "10.129.0.0/23",
      "{ us-central1: 10.129.0.0 }",
      [
        'proxy.yaml:5:35 network.proxyOnlySubnet.us-central1: error[malformed] "10.129.0.0" is not an IPv4 range',
        "  write a range such as 10.129.0.0/23",
      ],
    ],
    [
      "keyed by region, with a wrong type inside",
      "# end",
      "adopt: { us-central1: { address: 5 } }",
      [
        "proxy.yaml:15:34 adopt.us-central1.address: error[wrong-type] expected a resource name, found the number 5",
        "  write a resource name, as in `address: ai-ip`",
      ],
    ],
    [
      "keyed by region, with a wrong key inside",
      "# end",
      "adopt: { us-central1: { adress: ai } }",
      [
        'proxy.yaml:15:25 adopt.us-central1.adress: error[unknown-key] unknown key "adress"',
        '  did you mean "address"?',
      ],
    ],
    [
      "a condition inside of a map of headers",
      "to: llama",
      "to: llama\n        headers: { x-tier: { prefx: gold } }",
      [
        'proxy.yaml:15:30 routes[0].rules[0].headers.x-tier.prefx: error[unknown-key] unknown key "prefx"',
        '  did you mean "prefix"?',
      ],
    ],
  ],
  "what goes together": [
    [
      "a certificate's key without it",
      "# end",
      'frontend: { listeners: [{ https: 443, certificates: [{ privateKey: "${var.key}" }] }] }',
      [
        "proxy.yaml:15:54 frontend.listeners[0].certificates[0]: error[missing-key] nothing says which certificate",
        "  write one of: managed, existing, pem",
        'proxy.yaml:15:68 frontend.listeners[0].certificates[0].privateKey: error[requires] "privateKey" needs "pem": it is the key of that certificate',
        '  add "pem", or remove "privateKey"',
      ],
    ],
    [
      "HTTPS without a certificate",
      "# end",
      "frontend: { listeners: [{ https: 443 }] }",
      [
        'proxy.yaml:15:25 frontend.listeners[0]: error[requires] "https" needs "certificates": TLS cannot be served without one',
        "  add it, for example `certificates: [{ managed: [ai.example.com] }]`",
      ],
    ],
    [
      "TLS words on HTTP",
      "# end",
      "frontend: { listeners: [{ http: 80, tls: {} }] }",
      [
        'proxy.yaml:15:42 frontend.listeners[0].tls: error[requires] "tls" needs "https": it belongs to an HTTPS listener',
        '  add "https", or remove "tls"',
      ],
    ],
    [
      "a retry beside a fixed answer",
      "to: llama",
      "respond: 404\n        retry: { on: [5xx] }",
      [
        'proxy.yaml:15:16 routes[0].rules[0].retry: error[requires] "retry" needs "to": no workload is asked',
        '  add "to", or remove "retry"',
      ],
    ],
    [
      "a canary beside weights",
      "to: llama",
      "to: { llama: 1, next: 1 }\n        canary: { to: next, percent: 5 }",
      [
        'proxy.yaml:15:17 routes[0].rules[0].canary: error[exclusive] "canary" and "to" cannot be set together: `to` already has weights; add the canary there',
        "  remove one of them",
      ],
    ],
    [
      "a timeout beyond the interval of a health check",
      "server: vllm",
      "healthCheck: { interval: 5s, timeout: 10s }",
      [
        'proxy.yaml:8:43 workloads.llama.healthCheck.timeout: error[malformed] "10s" is not at most the interval of 5s',
        "  shorten the timeout or lengthen the interval",
      ],
    ],
    [
      "a header and a lifetime",
      "server: vllm",
      "affinity: { header: x-user, ttl: 5s }",
      [
        'proxy.yaml:8:38 workloads.llama.affinity.ttl: error[exclusive] "header" and "ttl" cannot be set together: a header has no lifetime',
        "  remove one of them",
      ],
    ],
  ],
};
