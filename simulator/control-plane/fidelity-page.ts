import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderFidelity } from "./fidelity";

/** The text of `docs/control-plane.md`. */
export function fidelityPage(): string {
  return `${INTRODUCTION}\n${renderFidelity()}`;
}

const INTRODUCTION = `<!-- Generated from simulator/control-plane/fidelity.ts, said-before.ts and rules/ by \`npm run generate\`; edit those. -->

# The control plane on your machine

\`simulator/control-plane/server.ts\` answers as Google Cloud's APIs do, on a loopback port: it is what \`npm run rehearse\` applies to, by real
Terraform with the real provider. It keeps what it accepts in memory, needs no credentials and accepts any, and reaches
nothing outside this machine. What it then serves is told in [the data plane](data-plane.md), what a rehearsal makes of both
in [rehearsal](rehearsal.md).

Where a public source quotes Google's own sentence, the simulator answers with it; the words are ours elsewhere, with Google's
status and reason. Its rules judge what reaches them and know nothing of \`npm run check\`; where that says the same beforehand,
its finding stands beside the rule.
`;

if (require.main === module) writeFileSync(join(__dirname, "../../docs/control-plane.md"), fidelityPage());
