import { randomInt } from "node:crypto";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export const LOOPBACK = "127.0.0.1";

/** Systems give these to nobody who does not ask for one, https://www.iana.org/assignments/service-names-port-numbers */
const [FIRST_PORT, PORTS] = [20_000, 10_000];
let last = randomInt(PORTS);

/** A port that is free until somebody listens on it: no other call is given it, nor a client or server that takes any. */
export async function freePort(): Promise<number> {
  while (true) {
    last = (last + 1) % PORTS;
    const port = FIRST_PORT + last;
    if (await isFree(port)) return port;
  }
}

/** The port on which a server listens. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was free");
  return address.port;
}

/** Whether nobody listens on the port, and this program may. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

const TIMEOUT_MS = 60_000;
const POLL_MS = 5;

/** @throws When nobody does in time. */
export async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port}`);
    await sleep(POLL_MS);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
