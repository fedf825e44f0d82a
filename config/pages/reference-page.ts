import { formatSeconds } from "../duration";
import { formatChoice, formatYaml } from "../format";
import { API_FAMILIES } from "../presets/api-families";
import { PROFILES } from "../presets/profiles";
import { SERVERS } from "../presets/servers";
import { type JsonSchema, jsonSchema } from "../schema/json-schema";
import {
  ANY_INDEX,
  ANY_NAME,
  alternatives,
  formatPattern,
  identityOf,
  type MapSchema,
  mapsIn,
  type Pattern,
} from "../schema/walk";
import { describeRange, inOneCase } from "../schema/yaml-words";
import { sectionExamples } from "./section-examples";

/** The text of `docs/configuration.md`: every word of the vocabulary, from the schema and the tables behind it. */
export function referencePage(): string {
  const sections = mapsIn(jsonSchema());
  const link = linkTo(sections);
  const example = sectionExamples();
  return [
    INTRODUCTION,
    "## Contents",
    renderContents(sections),
    ...sections.map((section) => renderSection(section, link, example(section))),
    "## Model servers",
    SERVERS_INTRODUCTION,
    renderServers(),
    OPENS_INTRODUCTION,
    renderPublishedPaths(),
    CLOSED_INTRODUCTION,
    renderClosedPaths(),
    "## Profiles",
    PROFILES_INTRODUCTION,
    renderProfiles(),
    "## API families",
    "`api: openai.chat` in a rule stands for these paths, with this profile's retries and timeout.",
    renderFamilies(),
    "## Words",
    renderIndex(sections),
  ]
    .join("\n\n")
    .concat("\n");
}

const INTRODUCTION = `# Configuration

<!-- Written by \`npm run generate\` from config/schema; do not edit. -->

One file describes one proxy: \`proxy.yaml\`, or the file that is a command's first argument, or that \`PROXY_CONFIG\` names. The smallest one is
[examples/minimal.yaml](../examples/minimal.yaml). To look up a word, go to [Words](#words).

- The file is YAML 1.2; JSON is YAML. \`on\`, \`yes\` and \`no\` are texts, a key appears once in a map, \`<<\` merges maps, and a
  text that begins with \`*\` needs quotes: \`"*.example.com"\`. A key at the top level that begins with \`x-\` is yours, for
  anchors: \`x-defaults: &defaults { accessLogs: false }\`.
- Durations are texts: \`500ms\`, \`30s\`, \`10m\`, \`1.5h\`.
- \`\${var.name}\` in a value that is only passed through declares a Terraform variable, which \`-var\` or the environment variable
  \`TF_VAR_name\` sets; values that shape names and routes must be written out. Nothing else is evaluated: another \`\${\` is an
  error, a literal one is written \`$\${\`, and \`%{\` is a text.
- An unknown key is an error that names the nearest known one. All problems of a file are reported together.
- Editors complete and check the file by its first line: \`# yaml-language-server: $schema=./proxy.schema.json\`.
- In paths such as \`workloads.NAME.backends[]\`, \`NAME\` is a name of yours and \`[]\` any item of a list.`;

const SERVERS_INTRODUCTION = `\`server:\` on a workload fills these in; a word on the workload wins. The proxy keeps idle connections to backends for 600
seconds and cannot be told otherwise: a server that closes them sooner answers some requests with 503, so raise its idle timeout above that.`;

const OPENS_INTRODUCTION = `A wide rule (\`/v1/*\`, \`prefix\`, \`template\`, \`regex\`, \`api\`, a default) to a workload whose \`server\` is named opens what this server
publishes for clients, as the server would see it after the rewrite, and nothing else: every other path answers 404, in whatever
spelling, new ones of later releases too. Paths that a rule names one by one are open as written; \`opens: everything\` lets through
all that the rule matches. With several workloads, mirrors included, a path must be published by each known server. Where nothing
published matches, as with \`prefix: /litellm\`, the server is taken to publish its paths below that prefix (\`SERVER_ROOT_PATH\`,
\`--root-path\`). \`npm run routes -- --json\` lists what each rule opens. Published are:`;

