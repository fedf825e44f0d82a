import { join } from "node:path";
import { readConfiguration } from "../../cli/configuration";
import { placedUrlMaps } from "../../cli/url-maps";
import { answerMarkup, headlineOf, wayOf } from "../../report/answer";
import { askedInLine } from "../../routing/asked-request";
import { type Answered, asking } from "../../routing/asking";
import { withPlaces } from "../../routing/placed-url-map";
import { ROOT } from "../support/project";

function answerOf(file: string, line: string): Answered {
  const { source, analysis } = readConfiguration(join(ROOT, file));
  const maps = analysis ? placedUrlMaps(source, analysis).map(withPlaces) : [];
  const [found] = asking(maps, {})(askedInLine(line));
  if (!found) throw new Error("nobody listens");
  return found;
}

const textOf = (markup: string) => markup.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const ASKED = [{ id: "security-policy" }, { id: "security.iap" }, { id: "security.allow" }];

test.each([
  [
    "proxy.yaml",
    "POST http://ai.example.com/v1/chat/completions",
    "vllm-v1 90 %, vllm-v2 10 %, within 10m, as /v1/chat/completions",
  ],
  ["proxy.yaml", "GET http://other.example.com/", "404, answered by the proxy itself"],
  ["examples/external-https.yaml", "GET http://ai.example.com/v1/models", "308 to https://ai.example.com/v1/models"],
  [
    "examples/access.yaml",
    "POST https://ai.example.com/v1/embeddings",
    "denied 403 by security.rateLimits tenant withoutKey",
  ],
])("of %s %s is %s", (file, line, expected) => expect(headlineOf(answerOf(file, line))).toBe(expected));

test("says which rules did not match and which did, in the file's words, and escapes what a request brings", () => {
  const answer = answerOf("proxy.yaml", "GET http://ai.example.com/v1/rerank?<b>");
  const line = answer.place?.line ?? 0;
  const { markup } = answerMarkup(answer, { [line]: "- paths: [/v1/rerank]" });
  expect(textOf(markup)).toContain(`proxy.yaml:${line} - paths: [/v1/rerank]`);
  expect(markup).toContain('<li class="no">');
  expect(markup).not.toContain("<b>");
});

test("the way ends at who turns a request away, and at the workload otherwise", () => {
  const denied = wayOf(
    answerOf("examples/access.yaml", "GET https://ai.example.com/v1/embeddings"),
    "https-443",
    ASKED,
  );
  expect(denied).toEqual({ lit: new Set(["clients", "https-443", "security-policy"]), denied: "security-policy" });
  const line = "POST https://ai.example.com/v1/embeddings -H 'x-tenant-id: a' --client-ip 203.0.113.9";
  expect([...wayOf(answerOf("examples/access.yaml", line), "https-443", ASKED).lit]).toEqual([
    ...["clients", "https-443", "security-policy", "security.iap", "security.allow", "host ai.example.com"],
    "workload embed",
  ]);
});
