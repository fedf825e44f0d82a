import { importBlocks } from "../../simulator/recovery";
import { type Rehearsal, type RehearsalOptions, rehearse } from "../../simulator/rehearsal";
import { openTerraform } from "../../simulator/terraform";
import { executable, providerVersion } from "../helpers/e2e";
import { analyzeConfig } from "../helpers/project";
import { CHAT, EMBED, EMBEDDINGS, group, having, llama, on, proxy, routing } from "./small";
import { stacksFor } from "./stacks";

const MINUTE = 60_000;
const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

/** A workload is added with a route of its own. */
const BEFORE = analyzeConfig(proxy());
const AFTER = analyzeConfig(
  routing([CHAT, EMBEDDINGS, { paths: ["/next"], to: "next" }], {
    workloads: { llama: llama(), next: llama({ backends: [group("llama-next")] }), embed: EMBED },
  }),
);

const added = (options: Pick<RehearsalOptions, "faults" | "killWhen">): Promise<Rehearsal> =>
  rehearse({ terraform, providerVersion, from: stacksFor(BEFORE), to: stacksFor(AFTER), ...options });

/** Everything in order at the end, however it got there. */
const IN_ORDER = { failures: [], notSettled: [], differences: [], leftovers: [] };

describe("an apply that is interrupted is finished by the next one", () => {
  concurrent(
    "after an operation that failed",
    async () => {
      const result = await added({
        faults: [{ verb: "insert", collection: "backendServices", effect: "failed operation" }],
      });
      expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
    },
    2 * MINUTE,
  );

  concurrent(
    "after the change of a URL map that failed",
    async () => {
      const result = await added({
        faults: [
          { collection: "urlMaps", verb: "update", effect: "failed operation" },
          { collection: "urlMaps", verb: "patch", effect: "failed operation" },
        ],
      });
      expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "again" } });
    },
    2 * MINUTE,
  );

  concurrent(
    "after Terraform was killed once the health check was there",
    async () => {
      const result = await added({ killWhen: (log) => log.some(({ collection }) => collection === "backendServices") });
      expect(result).toMatchObject(IN_ORDER);
      expect(["again", "import"]).toContain(result.recovery?.way);
    },
    2 * MINUTE,
  );
});

describe("an overloaded API is asked again within the apply", () => {
  concurrent.each(["503", "429"] as const)(
    "%s",
    async (effect) => {
      const result = await added({ faults: [{ verb: "insert", collection: "backendServices", effect }] });
      expect(result).toMatchObject(IN_ORDER);
      expect(result).not.toHaveProperty("recovery");
    },
    2 * MINUTE,
  );
});

describe("a resource that the state does not know is imported", () => {
  concurrent.each(["healthChecks", "backendServices"])(
    "of %s",
    async (collection) => {
      const result = await added({ faults: [{ verb: "insert", collection, effect: "lost response" }] });
      expect(result).toMatchObject({ ...IN_ORDER, recovery: { way: "import" } });
      const { recovery } = result;
      if (recovery?.way !== "import") throw new Error("it was not imported");
      expect(importBlocks(recovery.imports)).toMatch(
        new RegExp(
          `^import {\n {2}to = google_compute_region_\\w+\\.next\n {2}id = "projects/ml-prod/.*/${collection}/ai-us-central1-next-`,
        ),
      );
    },
    2 * MINUTE,
  );
});

describe("slow operations change nothing", () => {
  const SLOW = [{ effect: "slow", ms: 1500, times: Number.POSITIVE_INFINITY }] as const;
  concurrent(
    "when a workload is added",
    async () => expect(await added({ faults: SLOW })).toMatchObject(IN_ORDER),
    5 * MINUTE,
  );

  concurrent(
    "when a workload is removed",
    async () => {
      const result = await rehearse({ terraform, from: stacksFor(AFTER), to: stacksFor(BEFORE), faults: SLOW });
      expect(result).toMatchObject(IN_ORDER);
    },
    5 * MINUTE,
  );

  concurrent(
    "when a backend service is replaced",
    async () => {
      const to = stacksFor(analyzeConfig(having({ embed: on({ cloudFunction: "embed" }) })));
      expect(await rehearse({ terraform, from: stacksFor(BEFORE), to, faults: SLOW })).toMatchObject(IN_ORDER);
    },
    5 * MINUTE,
  );
});
