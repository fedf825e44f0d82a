import { type PictureData, picture, type View } from "../../report/picture";

const VIEW: View = { search: "", lit: new Set() };
const part = (id: string) => ({ id, text: id, maker: "made" as const, facts: {} });

/** Hosts that share workloads out evenly. */
function dataOf(hosts: number, workloads: number): PictureData {
  const ids = Array.from({ length: workloads }, (_, i) => `model-${i}`);
  return {
    ...{ stack: "ai-us-central1", region: "us-central1", exposure: "external", address: part("address"), asked: [] },
    listeners: [{ ...part("http-80"), protocol: "http", port: 80, redirects: false }],
    workloads: ids.map((id) => ({ ...part(id), backends: [part("group")] })),
    ways: Array.from({ length: hosts }, (_, h) => ({
      host: `h${h}.example.com`,
      to: Object.fromEntries(ids.filter((_, i) => i % hosts === h).map((id) => [id, 1])),
    })),
  };
}

const labels = (data: PictureData, view: Partial<View> = {}) =>
  [...picture(data, { ...VIEW, ...view }).markup.matchAll(/<text[^>]*>([^<]*)</g)].map(([, label]) => label);

test("shows all of a small proxy", () => {
  expect(labels(dataOf(1, 2))).toEqual([
    "clients",
    "address",
    "http-80",
    "h0.example.com",
    "404",
    "model-0",
    "group",
    "model-1",
    "group",
  ]);
});

test("folds a large one by host, and unfolds what is searched for, chosen or passed", () => {
  const large = dataOf(10, 1000);
  expect(labels(large)).toContain("100 workloads");
  expect(labels(large).filter((label) => label?.startsWith("model"))).toEqual([]);
  expect(labels(large, { search: "model-777" })).toEqual(expect.arrayContaining(["model-777", "99 more"]));
  expect(labels(large, { chosen: "h3.example.com" })).toContain("model-3");
  expect(labels(large, { lit: new Set(["workload model-5"]) })).toContain("model-5");
  expect(labels(dataOf(1000, 1000))).toContain("976 more hosts: search");
});

test("one workload that is folded alone is named, and names that begin alike end apart", () => {
  expect(labels(dataOf(30, 30), { search: "h3." })).not.toContain("1 workload");
  expect(labels(dataOf(30, 30))).toContain("model-3");
  const { workloads, ...data } = dataOf(1, 2);
  const long = workloads.map((one, i) => ({ ...one, text: `${"long-".repeat(8)}${i}` }));
  expect(new Set(labels({ ...data, workloads: long })).size).toBe(labels(dataOf(1, 2)).length - 1);
});

test("a workload of other regions is not shown as one that is made here", () => {
  const { workloads, ...data } = dataOf(1, 2);
  const [first, second] = workloads.map((one) => ({ ...one, facts: { port: "8000" }, backends: [] }));
  const { markup } = picture({ ...data, workloads: [first, second].flatMap((one) => one ?? []) }, VIEW);
  expect(markup).not.toMatch(/class="node made" role="button" tabindex="0" data-choose="model/);
  expect(markup).toContain("model-0\nin this region: no backend<");
});

test("no two of a column cover each other", () => {
  const { markup } = picture(dataOf(10, 1000), { ...VIEW, chosen: "h3.example.com" });
  const columns = new Map<string, number[]>();
  for (const [, x = "", y] of markup.matchAll(/<rect x="([\d.]+)" y="([\d.]+)"/g))
    columns.set(x, [...(columns.get(x) ?? []), Number(y)]);
  for (const ys of columns.values()) {
    const sorted = ys.sort((a, b) => a - b);
    for (const [i, y] of sorted.entries()) expect(y - (sorted[i - 1] ?? -100)).toBeGreaterThanOrEqual(20);
  }
});

test("lights the way, and tells what can be chosen", () => {
  const { markup } = picture(dataOf(1, 2), {
    ...VIEW,
    lit: new Set(["host h0.example.com", "workload model-1"]),
    chosen: "model-0",
  });
  expect(markup.match(/class="way lit"/g)).toHaveLength(1);
  expect(markup).toMatch(/data-choose="model-0" aria-pressed="true"/);
});
