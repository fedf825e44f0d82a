import { finish, importBlocks } from "../../simulator/recovery";
import type { Workspace } from "../../simulator/terraform";
import type { TerraformJson } from "../../simulator/terraform-json";
import type { Run } from "../../simulator/terraform-run";

const OK: Run = { ok: true, errors: [], changes: [] };
const ID = "projects/p/regions/r/healthChecks/h";
const TO = "google_compute_region_health_check.h";
const failed = (summary: string, address = TO): Run => ({
  ok: false,
  errors: [{ summary, detail: "", address }],
  changes: [],
});
const EXISTS = failed(`Error creating: googleapi: Error 409: The resource '${ID}' already exists, alreadyExists`);

/** A workspace whose applies end as given, one after the other. */
function workspace(runs: readonly Run[]) {
  const configured: TerraformJson[] = [];
  const left = [...runs];
  const pick: Pick<Workspace, "apply" | "configure"> = {
    apply: async () => left.shift() ?? OK,
    configure: async (stack) => void configured.push(stack),
  };
  return { workspace: pick, configured };
}

test("an apply that only has to be repeated is repeated", async () => {
  const { workspace: one, configured } = workspace([OK]);
  expect(await finish(one, {})).toEqual({ way: "again" });
  expect(configured).toEqual([]);
});

test("what is there already is imported, and the stack is as it was afterwards", async () => {
  const { workspace: one, configured } = workspace([EXISTS, OK]);
  const stack = { resource: {} };
  expect(await finish(one, stack)).toEqual({ way: "import", imports: [{ to: TO, id: ID }] });
  expect(configured).toEqual([{ ...stack, import: [{ to: TO, id: ID }] }, stack]);
});

test("what was imported in vain is not imported for ever", async () => {
  const { workspace: one } = workspace([EXISTS, EXISTS, EXISTS]);
  expect(await finish(one, {})).toMatchObject({ way: "none", imports: [{ to: TO }] });
});

test("another failure is told", async () => {
  const { workspace: one } = workspace([failed("quota exceeded")]);
  expect(await finish(one, {})).toMatchObject({ way: "none", imports: [], errors: [{ summary: "quota exceeded" }] });
});

test("import blocks are written as Terraform reads them", () => {
  expect(importBlocks([{ to: TO, id: ID }])).toBe(`import {\n  to = ${TO}\n  id = "${ID}"\n}`);
});
