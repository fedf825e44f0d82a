import { Aspects, TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/**
 * Does a scope's last work before any of its elements is read; it must be the scope's first child. `app.synth` first asks
 * every element for its JSON, to find references between stacks, `Testing.synth` first runs the aspects: so the work is
 * called several times, and must do nothing when there is nothing new.
 */
export class BeforeSynth extends TerraformElement {
  constructor(
    scope: Construct,
    private readonly work: () => void,
  ) {
    super(scope, "before-synth");
    Aspects.of(this).add({ visit: work });
  }

  override toTerraform() {
    this.work();
    return {};
  }
}
