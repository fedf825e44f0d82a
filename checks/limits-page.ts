import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIMITS } from "./limits";

/** The text of `docs/limits.md`. */
export const limitsPage = (): string => `<!-- Generated from checks/limits.ts by \`npm run generate\`; edit that. -->

# Limits

What Google Cloud takes of each thing, and what to do who comes to it. \`npm run check\` warns from 80 % on; \`npm run check --
--format json\` says how much a file uses of all that a file can tell.

| limit | most | beyond it |
|---|---|---|
${LIMITS.map(({ name, most, beyond, source }) => `| [${name}](${source}) | ${most} | ${beyond} |`).join("\n")}

Quotas, which Google raises when it is asked, are no limits: \`npm run rehearse -- --quotas\` refuses what they would.
`;

if (require.main === module) writeFileSync(join(__dirname, "../docs/limits.md"), limitsPage());
