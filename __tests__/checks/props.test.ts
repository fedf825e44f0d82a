import { analyze } from "../../checks/analyze";
import type { Config, WorkloadConfig } from "../../config/schema/config";

/** The words of a construct's props, where values may be CDKTF tokens. */
function errorsOf(workload: Partial<WorkloadConfig>, rest: Partial<Config> = {}): string[] {
  const { findings } = analyze({
    name: "ai",
    region: "us-central1",
    network: { vpc: TOKEN, proxyOnlySubnet: "10.129.0.0/23" },
    workloads: { w: { server: "tei", backends: [{ instanceGroup: TOKEN, tags: [TOKEN] }], ...workload } },
    ...rest,
  });
  return findings.filter(({ severity }) => severity === "error").map(({ id }) => id);
}

const TOKEN = "${TfToken[TOKEN.12]}";
const NUMBER_TOKEN = -1.8881545897087503e298;

test.each<[string, Partial<WorkloadConfig>, Partial<Config>]>([
  ["an instance group", {}, {}],
  ["tags", { backends: [{ instanceGroup: "us-central1-a/g", tags: [TOKEN] }] }, {}],
  ["service accounts", { backends: [{ instanceGroup: TOKEN, serviceAccounts: [TOKEN] }] }, {}],
  ["a rate", { backends: [{ instanceGroup: TOKEN, maxRatePerInstance: NUMBER_TOKEN }] }, {}],
  ["a capacity", { backends: [{ instanceGroup: TOKEN, capacity: NUMBER_TOKEN }] }, {}],
  ["two groups", { backends: [{ instanceGroup: TOKEN }, { instanceGroup: TOKEN.replace("12", "13") }] }, {}],
  ["a Cloud Run service", { server: undefined, backends: [{ cloudRun: TOKEN }] }, {}],
  ["an expected answer", { healthCheck: { response: TOKEN } }, {}],
  ["an address", {}, { frontend: { address: { existing: TOKEN } } }],
  ["a label", {}, { labels: { team: TOKEN } }],
  ["a project", {}, { project: TOKEN }],
  [
    "a certificate and its key",
    {},
    { frontend: { listeners: [{ https: 443, certificates: [{ pem: TOKEN, privateKey: TOKEN }] }] } },
  ],
  ["a subnet", {}, { exposure: "internal", network: { vpc: TOKEN, subnet: TOKEN, proxyOnlySubnet: "10.129.0.0/23" } }],
])("%s that only Terraform knows passes unchecked", (_, workload, rest) => {
  expect(errorsOf(workload, rest)).toEqual([]);
});

test.each<[string, Partial<WorkloadConfig>, Partial<Config>]>([
  ["not-for-kind", { backends: [{ cloudRun: "s" }], port: 8080 }, {}],
  ["affinity-needs-hash", { affinity: { header: "x-s" }, loadBalancing: "leastRequest" }, {}],
  ["proxy-only-subnet-too-small", {}, { network: { vpc: "ai", proxyOnlySubnet: "10.0.0.0/27" } }],
  ["unknown-workload", {}, { routes: [{ default: { to: "x" } }] }],
  ["reserved-name", {}, { workloads: { closed: { backends: [{ cloudRun: "s" }] } } }],
  [
    "private-key-in-file",
    {},
    {
      frontend: {
        listeners: [{ https: 443, certificates: [{ pem: "-----BEGIN CERTIFICATE-----", privateKey: "k" }] }],
      },
    },
  ],
  [
    "not-a-certificate",
    {},
    { frontend: { listeners: [{ https: 443, certificates: [{ pem: "ai.pem", privateKey: TOKEN }] }] } },
  ],
])("the rule %s guards a construct's props as it guards the file", (id, workload, rest) => {
  expect(errorsOf(workload, rest)).toEqual([id]);
});

test("a proxy to which workloads are added later has no errors", () => {
  expect(errorsOf({}, { workloads: {} })).toEqual([]);
});
