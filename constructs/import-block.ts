import { TerraformElement, type TerraformResource, type TerraformResourceLifecycle } from "cdktf";

/**
 * What an adopted resource keeps of its former life: a description that nobody here wrote must not force a replacement.
 */
export function keptWhenAdopted(adoptedName: string | undefined): TerraformResourceLifecycle | undefined {
  return adoptedName === undefined ? undefined : { ignoreChanges: ["description"] };
}

/**
 * Brings an existing resource into the state at the next apply. (CDKTF's own `importFrom` runs the terraform binary at
 * synth; here synth needs none.)
 * @see https://developer.hashicorp.com/terraform/language/import
 */
export class ImportBlock extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    /** As the provider's import takes it: `projects/p/regions/r/addresses/name`. */
    private readonly importId: string,
  ) {
    super(resource, "import");
  }

  override toTerraform() {
    const { terraformResourceType, friendlyUniqueId } = this.resource;
    return { import: [{ to: `${terraformResourceType}.${friendlyUniqueId}`, id: this.importId }] };
  }
}
