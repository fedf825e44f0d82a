import type { RehearsalDocument } from "../../report/data";
import { timeline } from "../../report/timeline";
import { operation, rehearsalOf, START } from "../support/report/rehearsal";

const drawn = (part: Partial<RehearsalDocument>) => timeline(rehearsalOf(part)).markup;

const barsOf = (markup: string) =>
  [...markup.matchAll(/<rect class="(\w*)" x="([\d.]+)".*?<title>(.*?)<\/title>/g)].map(([, kind, x, says]) => ({
    kind,
    x: Number(x),
    says,
  }));

test("bars stand at their time on one axis, the critical path and what is lost told apart", () => {
  const operations = [operation("a", 10, 12), operation("b", 12, 20)];
  const lost = [{ route: "GET <b>", second: 15, count: 2, instead: "status 503" }];
  const markup = drawn({
    operations,
    criticalPath: operations.slice(1),
    traffic: { requests: 9, lost, streams: 0, cut: 0, failing: [], unserved: [] },
  });
  const [a, b, loss] = barsOf(markup);
  expect([a?.kind, b?.kind, loss?.kind]).toEqual(["", "critical", "bad"]);
  expect(loss?.says).toBe("2 lost at 15 s: status 503");
  expect(a?.x).toBe(330);
  expect((b?.x ?? 0) - 330).toBeCloseTo((2 / 10) * 830);
  expect((loss?.x ?? 0) - 330).toBeCloseTo((5 / 10) * 830);
  expect(markup).toContain("GET &lt;b&gt;");
});

test("what is answered stands beside what is lost, and the routes that lose nothing are one row", () => {
  const bars = barsOf(
    drawn({
      operations: [operation("a", 10, 12)],
      traffic: {
        ...{ requests: 12, streams: 0, cut: 0, failing: [], unserved: [] },
        answered: {
          "GET a": [5, ...Array(9).fill(0), 3],
          "GET b": [...Array(11).fill(0), 2],
          "GET c": [...Array(11).fill(0), 4],
        },
        lost: [{ route: "GET a", second: 10, count: 1, instead: "status 503" }],
      },
    }),
  );
  expect(bars.map(({ kind, says }) => [kind, says])).toEqual([
    ["", "10.0 s to 12.0 s"],
    ["good", "3 answered at 10 s"],
    ["bad", "1 lost at 10 s: status 503"],
    ["good", "6 answered at 11 s"],
  ]);
  const [, good, bad] = bars;
  expect(bad?.x).toBeGreaterThan(good?.x ?? 0);
});

test("what does not end lasts to the end of the axis", () => {
  const outages = [{ what: "port 80", why: "nothing listens", from: START + 5000 }];
  const [, outage] = barsOf(drawn({ operations: [operation("a", 0, 10)], outages }));
  expect(outage).toMatchObject({ kind: "bad", says: "nothing listens, 5.0 s to 10.0 s" });
});

test("is drawn where nothing happened", () => expect(barsOf(drawn({}))).toEqual([]));
