import type { LogEntry } from "../control-plane/operations";
import { createState, type Dump } from "../control-plane/state";
import { blockAt, type Stack } from "../stack/stack";
import type { PlannedChange } from "../terraform/terraform-run";

/** Something that serves nothing for a while, as the operations alone show it. */
export interface Outage {
  /** The address and port, or the backend service. */
  readonly what: string;
  /** Why it serves nothing. */
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Absent when no operation of the change ends it. */
  readonly to?: number;
  /** Nothing else ends it, either. */
  readonly forGood?: true;
}

export interface Observed {
  readonly operations: readonly LogEntry[];
  /** The platform before and after the change. */
  readonly before: Dump;
  readonly after: Dump;
  readonly planned: readonly PlannedChange[];
  readonly to: readonly Stack[];
}

/** What no request can have reached, whatever was sent. */
export function outagesOf(observed: Observed): Outage[] {
  return [...releasedPorts(observed), ...replacedServices(observed)];
}

/** Between the end of a forwarding rule and the beginning of another one nothing listens. */
function releasedPorts({ operations, before, after }: Observed): Outage[] {
  const old = createState(before);
  const now = createState(after);
  const accepted = operations.filter(({ collection, error }) => collection === "forwardingRules" && !error);
  return accepted.flatMap(({ verb, path, startedAt }): Outage[] => {
    const rule = verb === "delete" ? old.get("forwardingRules", path) : undefined;
    if (rule === undefined) return [];
    const port = rule.portRange?.split("-")[0];
    const successor = accepted.find((entry) => {
      const inserted = entry.verb === "insert" ? now.get("forwardingRules", entry.path) : undefined;
      return inserted?.IPAddress === rule.IPAddress && inserted?.portRange === rule.portRange;
    });
    const why = successor ? "its forwarding rule is replaced" : "its forwarding rule is gone";
    const what = `${rule.IPAddress}:${port}`;
    return [{ what, why, from: startedAt, ...(successor ? { to: successor.endedAt } : { forGood: true }) }];
  });
}

/** A backend service that is made anew serves nothing until its health check has passed. */
function replacedServices({ operations, planned, to }: Observed): Outage[] {
  return planned.flatMap(({ address, action }): Outage[] => {
    if (action !== "replace" || !address.startsWith("google_compute_region_backend_service.")) return [];
    const block = blockAt(to, address);
    const inserted = operations.find(
      ({ verb, collection, path }) =>
        verb === "insert" && collection === "backendServices" && path.endsWith(`/${block?.name}`),
    );
    if (block?.health_checks === undefined || inserted === undefined) return [];
    return [{ what: address, why: "it is replaced, and must pass its health check first", from: inserted.startedAt }];
  });
}
