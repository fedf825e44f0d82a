import { withoutSecrets } from "./secret";

/** Where something stands in the document: `["workloads", "llama", "backends", 0, "neg"]`. */
export type DocumentPath = readonly (string | number)[];

/** What a number or a word at a place was written as, `1.10` and not 1.1; absent where nobody wrote one. */
export type SourceOf = (path: DocumentPath) => string | undefined;

/** A line and a column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong, in one sentence with the values found, and what is allowed or likely meant. */
export interface Problem<Id extends string = string> {
  /** Stable, in kebab-case: it can be searched for, and a warning can be suppressed by it. */
  readonly id: Id;
  readonly what: string;
  readonly fix: string;
}

/** A problem at a place. An error stops everything; a warning is about later. */
export interface Finding extends Problem {
  readonly severity: "error" | "warning";
  readonly path: DocumentPath;
  /** The last key of the path is what is wrong, not the value behind it. */
  readonly atKey?: true;
  /** Where it is, when no path can say it: YAML that cannot be read. */
  readonly position?: Position;
}

/** A finding as it may be shown to anybody, whatever the file holds. */
export function shown<F extends Finding>(finding: F): F {
  const { what, fix, path } = finding;
  return {
    ...finding,
    what: withoutSecrets(what),
    fix: withoutSecrets(fix),
    path: path.map((part) => (typeof part === "string" ? withoutSecrets(part) : part)),
  };
}

/** A kind of finding as `docs/rules.md` and SARIF explain it. */
export interface FindingInfo {
  readonly severity: Finding["severity"];
  /** What is found, as a noun phrase. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Where the fact behind it is written down. */
  readonly source: string;
}

export interface FindingKind extends FindingInfo {
  readonly id: string;
}

/** A finding of a kind that a table explains. */
export function findingOf<Id extends string>(
  kinds: Readonly<Record<Id, FindingInfo>>,
  id: Id,
  path: DocumentPath,
  text: Pick<Problem, "what" | "fix">,
): Finding {
  return { id, severity: kinds[id].severity, path, ...text };
}

/** A table as a list. */
export const kindsOf = <Info extends FindingInfo>(table: Readonly<Record<string, Info>>): (FindingKind & Info)[] =>
  Object.entries(table).map(([id, info]) => ({ id, ...info }));

/** `workloads.llama.backends[0].neg`; keys that are no plain words are quoted. */
export function formatPath(path: DocumentPath): string {
  return path
    .map((part, i) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return i === 0 ? part : `.${part}`;
    })
    .join("");
}

/** A value in a message: as JSON, cut where it is long. */
export function formatValue(value: unknown): string {
  // Before it is cut: half a key is no longer known as one.
  const text = withoutSecrets((JSON.stringify(value) ?? String(value)).slice(0, 2000));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