const CLOSED_INTRODUCTION = `The paths of Ray Serve, BentoML and LitServe are your own, so that a wide rule opens everything but a list. **The list holds for the
plain spelling only**: these servers decode a path before they look at it, and prefixes cannot refuse a \`%\`. A client that writes
\`/%2D/routes\` for \`/-/routes\` gets through. Where that matters, list the paths of your application. Of Triton and MLServer, the
name of a model stands for one segment: an encoded letter or slash in it may reach, by GET, what they show of one model (statistics,
configuration, docs). Closed are:`;

const PROFILES_INTRODUCTION = `\`profile:\` on a workload says what kind of traffic it serves; a word on the workload or the rule wins. A timeout runs to the last byte of
the answer, so it bounds the longest stream.`;

const ROOT_HEADING = "The file";

const headingOf = ({ places: [place = []] }: MapSchema): string => formatPattern(place) || ROOT_HEADING;

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-")}`;

type Link = (schema: JsonSchema) => string;

function linkTo(sections: readonly MapSchema[]): Link {
  const anchors = new Map(sections.map((section) => [identityOf(section.schema), anchorOf(headingOf(section))]));
  return (schema) => anchors.get(identityOf(schema)) ?? "";
}

function renderContents(sections: readonly MapSchema[]): string {
  const entries = sections.map((section) => {
    const indent = "  ".repeat(Math.max(0, wordsIn(section.places[0] ?? []) - 1));
    return `${indent}- [${code(headingOf(section))}](${anchorOf(headingOf(section))})`;
  });
  return [
    ...entries,
    ...["Model servers", "Profiles", "API families", "Words"].map((heading) => `- [${heading}](${anchorOf(heading)})`),
  ].join("\n");
}

const code = (heading: string): string => (heading === ROOT_HEADING ? heading : `\`${heading}\``);
const wordsIn = (pattern: Pattern): number => pattern.filter((part) => part !== ANY_NAME && part !== ANY_INDEX).length;

