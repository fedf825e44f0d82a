import { createState, type Dump } from "../../../simulator/control-plane/state";
import { createFirewall, reaches } from "../../../simulator/rehearsal/firewall";

const MACHINE = "projects/p/zones/z/instances/vm";
const ENDPOINT = { service: "s", group: "g", instance: MACHINE, port: 8000, weight: 100 };
const PROXIES = "10.129.0.0/23";

/** A machine with the tag `vllm` behind one firewall rule. */
function behind(rule: object) {
  const dump = {
    [MACHINE]: { name: "vm", tags: { items: ["vllm"] }, serviceAccounts: [{ email: "vllm@p" }] },
    "projects/p/regions/r/subnetworks/proxies": {
      name: "proxies",
      purpose: "REGIONAL_MANAGED_PROXY",
      ipCidrRange: PROXIES,
    },
    "projects/p/global/firewalls/f": { name: "f", allowed: [{ IPProtocol: "tcp", ports: ["8000"] }], ...rule },
  } as Dump;
  return createState(dump);
}

test.each<[string, object, boolean]>([
  ["a rule for its tag, port and source", { sourceRanges: [PROXIES], targetTags: ["vllm"] }, true],
  ["a rule for its service account", { sourceRanges: [PROXIES], targetServiceAccounts: ["vllm@p"] }, true],
  ["a rule for every machine", { sourceRanges: [PROXIES] }, true],
  ["a rule for a wider range", { sourceRanges: ["10.0.0.0/8"] }, true],
  ["no rule for its tag", { sourceRanges: [PROXIES], targetTags: ["other"] }, false],
  ["no rule for its port", { sourceRanges: [PROXIES], allowed: [{ IPProtocol: "tcp", ports: ["9000"] }] }, false],
  ["no rule for the proxies' range", { sourceRanges: ["10.131.0.0/23"] }, false],
  ["no rule but that of the probers", { sourceRanges: ["130.211.0.0/22"] }, false],
])("proxies reach a machine as there is %s", (_name, rule, expected) => {
  expect(reaches(behind(rule), ENDPOINT, "proxies")).toBe(expected);
});

test("probers need a rule of their own", () => {
  expect(reaches(behind({ sourceRanges: ["130.211.0.0/22", "35.191.0.0/16"] }), ENDPOINT, "probers")).toBe(true);
  expect(reaches(behind({ sourceRanges: [PROXIES] }), ENDPOINT, "probers")).toBe(false);
});

test("what is no machine is reached without firewall rules", () => {
  expect(reaches(createState(), { ...ENDPOINT, instance: undefined }, "proxies")).toBe(true);
});

test("a rule opens at once, and closes when what it closed has had its time, whatever the clock says", () => {
  const state = behind({ sourceRanges: [PROXIES] });
  const firewall = createFirewall(state);
  const [path, rule] = [...state.entries("firewalls")][0] ?? [];
  if (path === undefined || rule === undefined) throw new Error("there is no rule");
  const isOpen = () => firewall.lets(ENDPOINT, "proxies");
  expect([isOpen(), firewall.lets(ENDPOINT, "probers")]).toEqual([true, false]);
  state.remove(path);
  const [first, second] = [firewall.closing(), firewall.closing()];
  expect(isOpen()).toBe(true);
  state.put(path, rule);
  first();
  expect(isOpen()).toBe(true);
  state.remove(path);
  second();
  expect(isOpen()).toBe(false);
});
