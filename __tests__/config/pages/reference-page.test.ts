import { anchorOf, referencePage } from "../../../config/pages/reference-page";
import { API_FAMILIES } from "../../../config/presets/api-families";
import { PROFILES } from "../../../config/presets/profiles";
import { SERVERS } from "../../../config/presets/servers";
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
