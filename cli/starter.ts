import { cidrsOverlap } from "../config/cidr";
import type { Link } from "../config/place";
import { SERVERS } from "../config/presets/servers";
import { CLOSED } from "../routing/closed";
import type { Inventory, ListedBackend, ListedSubnet } from "./gcloud-lists";

/** The first `proxy.yaml` of somebody. */
export interface Starter {
  readonly text: string;
  /** What of the lists it does not have, and why. */
  readonly leftOut: readonly string[];
}

interface StarterWorkload {
  readonly id: string;
  readonly lines: readonly string[];
}

const EXAMPLE: Inventory = {
  backends: [{ title: "vllm", name: "vllm", word: "instanceGroup", region: "us-central1", zone: "us-central1-a" }],
  subnets: [],
  leftOut: [],
};

/**
 * @param listed What is there already. A proxy is in one region and one VPC: those that most of the backends have.
 * @throws When nothing of it can stand behind a proxy.
 */
export function starterOf(listed: Inventory = EXAMPLE): Starter {
  const { backends, subnets } = listed;
  if (backends.length === 0)
    throw new Error(
      ["nothing in the lists can stand behind a proxy", ...listed.leftOut.map((one) => `  ${one}`)].join("\n"),
    );
  const region = mostFrequent(backends.map((one) => one.region)) ?? "";
  const near = backends.filter((one) => one.region === region);
  const network = mostFrequent(near.map((one) => pathOf(one.network)));
  const project = mostFrequent(near.map((one) => one.project));
  const whyNot = (one: ListedBackend): string | undefined => {
    if (one.region !== region) return `in another region, ${one.region}`;
    if ((one.project ?? project) !== project) return `in another project, ${one.project}`;
    return (pathOf(one.network) ?? network) === network ? undefined : `in another VPC, ${one.network?.name}`;
  };
  const used = backends.filter((one) => whyNot(one) === undefined);
  const own = subnets.filter((one) => pathOf(one.network) === network);
  const link = used.find((one) => one.network !== undefined)?.network;
  const workloads = workloadsOf(used);
  const elsewhere = backends.filter((one) => !used.includes(one)).map((one) => `${one.name}: ${whyNot(one)}`);
  const text = `# One address for the workloads below. \`npm run check\` says what is wrong here, or will hurt later; \`npm run synth\`
# writes the Terraform JSON.
name: ai
${project === undefined ? NO_PROJECT : `project: ${project}`}
region: ${region}
network:
  vpc: ${vpcOf(link, project)}
  proxyOnlySubnet: ${proxyOnlySubnet(own, region)}

# Without this it is HTTP on port 80 of a new external address. HTTPS with a certificate of Google's:
# frontend:
#   listeners:
#     - { http: 80, redirect: https }
#     - { https: 443, certificates: [{ managed: [ai.example.com] }] }

# Where Terraform keeps its state, once a pipeline applies it:
# state: { gcs: { bucket: my-terraform-state, prefix: ai } }

workloads:
${workloads.map(({ id, lines }) => [`  ${quoted(id)}:`, ...lines.map((line) => `    ${line}`)].join("\n")).join("\n")}

# What no rule names answers 404. Put your domain in the place of this one.
routes:
  - hosts: [ai.example.com]
    rules:
${workloads.map(({ id }) => `      - ${routeTo(id, workloads.length === 1)}`).join("\n")}
`;
  return { text, leftOut: [...listed.leftOut, ...elsewhere] };
}

const NO_PROJECT = "# project: my-project                # without it the Terraform variable `project`";

const routeTo = (id: string, isOnly: boolean): string =>
  isOnly ? `{ prefix: /, to: ${quoted(id)} }` : `{ prefix: /${id}, to: ${quoted(id)}, rewrite: { prefix: / } }`;

/** Groups of one name in several zones are one workload. */
function workloadsOf(backends: readonly ListedBackend[]): readonly StarterWorkload[] {
  const groups = new Map<string, ListedBackend[]>();
  for (const one of backends) {
    const key = `${one.word} ${one.name}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const taken = new Set<string>([CLOSED]);
  return [...groups.values()].map((group) => {
    const [{ title = "" } = {}] = group;
    const id = freeId(title, taken);
    taken.add(id);
    return { id, lines: linesOf(group) };
  });
}

function linesOf(group: readonly ListedBackend[]): string[] {
  const [{ title = "", port, portName } = {}] = group;
  const server = serverIn(title);
  return [
    ...(server === undefined ? [] : [`server: ${server.padEnd(24)}# as its name says`]),
    ...(port === undefined ? [] : [`port: ${port}`]),
    ...(portName === undefined ? [] : [`portName: ${quoted(portName)}`]),
    ...backendsOf(group),
  ];
}

function backendsOf(group: readonly ListedBackend[]): string[] {
  const [{ name = "", word } = {}] = group;
  const places = [...new Set(group.map(({ zone, region }) => zone ?? region))];
  if (word === "cloudRun") return [`backends: [{ cloudRun: ${quoted(name)} }]`];
  if (word === "neg" && places.length > 1)
    return [`backends: [{ gke: { neg: ${quoted(name)}, zones: [${places.join(", ")}] } }]`];
  return ["backends:", ...places.map((place) => `  - { ${word}: ${place}/${name} }`)];
}

function freeId(title: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i++) {
    const id = i === 1 ? title : `${title.slice(0, 60)}-${i}`;
    if (!taken.has(id)) return id;
  }
}

/** `vllm` of `vllm-70b`; the longest where several are in it. */
const serverIn = (title: string): string | undefined =>
  Object.keys(SERVERS)
    .filter((server) => new RegExp(`(?:^|-)${server}(?:-|$)`).test(title))
    .sort((a, b) => b.length - a.length)[0];

/** A VPC has one proxy-only subnet a region: the one that is there, otherwise a range that no subnet has. */
function proxyOnlySubnet(subnets: readonly ListedSubnet[], region: string): string {
  const existing = subnets.find((one) => one.isProxyOnly && one.region === region);
  if (existing) return `{ existing: ${quoted(existing.name)}, range: ${existing.ranges[0]} }`;
  const used = subnets.flatMap(({ ranges }) => ranges);
  const candidates = ["10.129", "172.20", "192.168"].flatMap((space) =>
    Array.from({ length: 128 }, (_, i) => `${space}.${2 * i}.0/23`),
  );
  const free = candidates.find((range) => !used.some((other) => cidrsOverlap(range, other)));
  const known = used.length > 0 ? "no listed subnet has it" : "choose one that nothing in the VPC has";
  return `${free ?? candidates[0]}    # for Google's proxies alone; ${free ? known : "all like it are taken: choose another"}`;
}

function vpcOf(link: Link | undefined, project: string | undefined): string {
  if (link === undefined) return "default                       # the VPC of the backends";
  return link.project === undefined || link.project === project
    ? quoted(link.name)
    : `{ project: ${link.project}, name: ${quoted(link.name)} }`;
}

const pathOf = (link: Link | undefined): string | undefined => link && `${link.project}/${link.name}`;

/** A name that YAML takes for something else is quoted. */
const quoted = (name: string): string =>
  /^(?:true|false|null|yes|no|on|off|y|n|\d.*|\d*e\d+)$/.test(name) ? JSON.stringify(name) : name;

/** The first of those that are there most often. */
function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
