import type { FindingInfo, Problem } from "../finding";

const YAML = { severity: "error", source: "https://yaml.org/spec/1.2.2/" } as const;
const WORDS = { severity: "error", source: "docs/configuration.md" } as const;

/** What reading a file can find. */
export const SHAPE_FINDINGS = {
  unreadable: {
    ...YAML,
    title: "A file that cannot be read",
    why: "It is missing, a directory, or closed to you.",
    fix: "Name a readable file.",
  },
  "not-text": {
    ...YAML,
    title: "A file that is not text",
    why: "A configuration is YAML or JSON in UTF-8.",
    fix: "Save it as UTF-8.",
  },
  "yaml-syntax": {
    ...YAML,
    title: "Text that is not YAML",
    why: "Nothing can be said about the rest of the file until it is.",
    fix: "Fix the YAML.",
  },
  "empty-document": {
    ...YAML,
    title: "A file that says nothing",
    why: "A proxy needs at least a name, a region, a network and workloads.",
    fix: "Start from `examples/minimal.yaml`.",
  },
  "several-documents": {
    ...YAML,
    title: "Several YAML documents in one file",
    why: "A file is one proxy.",
    fix: "Keep one document in each file.",
  },
  "duplicate-key": {
    ...YAML,
    title: "A key that appears twice in one map",
    why: "YAML readers disagree about which of the two counts.",
    fix: "Remove one of the two.",
  },
  "unknown-alias": {
    ...YAML,
    title: "A YAML alias without its anchor",
    why: "A text that begins with `*` must be quoted.",
    fix: "Quote it, or define the anchor before.",
  },
  "too-deep": {
    ...YAML,
    title: "A document nested too deep",
    why: "Nothing here nests so deep; a bracket is most likely never closed.",
    fix: "Look for the bracket.",
  },
  "too-large": {
    ...YAML,
    title: "A file, or a text in it, that is too large",
    why: "The limits of a URL map are reached long before.",
    fix: "Split it into several proxies.",
  },
  "wrong-type": {
    ...WORDS,
    title: "A value of another type",
    why: "Each key takes one type of value.",
    fix: "Write the value in the form that is shown.",
  },
  "missing-key": { ...WORDS, title: "A key that is missing", why: "Some keys are always needed.", fix: "Add the key." },
  "unknown-key": {
    ...WORDS,
    title: "A key that is not known",
    why: "A misspelt key would silently do nothing. Keys of other load balancers are named with the reason why they do not exist here.",
    fix: "Use the key that is suggested.",
  },
  "not-one-of": {
    ...WORDS,
    title: "A word that is not one of those allowed",
    why: "The value is one of a few words.",
    fix: "Use one of the words.",
  },
  "out-of-range": {
    ...WORDS,
    title: "A number or duration out of range",
    why: "Google takes values of that range only.",
    fix: "Choose a value in the range.",
  },
  malformed: {
    ...WORDS,
    title: "A value that does not have the form that is needed",
    why: "Names, hosts, paths, ranges and durations have a form.",
    fix: "Write it in the form that is shown.",
  },
  "empty-list": {
    ...WORDS,
    title: "A list without anything in it",
    why: "The key would say nothing.",
    fix: "Name something, or remove the key.",
  },
  "empty-map": {
    ...WORDS,
    title: "A map without anything in it",
    why: "The key would say nothing.",
    fix: "Name something, or remove the key.",
  },
  "unreadable-certificate": {
    ...WORDS,
    title: "A PEM file that cannot be read",
    why: "Certificates are embedded into the synthesized JSON; files are named from the directory of the configuration.",
    fix: "Name a readable file.",
  },
  "not-valid": {
    ...WORDS,
    title: "A value that is not valid",
    why: "The schema refuses it.",
    fix: "See `docs/configuration.md`.",
  },
  "exactly-one": {
    ...WORDS,
    title: "Several keys of which only one can be set",
    why: "Each of them answers the same question.",
    fix: "Keep one.",
  },
  exclusive: {
    ...WORDS,
    title: "Two keys that exclude each other",
    why: "Google takes one of the two.",
    fix: "Remove one of them.",
  },
  requires: {
    ...WORDS,
    title: "A key that needs another one",
    why: "Alone it has no effect.",
    fix: "Add the other key, or remove it.",
  },
  "reference-in-structure": {
    ...WORDS,
    title: "A Terraform reference where the value must be known",
    why: "Names, hosts, paths and durations shape the result before Terraform runs.",
    fix: "Write the value itself.",
  },
  "not-a-reference": {
    ...WORDS,
    title: "An expression that is not a variable",
    why: "Only `${var.NAME}` is evaluated, so that a file can read no file and call no function; it declares a Terraform variable. The environment is not looked at, except by Terraform: `TF_VAR_NAME` gives a variable its value.",
    fix: "Write `${var.NAME}`; a literal `${` is written `$${`.",
  },
  "cdktf-notation": {
    ...WORDS,
    title: "A text or number that CDKTF keeps for its own values",
    why: "CDKTF writes values of a program as texts such as `${TfToken[TOKEN.1]}`; in a file they would become the value of some other resource.",
    fix: "Write the value itself.",
  },
} as const satisfies Record<string, FindingInfo>;

/** What reading a file finds about certificates, and the rules where no file is read. */
export const PEM_FINDINGS = {
  "private-key-in-file": {
    severity: "error",
    title: "A private key in the file",
    why: "The synthesized JSON is handed around and kept; a key in it is no longer private.",
    fix: "Pass the key as a sensitive Terraform variable.",
    source: "docs/configuration.md",
  },
  "not-a-certificate": {
    severity: "error",
    title: "A certificate that is not PEM",
    why: "Google takes certificates as PEM text.",
    fix: "Name a PEM file, or write the PEM text.",
    source: "https://cloud.google.com/load-balancing/docs/ssl-certificates",
  },
} as const satisfies Record<string, FindingInfo>;

/** A problem of a kind that is explained here. */
export type ShapeProblem = Problem<keyof typeof SHAPE_FINDINGS | keyof typeof PEM_FINDINGS>;
