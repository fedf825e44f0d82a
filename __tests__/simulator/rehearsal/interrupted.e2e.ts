import type { Analysis } from "../../../checks/analysis";
import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import { startSimulator } from "../../../simulator/control-plane/server";
import { differences } from "../../../simulator/rehearsal/platform-difference";
import { type Rehearsal, type RehearsalOptions, rehearse } from "../../../simulator/rehearsal/rehearsal";
import { seedFor } from "../../../simulator/stack/seed";
import { importBlocks } from "../../../simulator/terraform/recovery";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, fitted, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import {
  CHAT,
  EMBED,
  EMBEDDINGS,
  fronted,
  group,
  having,
  https,
  llama,
  on,
  proxy,
  routing,
} from "../../support/rehearsal/small";

const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");
const analyzed = (config: Config): Analysis => analyzeConfig(fitted(config));
afterAll(() => terraform.close());

/** A workload is added with a route of its own. */
const BEFORE = analyzed(proxy());
const AFTER = analyzed(
  routing([CHAT, EMBEDDINGS, { paths: ["/next"], to: "next" }], {
    workloads: { llama: llama(), next: llama({ backends: [group("llama-next")] }), embed: EMBED },
  }),
);

type Interruption = Pick<RehearsalOptions, "faults" | "quotas" | "killWhen">;
const changed = (from: Analysis, to: Analysis, interruption: Interruption): Promise<Rehearsal> =>
  rehearse({ terraform, providerVersion, from: stacksOf(from), to: stacksOf(to), ...interruption });
const added = (interruption: Interruption): Promise<Rehearsal> => changed(BEFORE, AFTER, interruption);

/** The backend service of a workload is replaced, by one with another kind of backends. */
const REPLACED = analyzed(having({ embed: llama({ backends: [group("embed")] }) }));
const replaced = (interruption: Interruption): Promise<Rehearsal> => changed(BEFORE, REPLACED, interruption);

/** Everything in order at the end, however it got there. */
const IN_ORDER = { failures: [], notSettled: [], differences: [], leftovers: [] };

describe("an apply that is interrupted is finished by the next one", () => {
  concurrent("after an operation that failed", async () => {
    const result = await added({
      faults: [{ verb: "insert", collection: "backendServices", effect: "failed operation" }],
    });
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
  });

  concurrent("after the change of a URL map that failed", async () => {
    const result = await added({
      faults: [
        { collection: "urlMaps", verb: "update", effect: "failed operation" },
        { collection: "urlMaps", verb: "patch", effect: "failed operation" },
      ],
    });
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
  });

  concurrent("after Terraform was killed once the health check was there", async () => {
    const result = await added({ killWhen: (log) => log.some(({ collection }) => collection === "backendServices") });
    expect(result).toMatchObject(IN_ORDER);
    expect(["again", "import"]).toContain(result.recovery?.way);
  });
});

describe("an overloaded API is asked again within the apply", () => {
  concurrent.each(["503", "429"] as const)("%s", async (effect) => {
    const result = await added({ faults: [{ verb: "insert", collection: "backendServices", effect }] });
    expect(result).toMatchObject(IN_ORDER);
    expect(result).not.toHaveProperty("recovery");
  });
});

describe("a resource that the state does not know is imported", () => {
  concurrent.each(["healthChecks", "backendServices"])("of %s", async (collection) => {
    const result = await added({ faults: [{ verb: "insert", collection, effect: "lost response" }] });
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "import" } });
    const { recovery } = result;
    if (recovery?.way !== "import") throw new Error("it was not imported");
    expect(importBlocks(recovery.imports)).toMatch(
      new RegExp(
        `^import {\n {2}to = google_compute_region_\\w+\\.next\n {2}id = "projects/ml-prod/.*/${collection}/ai-us-central1-next-`,
      ),
    );
  });
});

