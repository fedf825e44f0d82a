import { Testing } from "cdktf";
import { type Analysis, stacksOf as stackNames } from "../checks/analysis";
import { stackFile, synthesize } from "../constructs/synthesize";
import { PlatformStack } from "../examples/foreign-stack/main";
import type { CompiledRoute } from "../routing/compile/compile";
import type { Decision } from "../routing/evaluate/decision";
import { compileUrlMap, decide } from "../routing/evaluate/evaluate";
import { parseRequest } from "../routing/evaluate/request";
import { readUrlMaps } from "../routing/readers/read-url-maps";
import { EXAMPLES } from "./support/examples";
import { expectGolden, expectOnlyGolden } from "./support/golden";
import { analyzeExample, stacksOf, withoutMetadata } from "./support/project";
import { scratchApp } from "./support/scratch-app";

/** Requests that nobody names, or that only a wide rule serves. */
const OTHERS = ["/", "/v1", "/v1/chat/completions", "/v1/models", "/metrics", "/v1/load_lora_adapter"];

const FOREIGN = "foreign-stack/stack.tf.json";

describe.each(EXAMPLES)("%s", (name) => {
  const analysis = analyzeExample(name);

  test("shows clients no certificate of another name", () => {
    expect(analysis.findings.map(({ id }) => id)).not.toContain("host-without-certificate");
  });

  test("becomes these resources", () => {
    for (const [stack, json] of Object.entries(stacksOf(analysis)))
      expectGolden(stackGolden(name, stack, analysis), terraformText(json));
  });

  test("routes requests like this", () => {
    expectGolden(`${name}/routes.txt`, routingOf(analysis));
  });
});

test("a foreign stack keeps its own ids and gets the proxy beside what it makes", () => {
  const stack = new PlatformStack(scratchApp(), "platform");
  expectGolden(FOREIGN, terraformText(withoutMetadata(JSON.parse(Testing.synth(stack, true)))));
});

test("every golden file is one of these", () => {
  const ofExamples = EXAMPLES.flatMap((name) => {
    const analysis = analyzeExample(name);
    return [`${name}/routes.txt`, ...stackNames(analysis).map((stack) => stackGolden(name, stack, analysis))];
  });
  expectOnlyGolden([FOREIGN, ...ofExamples]);
});

/** The file of an example's stack, which the example alone names where it has only one. */
function stackGolden(name: string, stack: string, analysis: Analysis): string {
  return `${name}/${stackNames(analysis).length === 1 ? "stack" : stack}.tf.json`;
}

const terraformText = (stack: unknown): string => `${JSON.stringify(stack, null, 2)}\n`;

/** A readable table: a request for every route of each host, and some more, with who serves it. */
function routingOf(analysis: Analysis): string {
  const files = synthesize(analysis);
  return analysis.regions
    .flatMap(({ model, routes }) => {
      const [main] = readUrlMaps(files.get(stackFile(model.stack)) ?? "").filter(({ map }) => map.pathMatchers?.length);
      if (main === undefined) throw new Error("no URL map");
      const compiled = compileUrlMap(main.map);
      const hosts = [...new Set([...routes.map(({ host }) => host), "unknown.example"])];
      return hosts.flatMap((host) => {
        const own = routes
          .filter((route) => route.host === host)
          .flatMap(({ match }) => (match ? requestsFor(match) : []));
        const requests = [...own, ...OTHERS.map((path) => ({ path, headers: [] }))];
        const lines = requests.map(({ path, headers }) => {
          const url = `http://${host.replace("*", "any.example")}${path}`;
          const words = [path, ...headers.map(([name, value]) => `${name}:${value}`)].join(" ");
          return `  ${words.padEnd(40)} ${outcome(decide(compiled, parseRequest("POST", url, headers)))}`;
        });
        return [`${model.stack} ${host}`, ...[...new Set(lines)].sort()];
      });
    })
    .map((line) => `${line}\n`)
    .join("");
}

interface Sample {
  readonly path: string;
  readonly headers: [string, string][];
}

/** Requests that suit a route: its path, and one below where there is something below. */
function requestsFor({ path: { kind, text }, headers }: NonNullable<CompiledRoute["match"]>): Sample[] {
  const paths = kind === "exact" ? [text] : kind === "below" ? [`${text}x`] : [text, `${text}/x`];
  const suiting = headers.map(({ headerName, exactMatch = "x" }): [string, string] => [headerName, exactMatch]);
  return paths.map((path) => ({ path, headers: suiting }));
}

function outcome(decision: Decision): string {
  switch (decision.kind) {
    case "redirect":
      return `${decision.status} ${decision.location}`;
    case "respond":
      return String(decision.status);
    case "forward": {
      const { destinations, rewritten, timeout } = decision;
      const shares = destinations.map(({ service, share }) =>
        share === 1 ? service : `${service} ${Math.round(share * 100)} %`,
      );
      return `${shares.join(", ")} as ${rewritten.host}${rewritten.path}${timeout ? ` in ${timeout.seconds} s` : ""}`;
    }
  }
}
