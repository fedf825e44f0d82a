import { seconds } from "../duration";
import { ALERT_IDS } from "../schema/alert-ids";
import type { Config, WorkloadConfig } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";

export type AlertId = (typeof ALERT_IDS)[number];

/** What is measured and told, with every default filled in. */
export interface Observability {
  /** Notification channels, as written. */
  readonly notify: readonly string[];
  readonly slos: readonly Slo[];
  /** In the order of the table. */
  readonly alerts: readonly AlertId[];
  readonly dashboard: boolean;
}

export interface Slo {
  /** From what it promises: `availability`, `latency-60s-embed`. */
  readonly id: string;
  /** A share, from 0 to 1. */
  readonly goal: number;
  /** Seconds; absent: that there is an answer. */
  readonly latency?: number;
  readonly workload?: string;
}

export interface AccessLogs {
  /** The share of requests that is logged; 0 is off. */
  readonly sample: number;
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  /** Absent: no word says what entries have. */
  readonly fields?: "all" | readonly string[];
}

export function resolveObservability({ observability = {} }: Config): Observability {
  const { notify = [], slos = [], alerts, dashboard = DEFAULTS.observability.dashboard } = observability;
  const except: readonly AlertId[] = typeof alerts === "object" ? alerts.except : [];
  return {
    notify,
    slos: slos.map(({ availability, latency, percent = DEFAULTS.slo.percent, workload }) => {
      const what = latency === undefined ? ["availability"] : ["latency", latency];
      return {
        id: [...what, ...(workload === undefined ? [] : [workload])].join("-"),
        goal: Number(((availability ?? percent) / 100).toFixed(6)),
        latency: latency === undefined ? undefined : seconds(latency),
        workload,
      };
    }),
    alerts: alerts === undefined ? [] : ALERT_IDS.filter((id) => !except.includes(id)),
    dashboard,
  };
}

type LogWords = Exclude<NonNullable<WorkloadConfig["accessLogs"]>, boolean>;
const wordsOf = (words: WorkloadConfig["accessLogs"]): LogWords =>
  typeof words === "object" ? words : words === false ? { sample: 0 } : {};

/** A workload's own words win, one by one; the share that nobody says is the profile's. */
export function resolveAccessLogs(
  own: WorkloadConfig["accessLogs"],
  { observability }: Pick<Config, "observability">,
  share: number,
): AccessLogs {
  const [words, general] = [wordsOf(own), wordsOf(observability?.accessLogs)];
  return {
    sample: words.sample ?? (own === true ? undefined : general.sample) ?? share,
    requestHeaders: words.requestHeaders ?? general.requestHeaders ?? [],
    responseHeaders: words.responseHeaders ?? general.responseHeaders ?? [],
    fields: words.fields ?? general.fields,
  };
}
