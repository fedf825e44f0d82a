import { TerraformElement, type TerraformResource, type TerraformResourceLifecycle } from "cdktf";

/**
 * What an adopted resource keeps of its former life: a description that nobody here wrote must not force a replacement.
 */
export function keptWhenAdopted(adoptedName: string | undefined): TerraformResourceLifecycle | undefined {
  return adoptedName === undefined ? undefined : { ignoreChanges: ["description"] };
}

/** A resource as it knows where it lives. */
type RegionalResource = TerraformResource & { readonly projectInput?: string; readonly regionInput?: string };

/**
 * Brings an existing resource into the state at the next apply, where one is adopted: each construct calls it for what it
 * makes. (CDKTF's own `importFrom` runs the terraform binary at synth; here synth needs none.)
 * @see https://developer.hashicorp.com/terraform/language/import
 */
export function importAdopted(resource: RegionalResource, collection: string, adoptedName: string | undefined): void {
  const { projectInput, regionInput } = resource;
  if (adoptedName !== undefined)
    new Block(resource, "import", (to) => ({
      import: [{ to, id: `projects/${projectInput}/regions/${regionInput}/${collection}/${adoptedName}` }],
    }));
}

/** Keeps a resource in the state that has it by another address. (CDKTF's own `moveFromId` runs the terraform binary at synth, too.) */
export function movedFrom(resource: TerraformResource, address: string): void {
  new Block(resource, "moved", (to) => ({ moved: [{ from: address, to }] }));
}

class Block extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    id: string,
    private readonly contentFor: (address: string) => object,
  ) {
    super(resource, id);
  }

  override toTerraform() {
    const { terraformResourceType, friendlyUniqueId } = this.resource;
    return this.contentFor(`${terraformResourceType}.${friendlyUniqueId}`);
  }
}
