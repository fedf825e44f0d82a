import type { Workspace } from "./terraform";
import { type Block, blocksOf, type TerraformJson } from "./terraform-json";
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
}

/** Each failed create can show one resource more, and there is no end to failing otherwise. */
const ATTEMPTS = 10;

/** Applies once more, and takes what is there already into the state where that is in the way. */
export async function finish(
  workspace: Pick<Workspace, "apply" | "configure">,
  stack: TerraformJson,
): Promise<Recovery> {
  const imports: Import[] = [];
  let run = await workspace.apply();
  for (let attempt = 1; !run.ok && attempt < ATTEMPTS; attempt++) {
    const unknown = existing(run).filter(({ to }) => imports.every((known) => known.to !== to));
    if (unknown.length === 0) return { way: "none", imports, errors: run.errors };
    imports.push(...unknown);
    await workspace.configure(withImports(stack, imports));
    run = await workspace.apply();
  }
  if (imports.length === 0) return { way: "again" };
  await workspace.configure(stack);
  return run.ok ? { way: "import", imports } : { way: "none", imports, errors: run.errors };
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
  return { ...stack, import: [...own, ...imports] };
}

/** The blocks as a file beside the stack takes them. */
export function importBlocks(imports: readonly Import[]): string {
  return imports.map(({ to, id }) => `import {\n  to = ${to}\n  id = "${id}"\n}`).join("\n");
}
