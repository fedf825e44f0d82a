import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { handOver } from "../../../../simulator/data-plane/envoy/acknowledge";
import {
  publishClusters,
  publishListeners,
  publishRouteConfiguration,
} from "../../../../simulator/data-plane/envoy/discovery";
import { listener } from "../../../../simulator/data-plane/envoy/listener";
import { findEnvoy, startEnvoy } from "../../../../simulator/data-plane/envoy/process";
import { describeWithEnvoy, listenerPort } from "../../../support/envoy/proxy";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "envoy-process-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function executable(...path: string[]): string {
  const file = join(directory, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
}

describe("finding Envoy", () => {
  test("takes the one that ENVOY_PATH names before the one on the PATH", () => {
    executable("bin", "envoy");
    const named = executable("my-envoy");
    expect(findEnvoy({ ENVOY_PATH: named, PATH: join(directory, "bin") })).toBe(named);
  });

  test("takes the first on the PATH", () => {
    const onPath = executable("bin", "envoy");
    executable("later", "envoy");
    const PATH = ["empty", "bin", "later"].map((name) => join(directory, name)).join(delimiter);
    expect(findEnvoy({ PATH })).toBe(onPath);
  });

  test("fails when ENVOY_PATH names no executable file", () => {
    const missing = join(directory, "missing");
    expect(() => findEnvoy({ ENVOY_PATH: missing })).toThrow(`ENVOY_PATH names no executable file: ${missing}`);
  });
});

describeWithEnvoy("a started Envoy", () => {
  const envoy = findEnvoy() ?? "";

  test("serves on the port of each listener, and is gone when it is stopped", async () => {
    publishListeners(directory, [listener(directory, { name: "http", port: 0, routeConfiguration: "routes" })]);
    publishClusters(directory, []);
    publishRouteConfiguration(directory, { name: "routes", virtual_hosts: [] });
    const { ask, stop } = await startEnvoy(envoy, directory);
    const url = `http://127.0.0.1:${await listenerPort(ask, "http")}/`;
    expect((await fetch(url)).status).toBe(404);
    await expect(listenerPort(ask, "https")).rejects.toThrow('Envoy has no listener "https"');
    await stop();
    await expect(fetch(url)).rejects.toThrow();
    await expect(ask("/ready")).rejects.toThrow();
  });

  test("tells when it ends by itself, and not when it is stopped", async () => {
    publishListeners(directory, []);
    publishClusters(directory, []);
    const crashing = await startEnvoy(envoy, directory);
    await crashing.ask("/quitquitquit", "POST");
    expect((await crashing.crashed).message).toBe("Envoy has ended by itself: exit code 0");

    const stopped = await startEnvoy(envoy, directory);
    const crash = jest.fn();
    stopped.crashed.then(crash);
    await stopped.stop();
    await setImmediate();
    expect(crash).not.toHaveBeenCalled();
    const late = handOver(stopped, "clusters", () => publishClusters(directory, []));
    await expect(late).rejects.toThrow("Envoy no longer answers");
  });

  test("that says nothing is reported with how it ended", async () => {
    const broken = executable("broken");
    writeFileSync(broken, "#!/bin/sh\nexit 3");
    await expect(startEnvoy(broken, directory)).rejects.toThrow("Envoy did not start: exit code 3");
  });

  test("is reported with its own words when it does not start", async () => {
    const broken = executable("broken");
    writeFileSync(broken, "#!/bin/sh\necho 'no such filter' >&2; exit 1");
    await expect(startEnvoy(broken, directory)).rejects.toThrow("Envoy did not start: no such filter");
  });
});
