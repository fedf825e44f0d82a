import { stacksOf } from "../../../cli/stacks";
import { loadBalancerOf } from "../../../simulator/data-plane/load-balancer";
import { samplesOf } from "../../../simulator/rehearsal/traffic-samples";
import type { Stack } from "../../../simulator/stack/stack";
import { stackResources } from "../../../simulator/stack/stack-resources";
import { analyzeConfig } from "../../support/project";
import { CHAT, EMBEDDINGS, proxy, routing } from "../../support/rehearsal/small";

/** What is asked while one configuration is applied over another, with who may answer before and after. */
function asked(from: Stack[], to: Stack[]): string[] {
  const [{ json }] = from as [Stack];
  const workloadOf = (service: string) => service.split("/").at(-1) ?? "";
  return samplesOf(loadBalancerOf(stackResources(json)), to, workloadOf).calls.map(
    ({ request: { headers }, before, after }) =>
      `${headers["x-model"] ?? "any"}: ${[...before].join(" ")} → ${[...after].join(" ")}`,
  );
}

const PLAIN = stacksOf(analyzeConfig(proxy()));
const BY_HEADER = stacksOf(
  analyzeConfig(routing([CHAT, { ...CHAT, headers: { "x-model": "embed" }, to: "embed" }, EMBEDDINGS])),
);

test("a route that only the change brings is asked, where something answers its requests now", () => {
  expect(asked(PLAIN, BY_HEADER)).toContain("embed: llama → embed");
});

test("a route that the change takes away is asked", () => {
  expect(asked(BY_HEADER, PLAIN)).toContain("embed: embed → llama");
});

test("what nothing answers now is not asked", () => {
  expect(asked(PLAIN, PLAIN).every((line) => !line.startsWith("any: status"))).toBe(true);
});

test("no request is sent twice over", () => {
  const sent = asked(PLAIN, PLAIN);
  expect(sent).toHaveLength(2);
});
