/**
 * What files cost that are made to cost much: long and repetitive text, and many items, at places of files that have every
 * word. A line of JSON for each file, before and after, for whoever waits. `COST_BYTES`, `COST_FILES` and `COST_SEED` are
 * set by cost.test.ts, which runs this as a program of its own.
 */
import { analyze } from "../../../checks/analyze";
import { reportOf } from "../../../checks/formats/report";
import { loadText } from "../../../config/document/load";
import { renderFindings } from "../../../config/document/render";
import { synthesize } from "../../../constructs/synthesize";
import { answering } from "../../../routing/evaluate/answer";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { DOCUMENTS } from "../config/every-word";

const BYTES = Number(process.env.COST_BYTES);
const FILES = Number(process.env.COST_FILES);

const TEXTS = [
  ...[
    "a",
    "A",
    "1.",
    "a.",
    "a-",
    "a,",
    " ",
    "a\n",
    "é",
    "'\"",
    "/a",
    "//",
    "{a}/",
    "{a=**}",
    "(a?)",
    "[a-z]{1,9}|",
    "a{1000}",
  ],
  ...[
    "*",
    "*.",
    "$",
    "${",
    "${var.a}",
    "%{",
    "TfToken[",
    "-1e+",
    "sk-",
    ":@",
    "a:a@",
    "Bearer ",
    "-----BEGIN PRIVATE KEY-----",
  ],
  ...["eyJ", "projects/", "us-central1-", "https://", "&a=", "1h", "#\t", "?: ", "[{", "</"],
];

type Path = readonly (string | number)[];
type Change = readonly [name: string, file: (random: () => number) => unknown];

/** The same numbers for the same seed, https://en.wikipedia.org/wiki/Linear_congruential_generator */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function changed(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, i) => (i === part ? changed(item, rest, change) : item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === part ? changed(item, rest, change) : item]));
}

function placesIn(value: unknown, path: Path = []): { readonly path: Path; readonly value: unknown }[] {
  const below = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const parts = below.map(([key, item]) => [Array.isArray(value) ? Number(key) : key, item] as const);
  return [{ path, value }, ...parts.flatMap(([part, item]) => placesIn(item, [...path, part]))];
}

/** So many copies of an item make up the size; each has its number in all of its texts, or none has. */
function copies(item: unknown, differ: boolean): unknown[] {
  const text = JSON.stringify(item);
  const each = (i: number) => (differ ? JSON.parse(text.replace(/([a-z])"(?!:)/g, `$1${i}"`)) : item);
  return Array.from({ length: Math.min(BYTES / (text.length + 6), 120_000) }, (_, i) => each(i));
}

const long = (text: string) => text.repeat(Math.ceil(BYTES / Buffer.byteLength(text)));

/** All that can be done to the documents. */
const CHANGES: readonly Change[] = DOCUMENTS.flatMap(([name, document]) =>
  placesIn(document).flatMap(({ path, value }): Change[] => {
    const at = `${name}: ${path.join(".")}`;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const anyOf = <T>(items: readonly T[], random: () => number) => items[Math.floor(random() * items.length)] as T;
    return [
      [`${at} is long`, (random) => changed(document, path, () => long(anyOf(TEXTS, random)))],
      ...(Array.isArray(value)
        ? [false, true].map(
            (differ): Change => [
              `${at} has many items, ${differ ? "all different" : "all alike"}`,
              (random) => changed(document, path, () => copies(anyOf(value, random), differ)),
            ],
          )
        : []),
      ...(isMap
        ? [
            [
              `${at} has a long key`,
              (random) => changed(document, path, (map) => ({ ...Object(map), [long(anyOf(TEXTS, random))]: 1 })),
            ] as Change,
            [
              `${at} has many keys`,
              (random) =>
                changed(document, path, (map) => ({
                  ...Object(map),
                  ...Object.fromEntries(
                    copies(anyOf(Object.values(Object(map)), random), true).map((item, i) => [`k${i}`, item]),
                  ),
                })),
            ] as Change,
          ]
        : []),
    ];
  }),
);

/** Everything that a command does with a file; a file without an error is served too. */
function use(text: string): void {
  const source = loadText("proxy.yaml", text, () => "");
  const analysis = source.config && analyze(source.config);
  const { findings } = reportOf(source, analysis);
  renderFindings(findings, { colour: false });
  if (analysis === undefined || findings.some(({ severity }) => severity === "error")) return;
  // The records of the DNS stack lead to no URL map.
  for (const [path, json] of synthesize(analysis))
    if (path.endsWith("cdk.tf.json") && !path.includes("-dns/"))
      for (const map of readUrlMaps(json))
        answering(map)({ method: "POST", scheme: "https", host: "ai.example.com", path: "/v1/chat", headers: {} });
}

const random = numbers(Number(process.env.COST_SEED));
use(JSON.stringify(DOCUMENTS[0]?.[1]));
for (let i = 0; i < FILES; i++) {
  const [name, file] = CHANGES[
    FILES >= CHANGES.length ? i % CHANGES.length : Math.floor(random() * CHANGES.length)
  ] as Change;
  console.log(JSON.stringify({ name }));
  const text = JSON.stringify(file(random)).slice(0, 5_000_000);
  const { user, system } = process.cpuUsage();
  use(text);
  const spent = process.cpuUsage({ user, system });
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ name, seconds: (spent.user + spent.system) / 1e6, megabytes }));
}
