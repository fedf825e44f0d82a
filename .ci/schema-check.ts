/** Holds every stack below the folder that is its argument against the providers' schemas. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaProblems } from "../__tests__/support/schema/schema-check";

const [root = ""] = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tf.json"));
const problems = files.flatMap((file) =>
  schemaProblems(JSON.parse(readFileSync(join(root, file), "utf8"))).map((problem) => `${file}: ${problem}`),
);
for (const problem of problems) console.log(problem);
console.log(`${files.length} stacks, ${problems.length} problems`);
process.exitCode = problems.length > 0 || files.length === 0 ? 1 : 0;
