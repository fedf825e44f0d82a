import { formatPath, formatValue } from "../../config/finding";
import { LOG_ALERT_IDS } from "../../config/schema/alert-ids";
import { carriesCredential } from "../../config/secret";
import { loggedHeaders } from "../context";
import { at, type Rules } from "../rule";

const MONITORING = "https://cloud.google.com/load-balancing/docs/https/https-reg-logging-monitoring";

export const OBSERVABILITY_RULES: Rules = {
  "nobody-is-told": {
    severity: "warning",
    title: "Alerts that nobody is told of",
    why: "Without a notification channel an alert stands in the console until somebody looks. A channel that is attached by hand is taken off by the next apply.",
    fix: "Name channels in `notify`.",
    source: "https://cloud.google.com/monitoring/support/notification-options",
    *check({ model }) {
      const { alerts, notify } = model.observability;
      if (alerts.length > 0 && notify.length === 0)
        yield at(["observability", "alerts"], {
          what: "nobody is told of these alerts",
          fix: "write `notify: [projects/PROJECT/notificationChannels/NUMBER]`",
        });
    },
  },
  "alert-unseen": {
    severity: "warning",
    title: "Alerts on log entries that are not all written",
    why: "`no-healthy-backend` and `backend-closes-early` look at request logs: what is not logged, they do not see.",
    fix: "Log every request of the workload, or leave the alerts out.",
    source: MONITORING,
    *check({ config: { observability }, workloads, model }) {
      const asked = model.observability.alerts.filter((id) => LOG_ALERT_IDS.includes(id));
      if (asked.length === 0) return;
      for (const { path, words, resolved } of workloads.values()) {
        const { sample } = resolved.accessLogs;
        if (sample < 1 && resolved.backends.length > 0 && resolved.family !== "external")
          yield at(words.accessLogs === undefined ? path : [...path, "accessLogs"], {
            what: `${sample === 0 ? "none" : `${Math.round(sample * 100)} %`} of its requests ${sample === 0 ? "is" : "are"} logged, and ${asked.join(" and ")} see${asked.length === 1 ? "s" : ""} no others`,
            fix: `write \`accessLogs: { sample: 1 }\`, or \`except: [${asked.join(", ")}]\` in ${formatPath(["observability", "alerts"])}${typeof observability?.alerts === "object" ? " too" : ""}`,
          });
      }
    },
  },
  "objective-of-streams": {
    severity: "warning",
    title: "A latency objective of answers that stream",
    why: "The proxy's latency is counted to the last byte: of a stream it says how much was generated, not how long somebody waited.",
    fix: "Promise availability, and measure the first token in the model server.",
    source: MONITORING,
    *check({ config: { observability: { slos = [] } = {} }, workloads }) {
      for (const [i, { latency, workload }] of slos.entries()) {
        const streaming = [...workloads.values()].filter(
          ({ id, resolved }) =>
            (workload ?? id) === id && STREAMS.includes(resolved.profile) && resolved.family !== "external",
        );
        const [first] = streaming;
        if (latency !== undefined && first !== undefined)
          yield at(["observability", "slos", i, "latency"], {
            what: `answers of ${formatValue(first.id)} stream (\`profile: ${first.resolved.profile}\`), and latency is counted to their last byte`,
            fix:
              workload === undefined
                ? "write `workload:` with one that answers at once"
                : "promise `availability`, and watch the time to the first token",
          });
      }
    },
  },
  "credential-logged": {
    severity: "warning",
    title: "A credential in the logs",
    why: "Whoever may read logs could call as anybody whose key or token stands there.",
    fix: "Log an id instead.",
    source: MONITORING,
    *check(context) {
      for (const { path, names } of loggedHeaders(context))
        for (const [i, name] of names.entries())
          if (carriesCredential(name))
            yield at([...path, i], {
              what: `the header ${name} carries a credential, and would stand in every entry`,
              fix: "log an id that says whose it is, such as x-tenant-id",
            });
    },
  },
};

const STREAMS: readonly string[] = ["streaming", "agentic", "realtime"];
