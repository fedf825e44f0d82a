import { createServer, type IncomingMessage } from "node:http";
import { type ApiError, errorBody, invalidPayload, notFound, Refused } from "./api-error";
import { computeApi } from "./compute-api";
import { dnsApi } from "./dns-api";
import { documentApi } from "./document-api";
import type { Platform } from "./engine";
import { createFaults, type Fault } from "./faults";
import { type Fields, isFields } from "./json-object";
import { locationApi } from "./location-api";
import { createOperations, type LogEntry } from "./operations";
import { createQuotas, type Quota } from "./quotas";
import { createState, type Dump, type View } from "./state";
import { ResponseLost } from "./with-faults";

export interface SimulatorOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** What is already there. */
  readonly seed?: Dump;
  /** Milliseconds until an operation is done. Default: 0, done in the answer to its request. */
  readonly operationMs?: number;
  /** What goes wrong, on purpose. */
  readonly faults?: readonly Fault[];
  /** Default: none, everything is unlimited. */
  readonly quotas?: readonly Quota[];
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What is there now; changes whose operation still runs are not. */
  readonly state: View;
  readonly dump: () => Dump;
  /** Replaces everything that is there. */
  readonly load: (dump: Dump) => void;
  readonly inject: (fault: Fault) => void;
  /** Takes every fault back. */
  readonly withdrawFaults: () => void;
  /** From now on these hold, and no others. */
  readonly setQuotas: (quotas: readonly Quota[]) => void;
  /** Every request that wanted to change something, in the order of arrival. */
  readonly log: () => readonly LogEntry[];
  /** Calls the listener after each change of `state`. */
  readonly onChange: (listener: () => void) => void;
  /** Operations that still run never take effect. */
  readonly close: () => Promise<void>;
}

const LOCATION_SERVICES = ["certificatemanager", "networksecurity", "networkservices"];
/** `/SERVICE/VERSION/projects/…`; the version does not matter, and the provider's DNS client adds another one. */
const PATH = /^\/([a-z]+)\/(?:.*?\/)?(projects\/.*?)\/?$/;

/**
 * Google Cloud's control plane on a loopback port: Compute, Certificate Manager, Network Security and Cloud
 * DNS with their rules, any other API without. It needs no credentials and accepts any.
 */
export async function startSimulator({
  port = 0,
  seed,
  operationMs = 0,
  faults = [],
  quotas = [],
}: SimulatorOptions = {}): Promise<Simulator> {
  const listeners: (() => void)[] = [];
  const state = createState(seed);
  const platform: Platform = {
    live: createState(seed),
    state,
    operations: createOperations(),
    faults: createFaults(faults),
    quotas: createQuotas(state, quotas),
    operationMs,
    changed: () => {
      for (const listener of listeners) listener();
    },
  };
  const { live, operations } = platform;
  const server = createServer(async (request, response) => {
    const answered = await respond(request, platform);
    if (answered === undefined) return request.socket.destroy();
    const { status, body } = answered;
    response.writeHead(status, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`,
    state: live,
    dump: live.dump,
    load: (dump) => {
      live.replace(dump);
      state.replace(dump);
      platform.changed();
    },
    inject: platform.faults.inject,
    withdrawFaults: platform.faults.withdraw,
    setQuotas: platform.quotas.set,
    log: operations.log,
    onChange: (listener) => void listeners.push(listener),
    close: async () => {
      operations.cancel();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Response {
  readonly status: number;
  readonly body: unknown;
}

/** Undefined: the connection breaks instead. */
async function respond(request: IncomingMessage, platform: Platform): Promise<Response | undefined> {
  try {
    return { status: 200, body: await answer(request, platform) };
  } catch (failure) {
    if (failure instanceof ResponseLost) return undefined;
    const error: ApiError = failure instanceof Refused ? failure.error : invalidPayload(String(failure));
    return { status: error.code, body: errorBody(error) };
  }
}

async function answer(request: IncomingMessage, platform: Platform): Promise<unknown> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const [, service, path] = PATH.exec(decodeURIComponent(url.pathname)) ?? [];
  if (service === undefined || path === undefined) throw new Refused(notFound(url.pathname));
  const call = { method: request.method ?? "GET", path, query: url.searchParams, body: await bodyOf(request) };
  if (service === "compute") return computeApi(call, platform);
  if (service === "clouddns") return dnsApi(call, platform);
  return LOCATION_SERVICES.includes(service) ? locationApi(call, platform) : documentApi(service, call, platform);
}

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (chunks.length === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (isFields(body)) return body;
  } catch {
    // Told below, like any body that is no object.
  }
  throw new Refused(invalidPayload("The body must be one JSON object."));
}