function renderSection(section: MapSchema, link: Link, example = ""): string {
  const { schema, places, keys } = section;
  const [first = [], ...others] = places;
  const level = wordsIn(first) < 2 ? "##" : "###";
  const also = others.map((place) => `\`${formatPattern(place)}\``).join(", ");
  const choice = (schema.oneOf ?? []).flatMap(({ required = [] }) => required.map((key) => `\`${key}\``));
  return [
    `${level} ${code(headingOf(section))}`,
    [
      schema.description,
      choice.length > 0 ? `Exactly one of ${formatChoice(choice)}.` : "",
      also && `The same at ${also}.`,
    ]
      .filter(Boolean)
      .join(" "),
    renderTable(
      ["key", "value", "meaning"],
      keys.map(({ key, required, schema: value, description }) => [
        `\`${key}\`${required ? " (required)" : ""}`,
        typeOf(value, link),
        description,
      ]),
    ),
    first.length > 0 && example ? `\`\`\`yaml\n${example}\n\`\`\`` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Words that are rows of a table of this page. */
const TABLES: Readonly<Record<string, string>> = {
  "a model server": "Model servers",
  "a traffic profile": "Profiles",
  "an API family": "API families",
};

function typeOf(schema: JsonSchema, link: Link): string {
  return formatChoice(alternatives(schema).flatMap((alternative) => typesOf(alternative, link)));
}

function typesOf(schema: JsonSchema, link: Link): readonly string[] {
  const { title, type, items, additionalProperties, propertyNames, properties } = schema;
  const heading = title === undefined ? undefined : TABLES[title];
  if (heading !== undefined) return [`[${bare(title)}](${anchorOf(heading)})`];
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choices) return inOneCase(choices).map((choice) => `\`${formatYaml(choice)}\``);
  if (items) return [`list of ${plural(typeOf(items, link))}`];
  if (additionalProperties) return [`map from ${bare(propertyNames?.title)} to ${typeOf(additionalProperties, link)}`];
  if (properties) return [`[map](${link(schema)})`];
  if (type === "boolean") return ["`true`", "`false`"];
  if (type === "integer") return [`whole number${describeRange(schema)}`];
  return [type === "number" ? `number${describeRange(schema)}` : bare(title)];
}

const bare = (title = "a text"): string => title.replace(/^(?:an?|the) /, "");

/** Of a word or a link; a choice of values stays as it is. */
const plural = (type: string): string =>
  type.replace(
    /^(\[?)([\w ]*\w)(\]|$)/,
    (_, open, words, close) => `${open}${words}${words.endsWith("s") ? "es" : "s"}${close}`,
  );

function renderServers(): string {
  const rows = Object.entries(SERVERS).map(([name, { title, port, healthPath, profile, keepAlive, source }]) => [
    `\`${name}\``,
    title,
    String(port),
    `\`${healthPath}\``,
    profile,
    keepAlive ? [keepAlive.default && `${keepAlive.default}s;`, keepAlive.advice].filter(Boolean).join(" ") : "",
    source,
  ]);
  return renderTable(["`server`", "name", "port", "health path", "profile", "idle timeout and advice", "source"], rows);
}

const listed = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(", ");

function renderPublishedPaths(): string {
  return Object.entries(SERVERS)
    .flatMap(([name, { release, published, optional = [] }]) =>
      published === undefined
        ? []
        : `- \`${name}\` ${release}: ${listed(published)}${optional.length > 0 ? `; where a rule names it: ${listed(optional)}` : ""}`,
    )
    .join("\n");
}

function renderClosedPaths(): string {
  return Object.entries(SERVERS)
    .flatMap(([name, { closed }]) => (closed === undefined ? [] : `- \`${name}\`: ${listed(closed)}`))
    .join("\n");
}

function renderProfiles(): string {
  const rows = Object.entries(PROFILES).map(([name, profile]) => [
    `\`${name}\``,
    profile.summary,
    formatSeconds(profile.timeout),
    profile.drain === undefined ? "as long" : formatSeconds(profile.drain),
    profile.retry ? `${profile.retry.attempts} on ${profile.retry.on.join(", ")}` : "none",
    profile.loadBalancing,
    `every ${formatSeconds(profile.healthCheck.interval)}, ${formatSeconds(profile.healthCheck.timeout)} each`,
    String(profile.accessLogs),
  ]);
  return renderTable(
    ["`profile`", "traffic", "timeout", "drain", "retries", "balancing", "health check", "share logged"],
    rows,
  );
}

function renderFamilies(): string {
  const rows = Object.entries(API_FAMILIES).map(([name, { paths, profile, timeout = PROFILES[profile].timeout }]) => [
    `\`${name}\``,
    paths.map((path) => `\`${path}\``).join(", "),
    profile,
    formatSeconds(timeout),
  ]);
  return renderTable(["`api`", "paths", "profile", "timeout"], rows);
}

/** Every key in alphabetical order, a paragraph per letter, with the sections that know it. */
function renderIndex(sections: readonly MapSchema[]): string {
  const links = new Map<string, string[]>();
  for (const section of sections)
    for (const { key } of section.keys)
      links.set(key, [...(links.get(key) ?? []), `[${headingOf(section)}](${anchorOf(headingOf(section))})`]);
  const letters = new Map<string, string[]>();
  for (const [key, places] of [...links].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))) {
    const letter = key.charAt(0).toUpperCase();
    letters.set(letter, [...(letters.get(letter) ?? []), `- \`${key}\` in ${places.join(", ")}`]);
  }
  return [...letters.values()].map((entries) => entries.join("\n")).join("\n");
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
