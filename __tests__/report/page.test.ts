import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReport } from "../../cli/commands/report";
import { runRoutes } from "../../cli/commands/routes";
import { fromJson } from "../../report/html";
import type { PageData } from "../../report/page";
import { buildPageScript } from "../../report/script";
import { askedInLine } from "../../routing/asked-request";
import { asking } from "../../routing/asking";
import { withPlaces } from "../../routing/placed-url-map";
import { answerOf } from "../support/cli/run";
import { ROOT } from "../support/project";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "report-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const REFERENCE = join(ROOT, "proxy.yaml");

async function reportOf(file: string) {
  const { code, out, error } = await answerOf((terminal) => runReport(file, {}, terminal), process.env);
  const [, data = ""] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(out) ?? [];
  return { code, out, error, data: data === "" ? undefined : fromJson<PageData>(data) };
}

test("is one file without anything from elsewhere, below 1 MB", async () => {
  const { code, out, error } = await reportOf(REFERENCE);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).not.toMatch(/\b(?:src|href)="(?!#|https:)|@import|url\(|<link/);
  expect(out).toContain("default-src 'none'");
  expect(out.length).toBeLessThan(1_000_000);
});

test("holds what is asked about requests: another reader's answer is that of the file, with its places", async () => {
  const { data } = await reportOf(REFERENCE);
  const ask = asking((data?.urlMaps ?? []).map(withPlaces), {});
  const [answer] = ask(askedInLine("POST http://ai.example.com/v1/chat/completions"));
  expect(answer?.decision).toMatchObject({ destinations: [{ service: "vllm-v1" }, { service: "vllm-v2" }] });
  const line = answer?.place?.line ?? 0;
  expect(data?.lines[line]).toBe(readFileSync(REFERENCE, "utf8").split("\n")[line - 1]?.trim());
});

test("its rows are those of `routes`", async () => {
  const { out } = await reportOf(REFERENCE);
  const routes = await answerOf((terminal) => runRoutes(REFERENCE, { json: true }, terminal), process.env);
  const [{ routes: all }] = JSON.parse(routes.out);
  const shown = all.filter(({ folded }: { folded?: true }) => !folded);
  expect(out.match(/<tr data-host=/g)).toHaveLength(shown.length);
});

test("whatever stands in the file is a text", async () => {
  const file = join(folder, "hostile.yaml");
  const text = readFileSync(REFERENCE, "utf8").replace(
    "- paths: [/v1/chat/*]",
    `- paths: ["/v1/</script><script>alert(1)//"]\n        headers: { x-a: "--><img src=x onerror=alert(2)>" }`,
  );
  writeFileSync(file, text);
  const { out, data } = await reportOf(file);
  expect(out.match(/<script/g)).toHaveLength(2);
  expect(out).not.toContain("<img");
  expect(JSON.stringify(data?.lines)).toContain("<script>alert(1)//");
});

test("of a file with errors only the findings are there", async () => {
  const file = join(folder, "wrong.yaml");
  writeFileSync(file, readFileSync(REFERENCE, "utf8").replace("to: embed", "to: embedd"));
  const { code, out, data } = await reportOf(file);
  expect({ code, data }).toEqual({ code: 1, data: undefined });
  expect(out).toContain("unknown-workload");
  expect(out).not.toContain("<script");
});

test("the page's program is the evaluator, without what makes a URL map and reads a file", () => {
  const script = buildPageScript(ROOT);
  expect(script).not.toMatch(/ZodError/);
  expect(script.length).toBeLessThan(400_000);
});
