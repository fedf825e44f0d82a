import { TerraformResource, type TerraformResourceConfig } from "cdktf";
import type { Construct } from "constructs";

export interface RawResourceProps extends Omit<TerraformResourceConfig, "terraformResourceType"> {
  readonly type: string;
  /** In Terraform's own words. */
  readonly attributes: object;
}

/** A resource of a later provider than the bindings were made from, as Terraform JSON has it. */
export class RawResource extends TerraformResource {
  readonly id: string;
  readonly selfLink: string;
  private readonly attributes: object;

  constructor(scope: Construct, id: string, { type, attributes, ...meta }: RawResourceProps) {
    super(scope, id, {
      terraformResourceType: type,
      terraformGeneratorMetadata: { providerName: "google" },
      ...meta,
    });
    this.attributes = attributes;
    this.id = this.getStringAttribute("id");
    this.selfLink = this.getStringAttribute("self_link");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.attributes };
  }
}
