import { formatPath } from "../../../config/finding";
import { resolve } from "../../../config/model/resolve";
import type { Config } from "../../../config/schema/config";
import { compile } from "../../../routing/compile/compile";
import { longestTimeouts } from "../../../routing/compile/timeouts";
import { formatPathForm } from "../../../routing/paths/path-pattern";
import { served } from "../../support/routing/compiled";

/** The reference scenario of the design. */
const REFERENCE: Config = {
  name: "ai",
  region: "us-central1",
  network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
  workloads: {
    "vllm-v1": {
      server: "vllm",
      backends: [{ instanceGroup: "us-central1-a/vllm-v1", tags: ["vllm"] }],
    },
    "vllm-v2": {
      server: "vllm",
      backends: [{ instanceGroup: "us-central1-a/vllm-v2", tags: ["vllm"] }],
    },
    embed: { backends: [{ cloudRun: "embed" }] },
    rerank: {
      server: "tei",
      port: 8080,
      backends: [{ neg: "us-central1-a/rerank", maxRate: 50, tags: ["gke-ai"] }],
    },
  },
  routes: [
    {
      hosts: ["ai.example.com"],
      rules: [
        { paths: ["/v1/chat/*"], to: { "vllm-v1": 90, "vllm-v2": 10 } },
        { paths: ["/v1/embeddings", "/v1/embeddings/*"], to: "embed" },
        { paths: ["/v1/rerank", "/v1/rerank/*"], to: "rerank" },
        { paths: ["/v1/*"], to: "vllm-v1" },
      ],
    },
  ],
};
const compiled = compile(resolve(REFERENCE, "us-central1"));

test("requests of the reference scenario go where the design says", () => {
  const requests = [
    "POST /v1/chat/completions",
    "POST /v1/embeddings",
    "POST /v1/embeddings/batch",
    "POST /v1/rerank",
    "GET /v1/models",
    "GET /v1/chat",
    "POST /v1/load_lora_adapter",
    "GET /metrics",
    "GET http://other.example.com/v1/models",
    "GET https://ai.example.com:80/v1/models",
  ];
  expect(requests.map((request) => `${request} → ${served(compiled, request)}`)).toMatchInlineSnapshot(`
    [
      "POST /v1/chat/completions → vllm-v1 90 vllm-v2 10",
      "POST /v1/embeddings → embed",
      "POST /v1/embeddings/batch → embed",
      "POST /v1/rerank → rerank",
      "GET /v1/models → vllm-v1",
      "GET /v1/chat → 404",
      "POST /v1/load_lora_adapter → 404",
      "GET /metrics → 404",
      "GET http://other.example.com/v1/models → 404",
      "GET https://ai.example.com:80/v1/models → vllm-v1",
    ]
  `);
});

test("routes of the reference scenario, as its table shows them", () => {
  expect(
    compiled.routes.map(
      ({ host, match, origin, source }) =>
        `${host} ${match ? formatPathForm(match.path) : "default"} (${origin}${source ? `, ${formatPath(source)}` : ""})`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "ai.example.com /v1/embeddings (rule, routes[0].rules[1])",
      "ai.example.com /v1/rerank (rule, routes[0].rules[2])",
      "ai.example.com /v1/embeddings/* (rule, routes[0].rules[1])",
      "ai.example.com /v1/rerank/* (rule, routes[0].rules[2])",
      "ai.example.com /v1/chat/* (rule, routes[0].rules[0])",
      "ai.example.com /v1/* (rule, routes[0].rules[3])",
      "ai.example.com default (default)",
      "* default (default)",
    ]
  `);
});

test("every route of the reference scenario to a backend with timeouts has its own", () => {
  expect(Object.fromEntries(longestTimeouts(compiled.urlMap))).toEqual({
    "vllm-v1": 600,
    "vllm-v2": 600,
    rerank: 60,
  });
});

test("the reference scenario has no findings", () => {
  expect(compiled.findings).toEqual([]);
});
