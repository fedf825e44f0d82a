import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { Analysis, AnalyzedRegion } from "../checks/analysis";
import { readForeign } from "../config/document/files";
import type { Source } from "../config/document/load";
import { type DocumentPath, formatPath } from "../config/finding";
import { overriddenUrlMaps } from "../config/model/resolve";
import { attempt } from "../config/reason";
import { stackFile, synthesize } from "../constructs/synthesize";
import { policySources } from "../routing/access/places";
import { ANY_HOST } from "../routing/evaluate/host-sources";
import type { RulePlace } from "../routing/evaluate/rule-place";
import { type PlacedUrlMap, type Places, withPlaces } from "../routing/placed-url-map";
import type { NamedUrlMap } from "../routing/readers/named-url-map";
import { readUrlMaps } from "../routing/readers/read-url-maps";
import { type Configuration, configFile, readConfiguration, usableAnalysis } from "./configuration";
import type { ExitCode, Terminal } from "./terminal";

export interface UrlMapOptions {
  /** A configuration. Default: PROXY_CONFIG, or proxy.yaml. */
  readonly file?: string;
  readonly plan?: string;
  readonly urlMap?: string;
}

/** URL maps, or the exit code once it is reported why there are none. */
type UrlMaps = readonly NamedUrlMap[] | ExitCode;

/** From a plan or an export where one is named, otherwise from the bytes that `npm run synth` would write. */
export function urlMapsOf({ file, plan, urlMap }: UrlMapOptions, terminal: Terminal): UrlMaps {
  const asked = [file, plan, urlMap].filter((one) => one !== undefined);
  if (asked.length > 1) throw new Error(`${asked.join(" and ")}: ask one of them at a time`);
  const foreign = plan ?? urlMap;
  return foreign === undefined
    ? synthesizedUrlMaps(readConfiguration(configFile(file)), terminal)
    : readUrlMaps(readForeign(foreign));
}

/**
 * From a configuration in any revision, or from anything else that holds URL maps.
 *
 * @param other What it is compared with: where that is a file, a revision is one of it.
 */
export function urlMapsOfAny(spec: string, other: string, terminal: Terminal): UrlMaps {
  const plan = planIn(spec);
  if (plan !== undefined) return readUrlMaps(plan);
  const configuration = readConfiguration(spec, existsSync(other) ? other : undefined);
  const { source, analysis } = configuration;
  const { text } = source;
  // Otherwise it is meant as a configuration, more likely than not: its findings are reported.
  const found = analysis === undefined && text !== undefined ? attempt(() => readUrlMaps(text)) : undefined;
  return found ?? synthesizedUrlMaps(configuration, terminal);
}

/** The text of a file of JSON that is no configuration, of whatever size: a plan has all that is in its project. */
function planIn(file: string): string | undefined {
  if (!existsSync(file) || !/^[\s\ufeff]*[{[]|^PK/.test(firstOf(file))) return undefined;
  const text = readFileSync(file, "utf8");
  return /"workloads"\s*:/.test(text) && isConfiguration(text) ? undefined : text;
}

function isConfiguration(text: string): boolean {
  const document = attempt((): unknown => JSON.parse(text));
  // YAML in braces.
  if (document === undefined) return !/^\s*\{\s*"/.test(text);
  return typeof document === "object" && document !== null && Object.hasOwn(document, "workloads");
}

/** Enough of a file to tell what it is; nothing where it cannot be read. */
function firstOf(file: string): string {
  const buffer = Buffer.alloc(1000);
  const opened = attempt(() => (statSync(file).isFile() ? openSync(file, "r") : undefined));
  if (opened === undefined) return "";
  try {
    return buffer.toString("utf8", 0, readSync(opened, buffer));
  } finally {
    closeSync(opened);
  }
}

/** From the bytes that `npm run synth` would write. */
export function synthesizedUrlMaps(configuration: Configuration, terminal: Terminal): UrlMaps {
  const analysis = usableAnalysis(configuration, terminal, "warnings");
  return typeof analysis === "number" ? analysis : placedUrlMaps(configuration.source, analysis).map(withPlaces);
}

/** The URL maps of all regions as data, with the places of what decides in them. */
export function placedUrlMaps(source: Source, analysis: Analysis): PlacedUrlMap[] {
  const files = synthesize(analysis);
  const several = analysis.regions.length > 1;
  return analysis.regions.flatMap((region) =>
    readUrlMaps(files.get(stackFile(region.model.stack)) ?? "").map((found) => ({
      ...found,
      name: several ? `${region.model.region}/${found.name}` : found.name,
      ...placesIn(source, region, found.name),
    })),
  );
}

/** What the URL map of listeners that only redirect is called in its stack. */
const REDIRECT = "redirect-to-https";

function placesIn(source: Source, { config, model, sources }: AnalyzedRegion, urlMap: string): Places {
  const numbers = new Map<string, number>();
  const places: RulePlace[] = [];
  const numberOf = (path: DocumentPath): number => {
    const at = formatPath(path);
    const number = numbers.get(at) ?? places.push(placeIn(source, path)) - 1;
    numbers.set(at, number);
    return number;
  };
  const listener = (config.frontend?.listeners ?? []).findIndex(({ redirect }) => redirect === "https");
  const redirects = new Map([[ANY_HOST, { rules: [], fallback: ["frontend", "listeners", listener] }]]);
  // What decides may be of the overrides, wherever a rule of the same path stands.
  const isOverridden = overriddenUrlMaps(config).some((address) => address.endsWith(`.${urlMap}`));
  const written = isOverridden ? [] : urlMap === REDIRECT ? redirects : sources;
  return {
    sources: new Map(
      [...written].map(([host, { rules, fallback }]) => [
        host,
        {
          rules: rules.map(({ path, source: at }) => ({ path, source: numberOf(at) })),
          ...(fallback && { fallback: numberOf(fallback) }),
        },
      ]),
    ),
    policies: new Map([...policySources(model)].map(([name, path]) => [name, numberOf(path)])),
    places,
  };
}

function placeIn({ name, positionOf }: Source, path: DocumentPath): RulePlace {
  const position = positionOf(path);
  return { file: name, ...(position && { line: position.line }), at: formatPath(path) };
}
