import { readFileSync } from "node:fs";
import { join } from "node:path";
import { source as axe } from "axe-core";
import fc from "fast-check";
import type { Page } from "puppeteer-core";
import { stringify } from "yaml";
import { configurationOf } from "../../bench/configuration";
import { lineOf } from "../../routing/asked-request";
import { chromium } from "../support/e2e";
import { EXAMPLES, exampleFile } from "../support/examples";
import { ROOT } from "../support/project";
import { askedHere, type BoxRequest } from "../support/report/box";
import { type Reader, startReader } from "../support/report/browser";
import { LOSING } from "../support/report/rehearsal";

let reader: Reader;
beforeAll(async () => {
  if (chromium !== undefined) reader = await startReader(chromium);
});
afterAll(() => reader?.close());

const pathOf = (example: string) => join(ROOT, exampleFile(example));
const textOf = (page: Page, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent.trim()`);
const answerOn = (page: Page) => textOf(page, "#answer output");
const shownRows = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll("#routes tr[data-to]")].filter((row) => row.checkVisibility()).map((row) => row.dataset.to)`,
  );
/** Clicks on a link to another place of the page, and waits until the page has taken it. */
async function follow(page: Page, link: string): Promise<void> {
  const taken = page.evaluate("new Promise((taken) => addEventListener('hashchange', () => taken(), { once: true }))");
  await page.click(link);
  await taken;
}
const valuesOn = (page: Page) => page.evaluate("Object.fromEntries(new FormData(document.forms[0]))");

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`40 tabs do not lead to ${selector}`);
}

/** What the box shows to each request, and what it would show of markup that is given. */
const shown = (page: Page, requests: readonly BoxRequest[], expected: readonly string[]) =>
  page.evaluate(`(() => {
    const { elements } = document.forms[0];
    const asMarkup = document.createElement("div");
    return ${JSON.stringify(requests)}.map(({ method, url, headers, clientIp }, i) => {
      const values = { method, url, headers: headers.join("\\n"), clientIp };
      for (const [name, value] of Object.entries(values)) if (elements.namedItem(name)) elements.namedItem(name).value = value;
      elements.url.dispatchEvent(new Event("input", { bubbles: true }));
      asMarkup.innerHTML = ${JSON.stringify(expected)}[i];
      return [document.querySelector("#answer").innerHTML, asMarkup.innerHTML];
    });
  })()`) as Promise<[is: string, expected: string][]>;

