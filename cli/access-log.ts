import type { LoggedRequest } from "../simulator/data-plane/envoy/access-log";
import { style, type Terminal } from "./terminal";

/** What Envoy's response flags say, for whoever does not know them by heart. */
const FLAGS: { readonly [flag: string]: string } = {
  DC: "the client left",
  DPE: "the proxy understands no HTTP in it",
  FI: "answered by the proxy",
  NC: "no such backend service",
  NR: "no route",
  UC: "the backend cut the connection",
  UF: "the backend cannot be reached",
  UH: "no backend has passed its health check",
  UO: "over a circuit breaker's limit",
  URX: "retries used up",
  UT: "timed out",
};

/** A request as one line: what was asked, which workload answered by which rule, and what it cost. */
export function renderRequest(
  { method, host, path, route, cluster, status, milliseconds, bytes, flags, grpcStatus }: LoggedRequest,
  workloadOf: (service: string) => string,
  terminal: Pick<Terminal, "colour">,
): string {
  const colour = status >= 500 || status === 0 ? "red" : status >= 400 ? "yellow" : "green";
  const reasons = flags.split(",").flatMap((flag) => FLAGS[flag] ?? []);
  if (grpcStatus !== null && grpcStatus !== "OK") reasons.push(`gRPC: ${grpcStatus}`);
  return [
    style(terminal, colour, String(status).padStart(3)),
    method === null ? "what is no HTTP request" : `${method} ${host ?? ""}${path ?? ""}`,
    `→ ${cluster === null ? "-" : workloadOf(cluster)}`,
    style(terminal, "dim", `${milliseconds} ms  ${bytes} B  ${route ?? "-"}`),
    ...(reasons.length > 0 ? [`(${reasons.join(", ")})`] : []),
  ].join("  ");
}
