import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { stacksOf } from "../../../cli/stacks";
import type { Config, RuleConfig } from "../../../config/schema/config";
import { type Simulator, startSimulator } from "../../../simulator/control-plane/server";
import { comparable } from "../../../simulator/control-plane/state";
import { seedFor } from "../../../simulator/stack/seed";
import type { Block, Blocks, TerraformJson } from "../../../simulator/stack/terraform-json";
import {
  openTerraform,
  PROVIDER_MISSING,
  type Terraform,
  type Workspace,
} from "../../../simulator/terraform/terraform";
import { executable, fitted } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { CHAT, EMBEDDINGS, proxy, routing } from "../../support/rehearsal/small";
import { referenceStack } from "../../support/simulator/reference-stack";
import { terraformUnavailable } from "../../support/terraform";

/** The reference scenario with another value wherever the provider has an update for it. */
function changedInPlace(): TerraformJson {
  const stack = referenceStack();
  const changes: { readonly [address: string]: Block } = {
    "google_compute_firewall.vllm": {
      source_ranges: ["10.129.0.0/23"],
      target_tags: ["other"],
      description: "changed",
    },
    "google_compute_region_health_check.vllm-v1": {
      http_health_check: [],
      tcp_health_check: [{ port: 8000 }],
      check_interval_sec: 7,
    },
    "google_compute_region_backend_service.vllm-v1": {
      timeout_sec: 60,
      session_affinity: "HEADER_FIELD",
      locality_lb_policy: "RING_HASH",
      consistent_hash: [{ http_header_name: "x-session" }],
      log_config: { enable: true, sample_rate: 0.5 },
    },
    "google_compute_region_backend_service.vllm-v2": {
      circuit_breakers: [{ max_requests: 5 }],
      outlier_detection: [{ consecutive_errors: 3 }],
    },
    "google_compute_region_backend_service.closed": { protocol: "HTTP2" },
    "google_compute_region_url_map.ai": { host_rule: [], path_matcher: [], test: [] },
    "google_compute_address.ip": { labels: { team: "ml" } },
    "google_compute_forwarding_rule.http-80": { labels: { team: "ml" } },
  };
  const resource = mapResources(stack.resource ?? {}, (address, block) => ({ ...block, ...changes[address] }));
  return { ...stack, resource };
}

function mapResources(blocks: Blocks, change: (address: string, block: Block) => Block): Blocks {
  const entries = Object.entries(blocks).map(([type, named]) => [
    type,
    Object.fromEntries(Object.entries(named).map(([name, block]) => [name, change(`${type}.${name}`, block)])),
  ]);
  return Object.fromEntries(entries);
}

const terraformOrSkip = executable ? describe : describe.skip;

terraformOrSkip("what a rehearsal needs", () => {
  test("is there when terraform init finds a google provider", async () => {
    expect(await terraformUnavailable()).toBeUndefined();
  });

  test("is missing, in one sentence, when it finds none of that version", async () => {
    expect(await terraformUnavailable("0.0.1")).toBe(PROVIDER_MISSING);
  });
});

