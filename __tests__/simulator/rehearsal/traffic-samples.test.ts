import { stacksOf } from "../../../cli/stacks";
import { loadBalancerOf } from "../../../simulator/data-plane/load-balancer";
import { SHARE_HEADER, samplesOf } from "../../../simulator/rehearsal/traffic-samples";
import type { Stack } from "../../../simulator/stack/stack";
import { stackResources } from "../../../simulator/stack/stack-resources";
import { analyzeConfig } from "../../support/project";
import { CHAT, EMBED, EMBEDDINGS, group, llama, proxy, routing } from "../../support/rehearsal/small";

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

test("each part of a split is asked by itself, old and new, however small its share", () => {
  const split = (percent: number) =>
    stacksOf(
      analyzeConfig(
        routing([{ ...CHAT, canary: { to: "next", percent } }, EMBEDDINGS], {
          workloads: { llama: llama(), next: llama({ backends: [group("next")] }), embed: EMBED },
        }),
      ),
    );
  const shares = (from: Stack[], to: Stack[]) => {
    const [{ json }] = from as [Stack];
    const { calls, streams } = samplesOf(loadBalancerOf(stackResources(json)), to, (service) => service);
    return [calls, streams].map((samples) => samples.flatMap(({ request }) => request.headers[SHARE_HEADER] ?? []));
  };
  expect(shares(PLAIN, split(5))).toEqual([
    ["475000", "975000"],
    ["475000", "975000"],
  ]);
  expect(shares(split(50), split(5))[0]).toEqual(["250000", "750000", "475000", "975000"]);
  expect(shares(PLAIN, PLAIN)).toEqual([[], []]);
});

test("chat completions are streamed on every path that they have", () => {
  const below = routing([CHAT, EMBEDDINGS, { paths: ["/next/v1/chat/completions"], to: "llama" }]);
  const [stack] = stacksOf(analyzeConfig(below)) as [Stack];
  const { streams } = samplesOf(loadBalancerOf(stackResources(stack.json)), [stack], (service) => service);
  expect(streams.map(({ request }) => request.path)).toEqual(["/v1/chat/completions", "/next/v1/chat/completions"]);
});

test("no request is sent twice over", () => {
  const sent = asked(PLAIN, PLAIN);
  expect(sent).toHaveLength(2);
});
