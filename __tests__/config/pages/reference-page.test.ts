import { parse } from "yaml";
import { analyze } from "../../../checks/analyze";
import { loadText } from "../../../config/document/load";
import { anchorOf, referencePage } from "../../../config/pages/reference-page";
import { API_FAMILIES } from "../../../config/presets/api-families";
import { PROFILES } from "../../../config/presets/profiles";
import { SERVERS } from "../../../config/presets/servers";
import { jsonSchema } from "../../../config/schema/json-schema";
import { ANY_INDEX, ANY_NAME, formatPattern, mapsIn, type Pattern } from "../../../config/schema/walk";
import { conforms } from "../../support/config/conforms";
import { projectFile } from "../../support/config/reading";

const PAGE = referencePage();
const headings = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);

test("docs/configuration.md is current; `npm run generate` writes it", () => {
  expect(projectFile("docs/configuration.md")).toBe(PAGE);
});

test("every heading has an anchor of its own, and every link an anchor that is there", () => {
  const anchors = headings.map(anchorOf);
  expect(new Set(anchors).size).toBe(anchors.length);
  const links = [...PAGE.matchAll(/\]\((#[^)]*)\)/g)].map(([, anchor = ""]) => anchor);
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});

test("a section says what a map is, which keys it needs and what each means", () => {
  const [, section] = /(### `workloads\.NAME\.backends\[\]\.internet`\n[^#]*)\n#/.exec(PAGE) ?? [];
  expect(section).toMatchInlineSnapshot(`
    "### \`workloads.NAME.backends[].internet\`

    An endpoint on the internet, such as another model provider. Exactly one of \`fqdn\` or \`ip\`.

    | key | value | meaning |
    | --- | --- | --- |
    | \`fqdn\` | host name | The provider's host name; it is also the Host header, the SNI and the name in its certificate. |
    | \`ip\` | IPv4 address | The provider's address, where it has no name. |
    | \`port\` | whole number from 1 to 65535 | The provider's port. Default: the workload's. |

    \`\`\`yaml
    workloads:
      openai:
        backends:
          - internet:
              fqdn: api.openai.com
    \`\`\`
    "
  `);
});

test("the tables name every model server, profile and API family", () => {
  for (const name of [SERVERS, PROFILES, API_FAMILIES].flatMap(Object.keys))
    expect(PAGE).toContain(`\n| \`${name}\` |`);
});

test("the index names the sections of a word", () => {
  expect(PAGE).toContain("\n- `internet` in [workloads.NAME.backends[]](#workloadsnamebackends)\n");
});

describe("examples", () => {
  const sections = PAGE.split(/^##+ /m).map((text) => ({
    heading: /^`?([^`\n]+)/.exec(text)?.[1],
    example: /```yaml\n(.*?)```/s.exec(text)?.[1],
  }));
  const maps = mapsIn(jsonSchema()).slice(1);

  test.each(maps.map((map) => [formatPattern(map.places[0] ?? []), map] as const))("%s has one", (heading, map) => {
    const example: unknown = parse(sections.find((section) => section.heading === heading)?.example ?? "");
    const [found] = map.places.flatMap((place) => valueAt(example, place) ?? []);
    expect(found).toBeDefined();
    // A map is shown with most of its keys, and those that are left out may be required.
    for (const [key, value] of Object.entries(found ?? {}))
      expect([key, conforms(map.keys.find((known) => known.key === key)?.schema ?? {}, value)]).toEqual([key, true]);
  });

  test("come from proxies without an error", () => {
    const { config } = loadText("words.yaml", projectFile("config/pages/words.yaml"), () => "");
    expect(config && analyze(config).findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

/** What stands at the first place of this kind. */
function valueAt(document: unknown, place: Pattern): object | undefined {
  return place.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return part === ANY_NAME || part === ANY_INDEX ? Object.values(value)[0] : value[part as keyof typeof value];
  }, document) as object | undefined;
}
