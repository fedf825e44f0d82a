import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformElement, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct, Node } from "constructs";
import { keepsKeysOut } from "../config/model/provider-version";
import { terraformConstraint } from "../config/model/terraform-version";
import { variableNames } from "../config/reference";
import type { Config } from "../config/schema/config";
import { keyVariables, secretVariables } from "../config/secret";
import { withoutDots } from "./names";
import { overridden } from "./overrides";
import { addStateBackend, addStateGuard } from "./state-backend";

export interface ConfigStackProps {
  readonly stack: string;
  readonly config: Config;
  /** What of the configuration stands in this stack: it has the variables that are named there. */
  readonly holds: object;
  readonly region?: string;
  readonly providerVersion: string;
}

/** A stack of a configuration, with what every one of them has: provider, state, variables, readable addresses. */
export abstract class ConfigStack extends TerraformStack {
  protected readonly projectId: string;
  private readonly addresses = new Map<string, string>();
  private readonly config: Config;

  constructor(scope: Construct, { stack, config, holds, region, providerVersion }: ConfigStackProps) {
    super(scope, stack);
    this.config = config;
    addStateBackend(this, stack, config.state);
    this.declareVariables(config, holds, keepsKeysOut(providerVersion) ? keyVariables(config) : new Set());
    this.projectId = config.project ?? "${var.project}";
    addStateGuard(this, this.projectId);
    new GoogleProvider(this, "google", { project: this.projectId, region });
    this.addOverride("terraform.required_version", terraformConstraint(config).version);
    this.addOverride("terraform.required_providers.google", { source: "hashicorp/google", version: providerVersion });
  }

  /** Every `${var.name}` that the stack passes through, and `project` where the configuration names none. */
  private declareVariables(config: Config, holds: object, ephemeral: ReadonlySet<string>): void {
    const secret = secretVariables(config);
    const names = new Set(variableNames(JSON.stringify(holds)));
    if (config.project === undefined) names.add("project");
    for (const name of [...names].sort()) {
      const description = name === "project" ? "The Google Cloud project." : undefined;
      const sensitive = secret.has(name) ? true : undefined;
      // A variable may have any name; nothing else has an id like this.
      const variable = new TerraformVariable(this, `var.${name}`, { type: "string", description, sensitive });
      variable.overrideLogicalId(name);
      // No plan keeps it either.
      if (ephemeral.has(name)) variable.addOverride("ephemeral", true);
    }
  }

  /** What the file overrides comes last. In a file `%{` is a text, and nothing here writes directives: none reaches Terraform. */
  override toTerraform(): unknown {
    return withoutDirectives(overridden(super.toTerraform(), this.config));
  }

  /** Readable addresses: a resource's is its id in the construct tree. Two of one kind with the same id are an error. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const id =
      node.scopes
        .map((scope) => scope.node.id)
        .filter((part) => part !== "Default")
        .at(-1) ?? node.id;
    const logicalId = withoutDots(id).replace(/[^A-Za-z0-9_-]/g, "-");
    if (TerraformResource.isTerraformResource(element)) {
      const address = `${element.terraformResourceType}.${logicalId}`;
      const other = this.addresses.get(address);
      if (other !== undefined && other !== node.path)
        throw new Error(`${address} would be both ${other} and ${node.path}; rename one of the workloads`);
      this.addresses.set(address, node.path);
    }
    return logicalId;
  }
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
function withoutDirectives(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("%{", "%%{");
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll("%{", "%%{"), withoutDirectives(item)]),
  );
}
