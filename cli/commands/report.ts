import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkDocument } from "../../checks/formats/json";
import { readForeign } from "../../config/document/files";
import type { Source } from "../../config/document/load";
import { reasonOf } from "../../config/reason";
import { withoutSecrets } from "../../config/secret";
import type { RehearsalDocument, ReportData } from "../../report/data";
import { markdown } from "../../report/markdown";
import { page } from "../../report/page";
import { routesDocument } from "../../report/routes";
import { pageScript } from "../../report/script";
import { diffServed } from "../../routing/diff/served";
import { type PlacedUrlMap, withPlaces } from "../../routing/placed-url-map";
import { checked } from "../checked";
import { type Configuration, configFile, readConfiguration } from "../configuration";
import { exitCodeOf, reportFindings } from "../findings";
import { EXIT, type ExitCode, type Terminal } from "../terminal";
import { placedUrlMaps } from "../url-maps";

export interface ReportOptions {
  readonly from?: string;
  /** A file of what `rehearse --json` answers. */
  readonly rehearsal?: string;
  readonly out?: string;
  /** @default html */
  readonly format?: "html" | "markdown";
}

/** `npm run report`: all that the commands answer about a file and a change, to be read by people. */
export function runReport(
  file: string | undefined,
  { from, rehearsal, out, format }: ReportOptions,
  terminal: Terminal,
): ExitCode {
  const now = readConfiguration(configFile(file), configFile(file));
  const old = from === undefined ? undefined : readConfiguration(from, configFile(file));
  if (old && !old.analysis) return reportFindings(old.source, old.source.findings, terminal);
  try {
    const data = reportData(now, old, rehearsal);
    const text = format === "markdown" ? markdown(data) : page(data, pageScript(join(__dirname, "../..")));
    if (out === undefined) terminal.document(text);
    else {
      writeFileSync(out, text);
      terminal.out(
        `${out}: ${Math.ceil(text.length / 1024)} KB${format === "markdown" ? "" : ", to be opened in a browser"}`,
      );
    }
  } catch (error) {
    terminal.error(reasonOf(error));
    return EXIT.usage;
  }
  return exitCodeOf(now.analysis?.findings ?? now.source.findings);
}

function reportData(now: Configuration, old: Configuration | undefined, rehearsal: string | undefined): ReportData {
  const { source, analysis } = now;
  const check = checkDocument(checked(now, old, "figures"));
  const urlMaps = servedBy(now);
  const before = old && servedBy(old);
  return {
    name: analysis?.config.name ?? source.name,
    file: source.name,
    ...(old && { from: old.source.name }),
    check,
    ...(analysis &&
      urlMaps && { served: { routes: routesDocument(source, analysis), urlMaps, lines: linesOf(source, urlMaps) } }),
    ...(before && urlMaps && { changes: diffServed(before.map(withPlaces), urlMaps.map(withPlaces)) }),
    ...(rehearsal !== undefined && { rehearsal: rehearsalIn(rehearsal) }),
  };
}

/** The URL maps of a file without errors; tests that fail are none here. */
function servedBy({ source, analysis }: Configuration): PlacedUrlMap[] | undefined {
  const isSound = analysis?.findings.every(({ severity, id }) => severity !== "error" || id === "test-failed");
  return analysis && isSound ? placedUrlMaps(source, analysis) : undefined;
}

function rehearsalIn(file: string): RehearsalDocument {
  const found: RehearsalDocument = JSON.parse(readForeign(file));
  if (!Array.isArray(found.operations) || typeof found.verdict?.text !== "string")
    throw new Error(`${file} is no answer of \`npm run -s rehearse -- --json\``);
  return found;
}

/** The lines that places of URL maps name, as anybody may read them. */
function linesOf({ text = "" }: Source, maps: readonly PlacedUrlMap[]): Record<number, string> {
  const all = text.split(/\r?\n/);
  const named = new Set(maps.flatMap(({ places }) => places.flatMap(({ line }) => line ?? [])));
  return Object.fromEntries(
    [...named].map((line) => [line, withoutSecrets(all[line - 1]?.trim() ?? "").slice(0, 200)]),
  );
}
