import { join } from "node:path";
import { runRehearse } from "../../cli/rehearse";
import { TERRAFORM_MISSING } from "../../simulator/terraform";
import { ROOT } from "../helpers/project";

const MINIMAL = join(ROOT, "examples/minimal.yaml");

/** The command where there is no Terraform. */
async function withoutTerraform(options: Parameters<typeof runRehearse>[0]) {
  const said: string[] = [];
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    const say = (text: string) => void said.push(text);
    return { code: await runRehearse(options, { out: say, error: say, colour: false }), said };
  } finally {
    process.env.PATH = PATH;
  }
}

test("without Terraform one sentence says so, and the exit code is 2", async () => {
  expect(await withoutTerraform({ to: MINIMAL })).toEqual({ code: 2, said: [`cannot rehearse: ${TERRAFORM_MISSING}`] });
});

test("a file that cannot be read is told before anything runs", async () => {
  const { code, said } = await withoutTerraform({ from: "missing.yaml", to: MINIMAL });
  expect(code).toBe(2);
  expect(said.join()).toContain("missing.yaml");
});
