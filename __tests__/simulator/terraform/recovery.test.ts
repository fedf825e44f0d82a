import type { TerraformJson } from "../../../simulator/stack/terraform-json";
import { finish, importBlocks } from "../../../simulator/terraform/recovery";
import type { Workspace } from "../../../simulator/terraform/terraform";
import type { Run } from "../../../simulator/terraform/terraform-run";

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
function workspace(runs: readonly Run[], state: readonly string[] = []) {
  const configured: TerraformJson[] = [];
  const moved: [from: string, to: string][] = [];
  const left = [...runs];
  const pick: Pick<Workspace, "apply" | "configure" | "known" | "move"> = {
    apply: async () => left.shift() ?? OK,
    configure: async (stack) => void configured.push(stack),
    known: async () => state,
    move: async (...addresses) => void moved.push(addresses),
  };
  return { workspace: pick, configured, moved, left };
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

test("the one that is being replaced is moved aside, since Terraform imports only where nothing is", async () => {
  const { workspace: one, configured, moved } = workspace([EXISTS, OK], [TO]);
  const former = `${TO}-former`;
  expect(await finish(one, {})).toEqual({ way: "import", imports: [{ to: TO, id: ID, former }] });
  expect(moved).toEqual([[TO, former]]);
  expect(configured).toEqual([{ import: [{ to: TO, id: ID }] }, {}]);
});

test("an apply that deletes too early what was moved aside is repeated once", async () => {
  const inUse = failed("resourceInUseByAnotherResource");
  expect(await finish(workspace([EXISTS, inUse, OK], [TO]).workspace, {})).toMatchObject({ way: "import" });
  const { workspace: one, left } = workspace([EXISTS, inUse, inUse, OK], [TO]);
  expect(await finish(one, {})).toMatchObject({ way: "none" });
  expect(left).toEqual([OK]);
  expect(await finish(workspace([EXISTS, inUse, OK]).workspace, {})).toMatchObject({ way: "none" });
});

test("what the stack itself wants to import is not moved aside for it", async () => {
  const { workspace: one, moved } = workspace([EXISTS, OK], [TO]);
  expect(await finish(one, { import: [{ to: TO, id: ID }] })).toMatchObject({ way: "none", imports: [] });
  expect(moved).toEqual([]);
});

test("another failure is told", async () => {
  const { workspace: one } = workspace([failed("quota exceeded")]);
  expect(await finish(one, {})).toMatchObject({ way: "none", imports: [], errors: [{ summary: "quota exceeded" }] });
});

test("import blocks are written as Terraform reads them", () => {
  expect(importBlocks([{ to: TO, id: ID }])).toBe(`import {\n  to = ${TO}\n  id = "${ID}"\n}`);
});

test("what must be moved first is said before its block", () => {
  const former = `${TO}-former`;
  expect(importBlocks([{ to: TO, id: ID, former }])).toMatch(
    new RegExp(`^# First run: terraform state mv ${TO} ${former}\n# Then apply, .*\nimport {\n  to = ${TO}\n`),
  );
});
