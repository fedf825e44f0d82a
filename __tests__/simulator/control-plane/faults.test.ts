import { zoneKey } from "../../../simulator/control-plane/dns-api";
import type { Fault, FaultMatch } from "../../../simulator/control-plane/faults";
import { type Simulator, startSimulator } from "../../../simulator/control-plane/server";
import { type Answer, get, global, insert, located, send, sendTo } from "../../support/simulator/client";

/** Milliseconds: long enough for a few requests on a busy machine. */
const SLOW = 400;

const NETWORK = global("networks/ai");
const CERTIFICATE = located("certificates/ai");
const RECORD = { name: "ai.example.com.", type: "A", ttl: 300, rrdatas: ["203.0.113.2"] };
const zone = ({ url }: Simulator) => `${url}/clouddns/v1/projects/p/managedZones/zone`;
const policies = ({ url }: Simulator) => `${url}/monitoring/v3/projects/p/alertPolicies`;

interface Api {
  readonly name: string;
  readonly creation: FaultMatch;
  readonly create: (simulator: Simulator) => Promise<Answer>;
  readonly isThere: (simulator: Simulator) => Promise<boolean>;
  /** What it answers while the operation runs; absent where there are no operations. */
  readonly running?: object;
  /** What it answers when the operation fails; absent where an accepted change does not. */
  readonly failed?: object;
}

const APIS: readonly Api[] = [
  {
    name: "Compute",
    creation: { verb: "insert", collection: "networks", name: "ai" },
    create: (simulator) => insert(simulator, NETWORK),
    isThere: async (simulator) => (await send(simulator, "GET", NETWORK)).status === 200,
    running: { status: "RUNNING" },
    failed: { status: "DONE", error: { errors: [{ code: "INTERNAL_ERROR" }] } },
  },
  {
    name: "Certificate Manager",
    creation: { verb: "insert", collection: "certificates", name: "ai" },
    create: (simulator) => insert(simulator, CERTIFICATE, { managed: { domains: ["ai.example.com"] } }),
    isThere: async (simulator) => (await send(simulator, "GET", CERTIFICATE)).status === 200,
    running: { done: false },
    failed: { done: true, error: { code: 13 } },
  },
  {
    name: "Cloud DNS",
    creation: { verb: "insert", collection: "resourceRecordSets", name: "A/ai.example.com." },
    create: (simulator) => sendTo(`${zone(simulator)}/changes`, "POST", { additions: [RECORD] }),
    isThere: async (simulator) => (await sendTo(`${zone(simulator)}/rrsets`, "GET")).body.rrsets.length === 1,
    running: { status: "pending" },
  },
  {
    name: "Monitoring",
    creation: { verb: "insert", collection: "alertPolicies", name: "errors" },
    create: (simulator) => sendTo(policies(simulator), "POST", { name: "errors" }),
    isThere: async (simulator) => (await sendTo(`${policies(simulator)}/errors`, "GET")).status === 200,
  },
];

describe.each(APIS)("a fault of $name", ({ creation, create, isThere, running, failed }) => {
  let simulator: Simulator;
  const start = async (...faults: Fault[]) => {
    simulator = await startSimulator({ seed: { [zoneKey("p", "zone")]: { name: "zone" } }, faults });
  };
  afterEach(() => simulator.close());

  test.each(["503", "429"] as const)("%s changes nothing, and is logged", async (effect) => {
    await start({ ...creation, effect });
    expect((await create(simulator)).status).toBe(Number(effect));
    expect(await isThere(simulator)).toBe(false);
    expect(simulator.log()).toMatchObject([{ verb: "insert", error: { code: Number(effect) } }]);
    expect((await create(simulator)).status).toBe(200);
  });

  test("lost response takes effect", async () => {
    await start({ ...creation, effect: "lost response" });
    await expect(create(simulator)).rejects.toThrow();
    expect(await isThere(simulator)).toBe(true);
  });

  test("failed operation changes nothing, and says so", async () => {
    await start({ ...creation, effect: "failed operation" });
    const { status, body } = await create(simulator);
    expect(status).toBe(failed ? 200 : 500);
    expect(body).toMatchObject(failed ?? { error: { errors: [{ reason: "internalError" }] } });
    expect(await isThere(simulator)).toBe(false);
    expect(simulator.log()).toMatchObject([{ error: { reason: "internalError" } }]);
    expect((await create(simulator)).status).toBe(200);
  });

  test("slow takes effect later", async () => {
    await start({ ...creation, effect: "slow", ms: SLOW });
    const changed = new Promise<void>((resolve) => simulator.onChange(resolve));
    const answer = create(simulator);
    if (running) expect((await answer).body).toMatchObject(running);
    expect(await isThere(simulator)).toBe(false);
    await changed;
    expect((await answer).status).toBe(200);
    expect(await isThere(simulator)).toBe(true);
  });
});

describe("a fault", () => {
  let simulator: Simulator;
  const start = async (...faults: Fault[]) => {
    simulator = await startSimulator({ faults });
  };
  afterEach(() => simulator.close());

  test("hits the request that is named, and as many as is said", async () => {
    await start();
    simulator.inject({ verb: "insert", from: 2, times: 2, effect: "503" });
    const statuses = [];
    for (const name of ["a", "b", "c", "d"])
      statuses.push((await insert(simulator, global(`networks/${name}`))).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  test("that was taken back hits nothing", async () => {
    await start({ effect: "503", times: 2 });
    expect((await insert(simulator, NETWORK)).status).toBe(503);
    simulator.withdrawFaults();
    expect((await insert(simulator, NETWORK)).status).toBe(200);
  });

  test("slows one operation and no other", async () => {
    await start({ name: "ai", effect: "slow", ms: SLOW });
    expect((await insert(simulator, NETWORK)).body.status).toBe("RUNNING");
    expect((await insert(simulator, global("networks/other"))).body.status).toBe("DONE");
  });

  test("hits the polling of an operation too", async () => {
    await start({ collection: "operations", effect: "503" });
    const { body } = await insert(simulator, NETWORK);
    const operation = global(`operations/${body.name}`);
    expect((await send(simulator, "GET", operation)).status).toBe(503);
    expect(await get(simulator, operation)).toEqual(body);
    expect(simulator.log()).toHaveLength(1);
  });
});
