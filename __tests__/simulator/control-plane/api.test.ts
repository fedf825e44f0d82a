import { type Simulator, startSimulator } from "../../../simulator/control-plane/server";
import { comparable } from "../../../simulator/control-plane/state";
import { CHAIN, startChain } from "../../support/simulator/chain";
import {
  call,
  get,
  global,
  insert,
  patch,
  regional,
  remove,
  send,
  sendTo,
  update,
  zonal,
} from "../../support/simulator/client";

const SELF = "https://www.googleapis.com/compute/v1/";
const VLLM = regional("backendServices/vllm");

describe("the Compute API", () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startChain();
  });
  afterEach(() => simulator.close());

  test("listens on the loopback interface only", () => {
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("returns a resource with what Google computes and fills in", async () => {
    expect(await get(simulator, VLLM)).toMatchObject({
      kind: "compute#backendService",
      id: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.any(String),
      selfLink: SELF + VLLM,
      region: `${SELF}projects/p/regions/us-central1`,
      fingerprint: expect.any(String),
      portName: "http",
      sessionAffinity: "NONE",
      timeoutSec: 600,
      connectionDraining: { drainingTimeoutSec: 0 },
      iap: { enabled: false },
      logConfig: { enable: false },
    });
  });

  test("does not fill in a locality policy, which the provider would take for a change", async () => {
    expect(await get(simulator, VLLM)).not.toHaveProperty("localityLbPolicy");
  });

  test("answers v1 and beta alike", async () => {
    const { body } = await sendTo(`${simulator.url}/compute/beta/${VLLM}`, "GET");
    expect(body).toEqual(await get(simulator, VLLM));
  });

  test("stores links as self links, however they were given", async () => {
    const { healthChecks, backends } = await get(simulator, VLLM);
    expect([...healthChecks, backends[0].group]).toEqual([
      SELF + regional("healthChecks/http"),
      SELF + zonal("instanceGroups/vllm"),
    ]);
  });

  test("writes a single port as a range and an address link as the address", async () => {
    expect(await get(simulator, regional("forwardingRules/http-80"))).toMatchObject({
      portRange: "80-80",
      IPAddress: "203.0.113.2",
    });
  });

  test("gives an internal address out of its subnetwork", async () => {
    expect(await get(simulator, regional("addresses/internal"))).toMatchObject({ address: "10.0.0.2" });
  });

  test("shows who uses an address", async () => {
    expect(await get(simulator, regional("addresses/ip"))).toMatchObject({
      status: "IN_USE",
      users: [SELF + regional("forwardingRules/http-80")],
    });
  });

  test("lists a collection of one place", async () => {
    const { items, kind } = await get(simulator, regional("networkEndpointGroups"));
    expect(kind).toBe("compute#networkEndpointGroupList");
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(["openai", "run", "vertex"]);
  });

  test("says 404 for a resource that is not there, and for a verb it does not know", async () => {
    const message = `The resource '${regional("urlMaps/gone")}' was not found`;
    expect(await send(simulator, "GET", regional("urlMaps/gone"))).toEqual({
      status: 404,
      body: { error: { code: 404, message, errors: [{ domain: "global", reason: "notFound", message }] } },
    });
    expect((await send(simulator, "PUT", regional("addresses/ip"), {})).status).toBe(404);
    for (const verb of ["addInstances", "setTarget", "constructor"])
      expect((await call(simulator, regional("urlMaps/ai"), verb, {})).status).toBe(404);
    expect((await remove(simulator, regional("urlMaps/gone"))).status).toBe(404);
  });

  test("names who uses a resource, in Google's words", async () => {
    const { body } = await remove(simulator, VLLM);
    expect(body.error.message).toBe(
      `The backend_service resource '${VLLM}' is already being used by '${regional("urlMaps/ai")}'`,
    );
  });

  test("merges a patch: objects field by field, lists whole, null removes", async () => {
    await patch(simulator, VLLM, { connectionDraining: { drainingTimeoutSec: 60 }, healthChecks: null, backends: [] });
    const { connectionDraining, backends, timeoutSec, ...rest } = await get(simulator, VLLM);
    expect({ connectionDraining, backends, timeoutSec }).toEqual({
      connectionDraining: { drainingTimeoutSec: 60 },
      backends: [],
      timeoutSec: 600,
    });
    expect(rest).not.toHaveProperty("healthChecks");
  });

  test("takes null for not given, however deep", async () => {
    const manager = regional("instanceGroupManagers/mig");
    await insert(simulator, manager, {
      resourcePolicies: { workloadPolicy: null },
      standbyPolicy: {},
      targetSize: null,
    });
    const fields = await get(simulator, manager);
    expect(fields).toMatchObject({ standbyPolicy: {} });
    for (const field of ["resourcePolicies", "targetSize"]) expect(fields).not.toHaveProperty(field);
  });

  test("forgets on an update what the request leaves out, except what is fixed at creation", async () => {
    const { fingerprint, healthChecks, backends } = await get(simulator, VLLM);
    await send(simulator, "PUT", VLLM, { fingerprint, healthChecks, backends, protocol: "HTTP" });
    expect(await get(simulator, VLLM)).toMatchObject({ timeoutSec: 30, loadBalancingScheme: "EXTERNAL_MANAGED" });
  });

  test("gives a new fingerprint with every change", async () => {
    const { fingerprint } = await get(simulator, VLLM);
    await update(simulator, VLLM, { timeoutSec: 60 });
    expect((await get(simulator, VLLM)).fingerprint).not.toBe(fingerprint);
  });

  test("forgets how logging was sampled when it is off", async () => {
    await update(simulator, VLLM, { logConfig: { enable: true, sampleRate: 0.5 } });
    await update(simulator, VLLM, { logConfig: { enable: false, sampleRate: 0.5 } });
    expect((await get(simulator, VLLM)).logConfig).toEqual({ enable: false });
  });

  test("ignores a security policy on insert and update, and takes it by setSecurityPolicy", async () => {
    const securityPolicy = regional("securityPolicies/armor");
    const created = regional("backendServices/new");
    await insert(simulator, created, { ...CHAIN[VLLM], securityPolicy });
    expect(await get(simulator, created)).not.toHaveProperty("securityPolicy");
    await call(simulator, created, "setSecurityPolicy", { securityPolicy });
    await call(simulator, created, "setSecurityPolicy", {});
    await call(simulator, created, "setSecurityPolicy", { security_policy: securityPolicy });
    await update(simulator, created, { securityPolicy: undefined });
    expect(await get(simulator, created)).toMatchObject({ securityPolicy: SELF + securityPolicy });
    await call(simulator, created, "setSecurityPolicy", {});
    expect(await get(simulator, created)).not.toHaveProperty("securityPolicy");
  });

  test("sets labels, targets and URL maps by their verbs", async () => {
    const rule = regional("forwardingRules/http-80");
    const { labelFingerprint } = await get(simulator, rule);
    await call(simulator, rule, "setLabels", { labelFingerprint, labels: { team: "ml" } });
    expect(await get(simulator, rule)).toMatchObject({ labels: { team: "ml" } });
  });

  test("attaches, lists and detaches endpoints one by one", async () => {
    const neg = zonal("networkEndpointGroups/on-prem");
    const endpoints = [
      { ipAddress: "10.1.1.1", port: 8000 },
      { ipAddress: "10.1.1.2", port: 8000 },
    ];
    for (const endpoint of [...endpoints].reverse())
      await call(simulator, neg, "attachNetworkEndpoints", { networkEndpoints: [endpoint] });
    await call(simulator, neg, "detachNetworkEndpoints", { networkEndpoints: [endpoints[0]] });
    const { body } = await call(simulator, neg, "listNetworkEndpoints", {});
    expect(body.items).toEqual([{ networkEndpoint: endpoints[1] }]);
    expect(await get(simulator, neg)).toMatchObject({ size: 1 });
    expect(await get(simulator, neg)).not.toHaveProperty("networkEndpoints");
  });

  test("adds, lists and removes instances, given by path or by link", async () => {
    const group = zonal("instanceGroups/vllm");
    const [first, second] = [zonal("instances/vm-1"), zonal("instances/vm-2")];
    await call(simulator, group, "addInstances", {
      instances: [{ instance: first }, { instance: `${simulator.url}/compute/v1/${second}` }],
    });
    await call(simulator, group, "removeInstances", { instances: [{ instance: SELF + first }] });
    const { body } = await call(simulator, group, "listInstances", {});
    expect(body.items).toEqual([{ instance: SELF + second, status: "RUNNING" }]);
  });

  test("an instance group without a network has that of its first instance", async () => {
    const [vm, group] = [zonal("instances/vm-3"), zonal("instanceGroups/made")];
    await insert(simulator, vm, { networkInterfaces: [{ network: SELF + global("networks/ai") }] });
    await insert(simulator, group, {});
    expect(await get(simulator, group)).not.toHaveProperty("network");
    await call(simulator, group, "addInstances", { instances: [{ instance: vm }] });
    expect(await get(simulator, group)).toMatchObject({ network: SELF + global("networks/ai"), size: 1 });
  });

  test("makes and removes the instance group of a managed one", async () => {
    const [manager, group] = [regional("instanceGroupManagers/mig"), regional("instanceGroups/mig")];
    await insert(simulator, manager, { namedPorts: [{ name: "http", port: 8000 }] });
    expect(await get(simulator, manager)).toMatchObject({ instanceGroup: SELF + group });
    expect(await get(simulator, group)).toMatchObject({ namedPorts: [{ name: "http", port: 8000 }] });
    await remove(simulator, manager);
    expect((await send(simulator, "GET", group)).status).toBe(404);
  });

  test("names the instance template of a managed instance group, which the provider gives by its id", async () => {
    const [template, manager] = [global("instanceTemplates/vllm-1"), regional("instanceGroupManagers/mig")];
    await insert(simulator, template);
    const { id } = await get(simulator, template);
    await insert(simulator, manager, { versions: [{ instanceTemplate: global(`instanceTemplates/${id}`) }] });
    expect((await get(simulator, manager)).versions).toEqual([{ instanceTemplate: SELF + template }]);
    expect((await remove(simulator, template)).body.error.errors[0].reason).toBe("resourceInUseByAnotherResource");
  });

  test("finds a resource by its id too", async () => {
    const { id, name } = await get(simulator, VLLM);
    expect(await get(simulator, regional(`backendServices/${id}`))).toMatchObject({ name });
  });

  test("adds, reads, patches and removes rules of a security policy", async () => {
    const policy = regional("securityPolicies/armor");
    await call(simulator, policy, "addRule", { priority: 10, action: "allow" });
    await send(simulator, "POST", `${policy}/patchRule?priority=10`, { action: "deny(403)" });
    expect(await get(simulator, `${policy}/getRule?priority=10`)).toEqual({ priority: 10, action: "deny(403)" });
    await send(simulator, "POST", `${policy}/removeRule?priority=10`, {});
    expect((await get(simulator, policy)).rules).toHaveLength(1);
  });

  test("keeps collections that no rule knows", async () => {
    const disk = zonal("disks/data");
    await insert(simulator, disk, { sizeGb: "10" });
    await patch(simulator, disk, { sizeGb: "20" });
    expect(await get(simulator, disk)).toMatchObject({ kind: "compute#disk", sizeGb: "20", selfLink: SELF + disk });
    expect((await remove(simulator, disk)).status).toBe(200);
  });

  test("answers for the project and its places", async () => {
    expect(await get(simulator, "projects/p")).toMatchObject({ kind: "compute#project", name: "p" });
    expect(await get(simulator, "projects/p/zones/us-central1-a")).toMatchObject({
      name: "us-central1-a",
      status: "UP",
    });
  });

  test("refuses a body that is no JSON object, and a path that is no API", async () => {
    const response = await fetch(`${simulator.url}/compute/v1/${global("networks")}`, { method: "POST", body: "[" });
    expect(response.status).toBe(400);
    expect((await sendTo(`${simulator.url}/anything`, "GET")).status).toBe(404);
  });

  test("answers 400, never a crash, to fields of the wrong type", async () => {
    const { status } = await insert(simulator, regional("backendServices/new"), { backends: 5, healthChecks: "x" });
    expect(status).toBe(400);
    expect((await send(simulator, "GET", VLLM)).status).toBe(200);
  });

  test("can be dumped and loaded into another one", async () => {
    const other = await startSimulator();
    other.load(JSON.parse(JSON.stringify(simulator.dump())));
    expect(await get(other, VLLM)).toEqual(await get(simulator, VLLM));
    await other.close();
  });

  test("two platforms that hold the same have comparable dumps", async () => {
    const other = await startChain();
    await insert(other, regional("healthChecks/more"), CHAIN[regional("healthChecks/http")]);
    await remove(other, regional("healthChecks/more"));
    await update(other, VLLM, { timeoutSec: 60 });
    await update(other, VLLM, { timeoutSec: 600 });
    expect(comparable(other.dump())).toEqual(comparable(simulator.dump()));
    await other.close();
  });
});
