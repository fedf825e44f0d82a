import { lookup } from "node:dns/promises";
import type { Endpoint } from "../simulator/data-plane/envoy/listener";
import type { PreviewStack } from "./preview-stack";

/**
 * Real servers by the workload they are, from `NAME=http://HOST:PORT`. Envoy wants addresses, not names.
 *
 * @throws When one cannot be understood or found.
 */
export async function realWorkloads(texts: readonly string[]): Promise<Map<string, Endpoint>> {
  const real = new Map<string, Endpoint>();
  for (const text of texts) {
    const [, name, url] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url))
      throw new Error(`--workload ${text}: write NAME=http://HOST:PORT`);
    const { href, host, hostname, port } = new URL(url);
    if (href !== `http://${host}/`)
      throw new Error(`--workload ${text}: only plain HTTP without a path can be reached, as in http://127.0.0.1:8000`);
    const family = hostname.startsWith("[") ? 6 : 4;
    const { address } = await lookup(hostname.replace(/^\[|\]$/g, ""), { family }).catch(() => {
      throw new Error(`--workload ${text}: there is no IPv${family} address of ${hostname}`);
    });
    real.set(name, { address, port: Number(port || 80) });
  }
  return real;
}

/** @throws When one of them is no workload. */
export function checkNames(names: readonly string[], { region }: PreviewStack): void {
  const known = region.model.workloads.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`--workload ${unknown}: there is no such workload, only ${known.join(", ")}`);
}
