import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Page } from "puppeteer-core";
import { type ReportOptions, runReport } from "../../../cli/commands/report";
import { terminalTo } from "../cli/run";

/** A browser that opens reports from a folder of its own, and keeps what none of them may do. */
export interface Reader {
  readonly folder: string;
  /** What was fetched, and what went wrong on a page. */
  readonly problems: string[];
  /** Writes a file into the folder. */
  write(name: string, text: string): string;
  /** The report of a file, opened from disk. */
  open(file: string, options?: ReportOptions & { readonly hash?: string }): Promise<Page>;
  close(): Promise<void>;
}

export async function startReader(executablePath: string): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  // Root has no sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({ executablePath, args, pipe: true });
  const problems: string[] = [];
  return {
    folder,
    problems,
    write(name, text) {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    async open(file, { hash = "", ...options } = {}) {
      const out = join(folder, "report.html");
      const said: string[] = [];
      if (runReport(file, { ...options, out }, terminalTo(said)) === 2) throw new Error(said.join("\n"));
      for (const old of await browser.pages()) if (old.url() !== "about:blank") await old.close();
      const page = await browser.newPage();
      await page.setViewport({ width: 1280, height: 900 });
      const url = pathToFileURL(out).href;
      page.on("console", (message) => problems.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => problems.push(`error: ${error}`));
      page.on("dialog", (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.setRequestInterception(true);
      page.on("request", (request) => {
        const isOwn = request.url().split("#")[0] === url;
        if (!isOwn) problems.push(`request: ${request.url()}`);
        void (isOwn ? request.continue() : request.abort());
      });
      await page.goto(url + hash);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}
