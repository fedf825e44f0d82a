import {
  GcsBackend,
  LocalBackend,
  S3Backend,
  TerraformBackend,
  type TerraformRemoteState,
  type TerraformStack,
} from "cdktf";
import type { Construct } from "constructs";
import type { Config } from "../config/schema/config";

/** Keeps the state of one stack where the configuration says; every place ends in the stack's name. */
export function addStateBackend(scope: Construct, stack: string, state: Config["state"]): void {
  if (state?.gcs) {
    const { bucket, prefix } = state.gcs;
    new GcsBackend(scope, { bucket, prefix: joined(prefix, stack) });
  } else if (state?.s3) {
    const { bucket, region, prefix } = state.s3;
    new S3Backend(scope, { bucket, region, key: joined(prefix, stack), encrypt: true }).addOverride(
      "use_lockfile",
      true,
    );
  } else if (state?.cloud) {
    const { workspacePrefix = "", project, ...cloud } = state.cloud;
    new CloudBlock(scope, { ...cloud, workspaces: { name: `${workspacePrefix}${stack}`, project } });
  } else {
    // Beside the project, relative to the stack's folder: cdktf deletes stale folders under cdktf.out.
    new LocalBackend(scope, { path: `../../../terraform.${stack}.tfstate` });
  }
}

/**
 * The state remembers which project it is of, and no plan of another one goes on: it would destroy everything there and make it
 * anew here. Terraform asks while it plans; a destroy takes what the state has, of whatever project.
 * @see https://developer.hashicorp.com/terraform/language/validate#pre-and-postconditions
 */
export function addStateGuard(stack: TerraformStack, project: string): void {
  stack.addOverride("locals.project", project);
  stack.addOverride("resource.terraform_data.project", {
    input: "${local.project}",
    lifecycle: {
      ignore_changes: ["input"],
      postcondition: [
        {
          condition: "${self.input == local.project}",
          error_message:
            "This state is of the project ${self.input}, not of ${local.project}: give each project a state of its own (`state` in docs/configuration.md).",
        },
      ],
    },
  });
}

function joined(prefix: string | undefined, stack: string): string {
  return prefix === undefined ? stack : `${prefix.replace(/\/+$/, "")}/${stack}`;
}

interface CloudBlockProps {
  readonly organization: string;
  readonly hostname?: string;
  readonly workspaces: { readonly name: string; readonly project?: string };
}

/** Terraform's `cloud` block. (CDKTF's own runs the terraform binary at synth; here synth needs none.) */
class CloudBlock extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly props: CloudBlockProps,
  ) {
    super(scope, "backend", "cloud");
  }

  override toTerraform() {
    return { terraform: { cloud: this.props } };
  }

  override toMetadata() {
    return { backend: "cloud", cloud: this.props.hostname === undefined ? "tfc" : "tfe" };
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error("a proxy's stack gives its outputs to no other stack of the same app");
  }
}