(chromium === undefined ? describe.skip : describe)("the report in Chromium", () => {
  beforeEach(() => reader.problems.splice(0));
  afterEach(() => expect(reader.problems).toEqual([]));

  const EACH = Math.ceil(200 / EXAMPLES.length);
  test.each(EXAMPLES)(`${EACH} requests about %s are answered as by the evaluator, step by step`, async (name) => {
    const { requests, answerTo } = askedHere(pathOf(name));
    const page = await reader.open(pathOf(name));
    const asked = fc.sample(requests, EACH);
    const answers = await shown(page, asked, asked.map(answerTo));
    for (const [i, [is, expected]] of answers.entries())
      expect({ asked: asked[i], is }).toEqual({ asked: asked[i], is: expected });
  });

  test.each(
    ["light", "dark"].flatMap((scheme) => ["reference", "access", "two-regions"].map((name) => [scheme, name])),
  )("%s, %s: nothing that keeps people out", async (scheme, name) => {
    const rehearsal = reader.write("rehearsal.json", JSON.stringify(LOSING));
    const page = await reader.open(pathOf(name), { from: pathOf("minimal"), rehearsal });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await page.evaluate(axe);
    const found = await page.evaluate(
      `axe.run().then(({ violations }) => violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html, failureSummary])]))`,
    );
    expect(found).toEqual([]);
  });

  test("the keyboard is enough: regions, a request with its answer and reasons, the search", async () => {
    const page = await reader.open(pathOf("two-regions"));
    const [first, second] = (await page.evaluate(
      "[...document.querySelectorAll('[data-tab]')].map((tab) => tab.dataset.tab)",
    )) as string[];
    expect(await answerOn(page)).toMatch(/^embed, /);
    await tabTo(page, `[data-tab=${second}]`);
    await page.keyboard.press("Enter");
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('[data-region]')].filter((one) => one.checkVisibility()).map((one) => one.dataset.region)",
      ),
    ).not.toContain(first);
    await tabTo(page, "[name=url]");
    await page.keyboard.press("Home");
    await page.keyboard.down("Shift");
    await page.keyboard.press("End");
    await page.keyboard.up("Shift");
    await page.keyboard.type("http://nobody.example.com/");
    await page.keyboard.press("Enter");
    expect(await answerOn(page)).toBe("404, answered by the proxy itself");
    await tabTo(page, "#answer summary");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.querySelector('#answer ol').checkVisibility()")).toBe(true);
    await tabTo(page, "#search");
    await page.keyboard.type("embed");
    const rows = (await shownRows(page)) as string[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((to) => !to.includes("embed"))).toEqual([]);
    await tabTo(page, "[data-choose=embed]");
    await page.keyboard.press("Enter");
    expect(await textOf(page, "#all")).toBe("only embed ×");
  });

  test("the address holds the request: another reader sees the same, and no credential", async () => {
    const page = await reader.open(pathOf("access"));
    const asked = {
      method: "POST",
      url: "https://ai.example.com/v1/embeddings?q='é'#",
      headers: "x-tenant-id: it's a\nauthorization: Bearer secret",
      clientIp: "203.0.113.9",
    };
    for (const [name, text] of Object.entries(asked)) {
      await page.click(`[name=${name}]`, { count: 3 });
      await page.keyboard.type(text);
    }
    const answer = await answerOn(page);
    const hash = new URL(page.url()).hash;
    expect(hash).not.toContain("secret");
    const other = await reader.open(pathOf("access"), { hash });
    expect(await valuesOn(other)).toEqual({ ...asked, headers: asked.headers.replace("Bearer secret", "(hidden)") });
    expect(await answerOn(other)).toBe(answer);
  });

  test("the address holds the region: another reader sees the same one", async () => {
    const page = await reader.open(pathOf("two-regions"));
    await page.click("[data-tab]:last-child");
    const { hash } = new URL(page.url());
    const other = await reader.open(pathOf("two-regions"), { hash });
    expect(await textOf(other, "[aria-selected=true]")).toBe(await textOf(other, "[data-tab]:last-child"));
    expect(await answerOn(other)).toMatch(/^embed, /);
    expect(new URL(other.url()).hash).toBe(hash);
  });

  test("an example of a change is asked in its region", async () => {
    const from = reader.write(
      "from.yaml",
      readFileSync(pathOf("two-regions"), "utf8").replace("to: embed }", "to: llama }"),
    );
    const page = await reader.open(pathOf("two-regions"), { from });
    const [first, last] = (await page.evaluate(
      "[...document.querySelectorAll('[data-tab]')].map(({ dataset }) => dataset.tab)",
    )) as string[];
    const chosen = () => textOf(page, "[aria-selected=true]");
    for (const region of [last, first]) {
      await follow(page, `#changes a[href*='${region}']`);
      expect(await chosen()).toBe(region);
    }
  });

  test("what a link leads to is not below the box", async () => {
    const page = await reader.open(pathOf("reference"));
    await page.click("#answer summary");
    await follow(page, "header a[href='#findings']");
    expect(
      await page.evaluate(
        "document.querySelector('#findings-title').getBoundingClientRect().top >= document.querySelector('#box').getBoundingClientRect().bottom",
      ),
    ).toBe(true);
  });

  test("a click on an example asks it, and a click in the picture narrows the rest", async () => {
    const page = await reader.open(pathOf("reference"));
    await follow(page, "#routes tr:has(td:nth-child(2)):nth-of-type(3) a");
    expect((await valuesOn(page)) as BoxRequest).toMatchObject({
      url: expect.stringContaining("http://ai.example.com/v1/"),
    });
    await page.click("[data-choose=rerank]");
    expect(await shownRows(page)).toEqual(["rerank"]);
    await page.click("#all");
    expect(((await shownRows(page)) as string[]).length).toBeGreaterThan(2);
  });

  test("whatever stands in a file or an address is a text", async () => {
    const attack = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";
    const text = stringify({
      ...configurationOf(2),
      routes: [
        {
          hosts: ["a.example.com"],
          rules: [
            { paths: ["/<script>alert(0)"], headers: { "x-a": attack }, to: "model-0", opens: "everything" },
            { paths: ["/*"], to: "model-1", opens: "everything" },
          ],
        },
      ],
      checks: { suppress: [{ id: "plain-http", reason: attack }] },
    });
    const page = await reader.open(reader.write(`${"<b onmouseover=alert(3)>"}.yaml`, text), {
      hash: `#${encodeURI(lineOf("GET", encodeURI(`http://a.example.com/?${attack}`), [`x-a: ${attack}`]))}`,
    });
    expect(await page.evaluate("document.querySelectorAll('img,b[onmouseover]').length")).toBe(0);
    expect(await valuesOn(page)).toMatchObject({ headers: `x-a: ${attack}` });
  });

  test("1,000 workloads are opened and searched", async () => {
    const file = reader.write("large.yaml", stringify(configurationOf(1000)));
    const page = await reader.open(file);
    const { domContentLoadedEventEnd: opened } = (await page.evaluate(
      "performance.getEntriesByType('navigation')[0].toJSON()",
    )) as { domContentLoadedEventEnd: number };
    await page.click("#search");
    const started = performance.now();
    await page.keyboard.type("model-777");
    expect(await shownRows(page)).toEqual(["model-777"]);
    const searched = performance.now() - started;
    process.stderr.write(`1,000 workloads: opened in ${opened.toFixed(0)} ms, searched in ${searched.toFixed(0)} ms\n`);
    expect(await page.evaluate("document.querySelectorAll('#drawing [data-choose=model-777]').length")).toBe(1);
    expect(await page.evaluate("document.querySelector('#limits').getBoundingClientRect().top + scrollY")).toBeLessThan(
      6000,
    );
  });

  test.each([1280, 400])("nothing of it stands beside a window of %d pixels", async (width) => {
    const page = await reader.open(pathOf("reference"), { from: pathOf("minimal") });
    await page.setViewport({ width, height: 900 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  if (process.env.UPDATE_SCREENSHOT)
    test("is shown in README", async () => {
      const hash = `#${encodeURI("POST http://ai.example.com/v1/chat/completions")}`;
      const page = await reader.open(exampleFile("reference"), { hash });
      await page.click("#answer summary");
      const height = (await page.evaluate(
        "document.querySelector('#picture').getBoundingClientRect().bottom",
      )) as number;
      await page.mouse.click(0, 0);
      await page.screenshot({ path: join(ROOT, "docs/report.png"), clip: { x: 0, y: 0, width: 1280, height } });
    });
});
