import { type Block, blocksOf, type TerraformJson } from "../stack/terraform-json";
import type { Workspace } from "./terraform";
import type { Diagnostic, Run } from "./terraform-run";

/** How an apply that had failed was finished. */
export type Recovery =
  /** By the same apply, once more. */
  | { readonly way: "again" }
  /** By an apply with these blocks: the resources are there, and the state does not know them. */
  | { readonly way: "import"; readonly imports: readonly Import[] }
  | { readonly way: "none"; readonly imports: readonly Import[]; readonly errors: readonly Diagnostic[] };

/** @see https://developer.hashicorp.com/terraform/language/import */
export interface Import {
  /** `google_compute_address.address`. */
  readonly to: string;
  /** `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
  readonly id: string;
  /**
   * Where `terraform state mv` puts what is at `to`, because Terraform imports only where nothing is: the resource that is
   * being replaced. Nothing in the stack has this address, so that it is deleted.
   */
  readonly former?: string;
}

/** Each failed create can show one resource more, and there is no end to failing otherwise. */
const ATTEMPTS = 10;

/** Applies once more, and takes what is there already into the state where that is in the way. */
export async function finish(
  workspace: Pick<Workspace, "apply" | "configure" | "known" | "move">,
  stack: TerraformJson,
): Promise<Recovery> {
  const imports: Import[] = [];
  // Where the stack's own import is of no use, its state has another resource there on purpose.
  const own = blocksOf(stack.import).map(({ to }) => to);
  let run = await workspace.apply();
  let repeated = false;
  for (let attempt = 1; !run.ok && attempt < ATTEMPTS; attempt++) {
    const found = existing(run).filter(({ to }) => ![...own, ...imports.map((known) => known.to)].includes(to));
    // Terraform does not know what waits for the one that was moved: it may delete it too early, which Google refuses.
    const again = !repeated && imports.some(({ former }) => former !== undefined);
    if (found.length === 0 && !again) return { way: "none", imports, errors: run.errors };
    repeated = found.length === 0;
    for (const each of found) imports.push(await makeRoom(workspace, each));
    await workspace.configure(withImports(stack, imports));
    run = await workspace.apply();
  }
  if (imports.length === 0) return { way: "again" };
  await workspace.configure(stack);
  return run.ok ? { way: "import", imports } : { way: "none", imports, errors: run.errors };
}

/** Moves what is at the address of an import aside. */
async function makeRoom({ known, move }: Pick<Workspace, "known" | "move">, { to, id }: Import): Promise<Import> {
  if (!(await known()).includes(to)) return { to, id };
  const former = `${to}-former`;
  await move(to, former);
  return { to, id, former };
}

const ALREADY_EXISTS = /The resource '(projects\/[^']+)' already exists/;

/** What Google says is there already, with the address that wanted to make it. */
function existing({ errors }: Run): Import[] {
  return errors.flatMap(({ summary, address }) => {
    const [, id] = ALREADY_EXISTS.exec(summary) ?? [];
    return id && address ? [{ to: address, id }] : [];
  });
}

function withImports(stack: TerraformJson, imports: readonly Import[]): TerraformJson {
  const own: readonly Block[] = blocksOf(stack.import);
  return { ...stack, import: [...own, ...imports.map(({ to, id }) => ({ to, id }))] };
}

/** The blocks as a file beside the stack takes them, with what must be done before. */
export function importBlocks(imports: readonly Import[]): string {
  return imports
    .flatMap(({ to, id, former }) => [...moveLines(to, former), `import {\n  to = ${to}\n  id = "${id}"\n}`])
    .join("\n");
}

function moveLines(to: string, former?: string): string[] {
  if (former === undefined) return [];
  return [
    `# First run: terraform state mv ${to} ${former}`,
    "# Then apply, and once more if that says that the one which is moved is still in use.",
  ];
}
