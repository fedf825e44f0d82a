import { changed } from "../support/checks/bases";
import { findingsIn } from "../support/checks/found";

/** What is found when a test is added to the two regions' file; a redirect and port 8080 are served there too. */
function failures(test: string): string[] {
  const listeners =
    "frontend:\n  listeners:\n    - { http: 80, redirect: https }\n    - { http: 8080 }\n" +
    "    - { https: 443, certificates: [{ existing: ai }] }\n";
  const text = changed("regions", [["workloads:\n", `${listeners}tests: [${test}]\nworkloads:\n`]]);
  return findingsIn(text).map(({ id, what }) => `${id}: ${what}`);
}

test("a test that holds in every region is silent", () => {
  expect(failures('{ request: "GET https://ai.corp.example/embed/x", expect: embed }')).toEqual([]);
});

test("a workload is expected where it runs: elsewhere its routes answer 404", () => {
  expect(failures('{ request: "GET https://ai.corp.example/search/x", expect: search }')).toEqual([]);
});

test("a test that names no workload must hold in every region, and says where it does not", () => {
  expect(failures('{ request: "GET https://ai.corp.example/search/x", expect: { status: 404 } }')).toEqual([
    "test-failed: GET https://ai.corp.example/search/x in us-central1 goes to search as ai.corp.example/search/x; the test expects status 404",
  ]);
});

test("a request reaches the listener of its scheme and port", () => {
  expect(failures('{ request: "GET http://ai.corp.example:8080/embed/x", expect: embed }')).toEqual([]);
  expect(failures('{ request: "GET https://ai.corp.example:8080/embed/x", expect: embed }')).toEqual([
    expect.stringContaining("reaches nobody, because no listener serves HTTPS on port 8080"),
    expect.stringContaining("reaches nobody, because no listener serves HTTPS on port 8080"),
  ]);
});

test("a listener that only redirects answers 308 to the same address by HTTPS, without its port", () => {
  const expected = "{ status: 308, redirect: https://ai.corp.example/embed/x?a=b }";
  expect(failures(`{ request: "GET http://ai.corp.example:80/embed/x?a=b", expect: ${expected} }`)).toEqual([]);
});

test("tests are not run while the file has errors, whose consequences they would report", () => {
  const text = changed("external", [
    ["expect: chat", "expect: next"],
    ["10.129.0.0/23", "10.129.0.0/28"],
  ]);
  expect(findingsIn(text).map(({ id }) => id)).toEqual(["proxy-only-subnet-too-small"]);
});

test("what only looks like Terraform's syntax is a text to tests, too", () => {
  const rule = '{ paths: [/next/*], headers: { x-a: "%{a}", x-b: "$${b}" }, to: next }';
  const request =
    '{ request: "POST https://ai.example.com/next/generate", headers: { x-a: "%{a}", x-b: "$${b}" }, expect: next }';
  const text = changed("external", [
    ["{ paths: [/next/*], method: POST, headers: { x-tier: gold }, to: next, rewrite: { prefix: / } }", rule],
    ['{ request: "POST https://ai.example.com/v1/chat/completions", expect: chat }', request],
  ]);
  expect(findingsIn(text)).toEqual([]);
});

describe("a test about callers", () => {
  const found = (test: string) => {
    const security =
      "security:\n  allow: [203.0.113.0/24]\n  rateLimits: [{ name: tenant, key: { header: x-t }, requests: 9, per: 1m, withoutKey: skip }]\n";
    const text = changed("external", [
      ["workloads:\n", `${security}workloads:\n`],
      ['{ request: "POST https://ai.example.com/v1/chat/completions", expect: chat }', test],
    ]);
    return findingsIn(text)
      .filter(({ id }) => id === "test-failed")
      .map(({ what }) => what);
  };
  const CHAT = 'request: "POST https://ai.example.com/v1/chat/completions"';

  test.each([
    `{ ${CHAT}, expect: chat }`,
    `{ ${CHAT}, clientIp: 203.0.113.9, expect: chat }`,
    `{ ${CHAT}, clientIp: 192.0.2.1, expect: { status: 403 } }`,
  ])("holds: %s", (test) => expect(found(test)).toEqual([]));

  test.each([
    [`{ ${CHAT}, clientIp: 192.0.2.1, expect: chat }`, "is denied 403 by security.allow; the test expects chat"],
    [`{ ${CHAT}, clientIp: 192.0.2.1, expect: { workload: chat, status: 403 } }`, "is denied 403 by security.allow"],
    [
      `{ ${CHAT}, expect: { status: 403 } }`,
      "is allowed only for 203.0.113.0/24 (security.allow); the test expects status 403",
    ],
    [`{ ${CHAT}, clientIp: 203.0.113.9, expect: { status: 403 } }`, "goes to chat"],
  ])("fails: %s", (test, words) => expect(found(test)).toEqual([expect.stringContaining(words)]));
});
