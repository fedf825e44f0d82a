import { readFileSync } from "node:fs";
import { analyze } from "../checks/analyze";
import type { Source } from "../config/document/load";
import type { Finding } from "../config/finding";
import { stackFile, synthesize } from "../constructs/synthesize";
import type { NamedUrlMap } from "../routing/readers/named-url-map";
import { readUrlMaps } from "../routing/readers/read-url-maps";
import { configFile, readSource } from "./source";

export interface UrlMapOptions {
  readonly plan?: string;
  readonly urlMap?: string;
}

/** URL maps to ask, or why there are none. */
export type UrlMaps =
  | { readonly maps: readonly NamedUrlMap[] }
  | { readonly source: Source; readonly findings: readonly Finding[] };

/** From a plan or an export where one is named, otherwise from the bytes that `npm run synth` would write. */
export function urlMapsOf(options: UrlMapOptions): UrlMaps {
  const file = options.plan ?? options.urlMap;
  return file === undefined
    ? urlMapsOfSource(readSource(configFile(process.env)))
    : { maps: readUrlMaps(readFileSync(file, "utf8")) };
}

/** From a configuration in any revision, or from anything else that holds URL maps. */
export function urlMapsOfAny(spec: string): UrlMaps {
  const source = readSource(spec);
  if (source.config !== undefined || source.text === undefined) return urlMapsOfSource(source);
  try {
    return { maps: readUrlMaps(source.text) };
  } catch {
    return urlMapsOfSource(source);
  }
}

function urlMapsOfSource(source: Source): UrlMaps {
  if (source.config === undefined) return { source, findings: source.findings };
  const analysis = analyze(source.config);
  if (analysis.findings.some(({ severity }) => severity === "error")) return { source, findings: analysis.findings };
  const files = synthesize(analysis);
  const several = analysis.regions.length > 1;
  return {
    maps: analysis.regions.flatMap(({ model }) =>
      readUrlMaps(files.get(stackFile(model.stack)) ?? "").map((found) => ({
        ...found,
        name: several ? `${model.region}/${found.name}` : found.name,
      })),
    ),
  };
}
