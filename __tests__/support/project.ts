import { join } from "node:path";
import { type Analysis, stacksOf as stackNames } from "../../checks/analysis";
import { analyze } from "../../checks/analyze";
import { loadConfig, loadText } from "../../config/document/load";
import type { Config } from "../../config/schema/config";
import { validate } from "../../config/schema/validate";
import { stackFile, synthesize } from "../../constructs/synthesize";
import { exampleFile } from "./examples";

export const ROOT = join(__dirname, "..", "..");

/** A file of the project; fails on any error in it. */
export function readConfig(path: string): Config {
  const source = loadConfig(join(ROOT, path));
  if (source.config === undefined) throw new Error(JSON.stringify(source.findings, null, 2));
  return source.config;
}

export const analyzeFile = (path: string): Analysis => usable(analyze(readConfig(path)));
export const analyzeExample = (name: string): Analysis => analyzeFile(exampleFile(name));

export function analyzeText(yaml: string): Analysis {
  const { config, findings } = loadText("test.yaml", yaml, () => {
    throw new Error("no file beside a test");
  });
  if (config === undefined) throw new Error(JSON.stringify(findings, null, 2));
  return usable(analyze(config));
}

export function analyzeConfig(input: Config): Analysis {
  const result = validate(input);
  if ("findings" in result) throw new Error(JSON.stringify(result.findings, null, 2));
  return usable(analyze(result.config));
}

function usable(analysis: Analysis): Analysis {
  const errors = analysis.findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return analysis;
}

/** Terraform JSON, as far as tests look into it. */
export interface TerraformJson {
  readonly resource: Readonly<Record<string, Readonly<Record<string, TerraformBlock>>>>;
  readonly [section: string]: unknown;
}
// biome-ignore lint/suspicious/noExplicitAny: tests reach deep into blocks of some forty types
export type TerraformBlock = Record<string, any>;

/** The stacks of an analysis by name, without CDKTF's metadata. */
export function stacksOf(analysis: Analysis): Record<string, TerraformJson> {
  const files = synthesize(analysis);
  return Object.fromEntries(
    stackNames(analysis).map((stack) => [stack, withoutMetadata(JSON.parse(files.get(stackFile(stack)) ?? ""))]),
  );
}

/** The only stack of an analysis. */
export function stackOf(analysis: Analysis): TerraformJson {
  const [stack] = Object.values(stacksOf(analysis));
  if (stack === undefined) throw new Error("no stack");
  return stack;
}

/** `google_compute_address.address` and so on, sorted. */
export function addressesOf({ resource }: TerraformJson): string[] {
  return Object.entries(resource)
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort();
}

/** The name that each resource gets in Google Cloud, by its address. */
export function namesOf({ resource }: TerraformJson): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([id, block]) => [`${type}.${id}`, String(block.name)]),
    ),
  );
}

export function withoutMetadata<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === "//" ? undefined : inner)));
}
