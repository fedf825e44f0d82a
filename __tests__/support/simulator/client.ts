import type { Simulator } from "../../../simulator/control-plane/server";

const PROJECT = "projects/p";

/** Paths of the test project: global, of region us-central1 and of its zone a. */
export const global = (path: string) => `${PROJECT}/global/${path}`;
export const regional = (path: string) => `${PROJECT}/regions/us-central1/${path}`;
export const zonal = (path: string) => `${PROJECT}/zones/us-central1-a/${path}`;
export const located = (path: string) => `${PROJECT}/locations/us-central1/${path}`;

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of an API, looked at by the tests.
  readonly body: any;
}

/** A request as the provider sends it: Compute by default, Certificate Manager for `projects/p/locations/…`. */
export async function send(simulator: Simulator, method: string, path: string, body?: object): Promise<Answer> {
  const service = path.includes("/locations/") ? "certificatemanager" : "compute";
  return sendTo(`${simulator.url}/${service}/v1/${path}`, method, body);
}

export async function sendTo(url: string, method: string, body?: object): Promise<Answer> {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

export const get = async (simulator: Simulator, path: string) => (await send(simulator, "GET", path)).body;

/** Creates the resource whose path is given; its name is the path's end. */
export function insert(simulator: Simulator, path: string, body: object = {}): Promise<Answer> {
  const [collection, name] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
  if (path.includes("/locations/")) return send(simulator, "POST", `${collection}?xId=${name}`, body);
  return send(simulator, "POST", collection, { name, ...body });
}

export const remove = (simulator: Simulator, path: string) => send(simulator, "DELETE", path);

/** Reads the resource, changes it and puts it back whole, as the provider's updates do. */
export async function update(simulator: Simulator, path: string, change: object): Promise<Answer> {
  return send(simulator, "PUT", path, { ...(await get(simulator, path)), ...change });
}

/** Sends some fields with the current fingerprint. */
export async function patch(simulator: Simulator, path: string, change: object): Promise<Answer> {
  const { fingerprint } = await get(simulator, path);
  return send(simulator, "PATCH", path, { fingerprint, ...change });
}

export const call = (simulator: Simulator, path: string, verb: string, body: object) =>
  send(simulator, "POST", `${path}/${verb}`, body);
