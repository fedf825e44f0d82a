import { carriesCredential, keyVariables, secretIn, secretVariables, withoutSecrets } from "../../config/secret";
import { proxy } from "../support/rehearsal/small";
import { MARK, SECRETS } from "../support/secrets";

test.each(SECRETS)("is known, and not shown: %s %s", (what, secret) => {
  expect(secretIn(`x ${secret} y`)).toBe(what);
  expect(withoutSecrets(`found "${secret}" here`)).not.toContain(MARK);
});

test.each([
  "Bearer ${var.openai_key}",
  "task-0123456789abcdef0123456789",
  "https://ai.example.com:8443/v1?x=a@b.example",
  "chat@ml-prod.iam.gserviceaccount.com",
  "projects/ml-prod/regions/us-central1/backendServices/key-service",
  "-----BEGIN CERTIFICATE-----",
  "10.0.0.6:8010",
  "us-central1-a/llama",
])("is nobody's secret: %s", (text) => {
  expect(secretIn(text)).toBeUndefined();
  expect(withoutSecrets(text)).toBe(text);
});

test("what may be one is not shown either", () => {
  expect(secretIn("sk-learn-classifier-v2-us")).toBeUndefined();
  expect(withoutSecrets('"Bearer abc", "sk-1234" and user:pw@host')).toBe('"(hidden)", "(hidden)" and (hidden)host');
});

test.each([
  ["Authorization", true],
  ["x-api-key", true],
  ["x-goog-api-key", true],
  ["ocp-apim-subscription-key", true],
  ["x-auth-token", true],
  ["cookie", true],
  ["x-model", false],
  ["x-token-count", false],
  ["x-api-keyboard", false],
])("%s carries a credential: %s", (name, expected) => {
  expect(carriesCredential(name)).toBe(expected);
});

test("a variable in the value of a header, a query parameter or a key may be a secret; the project is none", () => {
  const to = "llama";
  const config = proxy({
    project: "${var.project}",
    labels: { team: "${var.team}", also: "${var.both}" },
    routes: [
      {
        rules: [
          { paths: ["/a"], to, requestHeaders: { set: { authorization: "Bearer ${var.set}", p: "${var.project}" } } },
          {
            paths: ["/b"],
            to,
            requestHeaders: { add: { x: "${var.both}" } },
            responseHeaders: { set: { y: "${var.answer}" } },
          },
          {
            paths: ["/c"],
            to,
            headers: { x: { prefix: "${var.asked}" }, y: "${var.exact}" },
            query: { key: "${var.query}" },
          },
        ],
      },
    ],
    frontend: { listeners: [{ https: 443, certificates: [{ pem: "a.pem", privateKey: "${var.key}" }] }] },
  });
  expect([...keyVariables(config)]).toEqual(["key"]);
  const labelled = { ...config, labels: { team: "${var.key}" } };
  expect([...keyVariables(labelled)]).toEqual([]);
  expect([...secretVariables(config)].sort()).toEqual(["answer", "asked", "both", "exact", "key", "query", "set"]);
});
