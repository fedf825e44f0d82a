import { existsSync, readFileSync } from "node:fs";
import { stackFile, synthesize } from "../constructs/synthesize";
import type { NamedUrlMap } from "../routing/readers/named-url-map";
import { readUrlMaps } from "../routing/readers/read-url-maps";
import { type Configuration, configFile, readConfiguration, usableAnalysis } from "./configuration";
import type { ExitCode, Terminal } from "./terminal";

export interface UrlMapOptions {
  readonly plan?: string;
  readonly urlMap?: string;
}

/** URL maps, or the exit code once it is reported why there are none. */
type UrlMaps = readonly NamedUrlMap[] | ExitCode;

/** From a plan or an export where one is named, otherwise from the bytes that `npm run synth` would write. */
export function urlMapsOf(options: UrlMapOptions, terminal: Terminal): UrlMaps {
  const file = options.plan ?? options.urlMap;
  return file === undefined
    ? synthesizedUrlMaps(readConfiguration(configFile()), terminal)
    : readUrlMaps(readFileSync(file, "utf8"));
}

/**
 * From a configuration in any revision, or from anything else that holds URL maps.
 *
 * @param other What it is compared with: where that is a file, a revision is one of it.
 */
export function urlMapsOfAny(spec: string, other: string, terminal: Terminal): UrlMaps {
  const configuration = readConfiguration(spec, existsSync(other) ? other : undefined);
  const { source, analysis } = configuration;
  try {
    if (analysis === undefined && source.text !== undefined) return readUrlMaps(source.text);
  } catch {
    // Meant as a configuration, more likely than not: its findings are reported.
  }
  return synthesizedUrlMaps(configuration, terminal);
}

function synthesizedUrlMaps(configuration: Configuration, terminal: Terminal): UrlMaps {
  const analysis = usableAnalysis(configuration, terminal, "warnings");
  if (typeof analysis === "number") return analysis;
  const files = synthesize(analysis);
  const several = analysis.regions.length > 1;
  return analysis.regions.flatMap(({ model }) =>
    readUrlMaps(files.get(stackFile(model.stack)) ?? "").map((found) => ({
      ...found,
      name: several ? `${model.region}/${found.name}` : found.name,
    })),
  );
}
