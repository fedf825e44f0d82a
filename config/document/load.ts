import { dirname, resolve } from "node:path";
import { type DocumentPath, type Finding, formatPath, type Position, shown } from "../finding";
import type { Config } from "../schema/config";
import type { ShapeProblem } from "../schema/finding-kinds";
import { OWN_KEY } from "../schema/proxy";
import { validate } from "../schema/validate";
import { MOST_EXPLAINED, parseDocument } from "./document";
import { readProblem, readText } from "./files";
import { foreignSyntax } from "./foreign-syntax";
import { embedCertificates, type ReadBeside } from "./pem";
import { invisibleIn } from "./syntax-mistakes";

/** A configuration as it stands in a file or in a revision of one. */
export interface Source {
  /** As the user named it: `proxy.yaml`, `HEAD:proxy.yaml`. */
  readonly name: string;
  /** Absent when it could not be read. */
  readonly text?: string;
  /** Absent when there are findings. */
  readonly config?: Config;
  /** What keeps it from being a configuration: all of it is errors. */
  readonly findings: readonly Finding[];
  /** Any findings about it with their places in the text, in the order of the text. */
  readonly locate: (findings: readonly Finding[]) => LocatedFinding[];
  /** Where a part of the document begins; `undefined` when it could not be read. */
  readonly positionOf: (path: DocumentPath) => Position | undefined;
}

export interface LocatedFinding extends Finding {
  readonly file: string;
}

/** A configuration file. Never throws: what cannot be read is a finding, with what to do `instead`. */
export function loadConfig(
  path: string,
  instead = "name another, as an argument or by PROXY_CONFIG, or write a first one: `npm run init`",
): Source {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    return unreadableSource(path, readProblem(error, instead));
  }
  return loadText(path, text, (name) => readText(resolve(dirname(path), name)));
}

/** A configuration's text; `readBeside` reads the PEM files that it names. */
export function loadText(name: string, text: string, readBeside: ReadBeside): Source {
  const document = parseDocument(text);
  const locate: Source["locate"] = (findings) =>
    findings
      .map((finding) => {
        const position = finding.position ?? document.positionOf(finding.path, finding.atKey);
        return { ...shown(finding), file: name, position };
      })
      .sort((a, b) => compare(a.position, b.position));
  /** The findings, with a character that nobody sees in the place of those about its line, and of what then is missing. */
  const invisible = (findings: readonly Finding[]): readonly Finding[] => {
    const lineOf = ({ path, atKey }: Finding) => document.positionOf(path, atKey)?.line ?? 0;
    const lines = findings.length > 0 ? text.split(/\r?\n/) : [];
    const found = new Map<number, Finding>();
    for (const finding of findings.slice(0, MOST_EXPLAINED)) {
      const mistake = invisibleIn(lines, lineOf(finding));
      if (mistake)
        found.set(mistake.at.line, { ...mistake.problem, severity: "error", path: finding.path, position: mistake.at });
    }
    if (found.size === 0) return findings;
    const others = findings.filter((finding) => finding.id !== "missing-key" && !found.has(lineOf(finding)));
    return [...found.values(), ...others];
  };
  const source = { name, text, locate, positionOf: (path: DocumentPath) => document.positionOf(path) };
  if (document.data === undefined) return { ...source, findings: document.findings };
  const data = withoutOwnKeys(document.data);
  const result = validate(data, document.sourceOf);
  const shape = "findings" in result ? result.findings : [];
  const places = new Set(shape.map(({ path }) => formatPath(path)));
  const misread = invisible(shape);
  const foreign = foreignSyntax(data).filter(({ path }) => !places.has(formatPath(path)));
  if ("findings" in result) return { ...source, findings: [...document.findings, ...misread, ...foreign] };
  const { config, findings } = embedCertificates(result.config, readBeside);
  const all = [...document.findings, ...foreign, ...findings];
  return all.length > 0 ? { ...source, findings: all } : { ...source, findings: all, config };
}

function withoutOwnKeys(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !OWN_KEY.test(key)));
}

const compare = (a: Position | undefined, b: Position | undefined): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);

/** A source that could not be read at all. */
export function unreadableSource(name: string, problem: ShapeProblem): Source {
  const locate: Source["locate"] = (findings) => findings.map((finding) => ({ ...shown(finding), file: name }));
  return { name, findings: [{ ...problem, severity: "error", path: [] }], locate, positionOf: () => undefined };
}
