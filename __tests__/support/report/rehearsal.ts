import type { RehearsalDocument } from "../../../report/data";
import { NOTHING } from "../../../simulator/rehearsal/rehearsal";

export const START = 1_000_000;

/** An operation between two seconds of a rehearsal. */
export const operation = (name: string, from: number, to: number) => ({
  ...{ verb: "insert", collection: "healthChecks", path: `projects/p/regions/r/healthChecks/${name}` },
  ...{ startedAt: START + from * 1000, endedAt: START + to * 1000 },
});

/** A rehearsal in which nothing happened, but for some of it. */
export const rehearsalOf = (part: Partial<RehearsalDocument>): RehearsalDocument => ({
  ...NOTHING,
  to: "b",
  verdict: { ok: true, text: "" },
  announced: [],
  unhit: [],
  startedAt: START,
  ...part,
});

/** One that takes requests down with it. */
export const LOSING = rehearsalOf({
  operations: [operation("a", 10, 12), operation("b", 12, 20)],
  criticalPath: [operation("b", 12, 20)],
  outages: [{ what: "port 80", why: "nothing listens", from: START + 15_000, to: START + 16_000 }],
  traffic: {
    requests: 9,
    lost: [{ route: "GET http://ai.example.com/", second: 15, count: 2, instead: "status 503" }],
    ...{ streams: 0, cut: 0, failing: [], unserved: [] },
  },
  verdict: { ok: false, text: "loses 2 of 9 requests" },
});