terraformOrSkip("Terraform with the google provider", () => {
  let terraform: Terraform;
  let simulator: Simulator;

  beforeAll(() => {
    terraform = openTerraform(executable ?? "");
  });
  afterAll(() => terraform.close());
  afterEach(() => simulator.close());

  async function start(stacks: readonly TerraformJson[], providerVersion?: string): Promise<Workspace> {
    simulator = await startSimulator({ seed: seedFor(stacks) });
    return terraform.workspace({ url: simulator.url, providerVersion });
  }

  test.each(["6.50.0", "7.45.0"])(
    "%s applies the reference scenario, plans nothing more and destroys it",
    async (version) => {
      const stack = referenceStack();
      const workspace = await start([stack], version);
      const before = simulator.dump();
      await workspace.configure(stack);
      expect(await workspace.validate()).toMatchObject({ ok: true });
      expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
      expect(await workspace.plan()).toMatchObject({ ok: true, empty: true });
      expect(Object.keys(simulator.dump()).length).toBeGreaterThan(Object.keys(before).length);
      expect(await workspace.destroy()).toMatchObject({ ok: true, errors: [] });
      expect(simulator.dump()).toEqual(before);
    },
  );

  test.each(["6.50.0", "7.45.0"])(
    "%s changes everything that changes in place, plans nothing more, and can go back",
    async (version) => {
      const [from, to] = [referenceStack(), changedInPlace()];
      const workspace = await start([from, to], version);
      await workspace.configure(from);
      await workspace.apply();
      const before = comparable(simulator.dump());
      for (const stack of [to, from]) {
        await workspace.configure(stack);
        const run = await workspace.apply();
        expect(run).toMatchObject({ ok: true, errors: [] });
        expect(run.changes.filter(({ action }) => action !== "update")).toEqual([]);
        expect(await workspace.plan()).toMatchObject({ empty: true });
      }
      expect(comparable(simulator.dump())).toEqual(before);
    },
  );

  test.each(["6.50.0", "7.45.0"])(
    "%s prints no variable that may be a credential, whether it makes, changes or takes it away",
    async (version) => {
      const rules = (name: string): RuleConfig[] => [
        { ...CHAT, requestHeaders: { set: { authorization: `Bearer \${var.${name}}` } } },
        { ...EMBEDDINGS, headers: { "x-api-key": `\${var.${name}}` }, query: { key: { exact: `\${var.${name}}` } } },
      ];
      const synthesized = (config: Config) => stacksOf(analyzeConfig(fitted(config, version))).map(({ json }) => json);
      const adding = (name: string, more?: Partial<Config>) => synthesized(routing(rules(name), more));
      const [from, to, without] = [adding("openai_key"), adding("other_key"), synthesized(proxy())];
      const workspace = await start([...from, ...to], version);
      // It may stand wherever else a file takes a variable.
      const frontend = { address: { existing: "${var.openai_key}" } };
      await workspace.configure(adding("openai_key", { labels: { team: "${var.openai_key}" }, frontend })[0] ?? {});
      expect(await workspace.validate()).toMatchObject({ ok: true, errors: [] });
      const secrets = { openai_key: "sk-first-secret", other_key: "sk-second-secret" };
      for (const [stack] of [from, to, without]) {
        await workspace.configure(stack ?? {}, secrets);
        const plan = await planText(workspace);
        expect(plan).toContain("google_compute_region_url_map.url-map");
        expect(plan).toContain("(sensitive value)");
        expect(plan).not.toMatch(/sk-\w+-secret/);
        expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
        expect(await workspace.plan()).toMatchObject({ empty: true });
      }
    },
  );

  test("7.45.0 takes a private key that neither plan nor state keeps, and another certificate by the same variable", async () => {
    const listeners = [{ https: 443, certificates: [{ pem: "${var.pem}", privateKey: "${var.key}" }] }];
    const synthesized = (more?: Partial<Config>) =>
      stacksOf(analyzeConfig(proxy({ frontend: { listeners }, ...more }))).map(({ json }) => json);
    const [old = {}] = synthesized({ provider: { version: ">= 7.8.0, < 8.0.0" } });
    const [stack = {}] = synthesized();
    const workspace = await start([old, stack], "7.45.0");
    const applied = async (json: TerraformJson, pem: string) => {
      await workspace.configure(json, { pem, key: "the-private-key" });
      const planned = await planJson(workspace);
      expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
      expect(await workspace.plan()).toMatchObject({ empty: true });
      expect(Object.keys(simulator.dump()).filter((path) => path.includes("/sslCertificates/"))).toHaveLength(1);
      const state = JSON.stringify(await workspace.show());
      return [planned, state].map((text) => text.includes("the-private-key"));
    };
    expect(await applied(old, "first")).toEqual([true, true]);
    // A plan holds the state that was there before.
    expect(await applied(stack, "first")).toEqual([true, false]);
    expect(await applied(stack, "second")).toEqual([false, false]);
  });

  const run = async ({ directory }: Workspace, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(executable ?? "", args, { cwd: directory, maxBuffer: 1e8 })).stdout;

  /** The plan as it stands in the log of a pipeline. */
  async function planText(workspace: Workspace): Promise<string> {
    await run(workspace, "init", "-input=false");
    return run(workspace, "plan", "-no-color", "-input=false");
  }

  /** All that a saved plan holds. */
  async function planJson(workspace: Workspace): Promise<string> {
    await run(workspace, "init", "-input=false");
    await run(workspace, "plan", "-input=false", "-out=saved");
    return run(workspace, "show", "-json", "saved");
  }

  test("removing a workload without create_before_destroy fails, because its backend service is still in use", async () => {
    const from = referenceStack({ createBeforeDestroy: false });
    const workspace = await start([from]);
    await workspace.configure(from);
    await workspace.apply();
    await workspace.configure(referenceStack({ createBeforeDestroy: false, groups: ["vllm-v1"] }));
    const run = await workspace.apply();
    expect(run.ok).toBe(false);
    expect(run.errors[0]?.summary).toMatch(
      /The backend_service resource '.*\/ai-vllm-v2' is already being used by '.*\/urlMaps\/ai', resourceInUseByAnotherResource/,
    );
  });

  test("with create_before_destroy from the first apply the same removal succeeds at once", async () => {
    const from = referenceStack();
    const workspace = await start([from]);
    await workspace.configure(from);
    await workspace.apply();
    await workspace.configure(referenceStack({ groups: ["vllm-v1"] }));
    expect(await workspace.apply()).toMatchObject({ ok: true, errors: [] });
    expect(await workspace.plan()).toMatchObject({ empty: true });
  });

  test("a moved proxy-only range replaces the forwarding rule around it", async () => {
    const workspace = await start([referenceStack()]);
    await workspace.configure(referenceStack());
    await workspace.apply();
    const applied = simulator.log().length;
    await workspace.configure(referenceStack({ range: "10.131.0.0/23" }));
    const run = await workspace.apply();
    expect(run).toMatchObject({ ok: true, errors: [] });
    expect(run.changes).toContainEqual({
      address: "google_compute_forwarding_rule.http-80",
      action: "replace",
      reason: "replace_triggered_by",
    });
    const verbs = simulator
      .log()
      .slice(applied)
      .map(({ verb, collection }) => `${verb} ${collection}`);
    expect(verbs.filter((entry) => /forwardingRules|subnetworks/.test(entry))).toEqual([
      "delete forwardingRules",
      "delete subnetworks",
      "insert subnetworks",
      "insert forwardingRules",
    ]);
  });

  test("an operation that fails leaves a stack that the next apply finishes", async () => {
    const workspace = await start([referenceStack()]);
    simulator.inject({ verb: "insert", collection: "urlMaps", effect: "failed operation" });
    await workspace.configure(referenceStack());
    expect(await workspace.apply()).toMatchObject({ ok: false });
    expect(await workspace.apply()).toMatchObject({ ok: true });
    expect(await workspace.plan()).toMatchObject({ empty: true });
  });

  test("an API that is overloaded for a moment is retried by the provider", async () => {
    const workspace = await start([referenceStack()]);
    simulator.inject({ verb: "insert", collection: "backendServices", name: "ai-closed", effect: "503" });
    await workspace.configure(referenceStack());
    expect(await workspace.apply()).toMatchObject({ ok: true });
  });

  test("an insert whose answer is lost leaves a resource that the state does not know", async () => {
    const workspace = await start([referenceStack()]);
    simulator.inject({ verb: "insert", collection: "healthChecks", name: "ai-vllm-v1", effect: "lost response" });
    await workspace.configure(referenceStack());
    const lost = await workspace.apply();
    expect(lost.errors[0]?.summary).toContain("EOF");
    const again = await workspace.apply();
    expect(again.errors.map(({ summary }) => summary)).toEqual([expect.stringContaining("alreadyExists")]);
  });

  test("Terraform killed between two operations can finish the job afterwards", async () => {
    const workspace = await start([referenceStack()]);
    await workspace.configure(referenceStack());
    const crash = new AbortController();
    simulator.onChange(() => {
      if (simulator.log().some(({ collection }) => collection === "urlMaps")) crash.abort();
    });
    expect(await workspace.apply(crash.signal)).toMatchObject({
      ok: false,
      errors: [{ summary: "Terraform was killed" }],
    });
    const again = await workspace.apply();
    for (const { summary } of again.errors) expect(summary).toContain("alreadyExists");
  });
});
