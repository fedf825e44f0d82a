import type { Config } from "../config/schema/config";

/**
 * A configuration with so many workloads, each with an instance group and a rule of its own, on two hosts. What a rule opens
 * is said, for else it counts once for each path that its server publishes, and a host takes a thousand.
 */
export function configurationOf(workloads: number): Config {
  const ids = Array.from({ length: workloads }, (_, i) => `model-${i}`);
  const half = Math.ceil(workloads / 2);
  const group = (host: string, own: readonly string[]) => ({
    hosts: [host],
    rules: own.map((id) => ({ paths: [`/${id}/*`], to: id, opens: "everything" as const })),
  });
  return {
    name: "bench",
    project: "bench-project",
    region: "us-central1",
    network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
    workloads: Object.fromEntries(
      ids.map((id) => [id, { server: "vllm", backends: [{ instanceGroup: `us-central1-a/${id}`, tags: ["vllm"] }] }]),
    ),
    routes: [group("a.example.com", ids.slice(0, half)), group("b.example.com", ids.slice(half))],
  };
}