describe("a replacement that is interrupted is finished", () => {
  concurrent("after the answer to the insert was lost: the new backend service is imported", async () => {
    const result = await replaced({
      faults: [{ verb: "insert", collection: "backendServices", effect: "lost response" }],
    });
    const to = "google_compute_region_backend_service.embed";
    const imports = [{ to, former: `${to}-former` }];
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "import", imports } });
  });

  concurrent("after the answer to the delete was lost: the old backend service is gone", async () => {
    const result = await replaced({
      faults: [{ verb: "delete", collection: "backendServices", effect: "lost response" }],
    });
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
  });

  concurrent("after Terraform was killed once the new backend service was there", async () => {
    const result = await replaced({
      killWhen: (log) => log.some(({ verb, collection }) => verb === "insert" && collection === "backendServices"),
    });
    expect(result).toMatchObject(IN_ORDER);
    expect(["again", "import"]).toContain(result.recovery?.way);
  });

  concurrent("after Terraform was killed once the old backend service was gone", async () => {
    const result = await replaced({ killWhen: (log) => log.some(({ verb }) => verb === "delete") });
    expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
  });
});

concurrent("a destroy that is interrupted is finished by the next one", async () => {
  const [stack] = stacksOf(BEFORE);
  if (stack === undefined) throw new Error("no stack");
  const seed = seedFor([stack.json]);
  const simulator = await startSimulator({ seed });
  try {
    const workspace = terraform.workspace({ url: simulator.url, providerVersion });
    await workspace.configure(stack.json);
    expect(await workspace.apply()).toMatchObject({ ok: true });
    const crash = new AbortController();
    simulator.onChange(() => {
      if (simulator.log().some(({ verb, collection }) => verb === "delete" && collection === "urlMaps")) crash.abort();
    });
    expect(await workspace.destroy(crash.signal)).toMatchObject({ ok: false });
    expect(differences(seed, simulator.dump())).not.toEqual([]);
    expect(await workspace.destroy()).toMatchObject({ ok: true, errors: [] });
    expect(differences(seed, simulator.dump())).toEqual([]);
  } finally {
    await simulator.close();
  }
});

describe("a managed certificate is made", () => {
  const serving = (managed: string[]) => analyzed(fronted(https(443, { managed })));
  const [one, two] = [serving(["ai.example.com"]), serving(["ai.example.com", "api.example.com"])];

  concurrent.each([
    ["lost response", "dnsAuthorizations", "import"],
    ["lost response", "certificates", "import"],
    ["failed operation", "certificates", "again"],
  ] as const)("after a %s of %s: %s", async (effect, collection, way) => {
    const faults = [{ verb: "insert", collection, effect }];
    expect(await changed(one, two, { faults })).toMatchObject({ ...IN_ORDER, recovery: { way } });
  });
});

concurrent("a change that needs more than a quota leaves fails in Google's words", async () => {
  const metric = "REGIONAL_EXTERNAL_MANAGED_BACKEND_SERVICES";
  const quota = { metric, limit: 50, usage: 50, region: "us-central1" };
  const { failures } = await added({ quotas: [quota] });
  expect(failures.map(({ summary }) => summary)).toEqual([
    expect.stringContaining(`Quota '${metric}' exceeded.  Limit: 50.0 in region us-central1.`),
  ]);
});

describe("slow operations change nothing", () => {
  const SLOW = [{ effect: "slow", ms: 1500, times: Number.POSITIVE_INFINITY }] as const;
  concurrent("when a workload is added", async () => expect(await added({ faults: SLOW })).toMatchObject(IN_ORDER));

  concurrent("when a workload is removed", async () => {
    const result = await rehearse({ terraform, from: stacksOf(AFTER), to: stacksOf(BEFORE), faults: SLOW });
    expect(result).toMatchObject(IN_ORDER);
  });

  concurrent("when a backend service is replaced", async () => {
    const to = stacksOf(analyzed(having({ embed: on({ cloudFunction: "embed" }) })));
    expect(await rehearse({ terraform, from: stacksOf(BEFORE), to, faults: SLOW })).toMatchObject(IN_ORDER);
  });
});
