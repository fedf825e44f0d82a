import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rulesPage } from "./rules-page";

/** Brings `docs/rules.md` up to date with the table of rules; a test says whether it is. */
if (require.main === module) writeFileSync(join(__dirname, "..", "docs", "rules.md"), rulesPage());
