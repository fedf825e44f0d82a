import type { FindingKind } from "../config/finding";
import { anchorOf } from "../config/pages/reference-page";
import { CATALOGUE } from "./catalogue";

/** How a kind of finding looks in a file. */
export interface Example {
  readonly yaml: string;
  /** The finding itself: its place, what was found, what to do. */
  readonly found: string;
}

/** The text of `docs/rules.md`, with an example for each kind that has one. */
export function rulesPage(examples: ReadonlyMap<string, Example>): string {
  const count = CATALOGUE.reduce((sum, [, kinds]) => sum + kinds.length, 0);
  const contents = CATALOGUE.map(([topic, kinds]) => `- ${link(topic)}: ${kinds.map(({ id }) => link(id)).join(", ")}`);
  const sections = CATALOGUE.map(
    ([topic, kinds]) => `## ${topic}\n\n${kinds.map((kind) => section(kind, examples.get(kind.id))).join("\n")}`,
  );
  return `${introduction(count)}\n## Contents\n\n${contents.join("\n")}\n\n${sections.join("\n")}`;
}

const link = (heading: string): string => `[${heading}](${anchorOf(heading)})`;

const introduction = (
  count: number,
) => `<!-- Generated from checks/rules by \`npm run generate\`, the examples from __tests__/support/checks/catalogue; edit those. -->

# What is checked

\`npm run check\` knows ${count} kinds of findings; \`npm run synth\` writes nothing while one is an error. An **error** is what
Google, Terraform or this program would refuse. A **warning** is about later: it applies, and hurts.

A warning that is meant is suppressed in the file, with a reason. \`at\` is a place as findings show it; without it, the warning
is suppressed everywhere. A suppression that no longer suppresses anything is itself a warning.

\`\`\`yaml
checks:
  suppress:
    - { id: plain-http, reason: TLS ends at the corporate proxy in front }
    - { id: idle-connections, at: workloads.llama, reason: the image sets VLLM_HTTP_TIMEOUT_KEEP_ALIVE }
\`\`\`

\`npm run check -- --from OLD\` also says what a change does to what is deployed. It **fails**, **interrupts** (some requests are
lost while it is applied), **replaces** (resources, and no request is lost), makes a **new-stack**, or asks to **prepare**
something beside the apply.
`;

function section(kind: FindingKind, example: Example | undefined): string {
  const { id, severity, title, why, fix, source } = kind;
  const impact = "impact" in kind ? `, ${kind.impact}` : "";
  return `### \`${id}\`

**${severity}${impact}** · ${title}

${why} ${fix}
${example === undefined ? "" : `\n\`\`\`yaml\n${example.yaml}\n${example.found.replace(/^/gm, "# ")}\n\`\`\`\n`}
Source: ${source.startsWith("https://") && !source.includes(" ") ? `<${source}>` : source}
`;
}
