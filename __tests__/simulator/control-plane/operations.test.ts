import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/control-plane/server";
import { get, global, insert, regional, remove, send } from "../../support/simulator/client";

const NETWORK = global("networks/ai");
/** Long enough for a few requests on a busy machine, in milliseconds. */
const SLOW = 400;

describe("operations", () => {
  let simulator: Simulator;
  const start = async (options: SimulatorOptions = {}) => {
    simulator = await startSimulator(options);
  };
  afterEach(() => simulator.close());

  const operationPath = (name: string) => global(`operations/${name}`);

  test("are done in the answer to their request by default", async () => {
    await start();
    const { body } = await insert(simulator, NETWORK);
    expect(body).toMatchObject({ kind: "compute#operation", operationType: "insert", status: "DONE", progress: 100 });
    expect(await get(simulator, operationPath(body.name))).toEqual(body);
  });

  test("say where they run", async () => {
    await start();
    await insert(simulator, NETWORK);
    const { body } = await insert(simulator, regional("routers/r"), { network: NETWORK });
    expect(body).toMatchObject({
      region: expect.stringMatching(/regions\/us-central1$/),
      targetLink: expect.stringMatching(/routers\/r$/),
    });
  });

  test("take the time they are told to, and nothing is there before", async () => {
    await start({ operationMs: SLOW });
    const { body } = await insert(simulator, NETWORK);
    expect(body.status).toBe("RUNNING");
    expect((await send(simulator, "GET", NETWORK)).status).toBe(404);
    const done = await send(simulator, "POST", `${operationPath(body.name)}/wait`);
    expect(done.body).toMatchObject({ status: "DONE", endTime: expect.any(String) });
    expect((await send(simulator, "GET", NETWORK)).status).toBe(200);
  });

  test("reserve the name while they run", async () => {
    await start({ operationMs: SLOW });
    await insert(simulator, NETWORK);
    expect((await insert(simulator, NETWORK)).body.error.errors[0].reason).toBe("alreadyExists");
  });

  test("keep others off the resource while they run (rule not-ready)", async () => {
    await start({ operationMs: SLOW });
    await insert(simulator, NETWORK);
    const { body } = await remove(simulator, NETWORK);
    expect(body.error.errors[0].reason).toBe("resourceNotReady");
    expect(simulator.log().at(-1)).toMatchObject({ rule: "not-ready" });
  });

  test("are logged in order, with begin, end and reason of refusal", async () => {
    await start({ operationMs: SLOW });
    const { body } = await insert(simulator, NETWORK);
    await send(simulator, "POST", `${operationPath(body.name)}/wait`);
    await insert(simulator, NETWORK);
    const [inserted, refused] = simulator.log();
    expect(inserted).toEqual({
      verb: "insert",
      collection: "networks",
      path: NETWORK,
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
    });
    expect((inserted?.endedAt ?? 0) - (inserted?.startedAt ?? 0)).toBeGreaterThanOrEqual(SLOW - 5);
    expect(refused).toMatchObject({ verb: "insert", error: { code: 409 }, rule: "already-exists" });
  });

  test("that still run when the simulator closes never take effect", async () => {
    await start({ operationMs: SLOW });
    await insert(simulator, NETWORK);
    await simulator.close();
    await new Promise((resolve) => setTimeout(resolve, SLOW + 50));
    expect(simulator.dump()).toEqual({});
    await start();
  });

  test("tell a listener of every change, when it has happened", async () => {
    await start({ operationMs: SLOW });
    const seen: number[] = [];
    simulator.onChange(() => seen.push(simulator.state.count()));
    const { body } = await insert(simulator, NETWORK);
    expect(seen).toEqual([]);
    await send(simulator, "POST", `${operationPath(body.name)}/wait`);
    expect(seen).toEqual([1]);
  });
});
